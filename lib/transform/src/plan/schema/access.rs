//! Which authorization modes reach an entity, operation by operation.

use super::modes::Modes;
use crate::model::{Entity, Operation};
use crate::options::{AuthMode, Options};
use crate::plan::grants::{self, Role};

/// What rules and options decide about an entity's operations.
pub(super) struct Access<'m> {
    entity: &'m Entity,
    ruled: grants::Access<'m>,
    /// Modes that rules do not decide about.
    anyway: Modes,
    default: AuthMode,
}

impl<'m> Access<'m> {
    pub(super) fn new(entity: &'m Entity, options: &Options) -> Self {
        let ruled = grants::Access::of(entity);
        let mut anyway = Modes::NONE;
        if options.iam_callers {
            anyway = anyway.and(Modes::only(AuthMode::Iam));
        }
        if options.sandbox && !ruled.has_rules() {
            anyway = anyway.and(Modes::only(AuthMode::ApiKey));
        }
        Self {
            entity,
            ruled,
            anyway,
            default: options.default_auth,
        }
    }

    pub(super) fn entity(&self) -> &'m Entity {
        self.entity
    }

    /// The modes that may read the type.
    pub(super) fn readers(&self) -> Modes {
        self.ruled_readers().and(self.anyway)
    }

    /// The modes that rules let read the type.
    pub(super) fn ruled_readers(&self) -> Modes {
        Modes::of_roles(self.all_roles())
    }

    /// The modes that may read what is within the type and was within another before.
    pub(super) fn readers_again(&self) -> Modes {
        self.ruled_readers_again().and(self.anyway)
    }

    /// The modes that rules let read what is within the type and was within another before: as in Amplify's schemas,
    /// the default mode reaches it as well, though not by way of this type.
    pub(super) fn ruled_readers_again(&self) -> Modes {
        let (modes, default) = (self.ruled_readers(), Modes::only(self.default));
        match modes.is_empty() || modes == default {
            true => modes,
            false => modes.and(default),
        }
    }

    /// The modes of an operation. Where there are rules and none allows it, the default mode stays.
    pub(super) fn operation(&self, operation: Operation) -> Modes {
        let modes = Modes::of_roles(self.roles(operation));
        if modes.is_empty() && self.ruled.has_rules() && !self.anyway.is_empty() {
            return Modes::only(self.default).and(self.anyway);
        }
        modes.and(self.anyway)
    }

    /// The modes of a query by an index. Its resolver lets in who may list; as in Amplify's schemas, it is also reached
    /// in the modes of who may get, whom the resolver refuses.
    pub(super) fn index_query(&self) -> Modes {
        let reached = |operation| Modes::of_roles(self.roles(operation));
        match reached(Operation::Get).is_empty() {
            true => self.operation(Operation::List),
            false => (reached(Operation::List).and(reached(Operation::Get))).and(self.anyway),
        }
    }

    /// The roles of all rules of the entity and of its fields.
    pub(super) fn all_roles(&self) -> impl Iterator<Item = Role<'m>> {
        self.ruled.grants.iter().map(|grant| grant.role)
    }

    /// The roles that may do an operation. The resolvers look at the fields.
    pub(super) fn roles(&self, operation: Operation) -> Vec<Role<'m>> {
        self.ruled.roles(operation)
    }
}
