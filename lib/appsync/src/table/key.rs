//! Primary keys of tables and indexes.

use appsynth_resources::dynamodb as cfn;

/// The type of a key attribute.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeType {
    /// `S`: text, sorted by its UTF-8 bytes.
    String,
    /// `N`: a number of up to 38 digits.
    Number,
    /// `B`: bytes, sorted as unsigned.
    Binary,
}

/// An attribute that is part of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The name that items have it under.
    pub name: String,
    /// Its type.
    pub kind: AttributeType,
}

/// A key attribute that holds text.
pub fn string(name: impl Into<String>) -> Attribute {
    Attribute {
        name: name.into(),
        kind: AttributeType::String,
    }
}

/// A key attribute that holds a number.
pub fn number(name: impl Into<String>) -> Attribute {
    Attribute {
        name: name.into(),
        kind: AttributeType::Number,
    }
}

/// A key attribute that holds bytes.
pub fn binary(name: impl Into<String>) -> Attribute {
    Attribute {
        name: name.into(),
        kind: AttributeType::Binary,
    }
}

/// The primary key of a table or index: a partition key and perhaps a sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The attribute that chooses the partition.
    pub partition: Attribute,
    /// The attribute that orders the items of a partition.
    pub sort: Option<Attribute>,
}

impl Key {
    /// A key of one attribute.
    pub fn partition(attribute: Attribute) -> Self {
        Self {
            partition: attribute,
            sort: None,
        }
    }

    /// The same with a sort key.
    #[must_use]
    pub fn sort(mut self, attribute: Attribute) -> Self {
        self.sort = Some(attribute);
        self
    }

    /// Its attributes, partition key first.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        std::iter::once(&self.partition).chain(&self.sort)
    }

    pub(super) fn schema(&self) -> Vec<cfn::TableKeySchema> {
        let entry = |attribute: &Attribute, kind: cfn::TableKeyType| {
            cfn::TableKeySchema::new(attribute.name.as_str(), kind)
        };
        std::iter::once(entry(&self.partition, cfn::TableKeyType::Hash))
            .chain(
                self.sort
                    .as_ref()
                    .map(|sort| entry(sort, cfn::TableKeyType::Range)),
            )
            .collect()
    }
}

impl AttributeType {
    /// DynamoDB's letter for the type.
    pub fn letter(self) -> &'static str {
        cfn::TableAttributeType::from(self).as_str()
    }
}

impl From<AttributeType> for cfn::TableAttributeType {
    fn from(kind: AttributeType) -> Self {
        match kind {
            AttributeType::String => Self::S,
            AttributeType::Number => Self::N,
            AttributeType::Binary => Self::B,
        }
    }
}
