//! Who may do what, as a table to read.

use super::kinds::{Caller, callers};
use super::written::Written;
use super::{checked_readers, readers_by, related, runs_steps};
use crate::model::{CustomField, Entity, Field, Model, Operation, Parent, SubscriptionLevel};
use crate::options::Options;
use crate::plan::grants::{Access, Role};

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
        written: Written::new(model, options),
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
    written: Written,
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
            _ if runs_steps(self.model, entity, field) || !access.has_fewer_readers(field) => None,
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
                if let Some(readers) = checked_readers(entity, field) {
                    let own = self.by_roles(&readers);
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
            (Some(rules), _) => self.by_roles(&readers_by(rules)),
            (None, Some((entity, field))) => {
                let of_item = self.of_item(entity, field).into_iter();
                of_item.zip(self.by_directives(custom)).map(both).collect()
            }
            (None, None) => self.by_directives(custom),
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

    /// What callers may do with a field that nothing but the schema's directives is about. The policies of the
    /// identity pool's roles allow operations by rules only.
    fn by_directives(&self, custom: &CustomField) -> Vec<Verdict> {
        let (type_name, field) = (custom.parent.name(), &custom.field.name);
        let is_operation = matches!(custom.parent, Parent::Root(..));
        self.each(|caller| {
            let is_of_pool = matches!(caller, Caller::SignedIn | Caller::Guest);
            let has_policy = !(is_operation && is_of_pool);
            match has_policy && self.written.lets_in(type_name, field, caller) {
                true => Verdict::Allowed,
                false => Verdict::Denied,
            }
        })
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
