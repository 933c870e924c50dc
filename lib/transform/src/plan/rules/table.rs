//! Who may do what, as a table to read.

use super::{is_protected, related, runs_steps};
use crate::model::{
    CustomField, Entity, Field, Model, Operation, Parent, Provider, SubscriptionLevel,
};
use crate::options::{AuthMode, Options};
use crate::plan::grants::{Access, Role, Who};

/// Who may do what with an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessTable {
    /// The kinds of callers, each a column.
    pub callers: Vec<Caller>,
    /// What they may ask for: the operations of entities, related items, and custom fields.
    pub rows: Vec<AccessRow>,
}

/// What callers may do with one field of the API, or by it with one field of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRow {
    /// The field of the API, such as `Query.getPost`.
    pub coordinate: String,
    /// The field of the item, where callers may do less with it than the row without a field says.
    pub field: Option<String>,
    /// For each kind of callers, in the table's order.
    pub verdicts: Vec<Verdict>,
}

/// A kind of callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Has an API key.
    ApiKey,
    /// Has a token of a user pool or of OIDC without any groups.
    User(Provider),
    /// Has such a token with a group in a claim: one that rules name, or any other.
    Member {
        /// Whose token it is.
        provider: Provider,
        /// The claim that has the group.
        claim: String,
        /// The group; none for one that no rule names.
        group: Option<String>,
    },
    /// Has the identity pool's role of those who signed in.
    SignedIn,
    /// Has the identity pool's role of those who did not.
    Guest,
    /// Was let in by the Lambda authorizer.
    Lambda,
    /// Has one of the admin roles.
    Admin,
    /// Is of IAM without an identity pool, where the options let all such in.
    IamCaller,
}

/// What a kind of callers may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything.
    Allowed,
    /// What concerns items of which one of these fields names the caller, or one of their groups.
    Filtered(Vec<String>),
    /// Nothing.
    Denied,
}

/// Who may do what with the API of a model. It says what the rules mean; the code that checks them does the
/// same.
pub fn access(model: &Model, options: &Options) -> AccessTable {
    let table = Table {
        model,
        options,
        callers: callers(model, options),
    };
    let mut rows: Vec<AccessRow> = Vec::new();
    for entity in model.entities.values() {
        rows.extend(table.operations(entity));
        rows.extend(table.relations(entity));
    }
    rows.extend(model.custom_fields.iter().map(|one| table.custom(one)));
    AccessTable {
        rows,
        callers: table.callers,
    }
}

struct Table<'a> {
    model: &'a Model,
    options: &'a Options,
    callers: Vec<Caller>,
}

