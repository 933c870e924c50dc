//! The check after all checks: what no rules opened is closed.

use appsynth_program::{all, any, auth_type, if_, is_true, not, same, stash, unauthorized};

use super::caller::{auth_type_of, is_iam_caller};
use crate::model::Provider;
use crate::options::Options;
use crate::plan::{Code, local};

/// Refuses everyone where no check of rules took place, save for API keys in sandbox mode and for callers
/// of IAM if the options let them in.
pub(super) fn code(options: &Options) -> Code {
    let by = |provider| same(auth_type(), auth_type_of(provider));
    let sandbox = options.sandbox.then(|| by(Provider::ApiKey));
    let iam = is_iam_caller(options).map(|caller| all([by(Provider::IdentityPool), caller]));
    let mut refused = vec![not(is_true(stash("hasAuth")))];
    let open: Vec<_> = sandbox.into_iter().chain(iam).collect();
    if !open.is_empty() {
        refused.push(not(any(open)));
    }
    local::local([if_(all(refused), [unauthorized()])])
}
