//! `deploy`

use appsynth_diagnostics::Diagnostics;

use super::account;
use crate::fields::Fields;
use crate::node::Node;
use crate::values::{boolean, list, text};

/// How an environment is deployed to AWS. Deploying to this machine does not look at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deploy {
    /// The environment's account; unless it is named, that of the credentials.
    pub account: Option<String>,
    /// The environment's region; unless it is named, that of the credentials' configuration.
    pub region: Option<String>,
    /// The profile of the AWS CLI's configuration.
    pub profile: Option<String>,
    /// The ARN of a role to take.
    pub role: Option<String>,
    /// Whether changes go through CloudFormation only. Off by default.
    pub production: bool,
    /// SNS topics that CloudFormation tells of what happens to the stacks, by ARN.
    pub notification_arns: Vec<String>,
}

/// Reads `deploy`, `account` and `region`, and passes every other key over.
pub(crate) fn read_deploy(
    root: &Node,
    _environment: &str,
    problems: &mut Diagnostics,
) -> Option<Deploy> {
    let mut fields = Fields::open("appsynth.yaml", root, problems)?;
    let account = fields.optional("account", account);
    let region = fields.optional("region", text);
    let deploy = fields.optional("deploy", read);
    Some(Deploy {
        account,
        region,
        ..deploy.unwrap_or_default()
    })
}

/// The value of `deploy` alone.
pub(super) fn read(node: &Node, problems: &mut Diagnostics) -> Option<Deploy> {
    let mut fields = Fields::open("`deploy`", node, problems)?;
    let profile = fields.optional("profile", text);
    let role = fields.optional("role", text);
    let production = fields.optional("production", boolean);
    let notification_arns = fields.optional("notification-arns", list(text));
    fields.close();
    Some(Deploy {
        profile,
        role,
        production: production.unwrap_or(false),
        notification_arns: notification_arns.unwrap_or_default(),
        ..Deploy::default()
    })
}
