//! Whose the credentials are, without a call of its own where something else tells.

use appsynth_assembly::Stack;
use indexmap::IndexMap;
use tokio::sync::OnceCell;

use crate::DeployError;
use crate::aws::{Bearer, Caller, DeployedResource, Target};
use crate::kinds::{API, NESTED_STACK};
use crate::plan::check_place;

/// What a hotswap looks at before it is sure of the account; nothing is sent before it is.
pub(super) struct Whose<'a> {
    pub(super) bearer: Bearer,
    pub(super) target: &'a Target,
    pub(super) stacks: &'a [&'a Stack],
    pub(super) known: OnceCell<Caller>,
}

impl Whose<'_> {
    /// The caller, as the resources of a stack tell that was found by its name, and so in the caller's own account;
    /// else AWS is asked.
    ///
    /// # Errors
    /// If a stack is fixed to another account or region, or the target to another account.
    pub(super) async fn caller(
        &self,
        resources: &IndexMap<String, DeployedResource>,
    ) -> Result<&Caller, DeployError> {
        let find = || async {
            let told = resources.values().find_map(|resource| {
                let arn = arn_of(resource)?;
                self.bearer.by_arn(arn, self.target)
            });
            let caller = match told {
                Some(caller) => caller,
                None => self.bearer.identify(self.target).await?,
            };
            for stack in self.stacks {
                check_place(stack, &caller, self.target)?;
            }
            Ok(caller)
        };
        self.known.get_or_try_init(find).await
    }
}

/// The ARN of a resource that CloudFormation identifies by one, and that is in its stack's account.
fn arn_of(resource: &DeployedResource) -> Option<&str> {
    const BY_ARN: [&str; 5] = [
        "AWS::AppSync::DataSource",
        "AWS::AppSync::FunctionConfiguration",
        API,
        "AWS::AppSync::Resolver",
        NESTED_STACK,
    ];
    let arn = resource.physical_id.as_str();
    (BY_ARN.contains(&resource.kind.as_str()) && arn.starts_with("arn:")).then_some(arn)
}
