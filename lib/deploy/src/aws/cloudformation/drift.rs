//! Differences between a stack and its resources.

use aws_sdk_cloudformation::types;

use crate::DeployError;
use crate::aws::Connection;

/// A resource that is not as its template says.
#[derive(Debug, Clone)]
pub(crate) struct Drift {
    pub(crate) logical_id: String,
    pub(crate) kind: String,
    /// `MODIFIED` or `DELETED`.
    pub(crate) status: String,
    /// Property, what the template says, what is there.
    pub(crate) differences: Vec<(String, String, String)>,
}

impl Connection {
    /// Begins to compare a stack's resources with its template; gives the id of the comparison.
    pub(crate) async fn detect_drift(&self, stack: &str) -> Result<String, DeployError> {
        let call = self
            .cloudformation
            .detect_stack_drift()
            .stack_name(stack)
            .send();
        let answer = call
            .await
            .map_err(self.failed("cloudformation:DetectStackDrift", stack))?;
        Ok(answer.stack_drift_detection_id.unwrap_or_default())
    }

    /// Whether a comparison is done; an error if it failed.
    pub(crate) async fn is_drift_detected(
        &self,
        stack: &str,
        id: &str,
    ) -> Result<bool, DeployError> {
        const OPERATION: &str = "cloudformation:DescribeStackDriftDetectionStatus";
        let call = self.cloudformation.describe_stack_drift_detection_status();
        let answer = call.stack_drift_detection_id(id).send().await;
        let answer = answer.map_err(self.failed(OPERATION, stack))?;
        match answer
            .detection_status
            .as_ref()
            .map(|status| status.as_str())
        {
            Some("DETECTION_IN_PROGRESS") => Ok(false),
            Some("DETECTION_FAILED") => Err(DeployError::Call {
                operation: OPERATION,
                subject: stack.to_owned(),
                code: "DETECTION_FAILED".to_owned(),
                message: answer.detection_status_reason.unwrap_or_default(),
            }),
            _ => Ok(true),
        }
    }

    /// The resources that were found to differ from the template.
    pub(crate) async fn drifts(&self, stack: &str) -> Result<Vec<Drift>, DeployError> {
        use types::StackResourceDriftStatus as Status;

        let mut drifts = Vec::new();
        let mut next = None;
        loop {
            let call = self
                .cloudformation
                .describe_stack_resource_drifts()
                .stack_name(stack);
            let call = call.set_stack_resource_drift_status_filters(Some(vec![
                Status::Modified,
                Status::Deleted,
            ]));
            let answer = call.set_next_token(next).send().await;
            let answer =
                answer.map_err(self.failed("cloudformation:DescribeStackResourceDrifts", stack))?;
            drifts.extend(
                answer
                    .stack_resource_drifts
                    .unwrap_or_default()
                    .into_iter()
                    .map(drift),
            );
            next = answer.next_token;
            if next.is_none() {
                return Ok(drifts);
            }
        }
    }
}

fn drift(drift: types::StackResourceDrift) -> Drift {
    let status = drift
        .stack_resource_drift_status
        .as_ref()
        .map_or("", |one| one.as_str());
    let differences = drift.property_differences.unwrap_or_default().into_iter();
    Drift {
        status: status.to_owned(),
        logical_id: drift.logical_resource_id.unwrap_or_default(),
        kind: drift.resource_type.unwrap_or_default(),
        differences: differences
            .filter_map(|one| Some((one.property_path?, one.expected_value?, one.actual_value?)))
            .collect(),
    }
}