impl Table<'_> {
    fn operations(&self, entity: &Entity) -> Vec<AccessRow> {
        let access = Access::of(entity);
        let mut rows = Vec::new();
        for (root, operation, name) in entity.operations() {
            let coordinate = format!("{}.{name}", self.model.root_name(root));
            let whole = self.operation(entity, &access, operation);
            let fields = entity.fields.values().filter_map(|field| {
                let verdicts = self.field(entity, &access, operation, field)?;
                (verdicts != whole).then(|| AccessRow {
                    coordinate: coordinate.clone(),
                    field: Some(field.name.text.clone()),
                    verdicts,
                })
            });
            let fields: Vec<AccessRow> = fields.collect();
            rows.push(AccessRow {
                coordinate: coordinate.clone(),
                field: None,
                verdicts: whole,
            });
            rows.extend(fields);
        }
        rows
    }

    fn operation(
        &self,
        entity: &Entity,
        access: &Access<'_>,
        operation: Operation,
    ) -> Vec<Verdict> {
        if operation == Operation::Listen && entity.subscriptions.level == SubscriptionLevel::Public
        {
            return self.by_mode(access);
        }
        if !access.has_rules() {
            return self.each(|caller| self.closed(caller));
        }
        self.by_roles(&access.roles(operation))
    }

    /// What callers may do with a field by an operation; none where there is nothing to say about it.
    fn field(
        &self,
        entity: &Entity,
        access: &Access<'_>,
        operation: Operation,
        field: &Field,
    ) -> Option<Vec<Verdict>> {
        if !access.has_rules() || field.relation().is_some() {
            return None;
        }
        match operation {
            Operation::Delete => None,
            // It tells which item is changed.
            Operation::Update if entity.primary_key.fields().any(|key| key == &*field.name) => None,
            Operation::Create | Operation::Update => {
                let roles = access.writers_of(field, operation);
                Some(self.by_roles(&roles))
            }
            _ if runs_steps(self.model, entity, field) || !is_protected(access, field) => None,
            Operation::Listen => Some(self.each(|_| Verdict::Denied)),
            Operation::Get | Operation::List | Operation::Sync | Operation::Search => {
                Some(self.by_roles(&access.readers_of(field)))
            }
        }
    }

    fn relations(&self, entity: &Entity) -> Vec<AccessRow> {
        let fields = entity.fields.values();
        fields
            .filter_map(|field| {
                let related = related(self.model, field)?;
                let operation = if field.is_list() {
                    Operation::List
                } else {
                    Operation::Get
                };
                let mut verdicts = self.operation(related, &Access::of(related), operation);
                if let Some(rules) = &field.auth {
                    let rules = rules.iter().filter(|rule| rule.operations.reads());
                    let own = self.by_roles(&Role::of_all(rules));
                    verdicts = verdicts.into_iter().zip(own).map(both).collect();
                }
                Some(AccessRow {
                    coordinate: format!("{}.{}", entity.name, field.name),
                    field: None,
                    verdicts,
                })
            })
            .collect()
    }

    fn custom(&self, custom: &CustomField) -> AccessRow {
        let of_entity = match &custom.parent {
            Parent::Entity(name) => {
                let entity = self.model.entities.get(&name.text);
                entity.zip(self.model.field(&name.text, &custom.field.name.text))
            }
            Parent::Root(..) | Parent::Type(_) => None,
        };
        let rules = match of_entity {
            Some((_, field)) => field.auth.as_ref(),
            None => custom.auth.as_ref(),
        };
        let verdicts = match (rules, of_entity) {
            (Some(rules), _) => {
                let rules = rules.iter().filter(|rule| rule.operations.reads());
                self.by_roles(&Role::of_all(rules))
            }
            (None, Some((entity, field))) => self.of_item(entity, field),
            (None, None) => self.each(|caller| {
                if caller.mode() == self.options.default_auth {
                    Verdict::Allowed
                } else {
                    Verdict::Denied
                }
            }),
        };
        AccessRow {
            coordinate: format!("{}.{}", custom.parent.name(), custom.field.name),
            field: None,
            verdicts,
        }
    }

    /// What callers may do with a field that has no rules of its own: whoever gets the item gets it.
    fn of_item(&self, entity: &Entity, field: &Field) -> Vec<Verdict> {
        let access = Access::of(entity);
        match access.has_rules() {
            true => self.by_roles(&access.readers_of(field)),
            false => self.each(|caller| self.closed(caller)),
        }
    }

    fn each(&self, verdict: impl Fn(&Caller) -> Verdict) -> Vec<Verdict> {
        self.callers.iter().map(verdict).collect()
    }

    fn by_roles(&self, roles: &[Role<'_>]) -> Vec<Verdict> {
        self.each(|caller| caller.verdict(roles))
    }

    /// What everyone may do who authenticates in a way that any rule names.
    fn by_mode(&self, access: &Access<'_>) -> Vec<Verdict> {
        self.each(|caller| {
            let mut grants = access.grants.iter();
            if grants.any(|one| one.role.provider.mode() == caller.mode()) {
                Verdict::Allowed
            } else {
                Verdict::Denied
            }
        })
    }

    /// What callers may do where there are no rules.
    fn closed(&self, caller: &Caller) -> Verdict {
        match caller {
            Caller::ApiKey if self.options.sandbox => Verdict::Allowed,
            Caller::IamCaller => Verdict::Allowed,
            _ => Verdict::Denied,
        }
    }
}

impl Caller {
    /// How they authenticate.
    pub fn mode(&self) -> AuthMode {
        match self {
            Self::ApiKey => AuthMode::ApiKey,
            Self::User(provider) | Self::Member { provider, .. } => provider.mode(),
            Self::SignedIn | Self::Guest | Self::Admin | Self::IamCaller => AuthMode::Iam,
            Self::Lambda => AuthMode::Lambda,
        }
    }

