//! The elements of a template as constructs.

use appsynth_cloudformation::{DeletionPolicy, Map, Mapping, Parameter};
use indexmap::IndexMap;

use crate::{Construct, Expr, Intrinsic, NodeId, Scope, Value};

/// What a node is in its stack's template.
#[derive(Debug)]
pub(crate) enum Element {
    /// Nothing: it groups others.
    Plain,
    /// A template of its own.
    Stack,
    Resource(Box<Resource>),
    Parameter(Box<Parameter>),
    Condition(Box<Expr>),
    Mapping(Box<Mapping>),
    Output(Box<CfnOutput>),
    Rule(Box<CfnRule>),
    /// Nothing, but it can be referred to.
    External(Box<External>),
}

impl Element {
    /// What it is called in messages.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Plain => "a group of constructs",
            Self::Stack => "a stack",
            Self::Resource(_) => "a resource",
            Self::Parameter(_) => "a parameter",
            Self::Condition(_) => "a condition",
            Self::Mapping(_) => "a mapping",
            Self::Output(_) => "an output",
            Self::Rule(_) => "a rule",
            Self::External(_) => "an external resource",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) kind: String,
    pub(crate) properties: Map<NodeId>,
    pub(crate) options: ResourceOptions,
}

impl Resource {
    pub(crate) fn new(kind: &str, properties: Map<NodeId>) -> Self {
        Self {
            kind: kind.to_owned(),
            properties,
            options: ResourceOptions::default(),
        }
    }

    /// Takes everything out but its type.
    pub(crate) fn take(&mut self) -> Self {
        Self {
            kind: self.kind.clone(),
            properties: std::mem::take(&mut self.properties),
            options: std::mem::take(&mut self.options),
        }
    }
}

/// What can be set on every resource beside its properties.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ResourceOptions {
    /// Made only if this condition of the same stack holds.
    pub condition: Option<ConditionRef>,
    /// What becomes of it when it leaves the stack; CloudFormation's default is to delete it.
    pub deletion_policy: Option<DeletionPolicy>,
    /// What becomes of the old one when it is replaced; the default is to delete it.
    pub update_replace_policy: Option<DeletionPolicy>,
    /// `CreationPolicy`
    pub creation_policy: Option<Expr>,
    /// `UpdatePolicy`
    pub update_policy: Option<Expr>,
    /// `Metadata`; the construct path is added to it.
    pub metadata: Map<NodeId>,
    /// Leaves the properties unchecked; by default they must fit the type's schema. For properties that
    /// CloudFormation has had only since the release of the schemas in use.
    pub unchecked: bool,
}

#[derive(Debug)]
pub(crate) struct External {
    pub(crate) reference: Expr,
    pub(crate) attributes: Map<NodeId>,
}

/// A resource of any type, by name.
#[derive(Debug, Clone, PartialEq)]
pub struct CfnResource {
    kind: String,
    properties: Map<NodeId>,
}

impl CfnResource {
    /// A resource without properties, of a type such as `AWS::SNS::Topic`.
    pub fn new(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            properties: Map::new(),
        }
    }

    /// Sets a property.
    #[must_use]
    pub fn property(mut self, name: impl Into<String>, value: impl Into<Expr>) -> Self {
        self.properties.insert(name.into(), value.into());
        self
    }
}

impl Construct for CfnResource {
    type Handle = NodeId;

    fn build(self, scope: &mut Scope<'_>) -> NodeId {
        scope.resource(&self.kind, self.properties);
        scope.node()
    }
}

/// A parameter of the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct CfnParameter(Parameter);

/// A parameter in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterRef(NodeId);

impl CfnParameter {
    /// A parameter of a type such as `String`, `Number` or `AWS::SSM::Parameter::Value<String>`.
    pub fn new(kind: impl Into<String>) -> Self {
        Self(Parameter {
            kind: kind.into(),
            members: IndexMap::new(),
        })
    }

    /// A parameter of type `String`.
    pub fn string() -> Self {
        Self::new("String")
    }

    /// The value if the deployment gives none.
    #[must_use]
    pub fn default_value(self, value: impl Into<serde_json::Value>) -> Self {
        self.member("Default", value)
    }

    /// Hides the value in CloudFormation's answers.
    #[must_use]
    pub fn no_echo(self) -> Self {
        self.member("NoEcho", true)
    }

    /// Sets another member, such as `AllowedValues` or `MinLength`.
    #[must_use]
    pub fn member(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.0.members.insert(name.into(), value.into());
        self
    }
}

impl Construct for CfnParameter {
    type Handle = ParameterRef;

    fn build(self, scope: &mut Scope<'_>) -> ParameterRef {
        scope.set_element(Element::Parameter(Box::new(self.0)));
        ParameterRef(scope.node())
    }
}

