//! The utility functions, found by name.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::Value;

use crate::{FieldError, Host};

mod arguments;
mod dynamodb;
mod encoding;
mod http;
mod identifiers;
mod matching;
mod math;
mod rds;
mod str;
mod time;
mod transform;
mod xml;

/// A utility function of AppSync.
#[derive(Debug)]
pub struct Function {
    /// The name after `util.` or `$util.`, such as `dynamodb.toMapValues` or `autoId`.
    pub name: &'static str,
    /// Calls it. Missing arguments count as null and surplus ones are ignored.
    ///
    /// Errors have a message but, unless AppSync defines one, no type: the engine names it.
    pub call: Call,
    /// Calls it as APPSYNC_JS has it, where that is recorded to answer otherwise than mapping templates.
    pub call_from_js: Call,
    /// The languages that have it.
    pub availability: Availability,
}

/// What carries out a utility function: takes the arguments of a call.
pub type Call = fn(&Host, &[Value]) -> Result<Value, Box<FieldError>>;

/// The languages that have a utility function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// Mapping templates only.
    Vtl,
    /// APPSYNC_JS only.
    Js,
    /// Both.
    Both,
}

impl Availability {
    /// Whether APPSYNC_JS has it.
    pub fn in_js(self) -> bool {
        self != Self::Vtl
    }

    /// Whether mapping templates have it.
    pub fn in_vtl(self) -> bool {
        self != Self::Js
    }
}

/// Every utility function that maps values to a value, grouped by namespace.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/built-in-util-js.html> and
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference.html>
pub static FUNCTIONS: LazyLock<Vec<&'static Function>> = LazyLock::new(|| {
    [
        encoding::FUNCTIONS,
        identifiers::FUNCTIONS,
        matching::FUNCTIONS,
        time::FUNCTIONS,
        dynamodb::FUNCTIONS,
        rds::FUNCTIONS,
        http::FUNCTIONS,
        xml::FUNCTIONS,
        transform::FUNCTIONS,
        math::FUNCTIONS,
        str::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// The function of this name, in constant time.
pub fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<HashMap<&'static str, &'static Function>> = LazyLock::new(|| {
        FUNCTIONS
            .iter()
            .map(|function| (function.name, *function))
            .collect()
    });
    BY_NAME.get(name).copied()
}

const fn both(name: &'static str, call: Call) -> Function {
    differing(name, call, call)
}

/// A function of both languages that does not do quite the same in each.
const fn differing(name: &'static str, call: Call, call_from_js: Call) -> Function {
    Function {
        name,
        call,
        call_from_js,
        availability: Availability::Both,
    }
}

const fn vtl(name: &'static str, call: Call) -> Function {
    Function {
        name,
        call,
        call_from_js: call,
        availability: Availability::Vtl,
    }
}
