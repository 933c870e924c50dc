//! What code asks of its data source.

use oxc::{
    ast::{
        AstKind,
        ast::{CallExpression, Expression, ObjectPropertyKind},
    },
    semantic::{NodeId, Semantic},
    span::GetSpan,
};

use super::{Facts, range};
use crate::lint::{
    handler,
    types::{Type, Types},
};

/// Functions of built-in modules that make requests, by module.
const REQUESTS: &[(&str, &[&str])] = &[
    (
        "dynamodb",
        &[
            "get",
            "put",
            "remove",
            "update",
            "query",
            "scan",
            "sync",
            "batchGet",
            "batchPut",
            "batchDelete",
            "transactGet",
            "transactWrite",
        ],
    ),
    ("rds", &["createPgStatement", "createMySQLStatement"]),
    ("ai", &["invokeModel", "converse"]),
];

/// Notes `ddb.get(…)` and its like, as `dynamodb.get`.
pub(super) fn note_call(call: &CallExpression<'_>, types: &Types<'_, '_>, facts: &mut Facts) {
    let Type::Module(path) = types.of(&call.callee) else {
        return;
    };
    let Some((module, function)) = path
        .strip_prefix("@aws-appsync/utils/")
        .and_then(|path| path.split_once('.'))
    else {
        return;
    };
    let is_request = REQUESTS
        .iter()
        .any(|(name, functions)| *name == module && functions.contains(&function));
    if is_request {
        facts
            .operations
            .push((format!("{module}.{function}"), range(call.callee.span())));
    }
}

/// Notes `operation: 'GetItem'` of an object that a request handler returns.
pub(super) fn note_returned<'a>(
    returned: &Expression<'a>,
    at: NodeId,
    semantic: &Semantic<'a>,
    facts: &mut Facts,
) {
    let Expression::ObjectExpression(object) = returned.without_parentheses() else {
        return;
    };
    let function = semantic.nodes().ancestors_enumerated(at).find(|(_, node)| {
        matches!(
            node.kind(),
            AstKind::Function(_) | AstKind::ArrowFunctionExpression(_)
        )
    });
    let handler = function.and_then(|(id, node)| handler::named(id, &node.kind(), semantic));
    if !matches!(handler, Some(("request", _))) {
        return;
    }
    for property in &object.properties {
        if let ObjectPropertyKind::ObjectProperty(property) = property
            && property.key.static_name().as_deref() == Some("operation")
            && let Expression::StringLiteral(value) = property.value.without_parentheses()
        {
            facts
                .operations
                .push((value.value.to_string(), range(value.span)));
        }
    }
}
