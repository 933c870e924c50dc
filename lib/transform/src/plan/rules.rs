//! The rules of `@auth` as code: who is let through, and to what.
//!
//! Each check is a function in the slot `auth`. It either ends the resolver with `Unauthorized` or says so in
//! the stash, as Amplify's checks do:
//!
//! | member | what it says |
//! | --- | --- |
//! | `hasAuth` | rules were checked; without it the function in `postAuth` refuses |
//! | `authFilter` | which items (or events) of those asked for the caller may see; absent if all |
//! | `allowedAggFields` | the fields that a search may count and sum up over all that it finds |
//! | `aggFieldsFilterMap` | those that it may count and sum up over the items that a filter lets pass, by field |
//! | `defaultValues` | has the caller as the owner of a new item, where the input names none |
//! | `deniedField` | the related items are asked for by a mutation's answer and are not to be shown |
//! | `adminRoles`, `authRole`, `unauthRole` | read by the checks, set by the resolver's request half |
//!
//! Callers who lack what a rule asks for, or have it in a shape that it cannot have, have no role by it.
//! The code of a check depends on the rules alone and not on the name of what they protect, so that equal
//! rules share functions.

mod aggregates;
mod asked;
mod caller;
mod change;
mod closed;
mod create;
mod field;
mod fields;
mod gate;
mod item;
mod kinds;
mod owner_name;
mod reach;
mod read;
mod subscribe;
mod table;
mod written;

use appsynth_program::{Stmt, if_, list, stash_put, text};
use appsynth_schema::ast::{Directive, TypeKind};

use super::data::operation::is_of_mutation;
use super::schema::Modes;
use super::{Code, Deployed, Slot, Source, Step};
use crate::model::{
    AuthRule, CustomField, Entity, Field, Model, Operation, Parent, Strategy, SubscriptionLevel,
};
use crate::options::Options;

use super::grants::{Access, Role, RoleFields};
use change::Changed;
use fields::Writable;

pub use kinds::Caller;
pub use table::{AccessRow, AccessTable, Verdict, access};

