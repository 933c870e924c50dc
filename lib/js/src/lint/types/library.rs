//! JavaScript's library and AppSync's, as far as types are known of it.

use super::Type;

/// Global functions of JavaScript and of browsers, all of which the plugin has type information of.
pub(in crate::lint) const FUNCTIONS: &[&str] = &[
    "addEventListener",
    "alert",
    "atob",
    "blur",
    "btoa",
    "cancelAnimationFrame",
    "cancelIdleCallback",
    "captureEvents",
    "clearInterval",
    "clearTimeout",
    "close",
    "confirm",
    "createImageBitmap",
    "decodeURI",
    "decodeURIComponent",
    "dispatchEvent",
    "encodeURI",
    "encodeURIComponent",
    "escape",
    "eval",
    "fetch",
    "focus",
    "getComputedStyle",
    "getSelection",
    "isFinite",
    "isNaN",
    "matchMedia",
    "moveBy",
    "moveTo",
    "open",
    "parseFloat",
    "parseInt",
    "postMessage",
    "print",
    "prompt",
    "queueMicrotask",
    "releaseEvents",
    "removeEventListener",
    "reportError",
    "requestAnimationFrame",
    "requestIdleCallback",
    "resizeBy",
    "resizeTo",
    "scroll",
    "scrollBy",
    "scrollTo",
    "setInterval",
    "setTimeout",
    "stop",
    "structuredClone",
    "toString",
    "unescape",
];

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

/// Functions of `Promise`.
const PROMISE: &[&str] = &[
    "all",
    "allSettled",
    "any",
    "race",
    "reject",
    "resolve",
    "try",
    "withResolvers",
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

/// Functions of global objects.
const GLOBALS: &[(&str, &[(&str, Result)])] = &[
    (
        "Object",
        &[
            ("assign", Result::Unknown),
            ("entries", Result::Unknown),
            ("freeze", Result::Unknown),
            ("fromEntries", Result::Unknown),
            ("groupBy", Result::Unknown),
            ("hasOwn", Result::Boolean),
            ("keys", Result::Strings),
            ("values", Result::Unknown),
        ],
    ),
    (
        "Array",
        &[
            ("from", Result::Unknown),
            ("isArray", Result::Boolean),
            ("of", Result::Unknown),
        ],
    ),
    (
        "JSON",
        &[("parse", Result::Unknown), ("stringify", Result::String)],
    ),
    (
        "Number",
        &[
            ("isFinite", Result::Boolean),
            ("isInteger", Result::Boolean),
            ("isNaN", Result::Boolean),
            ("isSafeInteger", Result::Boolean),
            ("parseFloat", Result::Number),
            ("parseInt", Result::Number),
        ],
    ),
    (
        "String",
        &[
            ("fromCharCode", Result::String),
            ("fromCodePoint", Result::String),
            ("raw", Result::String),
        ],
    ),
    (
        "Date",
        &[
            ("UTC", Result::Number),
            ("now", Result::Number),
            ("parse", Result::Number),
        ],
    ),
];

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
        _ => Type::Unknown,
    }
}

/// What a global function gives.
pub(super) fn function_result(name: &str) -> Type {
    match name {
        "String" | "encodeURIComponent" | "decodeURIComponent" | "encodeURI" | "decodeURI"
        | "Date" => Type::String,
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
        "Array" => Type::Array(Box::new(Type::Unknown)),
        "Date" => Type::Instance("Date"),
        "Map" => Type::Instance("Map"),
        "Set" => Type::Instance("Set"),
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

/// Whether an object of JavaScript's library, or a module of AppSync's, has a method.
pub(in crate::lint) fn has_method(object: &Type, name: &str) -> bool {
    match object {
        Type::Global("Math" | "console") | Type::Instance(_) => true,
        Type::Promise(_) => matches!(name, "catch" | "finally" | "then"),
        Type::Global("Promise") => PROMISE.contains(&name),
        // The functions of `util` are members of an object, which the plugin does not look into.
        Type::Function(_) => matches!(name, "apply" | "bind" | "call"),
        Type::Module(path) => crate::builtin::find(path).is_some(),
        object => methods(object).iter().any(|(method, _)| *method == name),
    }
}

/// What a method gives.
pub(super) fn result(object: &Type, name: &str) -> Type {
    match object {
        Type::Instance("Date") if name.starts_with("to") => return Type::String,
        Type::Instance("Date") => return Type::Number,
        Type::Global("Math") => return Type::Number,
        Type::Global("Promise") if name == "withResolvers" => return Type::Unknown,
        Type::Global("Promise") | Type::Promise(_) if has_method(object, name) => {
            return Type::Promise(Box::new(Type::Unknown));
        }
        Type::Module(path) => return utility(path, name),
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

/// What a function of `util` gives.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference-js.html>
fn utility(path: &str, name: &str) -> Type {
    let list = |of: Type| Type::Array(Box::new(of));
    let object = |member: &str, value: Type| Type::Object(vec![(member.to_owned(), value)]);
    match (path, name) {
        ("@aws-appsync/utils/rds", "toJsonObject") => {
            return list(list(Type::Dictionary(Box::new(Type::Unknown))));
        }
        ("@aws-appsync/utils/rds", "createPgStatement" | "createMySQLStatement") => {
            return object("statements", list(Type::String));
        }
        ("@aws-appsync/utils.util.dynamodb", "toString") => return object("S", Type::String),
        ("@aws-appsync/utils.util.dynamodb", "toStringSet") => {
            return object("SS", list(Type::String));
        }
        _ => {}
    }
    let within = path.strip_prefix("@aws-appsync/utils.util").unwrap_or("-");
    match (within, name) {
        (
            "",
            "autoId" | "autoUlid" | "autoKsuid" | "base64Encode" | "base64Decode" | "urlEncode"
            | "urlDecode" | "escapeJavaScript" | "authType",
        )
        | (
            ".time",
            "nowISO8601"
            | "nowFormatted"
            | "epochMilliSecondsToISO8601"
            | "epochMilliSecondsToFormatted",
        )
        | (".str", "normalize")
        | (".transform", _)
        | (".xml", "toJsonString") => Type::String,
        (".time", _) | (".math", _) => Type::Number,
        ("", "matches" | "isNull" | "isNullOrEmpty" | "isNullOrBlank" | "isString") => {
            Type::Boolean
        }
        _ => Type::Unknown,
    }
}
