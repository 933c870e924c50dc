//! What a project with DataStore does about conflicting changes.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::super::existing::{Conflicts, Existing};
use super::{json, quoted};
use crate::CliError;

impl Existing {
    /// Takes over the conflict handlers of the project and of single models.
    pub(super) fn take_conflict_resolution(
        &mut self,
        folder: &Path,
        home: &str,
    ) -> Result<(), CliError> {
        let written = Strategies::read(folder, home)?;
        let path = &written.path;
        let default = written.project.as_deref().and_then(handler);
        let is_unknown = |strategy: &str| strategy != "NONE" && handler(strategy).is_none();
        if written.project.as_deref().is_some_and(is_unknown) {
            self.left.push(format!(
                "{path} names a conflict handler that is not taken over: give it as \
                 `conflict-resolution: {{ function: NAME }}` below `api` in appsynth.yaml"
            ));
        }
        let (mut models, mut left) = (BTreeMap::new(), Vec::new());
        for (model, strategy) in written.models {
            let own = strategy.as_deref().and_then(handler);
            match (own, default) {
                (Some(own), Some(default)) if own == default => {}
                (Some(own), Some(_)) => {
                    models.insert(model, own);
                }
                _ if strategy == written.project => {}
                _ => left.push(model),
            }
        }
        if !left.is_empty() {
            self.left.push(format!(
                "{path} has a conflict handler of its own for {}, which is not taken over: give it below \
                 `models`, and `default` what holds for the others, in `conflict-resolution` below `api` in \
                 appsynth.yaml",
                quoted(&left)
            ));
        }
        self.conflicts = default.map(|default| Conflicts { default, models });
        Ok(())
    }
}

/// What `appsynth.yaml` calls one of AppSync's conflict handlers.
fn handler(strategy: &str) -> Option<&'static str> {
    match strategy {
        "AUTOMERGE" => Some("automerge"),
        "OPTIMISTIC_CONCURRENCY" => Some("optimistic-concurrency"),
        _ => None,
    }
}

/// The conflict handlers of a project.
struct Strategies {
    path: String,
    project: Option<String>,
    /// Each model that has one of its own.
    models: Vec<(String, Option<String>)>,
}

impl Strategies {
    /// Reads what Amplify's transformer goes by, else what the command line was told.
    fn read(folder: &Path, home: &str) -> Result<Self, CliError> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let path = format!("{home}/transform.conf.json");
        let config = &json(&folder.join(&path))?["ResolverConfig"];
        if config.is_object() {
            let models = config["models"].as_object().into_iter().flatten();
            return Ok(Self {
                path,
                project: text(&config["project"]["ConflictHandler"]),
                models: models
                    .map(|(model, config)| (model.clone(), text(&config["ConflictHandler"])))
                    .collect(),
            });
        }
        let path = format!("{home}/cli-inputs.json");
        let inputs = &json(&folder.join(&path))?["serviceConfiguration"]["conflictResolution"];
        let models = inputs["perModelResolutionStrategy"].as_array();
        let models = models.into_iter().flatten().filter_map(|one| {
            let strategy = text(&one["resolutionStrategy"]["type"]);
            Some((text(&one["entityName"])?, strategy))
        });
        Ok(Self {
            project: text(&inputs["defaultResolutionStrategy"]["type"]),
            models: models.collect(),
            path,
        })
    }
}
