//! Texts in generated code that stand for others: marks.

use appsynth_program::Expr;

/// A text that generated code contains and that only the deployment knows.
///
/// In a half it is an ordinary literal with a mark around its name; [`Piece::split`] finds the marks in
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
    /// The region.
    Region,
}

/// A name of the resolver's own that the code around its functions contains. The code of resolvers that differ
/// in nothing else is the same, so that it is made and printed once. All are names of GraphQL: they stand in text
/// of either language as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// The type that has the field.
    TypeName,
    /// The field.
    FieldName,
    /// The model whose table it is about.
    Model,
}

/// A piece of printed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it is.
    Text(&'a str),
    /// A text that the deployment fills in.
    Deployed(Deployed),
    /// A name of the resolver's own.
    Own(Own),
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
        Self::Region,
    ];

    /// The text within a longer literal.
    pub fn mark(self) -> String {
        mark(self.name())
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
            Self::Region => "Region",
        }
    }
}

impl Own {
    /// All of them.
    pub const ALL: &[Self] = &[Self::TypeName, Self::FieldName, Self::Model];

    /// The text within a longer literal.
    pub fn mark(self) -> String {
        mark(self.name())
    }

    fn name(self) -> &'static str {
        match self {
            Self::TypeName => "TypeName",
            Self::FieldName => "FieldName",
            Self::Model => "Model",
        }
    }
}

fn mark(name: &str) -> String {
    format!("{OPEN}{name}{CLOSE}")
}

impl<'a> Piece<'a> {
    fn of_mark(name: &str) -> Option<Self> {
        let mut deployed = Deployed::ALL.iter().copied();
        let mut own = Own::ALL.iter().copied();
        let deployed = deployed.find(|one| one.name() == name).map(Self::Deployed);
        deployed.or_else(|| own.find(|one| one.name() == name).map(Self::Own))
    }

    /// The pieces of printed code, in order. What is no mark of ours is text: code of the user's may have the
    /// same characters.
    pub fn split(code: &'a str) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut text = code;
        let mut rest = code;
        while let Some((_, marked)) = rest.split_once(OPEN) {
            let known = marked.split_once(CLOSE);
            let known = known.and_then(|(name, after)| Some((Self::of_mark(name)?, after)));
            rest = marked;
            if let Some((mark, after)) = known {
                let before = text.len() - marked.len() - OPEN.len_utf8();
                pieces.extend(text.get(..before).map(Self::Text));
                pieces.push(mark);
                (text, rest) = (after, after);
            }
        }
        pieces.push(Self::Text(text));
        pieces.retain(|piece| *piece != Self::Text(""));
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_between_text() {
        let code = format!("a{}b{}", Deployed::ApiId.mark(), Own::FieldName.mark());
        assert_eq!(
            Piece::split(&code),
            [
                Piece::Text("a"),
                Piece::Deployed(Deployed::ApiId),
                Piece::Text("b"),
                Piece::Own(Own::FieldName),
            ]
        );
        assert_eq!(Piece::split("plain"), [Piece::Text("plain")]);
    }

    #[test]
    fn what_is_no_mark_is_text() {
        let unknown = format!("a{OPEN}b{OPEN}star{CLOSE}c{CLOSE}");
        assert_eq!(Piece::split(&unknown), [Piece::Text(&unknown)]);
        let code = format!("{OPEN}{}{OPEN}", Deployed::ApiId.mark());
        let open = OPEN.to_string();
        assert_eq!(
            Piece::split(&code),
            [
                Piece::Text(&open),
                Piece::Deployed(Deployed::ApiId),
                Piece::Text(&open),
            ]
        );
    }
}