    fn verdict(&self, roles: &[Role<'_>]) -> Verdict {
        if matches!(self, Self::Admin | Self::IamCaller) {
            return Verdict::Allowed;
        }
        if roles.iter().any(|role| self.has(role)) {
            return Verdict::Allowed;
        }
        let mut fields: Vec<String> = Vec::new();
        for role in roles {
            if let Some(field) = self.field_of(role)
                && !fields.iter().any(|known| known == field)
            {
                fields.push(field.to_owned());
            }
        }
        if fields.is_empty() {
            Verdict::Denied
        } else {
            Verdict::Filtered(fields)
        }
    }

    /// Whether all callers of this kind have the role.
    fn has(&self, role: &Role<'_>) -> bool {
        match (self, role.who) {
            (Self::ApiKey, Who::Public) => role.provider == Provider::ApiKey,
            (Self::Guest, Who::Public) | (Self::SignedIn, Who::Private) => {
                role.provider == Provider::IdentityPool
            }
            (Self::User(provider) | Self::Member { provider, .. }, Who::Private) => {
                role.provider == *provider
            }
            (
                Self::Member {
                    provider,
                    claim,
                    group: Some(group),
                },
                Who::Group { name, claim: path },
            ) => role.provider == *provider && group == name && *claim == path.joined(),
            (Self::Lambda, Who::Custom) => true,
            _ => false,
        }
    }

    /// The field that may tell that a caller of this kind has the role.
    fn field_of<'a>(&self, role: &Role<'a>) -> Option<&'a str> {
        match (self, role.who) {
            (Self::User(provider) | Self::Member { provider, .. }, Who::Owner { field, .. }) => {
                (role.provider == *provider).then_some(field)
            }
            (
                Self::Member {
                    provider, claim, ..
                },
                Who::GroupOf { field, claim: path },
            ) => (role.provider == *provider && *claim == path.joined()).then_some(field),
            _ => None,
        }
    }
}

/// What two checks in a row come to.
fn both((one, other): (Verdict, Verdict)) -> Verdict {
    match (one, other) {
        (Verdict::Denied, _) | (_, Verdict::Denied) => Verdict::Denied,
        (Verdict::Allowed, verdict) | (verdict, Verdict::Allowed) => verdict,
        (Verdict::Filtered(mut fields), Verdict::Filtered(more)) => {
            fields.extend(more);
            Verdict::Filtered(fields)
        }
    }
}

/// The kinds of callers that the API's settings and the rules tell apart.
fn callers(model: &Model, options: &Options) -> Vec<Caller> {
    let mut callers = Vec::new();
    if options.has(AuthMode::ApiKey) {
        callers.push(Caller::ApiKey);
    }
    for (mode, provider) in [
        (AuthMode::UserPools, Provider::UserPools),
        (AuthMode::Oidc, Provider::Oidc),
    ] {
        if options.has(mode) {
            callers.push(Caller::User(provider));
            callers.extend(members(model, provider));
        }
    }
    if options.identity_pool {
        callers.extend([Caller::SignedIn, Caller::Guest]);
    }
    if options.has(AuthMode::Lambda) {
        callers.push(Caller::Lambda);
    }
    if options.admin_roles.iter().any(|name| !name.is_empty()) {
        callers.push(Caller::Admin);
    }
    if options.iam_callers {
        callers.push(Caller::IamCaller);
    }
    callers
}

/// The members of the groups that rules look for.
fn members(model: &Model, provider: Provider) -> Vec<Caller> {
    let of_entities = model.entities.values().flat_map(|entity| {
        let of_fields = entity.fields.values().filter_map(|one| one.auth.as_ref());
        entity.auth.iter().chain(of_fields)
    });
    let of_custom = model
        .custom_fields
        .iter()
        .filter_map(|one| one.auth.as_ref());
    let mut members = Vec::new();
    for role in Role::of_all(of_entities.chain(of_custom).flatten()) {
        let (claim, group) = match role.who {
            Who::Group { name, claim } => (claim, Some(name.to_owned())),
            Who::GroupOf { claim, .. } => (claim, None),
            _ => continue,
        };
        let member = Caller::Member {
            provider,
            claim: claim.joined(),
            group,
        };
        if role.provider == provider && !members.contains(&member) {
            members.push(member);
        }
    }
    members
}
