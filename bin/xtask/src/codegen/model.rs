//! A resource schema, understood.

/// A resource type.
pub(super) struct Resource {
    /// Its name, such as `AWS::DynamoDB::Table`.
    pub(super) kind: String,
    /// The last part of the name.
    pub(super) name: String,
    /// Its objects in the order they are found; the first holds the properties.
    pub(super) objects: Vec<Object>,
    pub(super) read_only: Vec<String>,
    pub(super) attributes: Vec<String>,
    pub(super) create_only: Vec<String>,
    pub(super) conditional_create_only: Vec<String>,
    pub(super) primary_identifier: Vec<String>,
}

pub(super) struct Object {
    /// The name of its definition, or of the property that it is the value of. Empty for the properties.
    pub(super) name: String,
    /// Whether it stands where it is used, without a definition.
    pub(super) inline: bool,
    pub(super) properties: Vec<Property>,
    pub(super) open: bool,
    pub(super) rules: Vec<Rule>,
}

#[derive(PartialEq)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) shape: Shape,
}

#[derive(Clone, PartialEq)]
pub(super) enum Shape {
    Any,
    Json,
    Boolean,
    Integer {
        limits: Limits,
        /// The only values, unless there are none here.
        values: Vec<i64>,
    },
    Number(Limits),
    Text {
        length: Limits,
        pattern: Option<String>,
        values: Vec<String>,
    },
    List {
        items: Box<Shape>,
        count: Limits,
        unique: bool,
    },
    Map(Box<Shape>),
    /// The object of this name.
    Object(String),
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Limits {
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
}

#[derive(PartialEq)]
pub(super) enum Rule {
    ExactlyOne(Vec<Vec<String>>),
    AtLeastOne(Vec<Vec<String>>),
    Needs(String, Vec<String>),
    Excludes(String, Vec<String>),
}

impl Shape {
    /// What a list or a map holds at last; other shapes themselves.
    pub(super) fn innermost(&self) -> &Self {
        match self {
            Self::List { items, .. } | Self::Map(items) => items.innermost(),
            other => other,
        }
    }

    /// Calls the object of a name by another.
    pub(super) fn rename_object(&mut self, name: &str, replacement: &str) {
        match self {
            Self::List { items, .. } | Self::Map(items) => items.rename_object(name, replacement),
            Self::Object(own) if own == name => replacement.clone_into(own),
            _ => {}
        }
    }

    /// The object that this shape holds.
    pub(super) fn object(&self) -> Option<&str> {
        match self.innermost() {
            Self::Object(name) => Some(name),
            _ => None,
        }
    }
}