/// What a request asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Protected<'a> {
    /// One item by its key.
    Get(&'a Entity),
    /// Items, also by an index.
    List(&'a Entity),
    /// Items that changed.
    Sync(&'a Entity),
    /// Items by OpenSearch.
    Search(&'a Entity),
    /// A new item.
    Create(&'a Entity),
    /// A change of an item.
    Update(&'a Entity),
    /// The end of an item.
    Delete(&'a Entity),
    /// The events of a mutation.
    Subscribe(&'a Entity),
    /// Related items, which the related entity's rules protect.
    Relation(&'a Entity, &'a Field),
    /// The value of a field that has a resolver of its own.
    Field(&'a Entity, &'a Field),
    /// A custom field.
    Custom(&'a CustomField),
}

/// A check and the data source it asks.
struct Check {
    source: String,
    operations: &'static [&'static str],
    code: Code,
}

impl Check {
    /// A check that asks nothing.
    fn local(code: Code) -> Self {
        Self {
            source: Source::NONE.to_owned(),
            operations: &[],
            code,
        }
    }

    /// A check that reads the item of an entity.
    fn on_table(entity: &Entity, code: Code) -> Self {
        Self {
            source: Source::of_table(&entity.name),
            operations: &["GetItem"],
            code,
        }
    }

    fn step(self, slot: Slot, index: u32) -> Step {
        Step {
            slot,
            index,
            source: self.source,
            operations: self.operations,
            code: self.code,
        }
    }
}

/// A check whose code depends on this and the options alone, so that many entities have the same.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum SharedCheck<'a> {
    /// Of those who read items, all of which they may read as a whole.
    Read(Vec<Role<'a>>, RoleFields<'a>),
    /// Of those who listen to events.
    Listen(Vec<Role<'a>>, RoleFields<'a>),
    /// Of those who make items.
    Create(Access<'a>, RoleFields<'a>),
    /// Of those who change items, all of which they may read as a whole.
    Update(Changed<'a>, Writable<'a>),
    /// Of those who delete items, all of which they may read as a whole.
    Delete(Changed<'a>),
    /// Of all, after the other checks.
    Closed,
}

impl SharedCheck<'_> {
    pub(super) fn code(&self, options: &Options) -> Code {
        match self {
            Self::Read(roles, fields) => read::code(options, roles, fields),
            Self::Listen(roles, fields) => subscribe::code(options, roles, fields),
            Self::Create(access, fields) => create::code(options, access, fields),
            Self::Update(changed, writable) => changed.update_code(options, writable, None),
            Self::Delete(changed) => changed.delete_code(options, None),
            Self::Closed => closed::code(options),
        }
    }
}

/// The functions that check the rules, in the slots before the data source is asked; of a field with a
/// resolver of its own also the function that gives its value. The code of checks that others may have as well is what
/// `code_of` gives.
pub(super) fn auth_steps<'a>(
    model: &'a Model,
    options: &Options,
    what: &Protected<'a>,
    code_of: &mut dyn FnMut(SharedCheck<'a>) -> Code,
) -> Vec<Step> {
    let mut entity_steps =
        |options, entity, operation| entity_steps(options, entity, operation, code_of);
    match *what {
        Protected::Get(entity) => entity_steps(options, entity, Operation::Get),
        Protected::List(entity) => entity_steps(options, entity, Operation::List),
        Protected::Sync(entity) => entity_steps(options, entity, Operation::Sync),
        Protected::Search(entity) => entity_steps(options, entity, Operation::Search),
        Protected::Create(entity) => entity_steps(options, entity, Operation::Create),
        Protected::Update(entity) => entity_steps(options, entity, Operation::Update),
        Protected::Delete(entity) => entity_steps(options, entity, Operation::Delete),
        Protected::Subscribe(entity) => match entity.subscriptions.level {
            SubscriptionLevel::Public => Vec::new(),
            SubscriptionLevel::On | SubscriptionLevel::Off => {
                entity_steps(options, entity, Operation::Listen)
            }
        },
        Protected::Relation(entity, field) => {
            relation_steps(model, options, entity, field, code_of)
        }
        Protected::Field(entity, field) => vec![field_step(options, entity, field)],
        Protected::Custom(custom) => custom_steps(model, options, custom),
    }
}

/// Whether the fields that searches may count and sum up differ between those who may search.
pub(crate) fn limits_aggregates(options: &Options, entity: &Entity) -> bool {
    aggregates::searched(options, entity, &Access::of(entity)).is_some()
}

/// What the resolver's request half puts into the stash for those functions.
pub(crate) fn auth_stash(model: &Model, options: &Options, what: &Protected<'_>) -> Vec<Stmt> {
    let mut body = Vec::new();
    if !options.admin_roles.is_empty() {
        let names = options.admin_roles.iter().map(text);
        body.push(stash_put("adminRoles", list(names)));
    }
    if options.identity_pool {
        let signed_in = role_session(Deployed::AuthenticatedRole);
        let guests = role_session(Deployed::UnauthenticatedRole);
        body.extend([
            stash_put("authRole", signed_in),
            stash_put("unauthRole", guests),
        ]);
    }
    if let Protected::Relation(entity, field) = *what
        && is_hidden_from_mutations(model, entity, field)
    {
        body.push(if_(is_of_mutation(), [stash_put("deniedField", true)]));
    }
    body
}

/// The ARN of those who have a role by the identity pool.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html>
fn role_session(role: Deployed) -> String {
    let [partition, account] = [Deployed::Partition, Deployed::AccountId].map(Deployed::mark);
    format!(
        "arn:{partition}:sts::{account}:assumed-role/{}/CognitoIdentityCredentials",
        role.mark()
    )
}

/// The fields that need a resolver of their own, because not everyone may read them who is given items, or
/// because they hold an owner by several claims, of which callers see the last one.
pub(crate) fn protected_fields<'a>(model: &'a Model, entity: &'a Entity) -> Vec<&'a Field> {
    let access = Access::of(entity);
    let fields = entity.fields.values();
    fields
        .filter(|field| field.relation().is_none())
        .filter(|field| access.is_protected(field) || shows_owner(entity, field))
        .filter(|field| !runs_steps(model, entity, field))
        .collect()
}

/// The fields of which a stored item tells what not everyone may see who may read the item: those with resolvers of
/// their own or closed by directives that the user wrote, and plain types if rules or directives protect fields of such
/// types.
pub(crate) fn untold_fields<'a>(
    model: &'a Model,
    entity: &'a Entity,
) -> impl Iterator<Item = &'a Field> {
    let access = Access::of(entity);
    let mut nested = model.custom_fields.iter();
    let has_rules_within =
        nested.any(|one| one.auth.is_some() && matches!(one.parent, Parent::Type(_)));
    let readers = Modes::of_roles(access.readers());
    let is_closed = move |directives: &[Directive]| written::closes(directives, readers);
    let has_closed_within = model.types.values().any(|plain| {
        let mut fields = plain.fields().iter();
        is_closed(&plain.directives) || fields.any(|field| is_closed(&field.directives))
    });
    let is_protected_within = has_rules_within || has_closed_within;
    let holds_fields = |field: &Field| {
        let plain = model.types.get(&*field.ty.named().text);
        plain.is_some_and(|one| !matches!(one.kind, TypeKind::Scalar | TypeKind::Enum { .. }))
    };
    let fields = entity.fields.values();
    fields
        .filter(|field| field.relation().is_none())
        .filter(move |field| {
            access.is_protected(field)
                || shows_owner(entity, field)
                || is_closed(&field.directives)
                || (is_protected_within && holds_fields(field))
        })
}

/// Whether everyone who may do this with items of an entity may also read them, as far as roles go.
pub(crate) fn reads_whoever_may(entity: &Entity, operation: Operation) -> bool {
    Access::of(entity).reads_whoever_may(operation)
}

fn entity_steps<'a>(
    options: &Options,
    entity: &'a Entity,
    operation: Operation,
    code_of: &mut dyn FnMut(SharedCheck<'a>) -> Code,
) -> Vec<Step> {
    let access = Access::of(entity);
    let mut steps = Vec::new();
    if access.has_rules() {
        let check = check(options, entity, &access, operation, code_of);
        steps.push(check.step(Slot::Auth, 0));
    }
    steps.push(Check::local(code_of(SharedCheck::Closed)).step(Slot::PostAuth, 0));
    steps
}

fn check<'a>(
    options: &Options,
    entity: &'a Entity,
    access: &Access<'a>,
    operation: Operation,
    code_of: &mut dyn FnMut(SharedCheck<'a>) -> Code,
) -> Check {
    let roles = || access.roles(operation);
    let fields = || access.role_fields(entity);
    match operation {
        Operation::Create => {
            let check = SharedCheck::Create(access.clone(), fields());
            Check::local(code_of(check))
        }
        Operation::Update | Operation::Delete => {
            let changed = Changed::of(entity, access);
            let reads_item = changed.reads_item(operation);
            let code = change_code(options, entity, changed, operation, code_of);
            match reads_item {
                true => Check::on_table(entity, code),
                false => Check::local(code),
            }
        }
        Operation::Listen => Check::local(code_of(SharedCheck::Listen(roles(), fields()))),
        Operation::Get | Operation::List | Operation::Sync | Operation::Search => {
            let limits = match operation {
                Operation::Get => None,
                _ => read::limits(options, entity, access, operation),
            };
            Check::local(match limits {
                Some(reach) => read::limited_code(options, entity, access, operation, &reach),
                None => code_of(SharedCheck::Read(roles(), fields())),
            })
        }
    }
}

fn change_code<'a>(
    options: &Options,
    entity: &'a Entity,
    changed: Changed<'a>,
    operation: Operation,
    code_of: &mut dyn FnMut(SharedCheck<'a>) -> Code,
) -> Code {
    let access = &changed.access;
    let readable = asked::readable(options, entity, access, operation);
    let writable = || Writable::of_changed(options, entity, access);
    match (operation, &readable) {
        (Operation::Update, None) => {
            let writable = writable();
            code_of(SharedCheck::Update(changed, writable))
        }
        (_, None) => code_of(SharedCheck::Delete(changed)),
        (Operation::Update, reach) => changed.update_code(options, &writable(), reach.as_ref()),
        (_, reach) => changed.delete_code(options, reach.as_ref()),
    }
}

/// Who may read the field, where not everyone may who reads items, and the rules of the entity it leads to. An entity
/// without rules is closed whatever the field's rules say, and before they do.
fn relation_steps<'a>(
    model: &'a Model,
    options: &Options,
    entity: &'a Entity,
    field: &'a Field,
    code_of: &mut dyn FnMut(SharedCheck<'a>) -> Code,
) -> Vec<Step> {
    let related = related(model, field).map(|related| (related, Access::of(related)));
    let mut checks = Vec::new();
    if related
        .as_ref()
        .is_some_and(|(_, access)| !access.has_rules())
    {
        checks.push(Check::local(code_of(SharedCheck::Closed)));
    }
    if let Some(readers) = checked_readers(entity, field) {
        let code = field::check_code(options, Some(entity), &readers);
        checks.push(Check::local(code));
    }
    if let Some((related, access)) = &related
        && access.has_rules()
    {
        let operation = if field.is_list() {
            Operation::List
        } else {
            Operation::Get
        };
        checks.push(check(options, related, access, operation, code_of));
    }
    let numbered = (0..).zip(checks);
    numbered
        .map(|(index, check)| check.step(Slot::Auth, index))
        .collect()
}

fn related<'a>(model: &'a Model, field: &Field) -> Option<&'a Entity> {
    model.entities.get(&field.relation()?.related)
}

/// Whether the answers of mutations keep values of the entity itself to themselves, because subscribers get those
/// answers: fields and related items that fewer may read than the entity.
pub(crate) fn hides_from_mutations(model: &Model, entity: &Entity) -> bool {
    let access = Access::of(entity);
    let mut fields = entity.fields.values();
    fields.any(|field| {
        if field.relation().is_some() {
            is_hidden(model, &access, field)
        } else {
            access.has_fewer_readers(field) && !runs_steps(model, entity, field)
        }
    })
}

/// Whether related items stay out of mutations' answers, because all who subscribe to the mutation see them.
pub(crate) fn is_hidden_from_mutations(model: &Model, entity: &Entity, field: &Field) -> bool {
    is_hidden(model, &Access::of(entity), field)
}

/// The same, by the access to the entity.
fn is_hidden(model: &Model, access: &Access<'_>, field: &Field) -> bool {
    let Some(related) = related(model, field) else {
        return false;
    };
    let related = Access::of(related);
    let is_narrower = || match field.ty.is_non_null() {
        // Without it there would be no answer at all, after the item was written.
        true => related.is_narrower_than(access),
        false => related.may_be_narrower_than(access),
    };
    access.has_fewer_readers(field) || (related.has_rules() && is_narrower())
}

fn field_step(options: &Options, entity: &Entity, field: &Field) -> Step {
    let access = Access::of(entity);
    let readers = access.is_protected(field).then(|| access.readers_of(field));
    let code = field::value_code(
        options,
        entity,
        field,
        readers.as_deref(),
        access.has_fewer_readers(field),
        shows_owner(entity, field),
    );
    Check::local(code).step(Slot::Data, 0)
}

fn custom_steps(model: &Model, options: &Options, custom: &CustomField) -> Vec<Step> {
    let entity = match &custom.parent {
        Parent::Entity(name) => model.entities.get(&name.text),
        Parent::Root(..) | Parent::Type(_) => None,
    };
    let of_entity = entity.and_then(|one| Some((one, one.fields.get(&custom.field.name.text)?)));
    let readers = match of_entity {
        Some((entity, field)) => checked_readers(entity, field),
        None => custom.auth.as_deref().map(readers_by),
    };
    let Some(readers) = readers else {
        return Vec::new();
    };
    let code = field::check_code(options, entity, &readers);
    vec![Check::local(code).step(Slot::Auth, 0)]
}

/// The roles that may read a field whose value is not the stored item's; none if nobody has to look, because everyone
/// may who may read the item.
fn checked_readers<'a>(entity: &'a Entity, field: &'a Field) -> Option<Vec<Role<'a>>> {
    let by_entity = || {
        let access = Access::of(entity);
        let has_fewer = access.has_fewer_readers(field);
        has_fewer.then(|| access.readers_of(field))
    };
    field.auth.as_deref().map(readers_by).or_else(by_entity)
}

/// The roles that these rules let read.
fn readers_by(rules: &[AuthRule]) -> Vec<Role<'_>> {
    Role::of_all(rules.iter().filter(|rule| rule.operations.reads()))
}

/// Whether a function or an HTTP endpoint gives the field's value.
fn runs_steps(model: &Model, entity: &Entity, field: &Field) -> bool {
    model.custom_fields.iter().any(|custom| {
        custom.parent.name().text == entity.name.text
            && custom.field.name.text == field.name.text
            && !custom.steps.is_empty()
    })
}

/// Whether the field holds owners by several claims.
fn shows_owner(entity: &Entity, field: &Field) -> bool {
    let of_fields = entity.fields.values().filter_map(|one| one.auth.as_ref());
    let mut rules = entity.auth.iter().chain(of_fields).flatten();
    rules.any(|rule: &AuthRule| match &rule.strategy {
        Strategy::Owner {
            field: owner,
            claim,
        } => owner.text == field.name.text && claim.claims.len() > 1,
        _ => false,
    })
}
