//! The resolvers of custom fields.

mod function;
mod http;

use appsynth_program::{
    Expr, Half, Kind, empty_list, empty_map, end_if, for_each, if_else, is, is_null, item, let_,
    null, prev_result, push, put_all, return_, source, var,
};
use appsynth_schema::ast::OperationType;

use super::build::Planner;
use super::data::{none_step, operation, step};
use super::local::no_request;
use super::rules::Protected;
use super::{Code, Home, Resolver, Slot, Source, Step};
use crate::model::{Action, CustomField, Parent};

/// The data sources of a custom field's steps.
pub(super) fn sources(custom: &CustomField) -> impl Iterator<Item = Source> {
    custom.steps.iter().map(|step| match &step.action {
        Action::Function(call) => function::source(call),
        Action::Http(call) => http::source(call),
    })
}

/// The resolver of a custom field: the check of its rules, and then its steps in the order written. The check
/// comes first wherever it is written, so that no function works for those who may not ask for it. A field with
/// rules only gives what its parent's resolver gave. A field with nothing awaits a resolver of the user.
pub(super) fn resolver<'a>(planner: &Planner<'a>, custom: &'a CustomField) -> Option<Resolver> {
    let mut steps: Vec<Step> = Vec::new();
    for written in &custom.steps {
        let (source, code) = match &written.action {
            Action::Function(call) => (function::source(call), function::code(call)),
            Action::Http(call) => (http::source(call), http::code(planner, custom, call)),
        };
        steps.push(step(Slot::Data, steps.len(), source.name, &[], code));
    }
    if steps.is_empty() {
        custom.auth.as_ref()?;
        steps.push(step(
            Slot::Data,
            0,
            Source::NONE.to_owned(),
            &[],
            value(custom),
        ));
    }
    if is_heard_where_hidden(planner, custom) {
        let index = steps.len();
        steps.push(none_step(Slot::Data, index, marked()));
    }
    let name = &custom.parent.name().text;
    let home = match custom.parent {
        Parent::Entity(_) => Home::Entity(name.clone()),
        Parent::Root(..) | Parent::Type(_) => Home::Api,
    };
    let at = (name.as_str(), custom.field.name.text.as_str());
    Some(planner.resolver(at, home, None, &Protected::Custom(custom), steps, None))
}

/// Whether subscribers get what the mutation answers, and items in it hide some of their values from them.
fn is_heard_where_hidden(planner: &Planner<'_>, custom: &CustomField) -> bool {
    if !matches!(custom.parent, Parent::Root(OperationType::Mutation, _)) {
        return false;
    }
    let answered = planner.model.entities.get(&custom.field.ty.named().text);
    let mut others = planner.model.custom_fields.iter();
    answered.is_some_and(|entity| planner.hiding.marks(entity))
        && others.any(|one| {
            let mut heard = one.field.subscribed_mutations();
            heard.any(|(mutation, _)| mutation == custom.field.name.text)
        })
}

/// What the steps before gave, its items marked as a mutation's answer.
fn marked() -> Code {
    let copy = |from: Expr| {
        [
            let_("item", empty_map()),
            put_all("item", from),
            operation::mark("item"),
        ]
    };
    let mut push_copy = copy(item("found")).to_vec();
    push_copy.push(push("items", var("item")));
    let push_null = [push("items", null())];
    let each = [if_else(is_null(item("found")), push_null, push_copy)];
    let many = Half::new(
        [
            let_("items", empty_list()),
            for_each("found", prev_result(), each),
        ],
        return_(var("items")),
    );
    let one = Half::new(copy(prev_result()), return_(var("item")));
    let nothing = Half::new([], return_(null()));
    let given = end_if(is(Kind::List, prev_result()), many, one);
    let response = Half::new(
        [],
        end_if(is_null(prev_result()), nothing, Half::new([], given)),
    );
    Code::generated(Half::new([], no_request()), response)
}

fn value(custom: &CustomField) -> Code {
    Code::generated(
        Half::new([], no_request()),
        Half::new([], return_(source(custom.field.name.text.as_str()))),
    )
}
