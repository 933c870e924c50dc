//! Late changes to resources that exist.

use appsynth_cloudformation::{DeletionPolicy, Map};
use appsynth_diagnostics::{CallSite, Diagnostic};

use crate::element::{Element, Resource};
use crate::{Expr, NodeId, ResourceOptions, Scope, diagnostics, logical_id};

impl Scope<'_> {
    /// Changes the properties of a construct's resource.
    #[track_caller]
    pub fn edit(&mut self, handle: impl Into<NodeId>, change: impl FnOnce(&mut Map<NodeId>)) {
        if let Some(resource) = self.resource_of(handle.into(), CallSite::caller()) {
            change(&mut resource.properties);
        }
    }

    /// Changes what can be set on every resource beside its properties.
    #[track_caller]
    pub fn options(
        &mut self,
        handle: impl Into<NodeId>,
        change: impl FnOnce(&mut ResourceOptions),
    ) {
        if let Some(resource) = self.resource_of(handle.into(), CallSite::caller()) {
            change(&mut resource.options);
        }
    }

    /// Sets what becomes of a construct's resource when it leaves the stack or is replaced.
    #[track_caller]
    pub fn removal(&mut self, handle: impl Into<NodeId>, policy: DeletionPolicy) {
        if let Some(resource) = self.resource_of(handle.into(), CallSite::caller()) {
            resource.options.deletion_policy = Some(policy);
            resource.options.update_replace_policy = Some(policy);
        }
    }

    /// Sets a value anywhere in a construct's resource, by a JSON pointer such as
    /// `/Properties/LogConfig/ExcludeVerboseContent` or `/Properties/Tags/-`.
    ///
    /// For what no construct offers: the value is not checked against the construct's own rules.
    #[track_caller]
    pub fn patch(&mut self, handle: impl Into<NodeId>, pointer: &str, value: impl Into<Expr>) {
        let call_site = CallSite::caller();
        let handle = handle.into();
        let Some(resource) = self.resource_of(handle, call_site) else {
            return;
        };
        if let Err(reason) = patch(resource, pointer, value.into()) {
            let problem = diagnostics::patch_pointer(&resource.kind, pointer, &reason);
            self.report_edit(handle, problem, call_site);
        }
    }

    /// Gives a construct's element another logical id than its path gives it, such as the one it is
    /// deployed under.
    #[track_caller]
    pub fn override_logical_id(&mut self, handle: impl Into<NodeId>, id: impl Into<String>) {
        let call_site = CallSite::caller();
        let (handle, id) = (handle.into(), id.into());
        let Some(at) = self.own(handle, call_site) else {
            return;
        };
        if !logical_id::is_logical_id(&id) {
            self.report_edit(handle, diagnostics::invalid_logical_id(&id), call_site);
            return;
        }
        let at = self.tree.main_element(at).unwrap_or(at);
        self.tree.nodes[at].logical_id = Some(id);
    }

    /// The resource that a construct stands for; if it is none, that is reported at `call_site`.
    fn resource_of(&mut self, handle: NodeId, call_site: CallSite) -> Option<&mut Resource> {
        let at = self.own(handle, call_site)?;
        let main = self.tree.main_element(at).unwrap_or(at);
        let element = &self.tree.nodes[main].element;
        if !matches!(element, Element::Resource(_)) {
            let problem = diagnostics::not_a_resource(&self.tree.path(at), element.noun());
            self.report_edit(handle, problem, call_site);
            return None;
        }
        match &mut self.tree.nodes[main].element {
            Element::Resource(resource) => Some(resource),
            _ => None,
        }
    }

    /// Reports a problem of a construct at the line that changes it.
    fn report_edit(&mut self, handle: NodeId, problem: Diagnostic, call_site: CallSite) {
        let at = self.tree.index(handle).unwrap_or(self.at);
        let problem = problem.of(self.tree.path(at), Some(call_site));
        self.report(problem);
    }
}

/// Sets the value at a JSON pointer (RFC 6901); objects on the way are made.
fn patch(resource: &mut Resource, pointer: &str, value: Expr) -> Result<(), String> {
    let mut parts = pointer
        .split('/')
        .map(|part| part.replace("~1", "/").replace("~0", "~"));
    if parts.next().as_deref() != Some("") {
        return Err("a JSON pointer begins with `/`".to_owned());
    }
    let section = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.collect();
    match section.as_str() {
        "Properties" => set_in_map(&mut resource.properties, &rest, value),
        "Metadata" => set_in_map(&mut resource.options.metadata, &rest, value),
        "CreationPolicy" => set_in(
            resource
                .options
                .creation_policy
                .get_or_insert(Expr::Map(Map::new())),
            &rest,
            value,
        ),
        "UpdatePolicy" => set_in(
            resource
                .options
                .update_policy
                .get_or_insert(Expr::Map(Map::new())),
            &rest,
            value,
        ),
        _ => Err(format!(
            "a resource has `Properties`, `Metadata`, `CreationPolicy` and `UpdatePolicy`, not `{section}`"
        )),
    }
}

fn set_in_map(map: &mut Map<NodeId>, path: &[String], value: Expr) -> Result<(), String> {
    let Some((first, rest)) = path.split_first() else {
        return Err("it names a whole section, not a value in it".to_owned());
    };
    if rest.is_empty() {
        map.insert(first.clone(), value);
        return Ok(());
    }
    let below = map
        .entry(first.clone())
        .or_insert_with(|| Expr::Map(Map::new()));
    set_in(below, rest, value)
}

fn set_in(target: &mut Expr, path: &[String], value: Expr) -> Result<(), String> {
    let Some((first, rest)) = path.split_first() else {
        *target = value;
        return Ok(());
    };
    match target {
        Expr::Map(map) => set_in_map(map, path, value),
        Expr::List(list) if first == "-" && rest.is_empty() => {
            list.push(value);
            Ok(())
        }
        Expr::List(list) => {
            let length = list.len();
            let entry = first.parse().ok().and_then(|at: usize| list.get_mut(at));
            let entry = entry.ok_or_else(|| {
                format!("`{first}` is no index of a list of {length}; `-` adds to it")
            })?;
            set_in(entry, rest, value)
        }
        Expr::Call(_) => Err(format!(
            "what `{first}` is to be set in is an intrinsic function"
        )),
        Expr::Null | Expr::Bool(_) | Expr::Number(_) | Expr::Text(_) => Err(format!(
            "what `{first}` is to be set in is neither an object nor a list"
        )),
    }
}
