//! Every directive, in the order it is read: each builds on the facts of those before it.

mod auth;
mod belongs_to;
mod default;
mod function;
mod has_many;
mod has_one;
mod http;
mod index;
mod keys;
mod lengths;
mod many_to_many;
mod maps_to;
mod model;
mod operations;
mod primary_key;
mod refers_to;
mod relations;
mod searchable;
mod template;
mod validate;

use appsynth_diagnostics::Diagnostics;

use crate::model::Model;
use crate::read::Context;

/// A directive: its syntax to facts, and its rules over the whole model.
pub(crate) struct DirectiveModule {
    pub(crate) read: fn(&Context<'_>, &mut Model, &mut Diagnostics),
    pub(crate) check: fn(&Context<'_>, &Model, &mut Diagnostics),
}

/// Declares the list of modules.
macro_rules! in_order {
    ($($module:ident),* $(,)?) => {
        pub(crate) const ALL: &[DirectiveModule] = &[
            $(DirectiveModule { read: $module::read, check: $module::check }),*
        ];
    };
}

in_order![
    model,
    primary_key,
    index,
    auth,
    maps_to,
    refers_to,
    has_one,
    has_many,
    belongs_to,
    many_to_many,
    default,
    validate,
    function,
    http,
    searchable,
];
