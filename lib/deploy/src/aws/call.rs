//! Errors of the SDK as ours.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::DeployError;

/// Makes an error of an operation of the SDK ours.
pub(super) fn failed<E>(
    operation: &'static str,
    subject: &str,
) -> impl FnOnce(SdkError<E, HttpResponse>) -> DeployError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    move |error| {
        let code = error.code().map(str::to_owned);
        let message = error.message().map(str::to_owned);
        if code.is_none()
            && matches!(
                error,
                SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_)
            )
        {
            let reason = causes(&error);
            if reason.contains("credentials") || reason.contains("token") {
                return DeployError::Credentials { reason };
            }
        }
        DeployError::Call {
            operation,
            subject: subject.to_owned(),
            message: message.unwrap_or_else(|| causes(&error)),
            code: code.unwrap_or_else(|| "no answer".to_owned()),
        }
    }
}

/// The innermost causes say most.
pub(super) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = error.source();
    }
    text
}
