//! What all checks of rules have in common.

use appsynth_program::{
    Condition, Expr, Stmt, any, auth_type, empty_list, if_, is_empty, is_true, let_, map, not,
    push, same, stash_put, unauthorized, var,
};

use super::caller::{
    self, Claims, IS_AUTHORIZED, allow, auth_type_of, is_admin, is_guest, is_iam_caller,
    is_signed_in,
};
use crate::model::Provider;
use crate::options::Options;
use crate::plan::Code;
use crate::plan::grants::{Role, Who};
use crate::plan::local;

/// A check: ends the resolver for those whom the statement does not let through; for all without one.
pub(super) fn check(let_through: Option<Stmt>) -> Vec<Stmt> {
    let Some(let_through) = let_through else {
        return vec![unauthorized()];
    };
    vec![
        let_(IS_AUTHORIZED, false),
        let_through,
        if_(not(is_true(var(IS_AUTHORIZED))), [unauthorized()]),
    ]
}

/// A check of roles: lets callers through outright who have one that takes no item to know, and does for others
/// what `narrow` says of the roles of their provider.
pub(super) fn check_roles<'a>(
    options: &Options,
    roles: &[Role<'a>],
    narrow: impl Fn(&[Role<'a>], &Claims<'a>) -> Vec<Stmt>,
) -> Vec<Stmt> {
    check(by_provider(options, roles, |provider, roles| {
        if roles.iter().any(is_everyone) {
            return vec![allow()];
        }
        let claims = Claims::of(roles);
        let mut body = claims.declare();
        body.extend(let_through(options, provider, roles, &claims, &narrow));
        body
    }))
}

/// What a check does for the roles of one provider, whose claims are declared.
pub(super) fn let_through<'a>(
    options: &Options,
    provider: Provider,
    roles: &[Role<'a>],
    claims: &Claims<'a>,
    narrow: impl Fn(&[Role<'a>], &Claims<'a>) -> Vec<Stmt>,
) -> Vec<Stmt> {
    if roles.iter().any(is_everyone) {
        return vec![allow()];
    }
    let narrowed = narrow(roles, claims);
    match has_any_role(options, provider, roles, claims) {
        Some(condition) => vec![Stmt::If(vec![(condition, vec![allow()])], narrowed)],
        None => narrowed,
    }
}

/// The code of a check that asks no data source.
pub(super) fn local(check: impl IntoIterator<Item = Stmt>) -> Code {
    local::local(std::iter::once(has_auth()).chain(check))
}

/// Lets callers through to what any of the filters lets pass; each statement adds to them what one role lets
/// pass, if the caller has it.
pub(super) fn let_through_by_filter(filters: Vec<Stmt>) -> Vec<Stmt> {
    if filters.is_empty() {
        return Vec::new();
    }
    collect(
        filters,
        [stash_put("authFilter", any_of_the_filters()), allow()],
    )
}

/// Does something with the filters of the roles that the caller has, if there are any.
pub(super) fn collect(filters: Vec<Stmt>, with_them: impl IntoIterator<Item = Stmt>) -> Vec<Stmt> {
    let mut body = vec![let_(FILTERS, empty_list())];
    body.extend(filters);
    body.push(if_(not(is_empty(var(FILTERS))), with_them));
    body
}

/// A filter that lets pass what any of the filters lets pass.
pub(super) fn any_of_the_filters() -> Expr {
    map([("or", var(FILTERS).into())]).into()
}

/// Adds a filter.
pub(super) fn add_filter(field: &str, operator: &str, value: impl Into<Expr>) -> Stmt {
    push(
        FILTERS,
        map([(field, map([(operator, value.into())]).into())]),
    )
}

/// The variable of the filters.
const FILTERS: &str = "filters";

/// Tells the check after all checks that this one took place.
pub(super) fn has_auth() -> Stmt {
    stash_put("hasAuth", true)
}

/// Does what belongs to the way in which the caller authenticated, and nothing for ways without roles. None if
/// there are no roles.
pub(super) fn by_provider<'a>(
    options: &Options,
    roles: &[Role<'a>],
    mut let_through: impl FnMut(Provider, &[Role<'a>]) -> Vec<Stmt>,
) -> Option<Stmt> {
    let branches = providers(options, roles).map(|provider| {
        let own: Vec<Role<'a>> = roles
            .iter()
            .copied()
            .filter(|role| role.provider == provider)
            .collect();
        let mut body = Vec::new();
        if provider == Provider::IdentityPool {
            body.extend(caller::declare_user_arn(options));
        }
        body.extend(let_through(provider, &own));
        (authenticated_by(provider), body)
    });
    let branches: Vec<_> = branches.collect();
    (!branches.is_empty()).then(|| Stmt::If(branches, Vec::new()))
}

/// The providers whose callers may be let through.
fn providers(options: &Options, roles: &[Role<'_>]) -> impl Iterator<Item = Provider> {
    const ALL: [Provider; 5] = [
        Provider::ApiKey,
        Provider::IdentityPool,
        Provider::UserPools,
        Provider::Oidc,
        Provider::Function,
    ];
    let is_iam_open = is_admin(options).is_some() || is_iam_caller(options).is_some();
    ALL.into_iter().filter(move |provider| {
        roles.iter().any(|role| role.provider == *provider)
            || (is_iam_open && *provider == Provider::IdentityPool)
    })
}

/// That the caller authenticated in a way that may let them through.
pub(super) fn may_be_let_through(options: &Options, roles: &[Role<'_>]) -> Condition {
    any(providers(options, roles).map(authenticated_by))
}

fn authenticated_by(provider: Provider) -> Condition {
    same(auth_type(), auth_type_of(provider))
}

/// That the caller has a role that takes no item to know; none if there is no such role.
pub(super) fn has_role(role: Role<'_>, claims: &Claims<'_>) -> Option<Condition> {
    match (role.who, role.provider) {
        (Who::Private, Provider::IdentityPool) => Some(is_signed_in()),
        (Who::Public, Provider::IdentityPool) => Some(is_guest()),
        (Who::Group { name, claim }, _) => Some(claims.is_member(name, claim)),
        (Who::Public | Who::Private | Who::Custom, _) => None,
        (Who::Owner { .. } | Who::GroupOf { .. }, _) => None,
    }
}

/// Whether all callers of its provider have the role.
pub(super) fn is_everyone(role: &Role<'_>) -> bool {
    matches!(role.who, Who::Public | Who::Private | Who::Custom)
        && role.provider != Provider::IdentityPool
}

/// That the caller is of IAM and may do everything; none if the options let nobody do so.
pub(super) fn privileged(options: &Options) -> Option<Condition> {
    let conditions: Vec<Condition> = is_admin(options)
        .into_iter()
        .chain(is_iam_caller(options))
        .collect();
    (!conditions.is_empty()).then(|| any(conditions))
}

/// That the caller has one of the roles that take no item to know; none if there are no such roles.
fn has_any_role(
    options: &Options,
    provider: Provider,
    roles: &[Role<'_>],
    claims: &Claims<'_>,
) -> Option<Condition> {
    let mut conditions: Vec<Condition> = roles
        .iter()
        .filter_map(|role| has_role(*role, claims))
        .collect();
    if provider == Provider::IdentityPool {
        conditions.extend(privileged(options));
    }
    (!conditions.is_empty()).then(|| any(conditions))
}
