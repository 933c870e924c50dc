//! JavaScript's library and AppSync's, as far as types are known of it.

mod globals;
mod utilities;

use super::Type;
pub(in crate::lint) use globals::FUNCTIONS;
use globals::{CONSOLE, DATE, EVERYWHERE, GLOBALS, MAP, MATH, PROMISE, REGEX, SET};

/// Methods of lists that take a function in APPSYNC_JS.
pub(in crate::lint) const TAKE_FUNCTIONS: &[&str] = &[
    "every",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "flatMap",
    "forEach",
    "map",
    "reduce",
    "reduceRight",
    "some",
];

const STRING: &[(&str, Result)] = &[
    ("at", Result::String),
    ("charAt", Result::String),
    ("charCodeAt", Result::Number),
    ("codePointAt", Result::Number),
    ("concat", Result::String),
    ("endsWith", Result::Boolean),
    ("includes", Result::Boolean),
    ("indexOf", Result::Number),
    ("lastIndexOf", Result::Number),
    ("localeCompare", Result::Number),
    ("match", Result::Strings),
    ("matchAll", Result::Unknown),
    ("normalize", Result::String),
    ("padEnd", Result::String),
    ("padStart", Result::String),
    ("repeat", Result::String),
    ("replace", Result::String),
    ("replaceAll", Result::String),
    ("search", Result::Number),
    ("slice", Result::String),
    ("split", Result::Strings),
    ("startsWith", Result::Boolean),
    ("substr", Result::String),
    ("substring", Result::String),
    ("toLocaleLowerCase", Result::String),
    ("toLocaleUpperCase", Result::String),
    ("toLowerCase", Result::String),
    ("toString", Result::String),
    ("toUpperCase", Result::String),
    ("trim", Result::String),
    ("trimEnd", Result::String),
    ("trimStart", Result::String),
    ("valueOf", Result::String),
];

const ARRAY: &[(&str, Result)] = &[
    ("at", Result::Element),
    ("concat", Result::Same),
    ("copyWithin", Result::Same),
    ("entries", Result::Unknown),
    ("every", Result::Boolean),
    ("fill", Result::Same),
    ("filter", Result::Same),
    ("find", Result::Element),
    ("findIndex", Result::Number),
    ("findLast", Result::Element),
    ("findLastIndex", Result::Number),
    ("flat", Result::Flat),
    ("flatMap", Result::Unknown),
    ("forEach", Result::Nothing),
    ("includes", Result::Boolean),
    ("indexOf", Result::Number),
    ("join", Result::String),
    ("keys", Result::Unknown),
    ("lastIndexOf", Result::Number),
    ("map", Result::Unknown),
    ("pop", Result::Element),
    ("push", Result::Number),
    ("reduce", Result::Element),
    ("reduceRight", Result::Element),
    ("reverse", Result::Same),
    ("shift", Result::Element),
    ("slice", Result::Same),
    ("some", Result::Boolean),
    ("sort", Result::Same),
    ("splice", Result::Same),
    ("toLocaleString", Result::String),
    ("toReversed", Result::Same),
    ("toSorted", Result::Same),
    ("toSpliced", Result::Same),
    ("toString", Result::String),
    ("unshift", Result::Number),
    ("values", Result::Unknown),
    ("with", Result::Same),
];

const NUMBER: &[(&str, Result)] = &[
    ("toExponential", Result::String),
    ("toFixed", Result::String),
    ("toLocaleString", Result::String),
    ("toPrecision", Result::String),
    ("toString", Result::String),
    ("valueOf", Result::Number),
];

const BOOLEAN: &[(&str, Result)] = &[("toString", Result::String), ("valueOf", Result::Boolean)];

#[derive(Debug, Clone, Copy)]
enum Result {
    Unknown,
    Nothing,
    String,
    Strings,
    Number,
    Boolean,
    /// The list's own type.
    Same,
    /// What the list holds.
    Element,
    /// A list of what the lists in the list hold.
    Flat,
}

/// A global name.
pub(super) fn global(name: &str) -> Type {
    match name {
        "undefined" => Type::Nullish,
        "NaN" | "Infinity" => Type::Number,
        "Object" => Type::Global("Object"),
        "Array" => Type::Global("Array"),
        "String" => Type::Global("String"),
        "Number" => Type::Global("Number"),
        "Math" => Type::Global("Math"),
        "JSON" => Type::Global("JSON"),
        "Date" => Type::Global("Date"),
        "Promise" => Type::Global("Promise"),
        "console" => Type::Global("console"),
        "globalThis" => Type::Global("globalThis"),
        _ => Type::Unknown,
    }
}

/// What a global function gives.
pub(super) fn function_result(name: &str) -> Type {
    match name {
        "String" | "encodeURIComponent" | "decodeURIComponent" | "encodeURI" | "decodeURI"
        | "Date" | "escape" | "unescape" | "atob" | "btoa" => Type::String,
        "Number" | "parseInt" | "parseFloat" => Type::Number,
        "Boolean" | "isNaN" | "isFinite" => Type::Boolean,
        "Array" => Type::Array(Box::new(Type::Unknown)),
        _ => Type::Unknown,
    }
}

/// What `new` makes of a global class.
pub(super) fn instance(class: &str) -> Type {
    match class {
        "String" => Type::String,
        "Number" => Type::Number,
        "Array" => Type::Array(Box::new(Type::Unknown)),
        "Date" => Type::Instance("Date"),
        "RegExp" => Type::Instance("RegExp"),
        "Error" | "EvalError" | "RangeError" | "ReferenceError" | "SyntaxError" | "TypeError"
        | "URIError" => Type::Instance("Error"),
        "Map" => Type::Map(Box::new(Type::Unknown), Box::new(Type::Unknown)),
        "Set" => Type::Set(Box::new(Type::Unknown)),
        "Promise" => Type::Promise(Box::new(Type::Unknown)),
        _ => Type::Unknown,
    }
}

