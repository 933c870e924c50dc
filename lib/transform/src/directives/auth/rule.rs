//! One rule of `@auth`.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::{Name, Value};

use crate::arguments::{member, member_name, member_text, member_texts};
use crate::diagnostics::auth;
use crate::model::{AuthRule, ClaimPath, Membership, Operation, Operations, Provider, Strategy};
use crate::options::AuthMode;
use crate::read::Context;

/// Where a caller's groups are if a rule does not say.
const GROUP_CLAIM: &[&str] = &["cognito:groups"];

/// What rules are about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Entity,
    EntityField,
    RootField,
    OtherField,
}

/// Whom `allow` names.
#[derive(Clone, Copy)]
enum Allow {
    Public,
    Private,
    Owner,
    Groups,
    Custom,
}

pub(super) fn read_rule(
    context: &Context<'_>,
    value: &Value,
    place: Place,
    problems: &mut Diagnostics,
) -> Option<AuthRule> {
    let allow_name = member_text(value, "allow").value()?;
    let allow = match &*allow_name {
        "public" => Allow::Public,
        "private" => Allow::Private,
        "owner" => Allow::Owner,
        "groups" => Allow::Groups,
        "custom" => Allow::Custom,
        _ => return None,
    };
    tell_meaningless(value, &allow_name, allow, problems);
    let operations = operations(value, place, problems);
    let provider = provider(context, value, &allow_name, allow, problems)?;
    Some(AuthRule {
        strategy: strategy(value, &allow_name, allow, problems)?,
        provider,
        operations,
        span: value.span,
    })
}

/// Tells of members that do not narrow down whom the rule lets in, though they look like it. Amplify takes them; those
/// that it refuses are mistakes where they are read.
fn tell_meaningless(value: &Value, allow_name: &Name, allow: Allow, problems: &mut Diagnostics) {
    const OF_GROUPS: [&str; 3] = ["groups", "groupsField", "groupClaim"];
    const OF_OWNERS: [&str; 2] = ["ownerField", "identityClaim"];
    let (of_groups, of_owners, whom) = match allow {
        Allow::Public => (&OF_GROUPS[..], &OF_OWNERS[..], "everyone"),
        Allow::Private => (&OF_GROUPS[..], &OF_OWNERS[..], "everyone signed in"),
        Allow::Custom => (
            &OF_GROUPS[..],
            &OF_OWNERS[..],
            "whom the Lambda authorizer lets in",
        ),
        Allow::Owner => (&OF_GROUPS[..2], &[][..], "whom the item names"),
        Allow::Groups => (&[][..], &OF_OWNERS[..1], "all members of the groups"),
    };
    for (names, fits) in [(of_groups, "groups"), (of_owners, "owner")] {
        let given = names.iter().filter_map(|name| member_name(value, name));
        for name in given {
            problems.push(auth::meaningless(name, fits, allow_name, whom));
        }
    }
}

/// What proves an identity of each kind; the first goes without saying.
fn fitting(allow: Allow) -> &'static [Provider] {
    match allow {
        Allow::Public => &[Provider::ApiKey, Provider::IdentityPool],
        Allow::Private => &[Provider::UserPools, Provider::Oidc, Provider::IdentityPool],
        Allow::Owner | Allow::Groups => &[Provider::UserPools, Provider::Oidc],
        Allow::Custom => &[Provider::Function],
    }
}

fn provider(
    context: &Context<'_>,
    value: &Value,
    allow_name: &Name,
    allow: Allow,
    problems: &mut Diagnostics,
) -> Option<Provider> {
    let fitting = fitting(allow);
    let given = member_text(value, "provider").value();
    let provider = match &given {
        None => *fitting.first()?,
        Some(name) => match &**name {
            "apiKey" => Provider::ApiKey,
            "iam" | "identityPool" => Provider::IdentityPool,
            "userPools" => Provider::UserPools,
            "oidc" => Provider::Oidc,
            "function" => Provider::Function,
            _ => return None,
        },
    };
    let place = given.as_ref().unwrap_or(allow_name);
    if !fitting.contains(&provider) {
        problems.push(auth::provider(allow_name, place, fitting));
        return None;
    }
    let options = context.options;
    let is_configured = match provider {
        Provider::ApiKey => options.has(AuthMode::ApiKey),
        Provider::IdentityPool => options.identity_pool,
        Provider::UserPools => options.has(AuthMode::UserPools),
        Provider::Oidc => options.has(AuthMode::Oidc),
        Provider::Function => options.has(AuthMode::Lambda),
    };
    if !is_configured {
        problems.push(auth::mode_missing(allow_name, place, provider));
    }
    Some(provider)
}

