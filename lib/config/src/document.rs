//! The file as written, and what one environment makes of it.

use std::collections::BTreeMap;

use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Sources};

use crate::node::{self, Mapping, Node, Value};
use crate::positions::Positions;
use crate::settings::{self, Deploy, Environment, Local, Settings};
use crate::substitute::{Variables, substitute};
use crate::{diagnostics, merge, references};

/// The environment of this machine; it exists even if the file does not name it.
pub const DEFAULT_ENVIRONMENT: &str = "local";

/// `appsynth.yaml` as written.
#[derive(Debug)]
pub struct Document {
    root: Node,
}

impl Document {
    /// Reads the text as YAML.
    ///
    /// # Errors
    /// `AS8002` if it is not YAML, or not a mapping.
    pub fn parse(sources: &Sources, id: SourceId) -> Result<Self, Diagnostics> {
        let root = node::parse(sources, id)?;
        match root.value {
            Value::Mapping(_) => Ok(Self { root }),
            _ => Err(diagnostics::not_yaml(root.place(), "the file must be a mapping").into()),
        }
    }

    /// The environments' names in the file's order, [`DEFAULT_ENVIRONMENT`] first if the file lacks it.
    pub fn environments(&self) -> Vec<&str> {
        let mut names: Vec<_> = match self.environments_value() {
            Some(Value::Mapping(environments)) => environments.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        if !names.contains(&DEFAULT_ENVIRONMENT) {
            names.insert(0, DEFAULT_ENVIRONMENT);
        }
        names
    }

    /// The typed settings of an environment.
    ///
    /// # Errors
    /// Every mistake of the whole file (`AS80…`), those of other environments included; but a variable must
    /// be defined only where this environment uses it.
    pub fn settings(
        &self,
        environment: &str,
        variables: &BTreeMap<String, String>,
    ) -> Result<Settings, Diagnostics> {
        self.read_all(environment, variables, |root, name, problems| {
            let settings = settings::read(root, name, problems)?;
            references::check(&settings, problems);
            Some(settings)
        })
    }

    /// An environment of a project whose stacks are Rust code: its file has no keys but `account`,
    /// `region`, `values`, `local`, `deploy` and `environments`.
    ///
    /// # Errors
    /// As for [`Self::settings`].
    pub fn environment(
        &self,
        environment: &str,
        variables: &BTreeMap<String, String>,
    ) -> Result<Environment, Diagnostics> {
        self.read_all(environment, variables, settings::read_environment)
    }

    /// What stands in on this machine for what only AWS has. Keys that have no part in that are not looked
    /// at, so that a file may have this alone, as beside an assembly that another tool made.
    ///
    /// # Errors
    /// As for [`Self::settings`], of these keys only.
    pub fn local(
        &self,
        environment: &str,
        variables: &BTreeMap<String, String>,
    ) -> Result<Local, Diagnostics> {
        self.read_all(environment, variables, settings::read_local)
    }

    /// How the environment is deployed to AWS. Keys that have no part in that are not looked at, as for
    /// [`Self::local`].
    ///
    /// # Errors
    /// As for [`Self::settings`], of these keys only.
    pub fn deploy(
        &self,
        environment: &str,
        variables: &BTreeMap<String, String>,
    ) -> Result<Deploy, Diagnostics> {
        self.read_all(environment, variables, settings::read_deploy)
    }

    /// The environment's settings as they stand after merging, as JSON. Variables are shown, not their
    /// values: these may be secret.
    ///
    /// # Errors
    /// `AS8003` and `AS8007` if there is no such environment.
    pub fn effective(&self, environment: &str) -> Result<serde_json::Value, Diagnostics> {
        let mut problems = Diagnostics::new();
        match self.merged(environment, &mut problems) {
            Some(root) => Ok(json(&root)),
            None => Err(problems),
        }
    }

    /// Where the environment's settings stand.
    pub fn positions(&self, environment: &str) -> Positions {
        Positions::new(self.merged(environment, &mut Diagnostics::new()))
    }

    /// Reads every environment, for their mistakes, and gives the one that is asked for.
    fn read_all<T>(
        &self,
        environment: &str,
        variables: &BTreeMap<String, String>,
        read: impl Fn(&Node, &str, &mut Diagnostics) -> Option<T>,
    ) -> Result<T, Diagnostics> {
        let mut problems = Diagnostics::new();
        let mut read_one = |name: &str| {
            let mut root = self.merged(name, &mut problems)?;
            let variables = Variables {
                environment: name,
                variables,
                required: name == environment,
            };
            substitute(&mut root, &variables, &mut problems);
            read(&root, name, &mut problems)
        };
        let wanted = read_one(environment);
        for other in self.environments() {
            if other != environment {
                read_one(other);
            }
        }
        match wanted {
            Some(wanted) if problems.is_empty() => Ok(wanted),
            _ => Err(in_order(problems)),
        }
    }

    /// The file without `environments`, the environment's overrides laid over it.
    fn merged(&self, environment: &str, problems: &mut Diagnostics) -> Option<Node> {
        let mut root = self.root.clone();
        let Value::Mapping(entries) = &mut root.value else {
            return None;
        };
        let written = entries.shift_remove("environments");
        let place = written
            .as_ref()
            .map_or_else(|| self.root.place(), Node::key_place);
        let environments = match written {
            Some(node) => environments(node, problems)?,
            None => Mapping::new(),
        };
        match environments.get(environment).map(|node| &node.value) {
            Some(Value::Mapping(overlay)) => merge::merge(entries, overlay),
            Some(_) => {}
            None if environment == DEFAULT_ENVIRONMENT => {}
            None => {
                let names: Vec<_> = environments.keys().map(String::as_str).collect();
                problems.push(diagnostics::unknown_environment(place, environment, &names));
                return None;
            }
        }
        Some(root)
    }

    fn environments_value(&self) -> Option<&Value> {
        match &self.root.value {
            Value::Mapping(entries) => entries.get("environments").map(|node| &node.value),
            _ => None,
        }
    }
}

/// The environments, each a mapping or empty.
fn environments(node: Node, problems: &mut Diagnostics) -> Option<Mapping> {
    let environments = match node.value {
        Value::Mapping(environments) => environments,
        Value::Null => return Some(Mapping::new()),
        _ => {
            problems.push(diagnostics::wrong_type(&node, "a mapping"));
            return None;
        }
    };
    for (name, environment) in &environments {
        if !matches!(environment.value, Value::Mapping(_) | Value::Null) {
            problems.push(diagnostics::wrong_type(environment, "a mapping"));
        }
        if !settings::is_stack_name(name) {
            problems.push(diagnostics::bad_environment_name(
                environment.key_place(),
                name,
            ));
        }
    }
    Some(environments)
}

/// Each mistake once, though every environment that it concerns has found it, in the file's order.
fn in_order(problems: Diagnostics) -> Diagnostics {
    let place = |one: &Diagnostic| one.labels.first().map(|label| label.span);
    let mut list: Vec<Diagnostic> = problems.into_iter().collect();
    list.sort_by_key(place);
    list.dedup_by(|one, other| {
        one.code == other.code && one.message == other.message && place(one) == place(other)
    });
    list.into_iter().collect()
}

fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null | Value::Unknown => serde_json::Value::Null,
        Value::Boolean(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text { text, .. } => text.clone().into(),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Mapping(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), json(value)))
            .collect(),
    }
}
