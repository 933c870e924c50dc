//! Authorization rules.

use appsynth_diagnostics::codes::directives as codes;
use appsynth_diagnostics::{Diagnostic, Span};
use appsynth_schema::ast::{Directive, Name, Value};

use super::{Places, instead, listed};
use crate::model::{
    AuthRule, ClaimPath, CustomField, Entity, EntityOrigin, Field, Provider, Relation,
};
use crate::read::FieldUse;

pub(crate) fn on_interface(at: FieldUse<'_>) -> Diagnostic {
    let (owner, field) = (&at.owner.name, &at.field.name);
    Diagnostic::error(
        &codes::AUTH_ON_INTERFACE,
        format!("`{owner}.{field}` belongs to an interface and cannot have rules"),
    )
    .mark(at.directive.span, "on a field of an interface")
    .help(format!(
        "move the rules to `{field}` of the types that implement `{owner}`"
    ))
}

pub(crate) fn no_rules(directive: &Directive) -> Diagnostic {
    Diagnostic::error(&codes::AUTH_NO_RULES, "`@auth` has no rules")
        .mark(directive.span, "would let nobody in")
        .help("add a rule: `@auth(rules: [{ allow: owner }])`")
}

pub(crate) fn provider(allow: &Name, provider: &Name, fitting: &[Provider]) -> Diagnostic {
    let fitting = listed(fitting.iter().map(|one| one.name()));
    Diagnostic::error(
        &codes::AUTH_PROVIDER,
        format!("`allow: {allow}` cannot be proved by `{provider}`"),
    )
    .mark(provider.span, format!("not for `{allow}`"))
    .mark_also(allow.span, "allowed here")
    .help(format!(
        "use {fitting}, or leave `provider` out for the first"
    ))
}

pub(crate) fn mode_missing(allow: &Name, place: &Name, provider: Provider) -> Diagnostic {
    let (mode, name) = match provider {
        Provider::ApiKey => ("an API key", "api-key"),
        Provider::IdentityPool => ("an identity pool", "identity-pool"),
        Provider::UserPools => ("a Cognito user pool", "user-pool"),
        Provider::Oidc => ("an OpenID Connect issuer", "oidc"),
        Provider::Function => ("a Lambda authorizer", "lambda"),
    };
    Diagnostic::error(
        &codes::AUTH_MODE_MISSING,
        format!("this rule needs {mode}, which the API does not have"),
    )
    .mark(place.span, format!("`{allow}` by `{}`", provider.name()))
    .help(format!(
        "add `{name}` to the API's authorization modes, or choose another `provider`"
    ))
}

pub(crate) fn claim(claim: &Name, argument: &str, fits: &str, allow: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::AUTH_CLAIM,
        format!("`{argument}` has no meaning with `allow: {allow}`"),
    )
    .mark(claim.span, format!("only for `allow: {fits}`"))
    .help(format!("remove `{argument}`"))
}

pub(crate) fn meaningless(member: &Name, fits: &str, allow: &Name, whom: &str) -> Diagnostic {
    Diagnostic::warning(
        &codes::AUTH_CLAIM,
        format!("`{member}` has no meaning with `allow: {allow}`, which lets in {whom}"),
    )
    .mark(member.span, format!("only for `allow: {fits}`"))
    .help(match (&**allow, &**member) {
        ("owner", "groups") => {
            "write `inGroups` if owners have to be members, too, or `allow: groups` for all members"
                .to_owned()
        }
        _ => format!("write `allow: {fits}`, or remove `{member}`"),
    })
}

pub(crate) fn in_groups(rule: &Value, allow: &Name) -> Diagnostic {
    let message = format!("`inGroups` has no meaning with `allow: {allow}`");
    Diagnostic::error(&codes::AUTH_GROUPS, message)
        .mark(rule.span, "asks owners alone for a group, too")
        .help("write `allow: owner`, or `groups` for whoever is a member")
}

