//! Why a caller is refused.

/// A caller is refused. Who asked gets to hear little of why; the developer who reads the log, all of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Denied {
    /// For the caller.
    pub(crate) message: &'static str,
    /// For the log; without any part of a secret.
    pub(crate) reason: String,
}

impl Denied {
    /// The credentials prove nothing, for this reason.
    pub(crate) fn because(reason: impl Into<String>) -> Self {
        Self {
            message: "You are not authorized to make this call.",
            reason: reason.into(),
        }
    }

    /// There is no credential.
    pub(crate) fn without_credential() -> Self {
        Self {
            message: "Valid authorization header not provided.",
            reason: "there is no `x-api-key` and no `authorization`".to_owned(),
        }
    }

    /// The caller is known, and no policy allows what is asked.
    pub(crate) fn by_policy() -> Self {
        Self {
            message: "Permission denied",
            reason: "no policy of the caller allows a field of the request, or one denies it"
                .to_owned(),
        }
    }

    /// A token was good once.
    pub(crate) fn expired() -> Self {
        Self {
            message: "Token has expired.",
            reason: "the token has expired".to_owned(),
        }
    }
}
