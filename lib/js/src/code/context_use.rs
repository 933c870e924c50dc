//! Which members of the context a handler can see, and which members of those: the others need not become JavaScript
//! values.

mod handler;

use handler::{Body, Handler, functions};
use oxc::{
    ast::ast::{
        BindingIdentifier, BindingPattern, CallExpression, ChainElement, ExportSpecifier,
        Expression, IdentifierReference, ObjectPattern, Program, StaticMemberExpression,
        TaggedTemplateExpression, VariableDeclarator,
    },
    ast_visit::{Visit, walk},
};

use crate::context::member_of_contexts;

/// What a handler does with its context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ContextUse {
    /// It names these members and no others.
    Members(Vec<(String, MemberUse)>),
    /// It hands the context on, goes through its members, or asks for one that contexts do not have.
    Unknown,
}

/// What a handler does with a member of its context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MemberUse {
    /// It only names these members of it.
    Members(Vec<String>),
    /// Anything else.
    Whole,
}

impl ContextUse {
    /// Whether it makes a difference to the handler that this member is there.
    pub(crate) fn sees(&self, member: &str) -> bool {
        self.of(member).is_some()
    }

    /// The use of a member, by its first name; `None` if there is none.
    pub(crate) fn of(&self, member: &str) -> Option<&MemberUse> {
        match self {
            Self::Members(members) => {
                let found = members.iter().find(|(name, _)| name == member);
                found.map(|(_, used)| used)
            }
            Self::Unknown => Some(&MemberUse::Whole),
        }
    }
}

impl MemberUse {
    /// Adds the use of one member of it, or of all.
    fn add(&mut self, member: Option<&str>) {
        match (&mut *self, member) {
            (Self::Members(members), Some(member)) => {
                if !members.iter().any(|known| known == member) {
                    members.push(member.to_owned());
                }
            }
            (_, None) => *self = Self::Whole,
            (Self::Whole, Some(_)) => {}
        }
    }
}

/// The use that the handler of this name within the module makes of its context.
pub(super) fn of(program: &Program<'_>, handler: &str) -> ContextUse {
    let mut mentions = Mentions {
        name: handler,
        declarations: 0,
        references: 0,
    };
    mentions.visit_program(program);
    let mut functions = program
        .body
        .iter()
        .flat_map(|statement| functions(statement, handler));
    match functions.next() {
        Some(handler) if mentions.declarations == 1 && mentions.references == 0 => used(&handler),
        _ => ContextUse::Unknown,
    }
}

fn used(Handler { parameters, body }: &Handler<'_, '_>) -> ContextUse {
    let mut uses = Uses {
        context: None,
        members: Vec::new(),
        escapes: false,
    };
    match parameters.items.first().map(|first| &first.pattern) {
        None => uses.escapes = parameters.rest.is_some(),
        Some(BindingPattern::BindingIdentifier(context)) => uses.context = Some(&context.name),
        Some(BindingPattern::ObjectPattern(pattern)) => uses.destructured(pattern),
        Some(_) => uses.escapes = true,
    }
    uses.visit_formal_parameters(parameters);
    match body {
        Body::Function(body) => uses.visit_function_body(body),
        Body::Arrow(body) => uses.visit_arrow_function_body(body),
    }
    if uses.escapes {
        ContextUse::Unknown
    } else {
        ContextUse::Members(uses.members)
    }
}

/// Goes through a handler. Another variable of the context's name within only makes it see more.
struct Uses<'n> {
    context: Option<&'n str>,
    members: Vec<(String, MemberUse)>,
    escapes: bool,
}

