//! What `cdk bootstrap` makes in every account and region that is deployed to, under its default names.
//!
//! <https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html>, and for the values
//! <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/stack-synthesizers/default-synthesizer.ts>

/// The part that the names of all its resources share.
pub const QUALIFIER: &str = "hnb659fds";
/// The parameter of Systems Manager that says which version an account's bootstrap stack has.
pub const VERSION_PARAMETER: &str = "/cdk-bootstrap/hnb659fds/version";
/// The first version that has all that assets and deployments need.
pub const NEEDED_VERSION: u32 = 6;