impl ParameterRef {
    /// The parameter's value.
    pub fn value<T>(self) -> Value<T> {
        Value::AtDeploy(Intrinsic::Ref(self.0).into())
    }
}

impl From<ParameterRef> for NodeId {
    fn from(handle: ParameterRef) -> Self {
        handle.0
    }
}

/// A condition of the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct CfnCondition(Expr);

/// A condition in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionRef(NodeId);

impl CfnCondition {
    /// A condition: [`Intrinsic::Equals`], [`Intrinsic::And`], [`Intrinsic::Or`] or [`Intrinsic::Not`].
    pub fn new(expr: impl Into<Expr>) -> Self {
        Self(expr.into())
    }
}

impl Construct for CfnCondition {
    type Handle = ConditionRef;

    fn build(self, scope: &mut Scope<'_>) -> ConditionRef {
        scope.set_element(Element::Condition(Box::new(self.0)));
        ConditionRef(scope.node())
    }
}

impl ConditionRef {
    /// `then` if the condition holds, otherwise `otherwise`.
    pub fn choose(self, then: impl Into<Expr>, otherwise: impl Into<Expr>) -> Expr {
        Intrinsic::If(self.0, then.into(), otherwise.into()).into()
    }

    /// The condition as an operand of another.
    pub fn holds(self) -> Expr {
        Intrinsic::Condition(self.0).into()
    }
}

impl From<ConditionRef> for NodeId {
    fn from(handle: ConditionRef) -> Self {
        handle.0
    }
}

/// A mapping of the stack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CfnMapping(Mapping);

/// A mapping in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MappingRef(NodeId);

impl CfnMapping {
    /// A mapping without values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the value of a top-level and a second-level key.
    #[must_use]
    pub fn value(
        mut self,
        top: impl Into<String>,
        second: impl Into<String>,
        value: impl Into<serde_json::Value>,
    ) -> Self {
        let entry = self.0.entry(top.into()).or_default();
        entry.insert(second.into(), value.into());
        self
    }
}

impl Construct for CfnMapping {
    type Handle = MappingRef;

    fn build(self, scope: &mut Scope<'_>) -> MappingRef {
        scope.set_element(Element::Mapping(Box::new(self.0)));
        MappingRef(scope.node())
    }
}

impl MappingRef {
    /// The value of a top-level and a second-level key.
    pub fn find(self, top: impl Into<Expr>, second: impl Into<Expr>) -> Expr {
        let map = Intrinsic::Ref(self.0).into();
        Intrinsic::FindInMap(map, top.into(), second.into(), None).into()
    }
}

impl From<MappingRef> for NodeId {
    fn from(handle: MappingRef) -> Self {
        handle.0
    }
}

/// An output of the stack.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CfnOutput {
    /// What it gives once the stack is deployed.
    pub value: Expr,
    /// What it is, in words for people; none unless set.
    pub description: Option<String>,
    /// The name by which stacks outside this app may import it; unique in account and region.
    pub export: Option<Expr>,
    /// Given only if this condition of the same stack holds.
    pub condition: Option<ConditionRef>,
}

impl CfnOutput {
    /// An output that is not exported.
    pub fn new(value: impl Into<Expr>) -> Self {
        Self {
            value: value.into(),
            description: None,
            export: None,
            condition: None,
        }
    }

    /// Describes it.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Exports it under this name.
    #[must_use]
    pub fn export(mut self, name: impl Into<Expr>) -> Self {
        self.export = Some(name.into());
        self
    }

    /// Gives it only if the condition holds.
    #[must_use]
    pub fn condition(mut self, condition: ConditionRef) -> Self {
        self.condition = Some(condition);
        self
    }
}

impl Construct for CfnOutput {
    type Handle = NodeId;

    fn build(self, scope: &mut Scope<'_>) -> NodeId {
        scope.set_element(Element::Output(Box::new(self)));
        scope.node()
    }
}

/// A rule over the stack's parameters, checked before anything is deployed.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CfnRule {
    /// When the assertions count; absent means always.
    pub condition: Option<Expr>,
    /// What must hold, and what is said if it does not.
    pub assertions: Vec<(Expr, Option<String>)>,
}

impl CfnRule {
    /// A rule without assertions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the assertions count only when this holds.
    #[must_use]
    pub fn when(mut self, condition: impl Into<Expr>) -> Self {
        self.condition = Some(condition.into());
        self
    }

    /// Demands that this holds.
    #[must_use]
    pub fn assert(mut self, assertion: impl Into<Expr>, description: impl Into<String>) -> Self {
        self.assertions
            .push((assertion.into(), Some(description.into())));
        self
    }
}

impl Construct for CfnRule {
    type Handle = NodeId;

    fn build(self, scope: &mut Scope<'_>) -> NodeId {
        scope.set_element(Element::Rule(Box::new(self)));
        scope.node()
    }
}
