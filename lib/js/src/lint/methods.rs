//! `no-disallowed-methods`: methods of JavaScript's library that APPSYNC_JS does not have.

use oxc::ast::{AstKind, ast::Expression};

use super::{
    Finding, finding,
    types::{Type, Types},
};

/// Adds a call of a method that the value's type has and APPSYNC_JS lacks.
pub(super) fn check(kind: AstKind<'_>, types: &Types<'_, '_>, findings: &mut Vec<Finding>) {
    let AstKind::CallExpression(call) = kind else {
        return;
    };
    // The plugin does not look into parentheses either.
    let Expression::StaticMemberExpression(member) = &call.callee else {
        return;
    };
    let method = member.property.name.as_str();
    if !lacking_anywhere(method) {
        return;
    }
    let (owner, lacking) = match types.of(&member.object) {
        Type::String => ("String", STRING),
        Type::Array(_) | Type::Tuple(_) => ("Array", ARRAY),
        Type::Instance("Date") => ("Date", DATE),
        Type::Global("Object") => ("Object", OBJECT),
        _ => return,
    };
    if lacking.contains(&method) {
        findings.push(finding(
            "no-disallowed-methods",
            call.span,
            format!("`{owner}` has no method `{method}` here"),
        ));
    }
}

fn lacking_anywhere(method: &str) -> bool {
    [STRING, ARRAY, DATE, OBJECT]
        .iter()
        .any(|lacking| lacking.contains(&method))
}

const STRING: &[&str] = &[
    "charCodeAt",
    "localeCompare",
    "matchAll",
    "padEnd",
    "padStart",
    "repeat",
    "search",
    "toLocaleLowerCase",
    "toLocaleUpperCase",
    "valueOf",
];

const ARRAY: &[&str] = &[
    "copyWithin",
    "entries",
    "keys",
    "toLocaleString",
    "toString",
    "values",
];

const DATE: &[&str] = &[
    "setDate",
    "setFullYear",
    "setHours",
    "setMilliseconds",
    "setMinutes",
    "setMonth",
    "setSeconds",
    "setTime",
    "setUTCDate",
    "setUTCFullYear",
    "setUTCHours",
    "setUTCMilliseconds",
    "setUTCMinutes",
    "setUTCMonth",
    "setUTCSeconds",
    "toLocaleDateString",
    "toLocaleString",
    "toLocaleTimeString",
];

/// Functions of `Object` itself.
const OBJECT: &[&str] = &[
    "create",
    "defineProperties",
    "defineProperty",
    "freeze",
    "getOwnPropertyDescriptor",
    "getOwnPropertyDescriptors",
    "getOwnPropertyNames",
    "getOwnPropertySymbols",
    "getPrototypeOf",
    "is",
    "isExtensible",
    "isFrozen",
    "isSealed",
    "preventExtensions",
    "seal",
    "setPrototypeOf",
];
