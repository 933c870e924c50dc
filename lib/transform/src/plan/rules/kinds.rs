//! The kinds of callers that the table of access tells apart.

use indexmap::IndexSet;

use super::table::Verdict;
use super::written;
use crate::model::{ClaimPath, Model, Provider};
use crate::options::{AuthMode, Options};
use crate::plan::grants::{Role, Who};

/// A kind of callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Has an API key.
    ApiKey,
    /// Has a token of a user pool or of OIDC without any groups.
    User(Provider),
    /// Has such a token with a group in a claim: one that rules name, or any other.
    Member {
        /// Whose token it is.
        provider: Provider,
        /// The claim that has the group.
        claim: String,
        /// The group; none for one that no rule names.
        group: Option<String>,
    },
    /// Has the identity pool's role of those who signed in.
    SignedIn,
    /// Has the identity pool's role of those who did not.
    Guest,
    /// Was let in by the Lambda authorizer.
    Lambda,
    /// Has one of the admin roles.
    Admin,
    /// Is of IAM without an identity pool, where the options let all such in.
    IamCaller,
}

impl Caller {
    /// The claim that a user pool's tokens have groups in.
    pub(super) const GROUPS: &str = "cognito:groups";

    /// How they authenticate.
    pub fn mode(&self) -> AuthMode {
        match self {
            Self::ApiKey => AuthMode::ApiKey,
            Self::User(provider) | Self::Member { provider, .. } => provider.mode(),
            Self::SignedIn | Self::Guest | Self::Admin | Self::IamCaller => AuthMode::Iam,
            Self::Lambda => AuthMode::Lambda,
        }
    }

    pub(super) fn verdict(&self, roles: &[Role<'_>]) -> Verdict {
        if matches!(self, Self::Admin | Self::IamCaller) {
            return Verdict::Allowed;
        }
        if roles.iter().any(|role| self.has(role)) {
            return Verdict::Allowed;
        }
        let mut fields: Vec<String> = Vec::new();
        for role in roles {
            if let Some(field) = self.field_of(role)
                && !fields.iter().any(|known| known == field)
            {
                fields.push(field.to_owned());
            }
        }
        if fields.is_empty() {
            Verdict::Denied
        } else {
            Verdict::Filtered(fields)
        }
    }

    /// Whether all callers of this kind have the role.
    fn has(&self, role: &Role<'_>) -> bool {
        match (self, role.who) {
            (Self::ApiKey, Who::Public) => role.provider == Provider::ApiKey,
            (Self::Guest, Who::Public) | (Self::SignedIn, Who::Private) => {
                role.provider == Provider::IdentityPool
            }
            (Self::User(provider) | Self::Member { provider, .. }, Who::Private) => {
                role.provider == *provider
            }
            (
                Self::Member {
                    provider,
                    claim,
                    group: Some(group),
                },
                Who::Group { name, claim: path },
            ) => role.provider == *provider && group == name && *claim == path.joined(),
            (Self::Lambda, Who::Custom) => true,
            _ => false,
        }
    }

    /// Whether the claims of a caller of this kind count.
    fn counts(&self, claim: &ClaimPath) -> bool {
        let Some(of) = &claim.of else {
            return true;
        };
        match self {
            Self::Member {
                claim,
                group: Some(group),
                ..
            } => *claim == of.claim.joined() && of.groups.contains(group),
            _ => false,
        }
    }

    /// The field that may tell that a caller of this kind has the role.
    fn field_of<'a>(&self, role: &Role<'a>) -> Option<&'a str> {
        match (self, role.who) {
            (Self::User(provider) | Self::Member { provider, .. }, Who::Owner { field, claim }) => {
                (role.provider == *provider && self.counts(claim)).then_some(field)
            }
            (
                Self::Member {
                    provider, claim, ..
                },
                Who::GroupOf { field, claim: path },
            ) => (role.provider == *provider && *claim == path.joined()).then_some(field),
            _ => None,
        }
    }
}

/// The kinds of callers that the API's settings and the rules tell apart.
pub(super) fn callers(model: &Model, options: &Options) -> Vec<Caller> {
    let mut callers = Vec::new();
    if options.has(AuthMode::ApiKey) {
        callers.push(Caller::ApiKey);
    }
    for (mode, provider) in [
        (AuthMode::UserPools, Provider::UserPools),
        (AuthMode::Oidc, Provider::Oidc),
    ] {
        if options.has(mode) {
            callers.push(Caller::User(provider));
            callers.extend(members(model, provider));
        }
    }
    if options.identity_pool {
        callers.extend([Caller::SignedIn, Caller::Guest]);
    }
    if options.has(AuthMode::Lambda) {
        callers.push(Caller::Lambda);
    }
    if options.admin_roles.iter().any(|name| !name.is_empty()) {
        callers.push(Caller::Admin);
    }
    if options.iam_callers {
        callers.push(Caller::IamCaller);
    }
    callers
}

/// The members of the groups that rules look for, and those that directives name.
fn members(model: &Model, provider: Provider) -> Vec<Caller> {
    let of_entities = model.entities.values().flat_map(|entity| {
        let of_fields = entity.fields.values().filter_map(|one| one.auth.as_ref());
        entity.auth.iter().chain(of_fields)
    });
    let of_custom = model
        .custom_fields
        .iter()
        .filter_map(|one| one.auth.as_ref());
    let mut members = Vec::new();
    if provider == Provider::UserPools {
        let directives = model.custom_fields.iter().map(|one| &one.field.directives);
        let directives = directives.chain(model.roots.iter().map(|one| &one.directives));
        let groups: IndexSet<&str> = directives.flat_map(|one| written::groups(one)).collect();
        members.extend(groups.into_iter().map(|group| Caller::Member {
            provider,
            claim: Caller::GROUPS.to_owned(),
            group: Some(group.to_owned()),
        }));
    }
    for role in Role::of_all(of_entities.chain(of_custom).flatten()) {
        if role.provider != provider {
            continue;
        }
        for (claim, group) in groups_of(&role) {
            let member = Caller::Member {
                provider,
                claim: claim.joined(),
                group: group.map(str::to_owned),
            };
            if !members.contains(&member) {
                members.push(member);
            }
        }
    }
    members
}

/// The groups that tell whether callers have the role, each with the claim it is in; no name for those that items
/// name.
fn groups_of<'a>(role: &Role<'a>) -> Vec<(&'a ClaimPath, Option<&'a str>)> {
    match role.who {
        Who::Group { name, claim } => vec![(claim, Some(name))],
        Who::GroupOf { claim, .. } => vec![(claim, None)],
        Who::Owner { claim, .. } => {
            let asked_for = claim.of.iter();
            let groups = asked_for.flat_map(|of| of.groups.iter().map(move |group| (of, group)));
            groups
                .map(|(of, group)| (&of.claim, Some(group.as_str())))
                .collect()
        }
        Who::Public | Who::Private | Who::Custom => Vec::new(),
    }
}