impl Uses<'_> {
    fn is_context(&self, expression: &Expression<'_>) -> bool {
        matches!(expression, Expression::Identifier(identifier)
            if self.context == Some(identifier.name.as_str()))
    }

    /// The name of a member of the context, such as of `args` in `ctx.args`.
    fn member_of_context<'e>(&self, expression: &'e Expression<'_>) -> Option<&'e str> {
        match expression {
            Expression::StaticMemberExpression(member) if self.is_context(&member.object) => {
                Some(&member.property.name)
            }
            _ => None,
        }
    }

    /// Notes that a member of the context is used: one of its own members, or any. A function that every object has,
    /// such as `hasOwnProperty`, is handed the context by its call.
    fn member(&mut self, name: &str, of_it: Option<&str>) {
        let Some(name) = member_of_contexts(name) else {
            self.escapes = true;
            return;
        };
        let known = self.members.iter().position(|(known, _)| known == name);
        let at = known.unwrap_or_else(|| {
            let none = MemberUse::Members(Vec::new());
            self.members.push((name.to_owned(), none));
            self.members.len() - 1
        });
        self.members[at].1.add(of_it);
    }

    /// What is called gets the object that it is a member of.
    fn called(&mut self, callee: &Expression<'_>) {
        let callee = match callee.get_inner_expression() {
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::StaticMemberExpression(member) => member,
                _ => return,
            },
            Expression::StaticMemberExpression(member) => member,
            _ => return,
        };
        if let Some(name) = self.member_of_context(&callee.object) {
            self.member(name, None);
        }
    }

    fn destructured(&mut self, pattern: &ObjectPattern<'_>) {
        for property in &pattern.properties {
            match property.key.static_name() {
                Some(name) => self.member(&name, None),
                None => self.escapes = true,
            }
        }
        self.escapes |= pattern.rest.is_some();
    }
}

impl<'a> Visit<'a> for Uses<'_> {
    fn visit_static_member_expression(&mut self, member: &StaticMemberExpression<'a>) {
        if self.is_context(&member.object) {
            self.member(&member.property.name, None);
        } else if let Some(of_context) = self.member_of_context(&member.object)
            // In JavaScript that is the prototype, unless the object has a member of this name.
            && member.property.name != "__proto__"
        {
            self.member(of_context, Some(&member.property.name));
        } else {
            walk::walk_static_member_expression(self, member);
        }
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        self.called(&call.callee);
        walk::walk_call_expression(self, call);
    }

    fn visit_tagged_template_expression(&mut self, template: &TaggedTemplateExpression<'a>) {
        self.called(&template.tag);
        walk::walk_tagged_template_expression(self, template);
    }

    fn visit_variable_declarator(&mut self, variable: &VariableDeclarator<'a>) {
        match (&variable.id, &variable.init) {
            (BindingPattern::ObjectPattern(pattern), Some(init)) if self.is_context(init) => {
                self.destructured(pattern);
                self.visit_binding_pattern(&variable.id);
            }
            _ => walk::walk_variable_declarator(self, variable),
        }
    }

    fn visit_identifier_reference(&mut self, identifier: &IdentifierReference<'a>) {
        let name = identifier.name.as_str();
        self.escapes |= self.context == Some(name) || name == "arguments";
    }
}

/// Counts where a name is declared, and where it is used other than to export it.
struct Mentions<'n> {
    name: &'n str,
    declarations: usize,
    references: usize,
}

impl<'a> Visit<'a> for Mentions<'_> {
    fn visit_export_specifier(&mut self, _: &ExportSpecifier<'a>) {}

    fn visit_binding_identifier(&mut self, identifier: &BindingIdentifier<'a>) {
        self.declarations += usize::from(identifier.name == self.name);
    }

    fn visit_identifier_reference(&mut self, identifier: &IdentifierReference<'a>) {
        self.references += usize::from(identifier.name == self.name);
    }
}

#[cfg(test)]
mod tests {
    use appsynth_util::Half;

    use super::{ContextUse, MemberUse};

    fn used(code: &str) -> ContextUse {
        let code = crate::code::read(code, crate::code::Measure::Nothing).expect("valid code");
        code.context_use(Half::Request).clone()
    }