pub(crate) fn groups_twice(field: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::AUTH_GROUPS,
        "this rule has both `groups` and `groupsField`",
    )
    .mark(field.span, "beside `groups`")
    .help("keep one, or write two rules")
}

pub(crate) fn no_groups(allow: &Name) -> Diagnostic {
    Diagnostic::error(&codes::AUTH_GROUPS, "this rule does not name its groups")
        .mark(allow.span, "which groups?")
        .help("add `groups: [\"Admin\"]`, or `groupsField: \"…\"` for groups that each item names")
}

pub(crate) fn empty_groups(span: Option<Span>) -> Diagnostic {
    Diagnostic::error(&codes::AUTH_GROUPS, "this rule allows no group")
        .mark(span, "an empty list")
        .help("name at least one group, or remove the rule")
}

pub(crate) fn operations_here(operation: &Name, on_root: bool) -> Diagnostic {
    let why = if on_root {
        "the field is the operation"
    } else {
        "the type has no operations"
    };
    Diagnostic::error(
        &codes::AUTH_OPERATIONS,
        "a rule on this field cannot have `operations`",
    )
    .mark(operation.span, why)
    .help("remove `operations` from the rule")
}

pub(crate) fn no_operations(span: Option<Span>) -> Diagnostic {
    Diagnostic::warning(&codes::AUTH_OPERATIONS, "this rule allows nothing")
        .mark(span, "an empty list")
        .help("name what it allows, such as `read`; or remove `operations`, to allow everything")
}

pub(crate) fn field_operation(operation: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::AUTH_OPERATIONS,
        format!("`{operation}` is no operation on a field"),
    )
    .mark(operation.span, "only for types")
    .help("write `read`, which covers every way of reading")
}

pub(crate) fn beside_read(operation: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::AUTH_OPERATIONS,
        format!("`read` already includes `{operation}`"),
    )
    .mark(operation.span, "beside `read`")
    .help(format!(
        "remove `{operation}`; or remove `read`, to allow `{operation}` alone"
    ))
}

pub(crate) fn unreadable_field(entity: &Entity, field: &Field, readable: &Field) -> Diagnostic {
    let (owner, name) = (&entity.name, &field.name);
    let other = &readable.name;
    Diagnostic::error(
        &codes::AUTH_UNREADABLE_FIELD,
        format!("`{owner}.{name}` is required, but not everyone who reads `{other}` may read it"),
    )
    .mark(name.span, "denied to some")
    .mark_also(other.span, "readable by them")
    .help(format!(
        "let them `read` `{owner}` or `{name}` too, or make `{name}` nullable"
    ))
}

pub(crate) fn rule_twice(entity: &Entity, rule: &AuthRule, first: &AuthRule) -> Diagnostic {
    Diagnostic::error(
        &codes::AUTH_RULE_TWICE,
        format!("two rules of `{}` are about the same callers", entity.name),
    )
    .mark(rule.span, "these callers again")
    .mark_also(first.span, "first here")
    .help("make it one rule with the operations of both")
}

pub(crate) fn field_type(entity: &Entity, name: &Name, field: &Field) -> Diagnostic {
    Diagnostic::error(
        &codes::AUTH_FIELD_TYPE,
        format!(
            "`{}.{name}` holds no text for a rule to compare with",
            entity.name
        ),
    )
    .mark(field.ty.named().span, format!("the type is `{}`", field.ty))
    .mark_also(name.span, "the rule's field")
    .help("make it `String`, or `[String]` for several; or name another field in the rule")
}

pub(crate) fn global_rule(rule: &AuthRule, closed: &Entity) -> Diagnostic {
    let name = &closed.name;
    Diagnostic::warning(
        &codes::AUTH_GLOBAL_RULE,
        format!("this rule opens nothing: `{name}` has no `@auth` and is closed to everyone"),
    )
    .mark(rule.span, "not looked at")
    .mark_also(name.span, "without rules of its own")
    .help(format!(
        "set `sandbox: true` for the API, so that API keys may do everything with models without rules, or add \
         `@auth` to `{name}`"
    ))
}

