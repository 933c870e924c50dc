//! Who the caller is, as code.

use appsynth_program::{
    Condition, Expr, Kind, Name, Stmt, all, any, claim, concat, contains, empty_list, ends_with,
    for_each, identity, if_, if_else, includes, is, is_empty, is_null, item, let_, not, parse_json,
    push, same, set, split, starts_with, stash, var,
};

use crate::model::{ClaimPath, Membership, Provider};
use crate::options::Options;
use crate::plan::grants::{Role, Who};

const SEPARATOR: &str = ClaimPath::SEPARATOR;

/// The variable that tells whether the caller is let through.
pub(super) const IS_AUTHORIZED: &str = "isAuthorized";

/// Lets the caller through.
pub(super) fn allow() -> Stmt {
    set(IS_AUTHORIZED, true)
}

/// How callers of a provider authenticate, as `util.authType()` says it.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/utility-helpers-in-util.html>
pub(super) fn auth_type_of(provider: Provider) -> &'static str {
    match provider {
        Provider::ApiKey => "API Key Authorization",
        Provider::IdentityPool => "IAM Authorization",
        Provider::UserPools => "User Pool Authorization",
        Provider::Oidc => "Open ID Connect Authorization",
        Provider::Function => "Lambda Authorization",
    }
}

/// The claims that roles look into, each read once to a variable.
pub(super) struct Claims<'a> {
    owners: Vec<&'a ClaimPath>,
    groups: Vec<&'a ClaimPath>,
}

impl<'a> Claims<'a> {
    /// The claims of these roles.
    pub(super) fn of(roles: &[Role<'a>]) -> Self {
        let mut claims = Self {
            owners: Vec::new(),
            groups: Vec::new(),
        };
        for role in roles {
            match role.who {
                Who::Owner { claim, .. } => {
                    add(&mut claims.owners, claim);
                    if let Some(of) = &claim.of {
                        add(&mut claims.groups, &of.claim);
                    }
                }
                Who::Group { claim, .. } | Who::GroupOf { claim, .. } => {
                    add(&mut claims.groups, claim);
                }
                Who::Public | Who::Private | Who::Custom => {}
            }
        }
        claims
    }

    /// Reads the claims to the variables.
    pub(super) fn declare(&self) -> Vec<Stmt> {
        let mut declared = Vec::new();
        let mut claims = 0;
        for (index, path) in self.owners.iter().enumerate() {
            declared.extend(declare_owner(index, path, claims));
            claims += path.claims.len();
        }
        for (index, path) in self.groups.iter().enumerate() {
            declared.extend(declare_groups(index, path));
        }
        declared.extend(
            self.owners
                .iter()
                .filter_map(|path| self.forget_others(path)),
        );
        declared
    }

    /// Makes owners nobody where they are of none of the groups that a rule asks for.
    fn forget_others(&self, path: &ClaimPath) -> Option<Stmt> {
        let Membership { groups, claim } = path.of.as_deref()?;
        let is_member = any(groups.iter().map(|group| self.is_member(group, claim)));
        Some(if_(not(is_member), [set(self.owner(path), empty_list())]))
    }

    /// The texts that name the caller as an owner, the one for new items first; empty if claims are missing.
    pub(super) fn owner(&self, claim: &ClaimPath) -> Name {
        Name::numbered("callers", position(&self.owners, claim))
    }

    /// The last claim of an owner's identity, which callers see of it.
    pub(super) fn shown_owner(&self, claim: &ClaimPath) -> Expr {
        let until = self.owners.iter().take(position(&self.owners, claim) + 1);
        let claims: usize = until.map(|path| path.claims.len()).sum();
        var(Name::numbered("claim", claims.saturating_sub(1))).into()
    }

    /// The caller's groups.
    pub(super) fn groups(&self, claim: &ClaimPath) -> Name {
        Name::numbered("groups", position(&self.groups, claim))
    }

    /// That the caller is a member of the group.
    pub(super) fn is_member(&self, name: &str, claim: &ClaimPath) -> Condition {
        contains(var(self.groups(claim)), name)
    }
}

fn add<'a>(list: &mut Vec<&'a ClaimPath>, claim: &'a ClaimPath) {
    if !list.iter().any(|one| is_same(one, claim)) {
        list.push(claim);
    }
}

fn is_same(one: &ClaimPath, other: &ClaimPath) -> bool {
    one.claims == other.claims && one.of == other.of
}

fn position(list: &[&ClaimPath], claim: &ClaimPath) -> usize {
    list.iter()
        .position(|one| is_same(one, claim))
        .expect("invariant: the claims are those of the roles that are asked about")
}

/// Declares a variable that holds the first of these values that is a text, or no text.
fn declare_text(name: &Name, values: &[Expr]) -> [Stmt; 2] {
    let branches = values.iter().map(|value| {
        (
            is(Kind::Text, value.clone()),
            vec![set(name.clone(), concat([value.clone()]))],
        )
    });
    [
        let_(name.clone(), ""),
        Stmt::If(branches.collect(), Vec::new()),
    ]
}

/// Where a claim is. Cognito's ID tokens and access tokens spell the username differently.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html>
fn places_of(name: &str) -> Vec<Expr> {
    match name {
        "username" => vec![claim("username"), claim("cognito:username")],
        name => vec![claim(name)],
    }
}

