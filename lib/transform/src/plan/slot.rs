//! The places of a pipeline where functions stand.

use appsynth_schema::ast::OperationType;

/// A place in a pipeline, generated functions and users' alike.
///
/// <https://docs.amplify.aws/gen1/react/build-a-backend/graphqlapi/custom-business-logic/#extend-amplify-generated-resolvers>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Fills in default values.
    Init,
    /// Before the rules are checked.
    PreAuth,
    /// Checks the rules.
    Auth,
    /// After the rules were checked.
    PostAuth,
    /// Checks `@validate`.
    Validate,
    /// Before a query reads.
    PreDataLoad,
    /// Before a mutation writes.
    PreUpdate,
    /// Before a subscription starts.
    PreSubscribe,
    /// Asks the data source. Not a slot of users': they override it by the resolver's own name.
    Data,
    /// After a query read.
    PostDataLoad,
    /// After a mutation wrote.
    PostUpdate,
    /// Last.
    Finish,
}

impl Slot {
    /// The slots that users can fill, in the order they run. Fields of other types have a query's.
    pub fn of(operation: OperationType) -> &'static [Self] {
        match operation {
            OperationType::Query => &[
                Self::Init,
                Self::PreAuth,
                Self::Auth,
                Self::PostAuth,
                Self::PreDataLoad,
                Self::PostDataLoad,
                Self::Finish,
            ],
            OperationType::Mutation => &[
                Self::Init,
                Self::PreAuth,
                Self::Auth,
                Self::PostAuth,
                Self::Validate,
                Self::PreUpdate,
                Self::PostUpdate,
                Self::Finish,
            ],
            OperationType::Subscription => &[
                Self::Init,
                Self::PreAuth,
                Self::Auth,
                Self::PostAuth,
                Self::PreSubscribe,
            ],
        }
    }

    /// The word in names of files and functions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::PreAuth => "preAuth",
            Self::Auth => "auth",
            Self::PostAuth => "postAuth",
            Self::Validate => "validate",
            Self::PreDataLoad => "preDataLoad",
            Self::PreUpdate => "preUpdate",
            Self::PreSubscribe => "preSubscribe",
            Self::Data => "data",
            Self::PostDataLoad => "postDataLoad",
            Self::PostUpdate => "postUpdate",
            Self::Finish => "finish",
        }
    }
}