/// The first model that is closed, and how many more are.
pub(crate) fn closed(first: &Entity, more: usize) -> Diagnostic {
    let name = &first.name;
    let message = match more {
        0 => format!("nobody may use `{name}`: it has no `@auth`"),
        1 => format!("nobody may use `{name}` and another model: they have no `@auth`"),
        more => format!("nobody may use `{name}` and {more} more models: they have no `@auth`"),
    };
    Diagnostic::warning(&codes::AUTH_CLOSED, message)
        .mark(name.span, "closed to everyone")
        .help(
            "say who may do what, such as `@auth(rules: [{ allow: owner }])`, or set `sandbox: true` for the API, so \
             that API keys may do everything with models without rules",
        )
}

pub(crate) fn owner_of_root(custom: &CustomField, rule: &AuthRule) -> Diagnostic {
    let (root, field) = (custom.parent.name(), &custom.field.name);
    Diagnostic::warning(
        &codes::AUTH_OWNER_OF_ROOT,
        format!("this rule lets nobody ask for `{root}.{field}`"),
    )
    .mark(rule.span, "by a field of an item, and there is none")
    .help(
        "write `allow: private`, or `groups` by name, and have the field's resolver look at who is asking \
         (`ctx.identity`)",
    )
}

pub(crate) fn hidden_required(entity: &Entity, field: &Field, relation: &Relation) -> Diagnostic {
    let (owner, name, related) = (&entity.name, &field.name, &relation.related);
    let problem = Diagnostic::warning(
        &codes::AUTH_HIDDEN_REQUIRED,
        format!("mutations of `{owner}` cannot answer with `{name}`, which is required"),
    )
    .note(format!(
        "subscribers of `{owner}` get that answer, and fewer may read `{name}`: whoever asks for it has the item \
         written and gets an error"
    ));
    match &entity.origin {
        EntityOrigin::Declared => problem
            .mark(field.ty.named().span, "null in answers of mutations")
            .help(format!(
                "make it `{}`, give `{related}` the rules of `{owner}`, or turn the events of `{owner}` off: \
                 `@model(subscriptions: {{ level: off }})`",
                field.ty.nullable()
            )),
        EntityOrigin::Join { sides } => problem
            .mark(relation.span, format!("makes `{owner}`"))
            .help(format!(
                "give `{}` and `{}` the same rules, or do not ask for `{name}` in mutations",
                sides[0], sides[1]
            )),
    }
}

pub(crate) fn owner_of_events(
    entity: &Entity,
    rule: &AuthRule,
    field: &Name,
    claim: &ClaimPath,
) -> Diagnostic {
    let last = claim.claims.last().map_or("", String::as_str);
    let owner = &entity.name;
    Diagnostic::warning(
        &codes::AUTH_OWNER_OF_EVENTS,
        format!("owners by `{}` cannot subscribe to `{owner}`", claim.joined()),
    )
    .mark(rule.span, format!("events show `{last}` of `{field}` alone"))
    .help(format!(
        "subscribe by another rule, such as one for an owner field that holds a single claim; or say that nobody \
         subscribes: `operations: [create, update, delete, get, list]`, or `@model(subscriptions: null)` for `{owner}`"
    ))
}

pub(crate) fn missing_groups_field(entity: &Entity, name: &Name) -> Diagnostic {
    let fields = entity.fields.keys().map(String::as_str);
    Diagnostic::warning(
        &codes::AUTH_FIELD_MISSING,
        format!(
            "`{}` has no field `{name}`, so this rule lets nobody in",
            entity.name
        ),
    )
    .mark(name.span, "no such field")
    .help(instead(name, fields, "a field"))
}