/// Declares `callers…`, with a variable for each claim, numbered from `first`.
fn declare_owner(index: usize, path: &ClaimPath, first: usize) -> Vec<Stmt> {
    let callers = Name::numbered("callers", index);
    let parts: Vec<Name> = (first..first + path.claims.len())
        .map(|number| Name::numbered("claim", number))
        .collect();
    let mut declared = Vec::new();
    let mut whole: Vec<Expr> = Vec::new();
    for (part, name) in parts.iter().zip(&path.claims) {
        declared.extend(declare_text(part, &places_of(name)));
        if !whole.is_empty() {
            whole.push(SEPARATOR.into());
        }
        whole.push(var(part.clone()).into());
    }
    let mut found = vec![push(callers.clone(), concat(whole))];
    if parts.len() > 1 {
        // A part that holds the separator could pass for somebody else's whole name.
        found.extend(parts.iter().map(|part| {
            let part = || var(part.clone());
            if_(
                not(includes(part(), SEPARATOR)),
                [push(callers.clone(), part())],
            )
        }));
    }
    declared.push(let_(callers, empty_list()));
    declared.push(if_(
        all(parts.iter().map(|part| not(is_empty(var(part.clone()))))),
        found,
    ));
    declared
}

/// Declares `groups…`. A claim may be a list, the JSON text of a list, or the name of one group.
fn declare_groups(index: usize, path: &ClaimPath) -> Vec<Stmt> {
    let groups = Name::numbered("groups", index);
    let claimed = Name::numbered("claimed", index);
    let value = || Expr::from(var(claimed.clone()));
    let add_name = |name: Expr| {
        if_(
            all([is(Kind::Text, name.clone()), not(is_empty(name.clone()))]),
            [push(groups.clone(), name)],
        )
    };
    vec![
        let_(groups.clone(), empty_list()),
        let_(claimed.clone(), claim(path.joined()).or("")),
        if_(
            starts_with(value(), "["),
            [set(claimed.clone(), parse_json(value()).or(""))],
        ),
        if_else(
            is(Kind::List, value()),
            [for_each("group", value(), [add_name(item("group"))])],
            [add_name(value())],
        ),
    ]
}

const USER_ARN: &str = "userArn";

/// What stands between the parts of an ARN such as `arn:aws:sts::123456789012:assumed-role/Backend/session`.
const ARN_SEPARATOR: &str = "/";

const ROLE_NAME: &str = "roleName";

/// Declares the variables that the conditions on callers of IAM look at.
pub(super) fn declare_user_arn(options: &Options) -> Vec<Stmt> {
    let mut declared = declare_text(&USER_ARN.into(), &[identity().get(USER_ARN)]).to_vec();
    if options.admin_roles.iter().any(|name| is_role_name(name)) {
        declared.extend(declare_role_name());
    }
    declared
}

/// Declares `roleName`, the second part of the ARN: the name of the role, or of the user. What follows is a session's
/// name, which callers choose, as they do that of a federated user.
fn declare_role_name() -> [Stmt; 3] {
    let next_is_name = all([
        any([
            ends_with(var("kind"), ":assumed-role"),
            ends_with(var("kind"), ":user"),
        ]),
        is_empty(var(ROLE_NAME)),
    ]);
    let each = [
        if_(next_is_name, [set(ROLE_NAME, concat([item("part")]))]),
        if_(is_empty(var("kind")), [set("kind", concat([item("part")]))]),
    ];
    let parts = split(var(USER_ARN), ARN_SEPARATOR);
    [
        let_("kind", ""),
        let_(ROLE_NAME, ""),
        for_each("part", parts, each),
    ]
}

/// Whether the text that names an admin is looked for in the role's name alone.
fn is_role_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(ARN_SEPARATOR)
}

/// That the caller has the identity pool's role of those who signed in.
pub(super) fn is_signed_in() -> Condition {
    same(var(USER_ARN), stash("authRole"))
}

/// That the caller has the identity pool's role of those who did not sign in.
pub(super) fn is_guest() -> Condition {
    same(var(USER_ARN), stash("unauthRole"))
}

/// That the name of the caller's role has one of the texts that the options name, or the ARN if the text has a
/// slash, and that this is none of the identity pool's roles; none if the options name no text.
pub(super) fn is_admin(options: &Options) -> Option<Condition> {
    let names = options.admin_roles.iter().filter(|name| !name.is_empty());
    let matches: Vec<Condition> = names
        .map(|name| {
            let place = match is_role_name(name) {
                true => ROLE_NAME,
                false => USER_ARN,
            };
            includes(var(place), name.as_str())
        })
        .collect();
    (!matches.is_empty()).then(|| all([not(is_signed_in()), not(is_guest()), any(matches)]))
}

/// That the caller is of IAM and not of an identity pool, if the options let all such in.
pub(super) fn is_iam_caller(options: &Options) -> Option<Condition> {
    options.iam_callers.then(|| {
        all([
            is(Kind::Text, identity().get(USER_ARN)),
            is_null(identity().get("cognitoIdentityPoolId")),
            is_null(identity().get("cognitoIdentityId")),
        ])
    })
}
