//! Authorization modes, as AppSync's directives say them.

use appsynth_schema::ast::Directive;

use super::syntax::directive;
use crate::model::{AuthRule, Provider};
use crate::options::{AuthMode, Options};
use crate::plan::grants::Role;

/// A set of modes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Modes(u8);

/// In the order their directives are written.
const ALL: &[(AuthMode, &str)] = &[
    (AuthMode::ApiKey, "aws_api_key"),
    (AuthMode::Iam, "aws_iam"),
    (AuthMode::Oidc, "aws_oidc"),
    (AuthMode::UserPools, "aws_cognito_user_pools"),
    (AuthMode::Lambda, "aws_lambda"),
];

impl Modes {
    pub(crate) const NONE: Self = Self(0);

    pub(super) fn only(mode: AuthMode) -> Self {
        Self(1 << mode as u8)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(in crate::plan) fn contains(self, mode: AuthMode) -> bool {
        self.0 & Self::only(mode).0 != 0
    }

    pub(in crate::plan) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The modes of rules.
    pub(crate) fn of<'a>(rules: impl IntoIterator<Item = &'a AuthRule>) -> Self {
        Self::of_providers(rules.into_iter().map(|rule| rule.provider))
    }

    /// The modes of roles.
    pub(in crate::plan) fn of_roles<'a>(roles: impl IntoIterator<Item = Role<'a>>) -> Self {
        Self::of_providers(roles.into_iter().map(|role| role.provider))
    }

    fn of_providers(providers: impl Iterator<Item = Provider>) -> Self {
        providers.fold(Self::NONE, |modes, one| modes.and(Self::only(one.mode())))
    }

    /// The modes that directives say.
    pub(crate) fn written(directives: &[Directive]) -> Self {
        directives.iter().fold(Self::NONE, |modes, directive| {
            let mode = match &*directive.name {
                "aws_auth" => Some(AuthMode::UserPools),
                name => ALL
                    .iter()
                    .find(|(_, one)| *one == name)
                    .map(|(mode, _)| *mode),
            };
            modes.and(mode.map_or(Self::NONE, Self::only))
        })
    }

    /// The directives that let in exactly these modes. Without directives it is the default mode, which is
    /// also what stays where no rule lets anyone in: every field has to have a mode.
    pub(super) fn directives(self, options: &Options) -> Vec<Directive> {
        if self.is_empty() || self == Self::only(options.default_auth) {
            return Vec::new();
        }
        self.explicit_directives()
    }

    /// The directives of these modes, also where they would go without saying.
    pub(super) fn explicit_directives(self) -> Vec<Directive> {
        self.rows().map(|(_, name)| directive(name)).collect()
    }

    /// Each mode.
    pub(crate) fn iter(self) -> impl Iterator<Item = AuthMode> {
        self.rows().map(|(mode, _)| *mode)
    }

    fn rows(self) -> impl Iterator<Item = &'static (AuthMode, &'static str)> {
        ALL.iter().filter(move |(mode, _)| self.contains(*mode))
    }
}

/// Whether a directive says an authorization mode.
pub(super) fn is_mode(directive: &Directive) -> bool {
    !Modes::written(std::slice::from_ref(directive)).is_empty()
}
