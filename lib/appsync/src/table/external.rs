//! Tables that exist already.

use appsynth_construct::{Construct, Scope, Value};

use super::{Encryption, TableRef};
use crate::arn::expect_arn;
use crate::properties::Properties;
use crate::reference::{ExternalRegion, arn};

/// A table that exists already; made with [`super::Table::external`].
#[derive(Debug, Clone)]
pub struct ExternalTable {
    place: Place,
    indexed: bool,
    key: Option<Encryption>,
    stream_arn: Option<String>,
}

#[derive(Debug, Clone)]
enum Place {
    Name(Value<String>),
    Arn(String),
}

impl ExternalTable {
    pub(super) fn named(name: Value<String>) -> Self {
        Self::new(Place::Name(name))
    }

    pub(super) fn at(arn: String) -> Self {
        Self::new(Place::Arn(arn))
    }

    fn new(place: Place) -> Self {
        Self {
            place,
            indexed: false,
            key: None,
            stream_arn: None,
        }
    }

    /// Says that the table has indexes that are to be used: leave to read the table covers them.
    #[must_use]
    pub fn indexed(mut self) -> Self {
        self.indexed = true;
        self
    }

    /// Says which key of KMS the table is encrypted with, by its ARN, id or alias: leave to use the table covers it.
    #[must_use]
    pub fn kms_key(mut self, key: impl Into<Value<String>>) -> Self {
        self.key = Some(Encryption::CustomerManaged(key.into()));
        self
    }

    /// Says which stream the table has.
    #[must_use]
    pub fn stream_arn(mut self, arn: impl Into<String>) -> Self {
        self.stream_arn = Some(arn.into());
        self
    }
}

impl Construct for ExternalTable {
    type Handle = TableRef;

    fn build(self, scope: &mut Scope<'_>) -> TableRef {
        let (name, arn): (_, Value<String>) = match self.place {
            Place::Name(name) => (name.clone(), arn("dynamodb", ["table/".into(), name])),
            Place::Arn(arn) => {
                let parts = expect_arn(scope, &arn, "dynamodb");
                scope.remember(scope.node(), ExternalRegion(parts.region.to_owned()));
                (parts.name().into(), arn.as_str().into())
            }
        };
        let attributes = Properties::new()
            .set("Arn", arn)
            .maybe("StreamArn", self.stream_arn);
        scope.external(name, attributes.into_map());
        TableRef {
            node: scope.node(),
            indexed: self.indexed,
            key: self.key.as_ref().and_then(|key| key.key(scope)),
        }
    }
}
