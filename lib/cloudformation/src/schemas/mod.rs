//! What CloudFormation knows about resource types: their properties and attributes.
//!
//! The tables under `generated` come from the public resource schemas (`cargo xtask codegen`) and are
//! plain static data: nothing is parsed at run time.

mod build;
mod generated;
mod pattern;

pub use pattern::Pattern;

/// The release of `cfn-lint` whose copy of the resource schemas the tables were generated from.
pub const SCHEMA_VERSION: &str = generated::VERSION;

/// A resource type.
///
/// Paths name properties below the resource's `Properties`, their steps divided by `/`, with `*` for
/// every item of a list.
#[derive(Debug)]
pub struct ResourceSchema {
    /// Its name, such as `AWS::DynamoDB::Table`.
    pub kind: &'static str,
    /// The properties that can be set.
    pub properties: &'static Object,
    /// The properties that only AWS sets; those on the first level.
    pub read_only: &'static [&'static str],
    /// What `Fn::GetAtt` can read, in its notation with dots; `Outputs.*` stands for any name.
    pub attributes: &'static [&'static str],
    /// Paths whose change replaces the resource.
    pub create_only: &'static [&'static str],
    /// Paths whose change replaces the resource in some cases.
    pub conditional_create_only: &'static [&'static str],
    /// Paths that together identify a resource; `Ref` gives one of them for most types.
    pub primary_identifier: &'static [&'static str],
}

/// The members of an object.
#[derive(Debug)]
pub struct Object {
    /// The known members, in the order of the schema.
    pub properties: &'static [Property],
    /// Whether it may have other members too.
    pub open: bool,
    /// What holds among the members.
    pub rules: &'static [Rule],
}

/// A member of an object.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it may be.
    pub schema: Schema,
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Schema {
    /// Anything.
    Any,
    /// A JSON object, or its text.
    Json,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer(Range),
    /// A number.
    Number(Range),
    /// Text.
    Text(Text),
    /// A list.
    List(List),
    /// An object whose members have names of the user's choice.
    Map(&'static Schema),
    /// An object of known members.
    Object(&'static Object),
}

/// What a number may be; limits are infinite where there are none.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// The only values, unless there are none here.
    pub values: &'static [i64],
}

/// What a text may be.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The least number of characters.
    pub min: u32,
    /// The greatest number of characters.
    pub max: u32,
    /// The pattern that it matches somewhere.
    pub pattern: Option<&'static Pattern>,
    /// The only values, unless there are none here.
    pub values: &'static [&'static str],
}

/// What a list may be.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// What each item may be.
    pub items: &'static Schema,
    /// The least number of items.
    pub min: u32,
    /// The greatest number of items.
    pub max: u32,
    /// Whether no item may be there twice.
    pub unique: bool,
}

/// What holds among the members of an object.
#[derive(Debug)]
pub enum Rule {
    /// Exactly one of these groups of members is there.
    ExactlyOne(&'static [&'static [&'static str]]),
    /// At least one of these groups of members is there.
    AtLeastOne(&'static [&'static [&'static str]]),
    /// Where the first is, the others are.
    Needs(&'static str, &'static [&'static str]),
    /// Where the first is, the others are not.
    Excludes(&'static str, &'static [&'static str]),
}

/// The schema of a resource type; none for types that have no table here, which are not checked.
pub fn resource_schema(kind: &str) -> Option<&'static ResourceSchema> {
    let within_aws = kind.strip_prefix("AWS::")?;
    let is_within = |service: &str| {
        let rest = within_aws.strip_prefix(service);
        rest.is_some_and(|rest| rest.starts_with("::"))
    };
    let (_, schemas) = generated::SERVICES
        .iter()
        .find(|(service, _)| is_within(service))?;
    schemas.iter().find(|schema| schema.kind == kind)
}

/// Every schema there is.
pub fn resource_schemas() -> impl Iterator<Item = &'static ResourceSchema> {
    generated::SERVICES.iter().flat_map(|(_, schemas)| *schemas)
}

impl Object {
    /// The member of this name.
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }
}

impl ResourceSchema {
    /// Whether `Fn::GetAtt` can read this attribute.
    pub fn has_attribute(&self, name: &str) -> bool {
        self.attributes.iter().any(|attribute| {
            *attribute == name
                || attribute
                    .strip_suffix('*')
                    .is_some_and(|start| name.starts_with(start))
        })
    }
}
