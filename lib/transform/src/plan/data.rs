//! The resolvers of entities: generated queries, mutations and subscriptions, and relations.

mod aggregates;
mod answer;
pub(super) mod around;
mod condition;
mod conflict;
mod create;
mod delete;
mod filter;
mod get;
pub(super) mod init;
mod key_argument;
mod known_key;
mod list;
mod object_key;
pub(super) mod operation;
mod relation;
mod rename;
mod search;
mod subscribe;
mod update;
mod validate;
mod version;

use appsynth_program::{
    Expr, Present, Stmt, arguments, concat, data_source_error, error, if_, is_present, number,
    stash,
};

use appsynth_schema::ast::OperationType;

use self::answer::Answer;
use super::build::Planner;
use super::keys::Key;
use super::local::local;
use super::rules::{Protected, is_hidden_from_mutations, limits_aggregates, protected_fields};
use super::{Code, Home, Resolver, Slot, Source, Step};
use crate::model::{Entity, Field, Operation};

/// The resolvers of an entity, its own operations first.
pub(super) fn resolvers<'a>(planner: &Planner<'a>, entity: &'a Entity) -> Vec<Resolver> {
    let entities = EntityPlanner { planner, entity };
    let queries = entities.queries();
    let mutations = entities.mutations();
    let subscriptions = entities.subscriptions();
    let fields = entities.fields();
    let all = [queries, mutations, subscriptions, fields];
    all.into_iter().flatten().collect()
}

struct EntityPlanner<'p, 'a> {
    planner: &'p Planner<'a>,
    entity: &'a Entity,
}

impl<'a> EntityPlanner<'_, 'a> {
    fn queries(&self) -> Vec<Resolver> {
        let entity = self.entity;
        let key = Key::primary(entity);
        let is_declared = entity.primary_key.declared.is_some();
        let mut resolvers = Vec::new();
        if let Some(name) = &entity.queries.get {
            let steps =
                is_declared.then(|| none_step(Slot::PreAuth, 0, key_argument::of_get(&key)));
            let data = self.table_step(&["Query"], get::code(entity));
            resolvers.push(self.query(name, &Protected::Get(entity), steps, data));
        }
        if let Some(name) = &entity.queries.list {
            let steps =
                is_declared.then(|| none_step(Slot::PreAuth, 0, key_argument::of_list(&key)));
            let operations: &[&str] = if is_declared {
                &["Query", "Scan"]
            } else {
                &["Scan"]
            };
            let data = self.table_step(operations, list::code(entity));
            resolvers.push(self.query(name, &Protected::List(entity), steps, data));
        }
        for index in &entity.indexes {
            let Some(name) = &index.query else { continue };
            let data = self.table_step(&["Query"], list::of_index(entity, index));
            resolvers.push(self.query(name, &Protected::List(entity), None, data));
        }
        if let Some(name) = &entity.queries.sync {
            let data = self.table_step(&["Query", "Scan"], version::sync(entity));
            resolvers.push(self.query(name, &Protected::Sync(entity), None, data));
        }
        if let Some(name) = &entity.queries.search {
            let limits_aggregates = limits_aggregates(self.planner.options, entity);
            let code = search::code(entity, limits_aggregates);
            let data = step(Slot::Data, 0, Source::SEARCH.to_owned(), &[], code);
            resolvers.push(self.query(name, &Protected::Search(entity), None, data));
        }
        resolvers
    }

    fn query(&self, name: &str, what: &Protected<'a>, first: Option<Step>, data: Step) -> Resolver {
        self.planner.resolver(
            (self.root(OperationType::Query), name),
            self.home(),
            Some(self.entity),
            what,
            first,
            Some(data),
        )
    }

    fn mutations(&self) -> Vec<Resolver> {
        let entity = self.entity;
        let is_versioned = self.planner.options.conflict_resolution;
        let marks = (self.planner.hiding).marks_answers(self.planner.model, entity);
        let answer = |conflict| Answer::of_mutation(entity, marks).written(conflict);
        let conflict = |operation| {
            let tell = || conflict::tell(self.planner.model, entity, operation);
            is_versioned.then(tell).flatten()
        };
        let key_steps = || -> Vec<Step> {
            let is_declared = entity.primary_key.declared.is_some();
            let key = is_declared.then(|| object_key::code(&Key::primary(entity)));
            key.into_iter()
                .enumerate()
                .map(|(index, code)| none_step(Slot::PreAuth, index, code))
                .collect()
        };
        let index_keys = |steps: &mut Vec<Step>, doing, completed| {
            if let Some(code) = object_key::of_indexes(entity, doing, completed) {
                let index = steps
                    .iter()
                    .filter(|step| step.slot == Slot::PreAuth)
                    .count();
                steps.push(none_step(Slot::PreAuth, index, code));
            }
        };
        let mut resolvers = Vec::new();
        if let Some(name) = &entity.mutations.create {
            let mut steps = vec![none_step(Slot::Init, 0, init::of_create(entity))];
            steps.extend(init::of_fields(entity).map(|code| none_step(Slot::Init, 1, code)));
            steps.extend(key_steps());
            index_keys(
                &mut steps,
                "creating",
                init::in_place_of_null(entity, "item"),
            );
            steps.extend(self.validation());
            let data = self.table_step(
                &["PutItem"],
                create::code(entity, is_versioned, answer(None)),
            );
            resolvers.push(self.mutation(name, &Protected::Create(entity), steps, data));
        }
        if let Some(name) = &entity.mutations.update {
            let mut steps = vec![none_step(Slot::Init, 0, init::of_update(entity))];
            steps.extend(key_steps());
            index_keys(&mut steps, "updating", Vec::new());
            steps.extend(self.validation());
            let data = self.table_step(
                &["UpdateItem"],
                update::code(entity, is_versioned, answer(conflict(Operation::Update))),
            );
            resolvers.push(self.mutation(name, &Protected::Update(entity), steps, data));
        }
        if let Some(name) = &entity.mutations.delete {
            let data = self.table_step(
                &["DeleteItem"],
                delete::code(entity, is_versioned, answer(conflict(Operation::Delete))),
            );
            resolvers.push(self.mutation(name, &Protected::Delete(entity), key_steps(), data));
        }
        resolvers
    }

    fn validation(&self) -> Option<Step> {
        validate::code(self.entity).map(|code| none_step(Slot::Validate, 0, code))
    }

    fn mutation(&self, name: &str, what: &Protected<'a>, steps: Vec<Step>, data: Step) -> Resolver {
        self.planner.resolver(
            (self.root(OperationType::Mutation), name),
            self.home(),
            Some(self.entity),
            what,
            steps,
            Some(data),
        )
    }

    fn subscriptions(&self) -> Vec<Resolver> {
        let names = self.entity.subscriptions.names();
        names
            .into_iter()
            .map(|name| {
                let what = Protected::Subscribe(self.entity);
                let data = none_step(Slot::Data, 0, subscribe::code());
                self.planner.resolver(
                    (self.root(OperationType::Subscription), name),
                    self.home(),
                    None,
                    &what,
                    None,
                    Some(data),
                )
            })
            .collect()
    }

    fn fields(&self) -> Vec<Resolver> {
        let protected = protected_fields(self.planner.model, self.entity)
            .into_iter()
            .map(|field| {
                let what = Protected::Field(self.entity, field);
                let at = (self.entity.name.text.as_str(), field.name.text.as_str());
                self.planner
                    .resolver(at, self.home(), None, &what, None, None)
            });
        let relations = self
            .entity
            .fields
            .values()
            .filter_map(|field| self.relation(field));
        protected.chain(relations).collect()
    }

    fn relation(&self, field: &'a Field) -> Option<Resolver> {
        let relation = field.relation()?;
        let related = self.planner.model.entities.get(&relation.related)?;
        let code = relation::code(
            relation,
            related,
            is_hidden_from_mutations(self.planner.model, self.entity, field),
            self.planner.hiding.marks(related),
        );
        let data = step(
            Slot::Data,
            0,
            Source::of_table(&related.name),
            &["Query"],
            code,
        );
        let what = Protected::Relation(self.entity, field);
        let at = (self.entity.name.text.as_str(), field.name.text.as_str());
        let home = Home::Relations(self.entity.name.text.clone());
        Some(
            self.planner
                .resolver(at, home, Some(related), &what, None, Some(data)),
        )
    }

    fn root(&self, operation: OperationType) -> &str {
        self.planner.model.root_name(operation)
    }

    fn home(&self) -> Home {
        Home::Entity(self.entity.name.text.clone())
    }

    fn table_step(&self, operations: &'static [&'static str], code: Code) -> Step {
        step(
            Slot::Data,
            0,
            Source::of_table(&self.entity.name),
            operations,
            code,
        )
    }
}

