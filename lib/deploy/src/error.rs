//! What can go wrong between this machine and AWS.

use std::io;
use std::path::PathBuf;

use appsynth_assembly::AssemblyError;
use appsynth_diagnostics::Diagnostics;

use crate::failure::StackFailure;
use crate::names::full_name;

/// Why something could not be done on AWS.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeployError {
    /// No credentials were found, or they do not work.
    #[error(
        "there are no credentials for AWS that work: {reason}; `aws configure` or `aws sso login` sets them up"
    )]
    Credentials {
        /// What the last source of credentials said.
        reason: String,
    },
    /// The role that is to be taken before anything else cannot be.
    #[error(
        "the role {role}, which `deploy: {{ role }}` in appsynth.yaml names, cannot be taken: {reason}; its trust policy \
         has to name whoever the credentials belong to, who have to be allowed `sts:AssumeRole` on it"
    )]
    Role {
        /// Its ARN.
        role: String,
        /// What AWS said.
        reason: String,
    },
    /// The address of AWS is none.
    #[error(
        "`{value}` is no address of AWS, such as http://127.0.0.1:4566: correct {name}, or unset it for AWS \
         itself"
    )]
    Endpoint {
        /// The variable.
        name: &'static str,
        /// What it says.
        value: String,
    },
    /// No region is configured.
    #[error(
        "there is no region: name it for the environment in appsynth.yaml, or set AWS_REGION, or choose a profile \
         that has one"
    )]
    NoRegion,
    /// The credentials belong to another account.
    #[error(
        "`{environment}` is account {expected}, but the credentials ({caller}) are of account {found}; nothing was changed"
    )]
    WrongAccount {
        /// The name of the environment.
        environment: String,
        /// Its account.
        expected: String,
        /// That of the credentials.
        found: String,
        /// Who they are.
        caller: String,
    },
    /// A stack is fixed to another region than the environment.
    #[error(
        "the stack `{stack}` is fixed to the region {fixed}, but `{environment}` is in {region}"
    )]
    WrongRegion {
        /// The name of the stack.
        stack: String,
        /// The region of the stack.
        fixed: String,
        /// The name of the environment.
        environment: String,
        /// The region of the environment.
        region: String,
    },
    /// The account has no bucket for assets.
    #[error(
        "account {account} has no bucket for assets in {region}; `appsynth bootstrap --env {environment}` makes it, once"
    )]
    NotBootstrapped {
        /// The number of the account that is deployed to.
        account: String,
        /// The region that is deployed to.
        region: String,
        /// The name of the environment.
        environment: String,
    },
    /// The bootstrap stack is too old.
    #[error(
        "the bootstrap stack of {account} in {region} has version {found}, but {needed} is needed; run `cdk bootstrap` anew"
    )]
    OldBootstrap {
        /// The number of the account that is deployed to.
        account: String,
        /// The region that is deployed to.
        region: String,
        /// The version that it has.
        found: u32,
        /// The version that is needed.
        needed: u32,
    },
    /// AWS refused a call, or did not answer after several attempts.
    #[error("{operation}{}: {code}: {message}", about(subject))]
    Call {
        /// Such as `cloudformation:CreateChangeSet`.
        operation: &'static str,
        /// What it was about, such as a stack's name; may be empty.
        subject: String,
        /// The service's error code, or `no answer`.
        code: String,
        /// What the service says, in its own words; may be empty.
        message: String,
    },
    /// AWS did what a call asks for, or said so, in words that mean nothing: a proxy may have answered.
    #[error("{operation}{}: the answer cannot be read: {reason}", about(subject))]
    Unreadable {
        /// Such as `ssm:GetParameter`.
        operation: &'static str,
        /// What it was about, such as a table's name; may be empty.
        subject: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A template that is deployed, or is to be, cannot be read.
    #[error("the template of `{stack}` cannot be read: {reason}")]
    Template {
        /// The name of the stack.
        stack: String,
        /// Why.
        reason: String,
    },
    /// A stack is asked for that the assembly has not.
    #[error("there is no stack `{stack}`; there are: {}", known.join(", "))]
    NoSuchStack {
        /// The name of the stack.
        stack: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// Parameters without a value.
    #[error("the stack `{stack}` needs values for its parameters {}; give them with `--parameter NAME=VALUE`", parameters.join(", "))]
    MissingParameters {
        /// The name of the stack.
        stack: String,
        /// The names of all parameters without one.
        parameters: Vec<String>,
    },
    /// A value for a parameter that no stack has.
    #[error(
        "no stack has a parameter `{parameter}`; {}",
        parameters_there_are(known)
    )]
    NoSuchParameter {
        /// The name that was given, of a parameter or as `stack.Name`.
        parameter: String,
        /// Those there are, as `stack.Name`.
        known: Vec<String>,
    },
    /// The plan would lose data, or do what was not consented to.
    #[error("nothing was changed")]
    Refused {
        /// What, and the ways out.
        diagnostics: Diagnostics,
    },
    /// CloudFormation would do more than the plan said.
    #[error(
        "CloudFormation would {what} `{resource}` of `{stack}`, which the plan did not foresee and with which data would go; \
         the change set was not executed, nothing was changed in this stack; if that is meant, deploy again with \
         `--allow-data-loss {}`",
        full_name(stack, resource)
    )]
    Unforeseen {
        /// The name of the stack.
        stack: String,
        /// The logical id, those of nested stacks before it.
        resource: String,
        /// Such as `replace`.
        what: &'static str,
    },
    /// CloudFormation could not make a change set.
    #[error("the change set of `{stack}` failed: {reason}")]
    ChangeSet {
        /// The name of the stack.
        stack: String,
        /// Why.
        reason: String,
    },
    /// Somebody else changed the stack between the plan and its execution.
    #[error(
        "somebody else changed `{stack}` meanwhile; nothing was overwritten, run the command again to see a new plan"
    )]
    Overtaken {
        /// The name of the stack.
        stack: String,
    },
    /// A stack is in a state from which it cannot be updated.
    #[error("the stack `{stack}` is in {status}: {advice}")]
    Stuck {
        /// The name of the stack.
        stack: String,
        /// What CloudFormation calls the state, such as `ROLLBACK_FAILED`.
        status: String,
        /// The exact next step.
        advice: String,
    },
    /// A stack has no resource of a name that is to be left as it is.
    #[error(
        "there is no resource `{resource}` in the stack `{stack}` to leave as it is: `--skip` takes what the failure \
         names, logical ids with those of nested stacks before them, such as `Models/Table`, and the stack's name before \
         all where several stacks are stuck"
    )]
    NothingToSkip {
        /// The name of the stack.
        stack: String,
        /// What was named.
        resource: String,
    },
    /// A stack was rolled back or failed.
    #[error("{0}")]
    Failed(Box<StackFailure>),
    /// The user interrupted.
    #[error("interrupted: {state}")]
    Interrupted {
        /// What goes on, and what to do.
        state: String,
    },
    /// Nothing of the assembly is deployed.
    #[error("nothing of `{environment}` is deployed")]
    NothingDeployed {
        /// The name of the environment.
        environment: String,
    },
    /// Something cannot be sent straight to its service.
    #[error("these changes need CloudFormation, so nothing was sent:\n{}", reasons.join("\n"))]
    NeedsCloudFormation {
        /// Each change and why.
        reasons: Vec<String>,
    },
    /// Hotswaps are for development.
    #[error(
        "`{environment}` is marked `production`, where changes go through CloudFormation only: leave `{option}` out"
    )]
    Production {
        /// The name of the environment.
        environment: String,
        /// What asked for it, such as `--hotswap`.
        option: &'static str,
    },
    /// This machine's certificates cannot be read, so that no service can be trusted.
    #[error("cannot read the certificates of this machine")]
    Certificates(#[source] io::Error),
    /// An asset cannot be read or packed.
    #[error("cannot read the asset `{}`", path.display())]
    Asset {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A copy of a template cannot be written or removed.
    #[error("cannot write or remove `{}`", path.display())]
    Copy {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The assembly cannot be read.
    #[error(transparent)]
    Assembly(#[from] AssemblyError),
}

impl DeployError {
    /// Whether it is a refusal of a call with this code.
    pub(crate) fn has_code(&self, wanted: &str) -> bool {
        matches!(self, Self::Call { code, .. } if code == wanted)
    }

    /// Whether the caller may not do what was asked for.
    pub(crate) fn is_denial(&self) -> bool {
        self.has_code("AccessDeniedException") || self.has_code("AccessDenied")
    }

    /// A denial says which role would have been allowed to, if that one cannot be taken.
    pub(crate) fn denied_without(mut self, untaken: Option<&str>) -> Self {
        // `HEAD` is refused without a code.
        let is_denial = self.is_denial() || self.has_code("HTTP 403");
        if let (Self::Call { message, .. }, Some(untaken), true) = (&mut self, untaken, is_denial) {
            message.push_str(untaken);
        }
        self
    }

    /// Whether it is a refusal of a call with this in its message.
    pub(crate) fn says(&self, text: &str) -> bool {
        matches!(self, Self::Call { message, .. } if message.contains(text))
    }
}

fn parameters_there_are(known: &[String]) -> String {
    if known.is_empty() {
        return "there are none".to_owned();
    }
    format!("there are: {}", known.join(", "))
}

fn about(subject: &str) -> String {
    if subject.is_empty() {
        String::new()
    } else {
        format!(" of `{subject}`")
    }
}
