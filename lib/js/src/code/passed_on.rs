//! Handlers that do nothing but give a part of their context, or nothing at all, as many response halves do: what they
//! give is known without running them.

use appsynth_util::Context;
use oxc::ast::ast::{
    BindingPattern, ChainElement, Declaration, Expression, Function, LogicalOperator, Program,
    Statement,
};
use serde_json::{Map, Value};

use crate::json;

/// What such a handler gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PassedOn {
    /// A member of the context, such as `["prev", "result"]`.
    Member(Vec<String>),
    /// An object without members.
    EmptyObject,
}

impl PassedOn {
    /// The value that comes out of the engine; `None` if the context has no such member, for then it depends.
    pub(crate) fn value(&self, context: &Context) -> Option<Value> {
        let Self::Member(path) = self else {
            return Some(Value::Object(Map::new()));
        };
        let (first, rest) = path.split_first()?;
        let first = if first == "args" { "arguments" } else { first };
        let (_, value) = context
            .members()
            .into_iter()
            .find(|(name, _)| *name == first)?;
        let value = rest
            .iter()
            .try_fold(value, |value, name| value.as_object()?.get(name))?;
        Some(json::through_javascript(value))
    }
}

/// What the exported function of this name gives, if it is such a handler of a module that does nothing else when
/// it is loaded.
pub(super) fn of(program: &Program<'_>, handler: &str) -> Option<PassedOn> {
    let mut found = None;
    for statement in &program.body {
        let function = match statement {
            Statement::ImportDeclaration(_) => continue,
            Statement::FunctionDeclaration(function) => function,
            Statement::ExportDeclaration(export) => match &export.declaration {
                Declaration::FunctionDeclaration(function) => function,
                _ => return None,
            },
            _ => return None,
        };
        if function.id.as_ref().is_some_and(|id| id.name == handler) {
            found = Some(function);
        }
    }
    given(found?)
}

fn given(function: &Function<'_>) -> Option<PassedOn> {
    if function.generator || function.r#async || function.params.rest.is_some() {
        return None;
    }
    let context = match function.params.items.as_slice() {
        [] => None,
        [only] if only.initializer.is_none() => match &only.pattern {
            BindingPattern::BindingIdentifier(context) => Some(context.name.as_str()),
            _ => return None,
        },
        _ => return None,
    };
    let [Statement::ReturnStatement(statement)] = function.body.as_ref()?.statements.as_slice()
    else {
        return None;
    };
    match statement.argument.as_ref()? {
        Expression::ObjectExpression(object) if object.properties.is_empty() => {
            Some(PassedOn::EmptyObject)
        }
        // A member that is there is given as it is, null included.
        Expression::LogicalExpression(or)
            if or.operator == LogicalOperator::Coalesce
                && matches!(or.right, Expression::NullLiteral(_)) =>
        {
            path(&or.left, context?).map(PassedOn::Member)
        }
        member => path(member, context?).map(PassedOn::Member),
    }
}

/// The way from the context to a member of it; empty for the context itself.
fn path(expression: &Expression<'_>, context: &str) -> Option<Vec<String>> {
    let member = match expression {
        Expression::Identifier(identifier) if identifier.name == context => return Some(Vec::new()),
        // In JavaScript that is the prototype, whatever members the object has.
        Expression::StaticMemberExpression(member) if member.property.name == "__proto__" => {
            return None;
        }
        Expression::StaticMemberExpression(member) => member,
        Expression::ChainExpression(chain) => match &chain.expression {
            ChainElement::StaticMemberExpression(member) => member,
            _ => return None,
        },
        _ => return None,
    };
    let mut path = path(&member.object, context)?;
    path.push(member.property.name.to_string());
    Some(path)
}

#[cfg(test)]
mod tests {
    use appsynth_util::{Context, Half};
    use serde_json::{Value, json};

    fn passed_on(code: &str) -> Option<Value> {
        let code = crate::code::read(code, crate::code::Measure::Nothing).expect("valid code");
        code.passed_on(
            Half::Response,
            &Context {
                arguments: json!({ "id": 9_007_199_254_740_993_u64 }),
                prev: json!({ "result": { "a": [1.0] } }),
                identity: json!({ "__proto__": 1 }),
                ..Context::default()
            },
        )
    }

    #[test]
    fn what_is_passed_on_is_known() {
        for (body, value) in [
            ("return {};", json!({})),
            ("return ctx.prev.result;", json!({ "a": [1] })),
            ("return ctx.prev?.result ?? null;", json!({ "a": [1] })),
            ("return ctx?.prev?.result?.a;", json!([1])),
            ("return ctx.result;", Value::Null),
            ("return ctx.args.id;", json!(9_007_199_254_740_992_u64)),
        ] {
            let code = format!(
                "import {{ util }} from '@aws-appsync/utils';
                 export function request(ctx) {{ return util.autoId(); }}
                 export function response(ctx) {{ {body} }}"
            );
            assert_eq!(passed_on(&code), Some(value), "{body}");
        }
    }

    #[test]
    fn everything_else_has_to_run() {
        for code in [
            "export function response(ctx) { return ctx; }",
            "export function response(ctx) { return ctx.prev.result.b; }",
            "export function response(ctx) { return ctx.result.length; }",
            "export function response(ctx) { return ctx.prev.result.toString; }",
            "export function response(ctx) { return ctx.identity.__proto__; }",
            "export function response(ctx) { return ctx.outErrors; }",
            "export function response(ctx) { return ctx.args.id ?? 1; }",
            "export function response(ctx) { return { a: 1 }; }",
            "export function response(ctx) { console.log(1); return {}; }",
            "export function response(ctx, now = util.time.nowISO8601()) { return {}; }",
            "export function response({ args }) { return args; }",
            "const prev = util.autoId(); export function response(ctx) { return {}; }",
            "function other(ctx) { return {}; } export { other as response };",
        ] {
            assert_eq!(passed_on(code), None, "{code}");
        }
    }
}