fn methods(object: &Type) -> &'static [(&'static str, Result)] {
    match object {
        Type::String => STRING,
        Type::Number => NUMBER,
        Type::Boolean => BOOLEAN,
        list if list.is_list() => ARRAY,
        Type::Global(name) => GLOBALS
            .iter()
            .find(|(global, _)| global == name)
            .map_or(&[], |(_, functions)| functions),
        _ => &[],
    }
}

/// The functions of a global object that are known.
pub(in crate::lint) fn functions_of(global: &str) -> impl Iterator<Item = &'static str> {
    let own = GLOBALS.iter().filter(move |(name, _)| *name == global);
    let own = own.flat_map(|(_, functions)| functions.iter().map(|(function, _)| *function));
    let math = MATH.iter().filter(move |_| global == "Math");
    own.chain(math.chain(EVERYWHERE).copied())
}

/// Whether an object of JavaScript's library, or a module of AppSync's, has a method.
pub(in crate::lint) fn has_method(object: &Type, name: &str) -> bool {
    match object {
        Type::Unknown | Type::Nullish => false,
        // The functions of `util` are members of an object, which the plugin does not look into.
        Type::Module(path) => crate::builtin::find(path).is_some(),
        _ if EVERYWHERE.contains(&name) => true,
        Type::Global("globalThis") => FUNCTIONS.contains(&name),
        Type::Global("Math") => MATH.contains(&name),
        Type::Global("console") => CONSOLE.contains(&name),
        Type::Global("Promise") => PROMISE.contains(&name),
        Type::Promise(_) => matches!(name, "catch" | "finally" | "then"),
        Type::Instance("Date") => DATE.contains(&name),
        Type::Map(..) => MAP.contains(&name),
        Type::Set(_) => SET.contains(&name),
        Type::Instance("RegExp") => REGEX.contains(&name),
        Type::Function(_) | Type::Callable(..) => matches!(name, "apply" | "bind" | "call"),
        object => methods(object).iter().any(|(method, _)| *method == name),
    }
}

/// What a method gives.
pub(super) fn result(object: &Type, name: &str) -> Type {
    match object {
        Type::Instance("Date") if name.starts_with("to") => return Type::String,
        Type::Instance("Date") => return Type::Number,
        Type::Global("Math") => return Type::Number,
        Type::Global("globalThis") => return function_result(name),
        Type::Global("Promise") if name == "withResolvers" => return Type::Unknown,
        Type::Global("Promise") | Type::Promise(_) if has_method(object, name) => {
            return Type::Promise(Box::new(Type::Unknown));
        }
        Type::Module(path) => return utilities::result(path, name),
        Type::Map(..) | Type::Set(_) => return collection(object, name),
        list if list.is_list() => match name {
            "entries" => {
                return Type::Iterator(Box::new(Type::Tuple(vec![Type::Number, list.element()])));
            }
            "keys" => return Type::Iterator(Box::new(Type::Number)),
            "values" => return Type::Iterator(Box::new(list.element())),
            _ => {}
        },
        _ => {}
    }
    let found = methods(object).iter().find(|(method, _)| *method == name);
    match found.map_or(Result::Unknown, |(_, result)| *result) {
        Result::Unknown => Type::Unknown,
        Result::Nothing => Type::Nullish,
        Result::String => Type::String,
        Result::Strings => Type::Array(Box::new(Type::String)),
        Result::Number => Type::Number,
        Result::Boolean => Type::Boolean,
        Result::Same => Type::Array(Box::new(object.element())),
        Result::Element => object.element(),
        Result::Flat => match object.element() {
            list @ Type::Array(_) => list,
            other => Type::Array(Box::new(other)),
        },
    }
}

/// What a method of a map or a set gives.
fn collection(object: &Type, name: &str) -> Type {
    let iterator = |value: &Type| Type::Iterator(Box::new(value.clone()));
    match (object, name) {
        (Type::Map(_, value), "get") => (**value).clone(),
        (Type::Map(key, _), "keys") => iterator(key),
        (Type::Map(_, value), "values") => iterator(value),
        (Type::Set(value), "keys" | "values") => iterator(value),
        (Type::Set(value), "entries") => iterator(&Type::Tuple(vec![(**value).clone(); 2])),
        (object, "entries") => iterator(&object.iterated()),
        (object, "add" | "set") => object.clone(),
        (_, "delete" | "has") => Type::Boolean,
        _ => Type::Unknown,
    }
}

/// A member of a value that is no function.
pub(super) fn property(object: &Type, name: &str) -> Type {
    match (object, name) {
        (Type::String, "length") => Type::Number,
        (list, "length") if list.is_list() => Type::Number,
        (
            Type::Global("Math"),
            "E" | "LN10" | "LN2" | "LOG10E" | "LOG2E" | "PI" | "SQRT1_2" | "SQRT2",
        ) => Type::Number,
        (
            Type::Global("Number"),
            "EPSILON" | "MAX_SAFE_INTEGER" | "MAX_VALUE" | "MIN_SAFE_INTEGER" | "MIN_VALUE" | "NaN"
            | "NEGATIVE_INFINITY" | "POSITIVE_INFINITY",
        ) => Type::Number,
        (Type::Map(..) | Type::Set(_), "size") => Type::Number,
        (Type::Instance("Error"), "message" | "name" | "stack") => Type::String,
        (Type::Global("globalThis"), name) => global(name),
        _ => Type::Unknown,
    }
}
