//! What the roles of the identity pool may ask for.

use appsynth_appsync::{ApiRef, RoleRef};
use appsynth_construct::Scope;
use appsynth_resources::iam::CfnManagedPolicy;
use appsynth_transform::plan::IdentityPoolAccess;

use crate::graphql_schema::IdentityPool;

/// How many fields a policy may name: a managed policy has up to 6,144 characters, and a field takes up to
/// about 100 beside the names.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const CHARACTERS: usize = 6_000;
/// The characters of a field's ARN besides the type's and the field's name, with the values that the
/// deployment fills in.
const ARN_CHARACTERS: usize = 110;

/// Adds the policies; none for a role that may ask for nothing.
pub(crate) fn add(
    scope: &mut Scope<'_>,
    api: ApiRef,
    pool: IdentityPool,
    access: &IdentityPoolAccess,
) {
    add_of(
        scope,
        api,
        "Authenticated",
        pool.authenticated,
        &access.authenticated,
    );
    add_of(
        scope,
        api,
        "Unauthenticated",
        pool.unauthenticated,
        &access.unauthenticated,
    );
}

fn add_of(scope: &mut Scope<'_>, api: ApiRef, who: &str, role: RoleRef, fields: &[String]) {
    for (number, fields) in policies(fields).into_iter().enumerate() {
        let id = match number {
            0 => format!("{who}Policy"),
            _ => format!("{who}Policy{number}"),
        };
        let policy = CfnManagedPolicy {
            roles: vec![role.name()],
            ..CfnManagedPolicy::new(api.call(fields.iter().map(String::as_str)).document())
        };
        scope.part(&id, policy);
    }
}

/// The fields of one policy after another.
fn policies(fields: &[String]) -> Vec<&[String]> {
    let mut policies = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, field) in fields.iter().enumerate() {
        let more = ARN_CHARACTERS + field.len();
        if length + more > CHARACTERS {
            policies.extend(fields.get(start..at));
            (start, length) = (at, 0);
        }
        length += more;
    }
    policies.extend(fields.get(start..).filter(|rest| !rest.is_empty()));
    policies
}