    fn members(code: &str) -> Option<Vec<String>> {
        match used(code) {
            ContextUse::Members(members) => {
                Some(members.into_iter().map(|(name, _)| name).collect())
            }
            ContextUse::Unknown => None,
        }
    }

    #[test]
    fn members_of_members_that_are_named_are_seen() {
        for body in [
            "[ctx.arguments.id.length, ctx.args?.name]",
            "({ ...ctx.args.id.a, b: [...ctx.args.name] })",
            "ctx.args.id[ctx.args.name](1)",
            "ctx.args.id.concat(ctx.args.name)",
            "(ctx.args.id).concat(`${ctx.args.name}`)",
        ] {
            let used = used(&format!("export const request = (ctx) => {body};"));
            let names = ["id", "name"].map(str::to_owned).to_vec();
            let of_arguments = Some(&MemberUse::Members(names));
            assert_eq!(used.of("arguments"), of_arguments, "{body}");
            assert_eq!(used.of("stash"), None, "{body}");
        }
    }

    #[test]
    fn members_that_go_elsewhere_are_seen_in_full() {
        for body in [
            "[ctx.args, ctx.args.id]",
            "ctx.args.hasOwnProperty('id')",
            "ctx.args?.hasOwnProperty('id')",
            "(ctx.args.hasOwnProperty)('id')",
            "(ctx.args?.hasOwnProperty)('id')",
            "ctx.args.map`a`",
            "ctx.args['id']",
            "ctx.args[0].id",
            "ctx.args.__proto__",
            "({ ...ctx.args })",
            "{ const { id } = ctx.args; return id; }",
            "{ let all = []; for (const name in ctx.args) { all.push(name); } return all; }",
        ] {
            let used = used(&format!("export const request = (ctx) => {body};"));
            assert_eq!(used.of("arguments"), Some(&MemberUse::Whole), "{body}");
        }
    }

    #[test]
    fn members_that_are_named_are_seen() {
        for code in [
            "export function request(ctx) { return [ctx.args.id, ctx?.stash]; }",
            "export const request = (c) => [c.args, () => c.stash];",
            "const request = function (c) { const { args: { id }, stash = 1 } = c; return id; };
             export { request };",
            "const f = ({ args, stash: { a } }) => args; export { f as request };",
            "export const request = (a, b = a.args, c = a.stash) => [b, c];",
        ] {
            let names = members(code).unwrap_or_else(|| panic!("{code}"));
            assert_eq!(names, ["arguments", "stash"], "{code}");
        }
        assert_eq!(members("export const request = () => 1;"), Some(vec![]));
    }

    #[test]
    fn a_context_that_goes_elsewhere_may_be_seen_in_full() {
        for code in [
            "export const request = (ctx) => ({ ...ctx });",
            "export const request = (ctx) => ctx['args'];",
            "export const request = (ctx) => { const { args, ...rest } = ctx; return rest; };",
            "export const request = ({ ...all }) => all;",
            "export const request = ({ [1 + 1]: all }) => all;",
            "export const request = (...all) => all;",
            "export const request = ([all]) => all;",
            "export function request(ctx) { return arguments[0]; }",
            "export function request() { return arguments[0]; }",
            "const other = (ctx) => ctx; export const request = (ctx) => other(ctx);",
            "const other = (ctx) => ctx; export const request = other;",
            "export let request = (ctx) => 1; request = (ctx) => ctx.args;",
            "const other = (ctx) => ctx; export var request = () => 1; var request = other;",
            "const other = (ctx) => ctx; export var request = () => 1; if (1) { var request = other; }",
            "export const request = (ctx) => ctx.hasOwnProperty('args');",
            "export const request = (ctx) => ctx?.valueOf();",
            "export const request = (ctx) => (ctx.valueOf)().args;",
            "export const request = (ctx, same = ctx) => same;",
            "export const request = (ctx) => { const { same = ctx } = ctx; return same; };",
        ] {
            assert_eq!(members(code), None, "{code}");
        }
    }
}
