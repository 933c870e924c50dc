//! The template and its sections.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::{Expr, Map};

/// The elements of a section by their names, in the order of their source.
pub type Section<T> = IndexMap<LogicalId, T, FxBuildHasher>;

/// The name of an element within its template.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogicalId(pub String);

impl std::fmt::Display for LogicalId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A CloudFormation template; each section keeps the order of its source.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Template {
    /// `AWSTemplateFormatVersion`, if the template has it.
    pub format_version: Option<String>,
    /// `Description`
    pub description: Option<String>,
    /// `Transform`, as it was read.
    pub transform: Option<Expr>,
    /// `Metadata`
    pub metadata: Map,
    /// `Parameters`
    pub parameters: Section<Parameter>,
    /// `Rules`
    pub rules: Section<Rule>,
    /// `Mappings`
    pub mappings: Section<Mapping>,
    /// `Conditions`
    pub conditions: Section<Expr>,
    /// `Resources`
    pub resources: Section<Resource>,
    /// `Outputs`
    pub outputs: Section<Output>,
}

/// A resource of a template.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resource {
    /// `Type`, such as `AWS::DynamoDB::Table`.
    pub kind: String,
    /// `Properties`
    pub properties: Map,
    /// `DependsOn`
    pub depends_on: Vec<LogicalId>,
    /// `Condition`
    pub condition: Option<LogicalId>,
    /// `DeletionPolicy`; CloudFormation's default is to delete (snapshot for some databases).
    pub deletion_policy: Option<DeletionPolicy>,
    /// `UpdateReplacePolicy`; the default is to delete.
    pub update_replace_policy: Option<DeletionPolicy>,
    /// `CreationPolicy`
    pub creation_policy: Option<Expr>,
    /// `UpdatePolicy`
    pub update_policy: Option<Expr>,
    /// `Metadata`
    pub metadata: Map,
}

/// What becomes of a resource that leaves the stack or is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeletionPolicy {
    /// `Delete`
    Delete,
    /// `Retain`
    Retain,
    /// `RetainExceptOnCreate`
    RetainExceptOnCreate,
    /// `Snapshot`
    Snapshot,
}

/// A parameter of a template.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameter {
    /// `Type`, such as `String` or `AWS::SSM::Parameter::Value<String>`.
    pub kind: String,
    /// Every other member (`Default`, `AllowedValues`, `NoEcho`, …), in order.
    pub members: IndexMap<String, serde_json::Value>,
}

/// A mapping: top-level key, second-level key, value.
pub type Mapping = IndexMap<String, IndexMap<String, serde_json::Value>>;

/// A rule over parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// `RuleCondition`; absent means always.
    pub condition: Option<Expr>,
    /// `Assertions`
    pub assertions: Vec<RuleAssertion>,
}

/// An assertion of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleAssertion {
    /// `Assert`
    pub assert: Expr,
    /// `AssertDescription`
    pub description: Option<String>,
}

/// An output of a stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// `Value`
    pub value: Expr,
    /// `Description`
    pub description: Option<String>,
    /// `Export.Name`
    pub export: Option<Expr>,
    /// `Condition`
    pub condition: Option<LogicalId>,
}
