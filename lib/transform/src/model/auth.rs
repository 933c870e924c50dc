//! Who may do what.

use appsynth_diagnostics::Span;
use appsynth_schema::ast::Name;

use crate::options::AuthMode;

/// The rules of one `@auth`, in order. Who satisfies any of them is let in.
pub type AuthRules = Vec<AuthRule>;

/// A rule of `@auth` with its defaults filled in.
#[derive(Debug, Clone)]
pub struct AuthRule {
    /// Who is let in.
    pub strategy: Strategy,
    /// How the caller proves who they are.
    pub provider: Provider,
    /// What they may do.
    pub operations: Operations,
    /// The rule.
    pub span: Option<Span>,
}

/// Who a rule lets in.
#[derive(Debug, Clone)]
pub enum Strategy {
    /// Anyone, signed in or not.
    Public,
    /// Anyone signed in.
    Private,
    /// Whom the owner field of the item names.
    Owner {
        /// The field; its own place if the rule names it.
        field: Name,
        /// Where the caller's identity is, and of whom it counts.
        claim: ClaimPath,
    },
    /// Members of any of these groups.
    StaticGroups {
        /// Their names, as callers' tokens have them.
        groups: Vec<Name>,
        /// Where the caller's groups are.
        claim: ClaimPath,
    },
    /// Members of a group that a field of the item names.
    DynamicGroups {
        /// The field.
        field: Name,
        /// Where the caller's groups are.
        claim: ClaimPath,
    },
    /// Whom the API's Lambda authorizer lets in.
    Custom,
}

/// The claims of the caller's token that are joined by `::`, such as `sub` and `username`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClaimPath {
    /// The claims in order.
    pub claims: Vec<String>,
    /// Whether this is what a rule has when it does not say.
    pub is_default: bool,
    /// Whose claims count: of everyone if none.
    pub of: Option<Box<Membership>>,
}

/// Being a member of any of some groups.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Membership {
    /// The groups.
    pub groups: Vec<String>,
    /// Where the caller's groups are.
    pub claim: ClaimPath,
}

/// How a caller proves who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// `apiKey`
    ApiKey,
    /// `identityPool`, also written `iam`
    IdentityPool,
    /// `userPools`
    UserPools,
    /// `oidc`
    Oidc,
    /// `function`
    Function,
}

/// One thing a rule can allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Make an item.
    Create,
    /// Change an item.
    Update,
    /// Remove an item.
    Delete,
    /// Read one item.
    Get,
    /// Read many.
    List,
    /// Read what changed.
    Sync,
    /// Subscribe.
    Listen,
    /// Search.
    Search,
}

/// A set of operations.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Operations(u8);

impl Operation {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Get,
        Self::List,
        Self::Sync,
        Self::Listen,
        Self::Search,
    ];

    /// What `read` stands for.
    pub const READ: &[Self] = &[
        Self::Get,
        Self::List,
        Self::Sync,
        Self::Listen,
        Self::Search,
    ];

    /// The word in `operations: […]`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Get => "get",
            Self::List => "list",
            Self::Sync => "sync",
            Self::Listen => "listen",
            Self::Search => "search",
        }
    }

    /// The operation of a word; `read` is several.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }
}

impl Operations {
    /// Every operation.
    pub fn all() -> Self {
        Operation::ALL.iter().copied().collect()
    }

    /// Whether it has an operation.
    pub fn contains(self, operation: Operation) -> bool {
        self.0 & (1 << operation as u8) != 0
    }

    /// Whether it has any operation that reads.
    pub fn reads(self) -> bool {
        Operation::READ.iter().any(|one| self.contains(*one))
    }

    /// Its operations in their usual order.
    pub fn iter(self) -> impl Iterator<Item = Operation> {
        Operation::ALL
            .iter()
            .copied()
            .filter(move |one| self.contains(*one))
    }
}

impl FromIterator<Operation> for Operations {
    fn from_iter<I: IntoIterator<Item = Operation>>(list: I) -> Self {
        Self(list.into_iter().fold(0, |set, one| set | 1 << one as u8))
    }
}

impl std::fmt::Debug for Operations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl ClaimPath {
    /// What stands between several claims, and between their values.
    pub const SEPARATOR: &str = "::";

