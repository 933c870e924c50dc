//! ARNs that the user gives.

use appsynth_cloudformation::Arn;
use appsynth_construct::Scope;

use crate::diagnostics;

/// The ARN of a resource of this service; anything else is reported at the scope's construct.
pub(crate) fn expect_arn<'a>(scope: &mut Scope<'_>, text: &'a str, service: &str) -> Arn<'a> {
    let arn = Arn::parse(text).filter(|arn| arn.service == service);
    arn.unwrap_or_else(|| {
        scope.report(diagnostics::not_an_arn(text, service));
        Arn::default()
    })
}
