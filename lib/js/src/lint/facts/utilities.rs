//! Functions of AppSync's modules and of global objects that there are not.

use appsynth_diagnostics::near_name;
use appsynth_util::FUNCTIONS;
use oxc::{
    ast::ast::{CallExpression, Expression},
    span::GetSpan,
};

use super::{UnknownUtility, range};
use crate::{
    builtin, console,
    globals::GLOBALS,
    lint::types::{Type, Types, library},
    utilities::EXTENSIONS,
};

/// Functions that act on the evaluation, and those of objects that modules export, by what they are members of.
const OTHERS: &[(&str, &[&str])] = &[
    ("runtime", &["earlyReturn"]),
    (
        "util",
        &["appendError", "authType", "error", "unauthorized"],
    ),
    ("util.http", &["addResponseHeader", "addResponseHeaders"]),
    (
        "dynamodb.operations",
        &[
            "add",
            "append",
            "decrement",
            "increment",
            "prepend",
            "remove",
            "replace",
            "updateListItem",
        ],
    ),
    (
        "rds.agg",
        &[
            "avg",
            "avgDistinct",
            "count",
            "countDistinct",
            "max",
            "maxDistinct",
            "min",
            "minDistinct",
            "sum",
            "sumDistinct",
        ],
    ),
    (
        "rds.typeHint",
        &["DATE", "DECIMAL", "JSON", "TIME", "TIMESTAMP", "UUID"],
    ),
];

/// The function that a call names, if there is none.
pub(super) fn unknown<'a>(
    call: &CallExpression<'a>,
    types: &Types<'_, 'a>,
) -> Option<UnknownUtility> {
    let name = path(&call.callee, types)?;
    let known = known(name.split('.').next()?);
    (!known.contains(&name)).then(|| UnknownUtility {
        similar: similar(&name, &known).map(str::to_owned),
        range: range(call.callee.span()),
        name,
    })
}

/// Such as `util.time.now`, `dynamodb.get` or `Math.max`, whatever the file calls the module or the object.
fn path<'a>(called: &Expression<'a>, types: &Types<'_, 'a>) -> Option<String> {
    let member = called.get_member_expr()?;
    if let Type::Module(path) = types.of(called) {
        let within = path.strip_prefix("@aws-appsync/utils")?;
        return within.get(1..).map(str::to_owned);
    }
    let object = match types.of(member.object()) {
        Type::Global(object) => {
            let is_there = GLOBALS.contains(&object);
            is_there.then(|| object.to_owned())?
        }
        _ => global(member.object(), types)?,
    };
    Some(format!("{object}.{}", member.static_property_name()?))
}

/// `util` and its like without an import.
fn global(object: &Expression<'_>, types: &Types<'_, '_>) -> Option<String> {
    match object.get_inner_expression() {
        Expression::Identifier(name) if types.symbol(name).is_none() => {
            let name = name.name.as_str();
            matches!(name, "extensions" | "runtime" | "util").then(|| name.to_owned())
        }
        Expression::StaticMemberExpression(member) => {
            let object = global(&member.object, types)?;
            Some(format!("{object}.{}", member.property.name))
        }
        _ => None,
    }
}

/// All functions below a module of AppSync's or an object of JavaScript's library.
fn known(root: &str) -> Vec<String> {
    let names: Vec<&str> = match root {
        "util" => {
            let functions = FUNCTIONS.iter();
            let functions = functions.filter(|function| function.availability.in_js());
            functions.map(|function| function.name).collect()
        }
        "extensions" => EXTENSIONS.to_vec(),
        "console" => console::methods().collect(),
        _ => match builtin::find(&format!("@aws-appsync/utils/{root}")) {
            Some(module) => module.exports.to_vec(),
            None => library::functions_of(root).collect(),
        },
    };
    let more = OTHERS
        .iter()
        .filter(|(object, _)| object.split('.').next() == Some(root));
    let more =
        more.flat_map(|(object, names)| names.iter().map(move |name| format!("{object}.{name}")));
    let names = names.into_iter().map(|name| format!("{root}.{name}"));
    names.chain(more).collect()
}

/// One of a similar name in the same place, one of the same name elsewhere, or one of a similar path.
fn similar<'k>(name: &str, known: &'k [String]) -> Option<&'k str> {
    let (parent, last) = name.rsplit_once('.')?;
    let known = || known.iter().map(String::as_str);
    let last_of = |one: &'k str| one.rsplit_once('.').map(|(_, last)| last);
    let is_beside = |one: &&str| one.rsplit_once('.').is_some_and(|(of, _)| of == parent);
    let beside: Vec<&str> = known().filter(is_beside).collect();
    if let Some(near) = near_name(last, beside.iter().copied().filter_map(last_of)) {
        return beside.into_iter().find(|one| last_of(one) == Some(near));
    }
    let elsewhere = known().find(|one| last_of(one) == Some(last));
    elsewhere.or_else(|| near_name(name, known().filter(|_| beside.is_empty())))
}
