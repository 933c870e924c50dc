//! Handlers that do nothing but give a part of their context, or nothing at all, as most response halves do: what they
//! give is known without running them. So it is where something comes first that is for failures only, such as
//! `if (ctx.error) { … }`, and there was none.

use appsynth_util::Context;
use oxc::{
    ast::ast::{
        BindingPattern, ChainElement, Declaration, Expression, Function, IfStatement,
        LogicalOperator, Program, Statement,
    },
    syntax::operator::BinaryOperator,
};
use serde_json::{Map, Value};

use crate::json;

/// What such a handler gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PassedOn {
    /// The members that have to be null, or other code runs first.
    nulls: Vec<Member>,
    given: Given,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Given {
    Member(Member),
    /// An object without members.
    EmptyObject,
}

/// The way from the context to a member of it, such as `["prev", "result"]`.
type Member = Vec<String>;

impl PassedOn {
    /// The value that comes out of the engine; `None` if that depends on more than is known here.
    pub(crate) fn value(&self, context: &Context) -> Option<Value> {
        if !self.is_certain(context) {
            return None;
        }
        match &self.given {
            Given::Member(member) => find(member, context).map(json::through_javascript),
            Given::EmptyObject => Some(Value::Object(Map::new())),
        }
    }

    /// [`Self::value`], which leaves null in its place if it is of `prev` or `result`.
    pub(crate) fn take(&self, context: &mut Context) -> Option<Value> {
        let member = match &self.given {
            Given::Member(member) if self.is_certain(context) => member,
            _ => return self.value(context),
        };
        let (first, rest) = member.split_first()?;
        let value = match first.as_str() {
            "prev" => &mut context.prev,
            "result" => &mut context.result,
            _ => return self.value(context),
        };
        let mut value = rest
            .iter()
            .try_fold(value, |value, name| value.as_object_mut()?.get_mut(name))?
            .take();
        json::numbers_to_doubles(&mut value);
        Some(value)
    }

    fn is_certain(&self, context: &Context) -> bool {
        let mut nulls = self.nulls.iter();
        nulls.all(|member| find(member, context).is_some_and(Value::is_null))
    }
}

/// A member of the context, if it is there.
fn find<'c>(member: &[String], context: &'c Context) -> Option<&'c Value> {
    let (first, rest) = member.split_first()?;
    let first = if first == "args" { "arguments" } else { first };
    let (_, value) = context
        .members()
        .into_iter()
        .find(|(name, _)| *name == first)?;
    rest.iter()
        .try_fold(value, |value, name| value.as_object()?.get(name))
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
    let (last, before) = function.body.as_ref()?.statements.split_last()?;
    let nulls = before
        .iter()
        .map(|statement| match statement {
            Statement::IfStatement(guard) => passed_if_null(guard, context?),
            _ => None,
        })
        .collect::<Option<Vec<Member>>>()?;
    let Statement::ReturnStatement(statement) = last else {
        return None;
    };
    let given = match statement.argument.as_ref()? {
        Expression::ObjectExpression(object) if object.properties.is_empty() => Given::EmptyObject,
        // A member that is there is given as it is, null included.
        Expression::LogicalExpression(or)
            if or.operator == LogicalOperator::Coalesce
                && matches!(or.right, Expression::NullLiteral(_)) =>
        {
            Given::Member(path(&or.left, context?)?)
        }
        member => Given::Member(path(member, context?)?),
    };
    Some(PassedOn { nulls, given })
}

/// The member of the context that has to be null for a statement such as `if (ctx.error) { … }` to do nothing.
fn passed_if_null(guard: &IfStatement<'_>, context: &str) -> Option<Member> {
    if guard.alternate.is_some() {
        return None;
    }
    match &guard.test {
        Expression::BinaryExpression(comparison)
            if matches!(
                comparison.operator,
                BinaryOperator::Inequality | BinaryOperator::StrictInequality
            ) && matches!(comparison.right, Expression::NullLiteral(_)) =>
        {
            path(&comparison.left, context)
        }
        member => path(member, context),
    }
}

/// The way from the context to a member of it; empty for the context itself.
fn path(expression: &Expression<'_>, context: &str) -> Option<Member> {
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
            (
                "if (ctx.error) { fail(); } return ctx.args.id;",
                json!(9_007_199_254_740_992_u64),
            ),
            ("if (ctx.error != null) { fail(); } return {};", json!({})),
            (
                "if (ctx.error) fail(); if (ctx.result !== null) fail(); return ctx.prev;",
                json!({ "result": { "a": [1] } }),
            ),
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
            "export function response(ctx) { if (ctx.prev) { fail(); } return ctx.result; }",
            "export function response(ctx) { if (ctx.stash.none != null) { fail(); } return {}; }",
            "export function response(ctx) { if (ctx.error) { fail(); } else { fail(); } return {}; }",
            "export function response(ctx) { if (ctx.error === null) { fail(); } return {}; }",
            "export function response(ctx) { if (ctx.error !== undefined) { fail(); } return {}; }",
            "export function response(ctx) { if (ctx) { fail(); } return {}; }",
            "export function response(ctx) { const a = 1; return ctx.result; }",
            "const prev = util.autoId(); export function response(ctx) { return {}; }",
            "function other(ctx) { return {}; } export { other as response };",
        ] {
            assert_eq!(passed_on(code), None, "{code}");
        }
    }
}
