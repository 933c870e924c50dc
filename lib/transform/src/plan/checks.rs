//! The checks of rules that several resolvers have.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::build::Planner;
use super::printing::Printer;
use super::rules::{Protected, SharedCheck, auth_steps};
use super::{Code, Step};
use crate::model::{Entity, Operation, SubscriptionLevel};

/// The steps that check an operation of an entity. Queries by its indexes have those of its list, its
/// subscriptions have the same ones, and so have relations to it: each is made once, or twice if it is printed for
/// some resolvers only.
#[derive(Debug, Default)]
pub(super) struct Checks<'a> {
    steps: RefCell<FxHashMap<(Shared<'a>, bool), Vec<Step>>>,
    /// The code of checks that entities share.
    codes: RefCell<FxHashMap<(SharedCheck<'a>, bool), Code>>,
}

/// What the steps of several resolvers depend on, beside the options.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Shared<'a> {
    Operation(&'a str, Operation),
    /// Related items, by the related entity and whether there are many.
    Relation(&'a str, bool),
}

impl<'a> Planner<'a> {
    /// The steps that check the rules, printed or not.
    pub(super) fn auth_steps(
        &self,
        what: &Protected<'a>,
        mut printer: Option<&mut Printer<'_>>,
    ) -> Vec<Step> {
        let is_printed = printer.is_some();
        let mut make = || {
            let mut code_of = |check| {
                let mut codes = self.checks.codes.borrow_mut();
                let known = codes.entry((check, is_printed));
                let make = |(check, _): &(SharedCheck<'a>, bool)| {
                    let mut code = check.code(self.options);
                    if let Some(printer) = &mut printer {
                        printer.print_code(&mut code);
                    }
                    code
                };
                known.or_insert_with_key(make).clone()
            };
            let mut steps = auth_steps(self.model, self.options, what, &mut code_of);
            if let Some(printer) = &mut printer {
                printer.print_steps(&mut steps);
            }
            steps
        };
        match shared(what) {
            None => make(),
            Some(key) => {
                let mut known = self.checks.steps.borrow_mut();
                let known = known.entry((key, is_printed));
                known.or_insert_with(make).clone()
            }
        }
    }
}

/// None for checks that no other resolver has.
fn shared<'a>(what: &Protected<'a>) -> Option<Shared<'a>> {
    let of = |entity: &'a Entity, operation| {
        Some(Shared::Operation(entity.name.text.as_str(), operation))
    };
    match *what {
        Protected::Get(entity) => of(entity, Operation::Get),
        Protected::List(entity) => of(entity, Operation::List),
        Protected::Sync(entity) => of(entity, Operation::Sync),
        Protected::Search(entity) => of(entity, Operation::Search),
        Protected::Create(entity) => of(entity, Operation::Create),
        Protected::Update(entity) => of(entity, Operation::Update),
        Protected::Delete(entity) => of(entity, Operation::Delete),
        Protected::Subscribe(entity) => match entity.subscriptions.level {
            SubscriptionLevel::Public => None,
            SubscriptionLevel::On | SubscriptionLevel::Off => of(entity, Operation::Listen),
        },
        // A field's own rules are another check.
        Protected::Relation(_, field) if field.auth.is_some() => None,
        Protected::Relation(_, field) => {
            let related = field.relation()?.related.as_str();
            Some(Shared::Relation(related, field.is_list()))
        }
        Protected::Field(..) | Protected::Custom(_) => None,
    }
}
