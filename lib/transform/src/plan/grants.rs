//! What the rules of an entity let each role do.

use super::keys::attribute_name;
use crate::model::{
    AuthRule, ClaimPath, DefaultValue, Entity, Field, FieldOrigin, Operation, Operations, Provider,
    Strategy,
};

/// Someone whom rules let in, by a way of proving who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Role<'a> {
    pub(super) provider: Provider,
    pub(super) who: Who<'a>,
}

/// Whom a role is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Who<'a> {
    /// Anyone, signed in or not.
    Public,
    /// Anyone signed in.
    Private,
    /// Whom the field of the item names.
    Owner {
        field: &'a str,
        claim: &'a ClaimPath,
    },
    /// The members of this group.
    Group { name: &'a str, claim: &'a ClaimPath },
    /// The members of the group that the field of the item names.
    GroupOf {
        field: &'a str,
        claim: &'a ClaimPath,
    },
    /// Whom the Lambda authorizer lets in.
    Custom,
}

/// The fields of items that name those who have roles.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct RoleFields<'a>(Vec<RoleField<'a>>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct RoleField<'a> {
    name: &'a str,
    is_list: bool,
    attribute: &'a str,
    default: Option<&'a DefaultValue>,
}

impl<'a> RoleFields<'a> {
    /// Those of these roles by the items of an entity.
    pub(super) fn of(entity: &'a Entity, roles: impl IntoIterator<Item = Role<'a>>) -> Self {
        let names = roles.into_iter().filter_map(|role| match role.who {
            Who::Owner { field, .. } | Who::GroupOf { field, .. } => Some(field),
            Who::Public | Who::Private | Who::Group { .. } | Who::Custom => None,
        });
        let fields = names.map(|name| {
            let field = entity.fields.get(name);
            RoleField {
                name,
                is_list: field.is_some_and(|one| one.is_list()),
                attribute: attribute_name(entity, name),
                default: field.and_then(|one| one.default.as_ref()),
            }
        });
        Self(fields.collect())
    }

    /// Whether the field may name several.
    pub(super) fn is_list(&self, name: &str) -> bool {
        self.field(name).is_list
    }

    /// What the field of a new item holds that does not give it.
    pub(super) fn default(&self, name: &str) -> Option<&'a DefaultValue> {
        self.field(name).default
    }

    /// The attribute of stored items that has the field's value.
    pub(super) fn attribute(&self, name: &str) -> &'a str {
        self.field(name).attribute
    }

    fn field(&self, name: &str) -> &RoleField<'a> {
        let mut fields = self.0.iter();
        let found = fields.find(|field| field.name == name);
        found.expect("invariant: the field is that of one of the roles")
    }
}

/// What a role may do with an entity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Grant<'a> {
    pub(super) role: Role<'a>,
    /// With the fields that have no rules of their own.
    pub(super) others: Operations,
    /// With each field that has.
    pub(super) ruled: Vec<(&'a str, Operations)>,
    has_others: bool,
}

/// What every role may do with an entity, in the order of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Access<'a> {
    pub(super) grants: Vec<Grant<'a>>,
    /// The fields that have rules of their own.
    pub(super) ruled_fields: Vec<&'a str>,
}

impl<'a> Role<'a> {
    /// The roles of a rule: one, or one for each of its groups.
    pub(super) fn of(rule: &'a AuthRule) -> impl Iterator<Item = Self> {
        let (one, groups) = match &rule.strategy {
            Strategy::Public => (Some(Who::Public), None),
            Strategy::Private => (Some(Who::Private), None),
            Strategy::Owner { field, claim } => (Some(Who::Owner { field, claim }), None),
            Strategy::StaticGroups { groups, claim } => (None, Some((groups, claim))),
            Strategy::DynamicGroups { field, claim } => (Some(Who::GroupOf { field, claim }), None),
            Strategy::Custom => (Some(Who::Custom), None),
        };
        let groups = groups.into_iter().flat_map(|(groups, claim)| {
            let names = groups.iter();
            names.map(move |name| Who::Group { name, claim })
        });
        let provider = rule.provider;
        let who = one.into_iter().chain(groups);
        who.map(move |who| Self { provider, who })
    }

    /// The roles of rules, each once.
    pub(super) fn of_all(rules: impl IntoIterator<Item = &'a AuthRule>) -> Vec<Self> {
        let mut roles = Vec::new();
        for role in rules.into_iter().flat_map(Self::of) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        roles
    }

    /// Whether all who have the other role have this one too.
    pub(super) fn covers(&self, other: &Self) -> bool {
        if self.provider != other.provider {
            return false;
        }
        match (self.who, other.who) {
            (Who::Private, who) => who != Who::Public,
            (
                Who::Owner { field, claim },
                Who::Owner {
                    field: other,
                    claim: others,
                },
            ) => field == other && claim.covers(others),
            (who, other) => who == other,
        }
    }

    fn is_told_by_events(&self) -> bool {
        match self.who {
            Who::Owner { claim, .. } => claim.is_told_by_events(),
            _ => true,
        }
    }

    /// Whether it takes the item to know who has it.
    pub(super) fn needs_item(&self) -> bool {
        matches!(self.who, Who::Owner { .. } | Who::GroupOf { .. })
    }
}