fn strategy(
    value: &Value,
    allow_name: &Name,
    allow: Allow,
    problems: &mut Diagnostics,
) -> Option<Strategy> {
    let identity_claim = member_text(value, "identityClaim").value();
    let group_claim = member_text(value, "groupClaim").value();
    let in_groups = member_texts(value, "inGroups");
    if in_groups.is_some() && !matches!(allow, Allow::Owner) {
        problems.push(auth::in_groups(value, allow_name));
    }
    Some(match allow {
        Allow::Public => Strategy::Public,
        Allow::Private => Strategy::Private,
        Allow::Custom => Strategy::Custom,
        Allow::Owner => {
            if let Some(groups) = &in_groups {
                tell_if_empty(value, "inGroups", groups, problems);
            }
            let of = match (in_groups, group_claim) {
                (Some(groups), group_claim) => Some(Membership {
                    groups: groups.into_iter().map(|group| group.text).collect(),
                    claim: claim(group_claim, GROUP_CLAIM),
                }),
                (None, Some(claim)) => {
                    problems.push(auth::claim(&claim, "groupClaim", "groups", allow_name));
                    None
                }
                (None, None) => None,
            };
            Strategy::Owner {
                field: member_text(value, "ownerField")
                    .value()
                    .unwrap_or_else(|| Name::new("owner")),
                claim: ClaimPath {
                    of: of.map(Box::new),
                    ..claim(identity_claim, &["sub", "username"])
                },
            }
        }
        Allow::Groups => {
            if let Some(claim) = identity_claim {
                problems.push(auth::claim(&claim, "identityClaim", "owner", allow_name));
            }
            let claim = claim(group_claim, GROUP_CLAIM);
            return groups(value, allow_name, claim, problems);
        }
    })
}

fn groups(
    value: &Value,
    allow_name: &Name,
    claim: ClaimPath,
    problems: &mut Diagnostics,
) -> Option<Strategy> {
    let names = member_texts(value, "groups");
    let field = member_text(value, "groupsField").value();
    match (names, field) {
        (Some(_), Some(field)) => {
            problems.push(auth::groups_twice(&field));
            None
        }
        (None, None) => {
            problems.push(auth::no_groups(allow_name));
            None
        }
        (Some(groups), None) => {
            tell_if_empty(value, "groups", &groups, problems);
            Some(Strategy::StaticGroups { groups, claim })
        }
        (None, Some(field)) => Some(Strategy::DynamicGroups { field, claim }),
    }
}

fn tell_if_empty(value: &Value, argument: &str, groups: &[Name], problems: &mut Diagnostics) {
    if groups.is_empty() {
        let list = member(value, argument).value();
        problems.push(auth::empty_groups(list.and_then(|list| list.span)));
    }
}

/// The claims a rule names. Without a name they are those that Amplify's construct takes.
fn claim(given: Option<Name>, default: &[&str]) -> ClaimPath {
    match given {
        // Custom claims are joined by `::`, while the name of Cognito's own has a single colon.
        Some(name) => ClaimPath {
            claims: name.split("::").map(str::to_owned).collect(),
            is_default: false,
            of: None,
        },
        None => ClaimPath {
            claims: default.iter().map(|claim| (*claim).to_owned()).collect(),
            is_default: true,
            of: None,
        },
    }
}

fn operations(value: &Value, place: Place, problems: &mut Diagnostics) -> Operations {
    let Some(names) = member_texts(value, "operations") else {
        return Operations::all();
    };
    if names.is_empty() {
        let list = member(value, "operations").value();
        problems.push(auth::no_operations(list.and_then(|list| list.span)));
    }
    let reads_all = names.iter().any(|name| &**name == "read");
    for name in &names {
        let reads = Operation::from_name(name).is_some_and(|one| Operation::READ.contains(&one));
        match place {
            Place::RootField | Place::OtherField => {
                problems.push(auth::operations_here(name, place == Place::RootField));
                break;
            }
            Place::EntityField if reads => problems.push(auth::field_operation(name)),
            Place::Entity if reads && reads_all => problems.push(auth::beside_read(name)),
            Place::Entity | Place::EntityField => {}
        }
    }
    names
        .iter()
        .flat_map(|name| match Operation::from_name(name) {
            Some(operation) => vec![operation],
            None => Operation::READ.to_vec(),
        })
        .collect()
}
