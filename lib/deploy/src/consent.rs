//! Consent to losses, each by a name.

/// Something that would be lost.
pub(crate) trait Loss {
    /// Whether this name means it; it may mean others as well.
    fn is_called(&self, name: &str) -> bool;
}

/// The losses that nobody has consented to: a name that could mean several is consent to none of them.
pub(crate) fn lacking<'l, L: Loss>(losses: &'l [L], allowed: &[String]) -> Vec<&'l L> {
    let consents =
        |loss: &L, name: &String| loss.is_called(name) && is_unique(losses, name.as_str());
    let lacking = losses.iter();
    lacking
        .filter(|loss| !allowed.iter().any(|name| consents(loss, name)))
        .collect()
}

/// Whether a name means one of the losses only.
pub(crate) fn is_unique<L: Loss>(losses: &[L], name: &str) -> bool {
    losses.iter().filter(|loss| loss.is_called(name)).count() == 1
}