    /// The claims as a rule names them, such as `sub::username`.
    pub fn joined(&self) -> String {
        self.claims.join(Self::SEPARATOR)
    }

    /// Whether events tell its owners apart: of an owner by several claims they show the last one.
    pub(crate) fn is_told_by_events(&self) -> bool {
        const UNIQUE: [&str; 3] = ["sub", "username", "cognito:username"];
        match &self.claims[..] {
            [.., last] if self.claims.len() > 1 => UNIQUE.contains(&last.as_str()),
            _ => true,
        }
    }

    /// Whether they are the same claims, whoever they count of.
    fn is_same(&self, other: &Self) -> bool {
        self.claims == other.claims
    }

    /// Whether whoever is known by the other path is known by this one.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        self.is_same(other) && (self.of.is_none() || self.of == other.of)
    }
}

impl Provider {
    /// The word in `provider: …`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "apiKey",
            Self::IdentityPool => "identityPool",
            Self::UserPools => "userPools",
            Self::Oidc => "oidc",
            Self::Function => "function",
        }
    }

    /// The authorization mode of its callers' requests.
    pub fn mode(self) -> AuthMode {
        match self {
            Self::ApiKey => AuthMode::ApiKey,
            Self::IdentityPool => AuthMode::Iam,
            Self::UserPools => AuthMode::UserPools,
            Self::Oidc => AuthMode::Oidc,
            Self::Function => AuthMode::Lambda,
        }
    }
}

impl Strategy {
    /// The word in `allow: …`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Owner { .. } => "owner",
            Self::StaticGroups { .. } | Self::DynamicGroups { .. } => "groups",
            Self::Custom => "custom",
        }
    }
}

impl AuthRule {
    /// Whether some callers satisfy both rules, as far as the rules tell.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.provider == other.provider
            && match (&self.strategy, &other.strategy) {
                (Strategy::Public, Strategy::Public)
                | (Strategy::Private, Strategy::Private)
                | (Strategy::Custom, Strategy::Custom) => true,
                (
                    Strategy::Owner { field, claim },
                    Strategy::Owner {
                        field: other_field,
                        claim: other_claim,
                    },
                )
                | (
                    Strategy::DynamicGroups { field, claim },
                    Strategy::DynamicGroups {
                        field: other_field,
                        claim: other_claim,
                    },
                ) => field.text == other_field.text && claim.is_same(other_claim),
                (
                    Strategy::StaticGroups { groups, claim },
                    Strategy::StaticGroups {
                        groups: other_groups,
                        claim: other_claim,
                    },
                ) => {
                    claim.is_same(other_claim)
                        && groups.iter().any(|one| has_group(other_groups, one))
                }
                _ => false,
            }
    }

    /// Whether the rules are about the same callers, or some of the same groups.
    pub(crate) fn repeats(&self, other: &Self) -> bool {
        let of_whom = |rule: &Self| match &rule.strategy {
            Strategy::Owner { claim, .. } => claim.of.clone(),
            _ => None,
        };
        self.overlaps(other) && of_whom(self) == of_whom(other)
    }

    /// The rule without the callers that the other rule is about; none if nobody is left.
    pub(crate) fn without_callers_of(mut self, other: &Self) -> Option<Self> {
        if !self.overlaps(other) {
            return Some(self);
        }
        match (&mut self.strategy, &other.strategy) {
            (
                Strategy::StaticGroups { groups, .. },
                Strategy::StaticGroups { groups: others, .. },
            ) => {
                groups.retain(|one| !has_group(others, one));
                (!groups.is_empty()).then_some(self)
            }
            _ => None,
        }
    }

    /// Whether everyone who satisfies the other rule satisfies this one.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        if matches!(self.strategy, Strategy::Private) && self.provider == other.provider {
            return !matches!(other.strategy, Strategy::Public);
        }
        let has_all = match (&self.strategy, &other.strategy) {
            (
                Strategy::StaticGroups { groups, .. },
                Strategy::StaticGroups { groups: others, .. },
            ) => others.iter().all(|one| has_group(groups, one)),
            (Strategy::Owner { claim, .. }, Strategy::Owner { claim: others, .. }) => {
                claim.covers(others)
            }
            _ => true,
        };
        self.overlaps(other) && has_all
    }
}

fn has_group(groups: &[Name], group: &Name) -> bool {
    groups.iter().any(|one| one.text == group.text)
}
