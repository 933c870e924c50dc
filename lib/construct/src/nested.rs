//! Nested stacks.

use appsynth_cloudformation::{DeletionPolicy, Map};
use appsynth_diagnostics::CallSite;

use crate::element::{Element, Resource};
use crate::tree::{Nested, Stack};
use crate::{Scope, StackOptions, bootstrap};

/// How a nested stack is deployed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NestedStackOptions {
    /// The template's description.
    pub description: Option<String>,
    /// How many minutes its creation may take; without it, as long as CloudFormation allows.
    pub timeout_minutes: Option<u32>,
}

impl NestedStackOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Describes the stack.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Limits the time its creation may take.
    #[must_use]
    pub fn timeout_minutes(mut self, minutes: u32) -> Self {
        self.timeout_minutes = Some(minutes);
        self
    }
}

impl Scope<'_> {
    /// Adds a nested stack with default options: a template of its own, deployed as one
    /// `AWS::CloudFormation::Stack` of this scope's stack.
    #[track_caller]
    pub fn nested_stack(&mut self, id: &str) -> Scope<'_> {
        self.nested_stack_with(id, NestedStackOptions::default())
    }

    /// Adds a nested stack.
    ///
    /// The stack's resource is the construct `<id>.NestedStack/<id>.NestedStackResource` beside it, as in
    /// the CDK, so that its logical id is the CDK's too.
    #[track_caller]
    pub fn nested_stack_with(&mut self, id: &str, options: NestedStackOptions) -> Scope<'_> {
        let call_site = CallSite::caller();
        let tree = &mut *self.tree;
        let at = tree.insert(self.at, id, call_site);
        let Some(parent) = tree.nodes[self.at].stack else {
            return Scope { tree, at };
        };

        let beside = tree.insert(self.at, &format!("{id}.NestedStack"), call_site);
        let resource = tree.insert(beside, &format!("{id}.NestedStackResource"), call_site);
        let mut properties = Map::new();
        if let Some(minutes) = options.timeout_minutes {
            properties.insert("TimeoutInMinutes".to_owned(), i64::from(minutes).into());
        }
        // Stands in until the template is complete and has a hash.
        properties.insert("TemplateURL".to_owned(), bootstrap::object_url(""));
        let mut stack_resource = Resource::new("AWS::CloudFormation::Stack", properties);
        stack_resource.options.deletion_policy = Some(DeletionPolicy::Delete);
        stack_resource.options.update_replace_policy = Some(DeletionPolicy::Delete);
        tree.nodes[resource].element = Element::Resource(Box::new(stack_resource));

        let parent_options = &tree.stacks[parent].options;
        let options = StackOptions {
            description: options.description,
            account: parent_options.account.clone(),
            region: parent_options.region.clone(),
            ..StackOptions::default()
        };
        tree.nodes[at].stack = Some(tree.stacks.len());
        tree.nodes[at].element = Element::Stack;
        let nested = Nested { parent, resource };
        tree.stacks.push(Stack::new(at, options, Some(nested)));
        Scope { tree, at }
    }
}
