//! Log groups of CloudWatch Logs.

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::logs as cfn;

use crate::diagnostics;
use crate::reference::{attribute, reference};
use crate::removal::RemovalPolicy;
use crate::time::Days;

/// The retentions there are.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
const RETENTIONS: [Days; 22] = [
    Days(1),
    Days(3),
    Days(5),
    Days(7),
    Days(14),
    Days(30),
    Days(60),
    Days(90),
    Days(120),
    Days(150),
    Days(180),
    Days(365),
    Days(400),
    Days(545),
    Days(731),
    Days(1096),
    Days(1827),
    Days(2192),
    Days(2557),
    Days(2922),
    Days(3288),
    Days(3653),
];

/// A log group of CloudWatch Logs, to be made.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct LogGroup {
    /// Its name; CloudFormation's choice unless set.
    pub name: Option<Value<String>>,
    /// How long events are kept; for ever unless set.
    pub retention: Option<Days>,
    /// What becomes of it when it leaves the stack; by default the same as of a table.
    pub removal: Option<RemovalPolicy>,
}

/// A log group that others can write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogGroupRef {
    node: NodeId,
}

impl LogGroup {
    /// A log group that keeps events for ever, named by CloudFormation.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names it.
    #[must_use]
    pub fn name(mut self, name: impl Into<Value<String>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Keeps events for so long.
    #[must_use]
    pub fn retention(mut self, retention: Days) -> Self {
        self.retention = Some(retention);
        self
    }

    /// Sets what becomes of it when it leaves the stack.
    #[must_use]
    pub fn removal(mut self, removal: RemovalPolicy) -> Self {
        self.removal = Some(removal);
        self
    }
}

impl Construct for LogGroup {
    type Handle = LogGroupRef;

    fn build(self, scope: &mut Scope<'_>) -> LogGroupRef {
        if let Some(days) = self.retention
            && !RETENTIONS.contains(&days)
        {
            let nearest = RETENTIONS
                .into_iter()
                .min_by_key(|one| one.0.abs_diff(days.0));
            scope.report(diagnostics::retention(days, nearest.unwrap_or(days)));
        }
        let group = cfn::CfnLogGroup {
            log_group_name: self.name,
            retention_in_days: self.retention.map(|days| i64::from(days.0).into()),
            ..Default::default()
        };
        let resource = scope.part("Resource", group);
        let removal = self
            .removal
            .unwrap_or_else(|| RemovalPolicy::of_data(scope.environment()));
        scope.removal(resource.node(), removal.into());
        LogGroupRef { node: scope.node() }
    }
}

impl LogGroupRef {
    /// Its name.
    pub fn name(self) -> Value<String> {
        reference(self.node)
    }

    /// Its ARN, which ends in `:*`.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "Arn")
    }
}

impl From<LogGroupRef> for NodeId {
    fn from(group: LogGroupRef) -> Self {
        group.node
    }
}