impl<'a> Planner<'a> {
    /// A resolver of these steps and the checks of the rules, in the order they run.
    pub(super) fn resolver(
        &self,
        (type_name, field_name): (&str, &str),
        home: Home,
        table: Option<&Entity>,
        what: &Protected<'a>,
        steps: impl IntoIterator<Item = Step>,
        data: Option<Step>,
    ) -> Resolver {
        let mut printer = self.printer_of((type_name, field_name));
        let mut steps: Vec<Step> = steps.into_iter().chain(data).collect();
        if let Some(printer) = &mut printer {
            printer.print_steps(&mut steps);
        }
        steps.extend(self.auth_steps(what, printer.as_deref_mut()));
        steps.sort_by_key(|step| (step.slot, step.index));
        Resolver {
            type_name: type_name.to_owned(),
            field_name: field_name.to_owned(),
            home,
            model: table.map(|entity| entity.name.text.clone()),
            around: around::code(self, table, what, printer.as_deref_mut()),
            steps,
        }
    }
}

pub(super) fn step(
    slot: Slot,
    index: usize,
    source: String,
    operations: &'static [&'static str],
    code: Code,
) -> Step {
    Step {
        slot,
        index: u32::try_from(index).unwrap_or(u32::MAX),
        source,
        operations,
        code,
    }
}

pub(super) fn none_step(slot: Slot, index: usize, code: Code) -> Step {
    step(slot, index, Source::NONE.to_owned(), &[], code)
}

/// Whether steps add to the input what they find out, for templates of the user's that come after them. Not where
/// rules look at each field of the input: what steps add nobody has to be allowed to write.
fn hands_on(entity: &Entity) -> bool {
    entity.fields.values().all(|field| field.auth.is_none())
}

/// The arguments, as steps before this one changed them.
pub(super) fn transformed_arguments() -> Present {
    stash("transformedArgs").or(arguments())
}

/// Ends the resolver if the data source failed. What it answered stays untold: of a condition that did not
/// hold that is the item, and nobody checked whether the caller may see it.
pub(super) fn fail_with_data_source() -> Stmt {
    let of_error = |member: &str| concat([data_source_error().get(member)]);
    if_(
        is_present(data_source_error()),
        [error(of_error("message"), of_error("type"))],
    )
}

/// A number, also where it is written as JSON does not write it, such as `.5`.
fn number_of(written: &str) -> Expr {
    match number(written) {
        Expr::Null => number(&written.parse::<f64>().unwrap_or_default().to_string()),
        number => number,
    }
}
