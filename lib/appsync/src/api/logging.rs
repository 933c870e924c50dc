//! Logs of an API.

use appsynth_construct::{NodeId, Scope};
use appsynth_resources::appsync as cfn;

use crate::log_group::LogGroup;
use crate::reference::{attribute, join};
use crate::role::{Role, RoleRef};
use crate::time::Days;

/// What an API writes to CloudWatch Logs.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Logging {
    /// What is logged of fields.
    pub level: LogLevel,
    /// Whether headers, context and evaluated templates are logged.
    pub verbose: bool,
    /// How long logs are kept; for ever unless set.
    pub retention: Option<Days>,
    /// The role that AppSync writes with; one of its own unless set.
    pub role: Option<RoleRef>,
}

/// What is logged of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Nothing: requests only.
    None,
    /// Fields with errors.
    Error,
    /// Errors and what resolvers log as information.
    Info,
    /// The same and what resolvers log for debugging.
    Debug,
    /// Every field.
    All,
}

impl Logging {
    /// Logs of this level, with headers, context and evaluated templates, kept for ever.
    pub fn new(level: LogLevel) -> Self {
        Self {
            level,
            verbose: true,
            retention: None,
            role: None,
        }
    }

    /// Logs headers, context and evaluated templates, or not.
    #[must_use]
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Keeps logs for so long.
    ///
    /// The API's log group becomes a resource of the stack. One that AppSync has made already, because a
    /// deployed API has logged without a retention, has to be imported into the stack or deleted first.
    #[must_use]
    pub fn retention(mut self, retention: Days) -> Self {
        self.retention = Some(retention);
        self
    }

    /// Writes with this role.
    #[must_use]
    pub fn role(mut self, role: RoleRef) -> Self {
        self.role = Some(role);
        self
    }

    /// Adds role and log group below the API's scope and gives the `LogConfig`.
    pub(super) fn build(&self, scope: &mut Scope<'_>, api: NodeId) -> cfn::GraphQLApiLogConfig {
        let role = self
            .role
            .unwrap_or_else(|| scope.part("ApiLogsRole", writer()));
        if let Some(retention) = self.retention {
            let name = join(["/aws/appsync/apis/".into(), attribute(api, "ApiId")]);
            scope.part("LogGroup", LogGroup::new().name(name).retention(retention));
        }
        cfn::GraphQLApiLogConfig {
            exclude_verbose_content: Some((!self.verbose).into()),
            ..cfn::GraphQLApiLogConfig::new(
                role.arn(),
                cfn::GraphQLApiFieldLogLevel::from(self.level),
            )
        }
    }
}

/// A role that may write the logs of APIs, by the policy that AWS keeps for it.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html#setup-and-configuration>
fn writer() -> Role {
    Role::of_service("appsync.amazonaws.com")
        .aws_managed_policy("service-role/AWSAppSyncPushToCloudWatchLogs")
}

impl From<LogLevel> for cfn::GraphQLApiFieldLogLevel {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::None => Self::None,
            LogLevel::Error => Self::Error,
            LogLevel::Info => Self::Info,
            LogLevel::Debug => Self::Debug,
            LogLevel::All => Self::All,
        }
    }
}

impl From<LogLevel> for Logging {
    fn from(level: LogLevel) -> Self {
        Self::new(level)
    }
}