impl Grant<'_> {
    /// Whether the role may do this with any field.
    pub(super) fn allows(&self, operation: Operation) -> bool {
        (self.has_others && self.others.contains(operation))
            || self.ruled.iter().any(|(_, set)| set.contains(operation))
    }

    /// Whether the role may do this with every field.
    pub(super) fn allows_on_all(&self, operation: Operation) -> bool {
        (!self.has_others || self.others.contains(operation))
            && self.ruled.iter().all(|(_, set)| set.contains(operation))
    }

    /// What the role may do with the field.
    pub(super) fn on(&self, field: &str) -> Operations {
        let ruled = self.ruled.iter().find(|(name, _)| *name == field);
        ruled.map_or(self.others, |(_, set)| *set)
    }

    fn reads_any(&self) -> bool {
        Operation::READ.iter().any(|one| self.allows(*one))
    }
}

impl<'a> Access<'a> {
    /// What the rules of the entity and of its fields say.
    pub(super) fn of(entity: &'a Entity) -> Self {
        let ruled = || {
            let fields = entity.fields.values();
            fields.filter_map(|field| Some((&*field.name, field.auth.as_ref()?)))
        };
        let has_others = ruled().next().is_none()
            || entity
                .fields
                .values()
                .any(|field| field.auth.is_none() && field.origin == FieldOrigin::Declared);
        let of_entity = entity.auth.iter().flatten();
        let of_fields = ruled().flat_map(|(_, rules)| rules);
        let roles = Role::of_all(of_entity.clone().chain(of_fields));
        let grants = roles.into_iter().map(|role| Grant {
            role,
            others: operations(of_entity.clone(), role),
            ruled: ruled()
                .map(|(name, rules)| (name, operations(rules, role)))
                .collect(),
            has_others,
        });
        Self {
            grants: grants.collect(),
            ruled_fields: ruled().map(|(name, _)| name).collect(),
        }
    }

    /// The fields of the entity that name those who have roles.
    pub(super) fn role_fields(&self, entity: &'a Entity) -> RoleFields<'a> {
        RoleFields::of(entity, self.grants.iter().map(|grant| grant.role))
    }

    /// Whether there are any rules.
    pub(super) fn has_rules(&self) -> bool {
        !self.grants.is_empty()
    }

    /// The roles that may do this with any field or, if it is to delete, with every field. Of owners those may listen
    /// whom events tell apart.
    pub(super) fn roles(&self, operation: Operation) -> Vec<Role<'a>> {
        let may = |grant: &&Grant<'_>| match operation {
            Operation::Delete => grant.allows_on_all(operation),
            Operation::Listen => grant.allows(operation) && grant.role.is_told_by_events(),
            _ => grant.allows(operation),
        };
        let grants = self.grants.iter().filter(may);
        grants.map(|one| one.role).collect()
    }

    /// What the roles of a provider may do that may do this with any field.
    pub(super) fn grants_of(&self, provider: Provider, operation: Operation) -> Vec<&Grant<'a>> {
        let grants = self.grants.iter();
        grants
            .filter(|one| one.role.provider == provider && one.allows(operation))
            .collect()
    }

    /// The roles that may read the field.
    pub(super) fn readers_of(&self, field: &Field) -> Vec<Role<'a>> {
        let grants = self.grants.iter();
        let readers = grants.filter(|one| one.on(&field.name).reads());
        readers.map(|one| one.role).collect()
    }

    /// The roles that may give the field a value by this operation.
    pub(super) fn writers_of(&self, field: &Field, operation: Operation) -> Vec<Role<'a>> {
        let grants = self.grants.iter();
        let writers = grants.filter(|one| one.on(&field.name).contains(operation));
        writers.map(|one| one.role).collect()
    }

    /// The roles that may read any field.
    pub(super) fn readers(&self) -> Vec<Role<'a>> {
        let grants = self.grants.iter().filter(|one| one.reads_any());
        grants.map(|one| one.role).collect()
    }

    /// Whether all roles that may do this with any field may get items.
    pub(super) fn reads_whoever_may(&self, operation: Operation) -> bool {
        !is_narrower(&self.roles(Operation::Get), &self.roles(operation))
    }

    /// Whether fewer may read the field than may read any field.
    pub(super) fn has_fewer_readers(&self, field: &Field) -> bool {
        field.origin == FieldOrigin::Declared
            && is_narrower(&self.readers_of(field), &self.readers())
    }

    /// Whether not everyone may read the field who is given items: who may read any field, or change items where the
    /// field has rules of its own. Without such, the answer to a change is for whoever made it, as clients expect.
    pub(super) fn is_protected(&self, field: &Field) -> bool {
        let given_to_changing = || {
            let changing = [Operation::Update, Operation::Delete];
            let mut changing = changing.iter().map(|one| self.roles(*one));
            changing.any(|roles| is_narrower(&self.readers_of(field), &roles))
        };
        self.has_fewer_readers(field) || (field.auth.is_some() && given_to_changing())
    }

    /// Whether fewer may read this entity than may read the other one, as far as roles go: those whom items name count
    /// as the same ones.
    pub(super) fn is_narrower_than(&self, other: &Self) -> bool {
        is_narrower(&self.readers(), &other.readers())
    }

    /// Whether an item of this entity may be closed to some who may read an item of the other one. Two items may name
    /// different people.
    pub(super) fn may_be_narrower_than(&self, other: &Self) -> bool {
        let mut everywhere = self.readers();
        everywhere.retain(|role| !role.needs_item());
        is_narrower(&everywhere, &other.readers())
    }
}

fn is_narrower(few: &[Role<'_>], many: &[Role<'_>]) -> bool {
    !many
        .iter()
        .all(|role| few.iter().any(|one| one.covers(role)))
}

fn operations<'a>(rules: impl IntoIterator<Item = &'a AuthRule>, role: Role<'_>) -> Operations {
    rules
        .into_iter()
        .filter(|rule| Role::of(rule).any(|one| one == role))
        .flat_map(|rule| rule.operations.iter())
        .collect()
}
