//! Texts in generated code that are known when the API is deployed.

use appsynth_program::Expr;

/// A text that generated code contains and that only the deployment knows.
///
/// In a half it is an ordinary literal with a mark around its name; [`Deployed::split`] finds the marks in
/// printed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deployed {
    /// The API's id.
    ApiId,
    /// The name of the identity pool's role of those who signed in.
    AuthenticatedRole,
    /// The name of the identity pool's role of those who did not.
    UnauthenticatedRole,
    /// The account's id.
    AccountId,
    /// The partition of AWS that ARNs name, such as `aws` or `aws-cn`.
    Partition,
}

/// A piece of printed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it is.
    Text(&'a str),
    /// A text that the deployment fills in.
    Deployed(Deployed),
}

// Characters of the private use area: no schema, option or printer has them.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

impl Deployed {
    const ALL: &[Self] = &[
        Self::ApiId,
        Self::AuthenticatedRole,
        Self::UnauthenticatedRole,
        Self::AccountId,
        Self::Partition,
    ];

    /// The text within a longer literal.
    pub fn mark(self) -> String {
        format!("{OPEN}{}{CLOSE}", self.name())
    }

    /// The text as a value of a half.
    pub fn expr(self) -> Expr {
        Expr::Text(self.mark())
    }

    /// A name for people who read the code before it is deployed.
    pub fn name(self) -> &'static str {
        match self {
            Self::ApiId => "ApiId",
            Self::AuthenticatedRole => "AuthenticatedRole",
            Self::UnauthenticatedRole => "UnauthenticatedRole",
            Self::AccountId => "AccountId",
            Self::Partition => "Partition",
        }
    }

    /// The pieces of printed code, in order.
    pub fn split(code: &str) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut rest = code;
        while let Some((before, marked)) = rest.split_once(OPEN) {
            let (name, after) = marked
                .split_once(CLOSE)
                .expect("invariant: every mark that is opened is closed");
            let deployed = Self::ALL.iter().copied().find(|one| one.name() == name);
            if !before.is_empty() {
                pieces.push(Piece::Text(before));
            }
            pieces.push(Piece::Deployed(
                deployed.expect("invariant: only this module writes marks"),
            ));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest));
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_between_text() {
        let code = format!("a{}b{}", Deployed::ApiId.mark(), Deployed::AccountId.mark());
        assert_eq!(
            Deployed::split(&code),
            [
                Piece::Text("a"),
                Piece::Deployed(Deployed::ApiId),
                Piece::Text("b"),
                Piece::Deployed(Deployed::AccountId),
            ]
        );
        assert_eq!(Deployed::split("plain"), [Piece::Text("plain")]);
    }
}
