//! The resolvers of custom fields.

mod function;
mod http;

use appsynth_program::{Half, return_, source};

use super::build::Planner;
use super::data::step;
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
    let name = &custom.parent.name().text;
    let home = match custom.parent {
        Parent::Entity(_) => Home::Entity(name.clone()),
        Parent::Root(..) | Parent::Type(_) => Home::Api,
    };
    let at = (name.as_str(), custom.field.name.text.as_str());
    Some(planner.resolver(at, home, None, &Protected::Custom(custom), steps, None))
}

fn value(custom: &CustomField) -> Code {
    Code::generated(
        Half::new([], no_request()),
        Half::new([], return_(source(custom.field.name.text.as_str()))),
    )
}
