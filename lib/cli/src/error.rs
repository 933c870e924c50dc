//! Why a command fails.

use std::io;
use std::path::{Path, PathBuf};

use appsynth_assembly::AssemblyError;
use appsynth_diagnostics::{Diagnostics, Sources};
use appsynth_local::LocalError;
use appsynth_runtime::evaluate::InvalidContext;
use serde_json::Value;

/// Why a command fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The project has mistakes.
    #[error("{consequence}")]
    Mistakes {
        diagnostics: Diagnostics,
        sources: Box<Sources>,
        /// What was not done for it.
        consequence: &'static str,
    },
    /// The stacks' code panicked.
    #[error("{text}")]
    Bug { text: String },
    /// Tests of resolver code failed; the report names them.
    #[error(
        "{failed} of {all} tests failed; `appsynth test --accept` takes what came out as expected"
    )]
    TestsFailed {
        failed: usize,
        all: usize,
        /// What a script gets to read instead.
        document: Value,
    },
    #[error(transparent)]
    Test(#[from] appsynth_test::TestError),
    /// Test files could not be run; the report names them.
    #[error("{}", counts(*unread, *failed, *all))]
    TestsUnread {
        unread: usize,
        failed: usize,
        all: usize,
        /// What a script gets to read instead.
        document: Value,
    },
    /// There are mistakes, and the report names them.
    #[error("there are mistakes, reported on standard output")]
    Reported,
    #[error("there is no appsynth.yaml in {} or above; `appsynth init` makes a project", folder.display())]
    NoProject { folder: PathBuf },
    #[error("`{command}` needs a project, not a finished assembly: leave `--app` out")]
    NeedsProject { command: &'static str },
    #[error(
        "there is no configuration to show: this project has no appsynth.yaml, its stacks are Rust code"
    )]
    NoConfiguration,
    #[error("{} is not text in UTF-8; save it as UTF-8", path.display())]
    NotText { path: PathBuf },
    #[error(
        "there is no cloud assembly in {}: `--app` takes a folder with a manifest.json, as `appsynth synth` \
         and `cdk synth` write it",
        dir.display()
    )]
    NoAssembly { dir: PathBuf },
    #[error(
        "the assembly in {} was made for `{made_for}`, so nothing was done to `{environment}`; \
         `appsynth synth --env {environment} --output DIR` makes one for that",
        dir.display()
    )]
    OfAnotherEnvironment {
        dir: PathBuf,
        made_for: String,
        environment: String,
    },
    #[error("{} leads back to a folder above it; remove the link", folder.display())]
    Loop { folder: PathBuf },
    #[error(
        "there is no code `{code}`{}; `appsynth explain` lists all",
        did_you_mean(similar)
    )]
    UnknownCode {
        code: String,
        similar: Option<String>,
    },
    #[error("there is no stack `{stack}`; there are: {known}")]
    UnknownStack { stack: String, known: String },
    #[error("there are several stacks; name one of: {known}")]
    WhichStack { known: String },
    #[error("the assembly has no stacks")]
    NoStacks,
    #[error("no API is deployed that clients could be configured for")]
    NoApi,
    #[error("the assembly has no GraphQL schema")]
    NoSchema,
    #[cfg(not(feature = "deploy"))]
    #[error(
        "deploying to AWS is not part of this build, so `--env {environment}` can be synthesized but not \
         deployed; deploy its assembly with the CDK (`cdk deploy --app <assembly>`), or use `--env local`"
    )]
    NotLocal { environment: String },
    #[error("`{command}` is for the local environment only; leave `--env` out")]
    NeedsThisMachine { command: &'static str },
    #[error("there is no snapshot `{name}`; {}", known_snapshots(known))]
    NoSnapshot { name: String, known: Vec<String> },
    #[error("nothing is deployed to `{environment}`; `appsynth deploy` does that")]
    NothingDeployed { environment: String },
    #[error("the schema has no directives, so that nothing is planned")]
    NoPlan,
    #[error(
        "the schema has no directives: who may do what is up to the authorization modes of the API and \
         AppSync's own directives, such as `@aws_auth`"
    )]
    NoRules,
    #[error("`show {stage}` shows all there is: leave `{subject}` out")]
    NoSubject { stage: String, subject: String },
    #[error("there is neither a model nor a resolver `{subject}`; {instead}")]
    NotPlanned { subject: String, instead: String },
    #[error("`{field}` has no resolver; {instead}")]
    UnknownResolver { field: String, instead: String },
    #[error("not confirmed, nothing was changed")]
    NotConfirmed,
    #[error("without a terminal to ask on, `{command}` needs `--yes`")]
    CannotAsk { command: &'static str },
    #[error("{} exists already; `init` overwrites nothing", path.display())]
    Exists { path: PathBuf },
    #[error("{} exists already; `--force` writes over it, `--print` shows the translation", path.display())]
    TranslationExists { path: PathBuf },
    #[error("{} is no mapping template: its name does not end in .vtl", path.display())]
    NoTemplate { path: PathBuf },
    #[error(
        "{} is no resolver code: its name does not end in .js, .mjs, .ts, .mts or .vtl",
        path.display()
    )]
    NoResolverCode { path: PathBuf },
    #[error("the server in the background ended before it could answer; its log is {}:\n{said}", log.display())]
    Background { log: PathBuf, said: String },
    #[error("{}: {source}", path.display())]
    Context {
        path: PathBuf,
        source: InvalidContext,
    },
    /// An error ended the evaluation of resolver code.
    #[error("{message}")]
    Evaluation {
        message: String,
        /// What a script gets to read instead.
        document: Value,
    },
    #[cfg(feature = "deploy")]
    #[error("`{option}` {advice}")]
    OptionOfElsewhere {
        option: &'static str,
        advice: &'static str,
    },
    #[cfg(feature = "deploy")]
    #[error("`{command}` is about AWS: name an environment with `--env`")]
    NeedsAws { command: &'static str },
    #[cfg(feature = "deploy")]
    #[error(transparent)]
    Deploy(appsynth_deploy::DeployError),
    #[error(transparent)]
    Local(LocalError),
    #[error(transparent)]
    Assembly(#[from] AssemblyError),
    #[error("cannot start a thread")]
    Runtime(#[source] io::Error),
    #[error("cannot listen for signals")]
    Signals(#[source] io::Error),
    #[error("cannot hear of files that change")]
    Watch(#[source] notify::Error),
    #[error(
        "the code of the stacks has changed: build and start this program again, or start it by `cargo run`, which can be built again while it serves"
    )]
    NotRunByCargo,
    #[error(
        "{} printed more than its result, or none; let stacks print to standard error:\n{said}",
        program.display()
    )]
    NoResult { program: PathBuf, said: String },
    #[error("cannot {operation} {}", path.display())]
    Io {
        /// Such as `read`.
        operation: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

impl CliError {
    pub(crate) fn io<'a>(
        operation: &'static str,
        path: &'a Path,
    ) -> impl FnOnce(io::Error) -> Self + use<'a> {
        move |source| Self::Io {
            operation,
            path: path.to_owned(),
            source,
        }
    }

    /// Whether the command was used in a wrong way, whatever the project and the machine are like.
    pub(crate) fn is_usage(&self) -> bool {
        match self {
            #[cfg(feature = "deploy")]
            Self::NeedsAws { .. } | Self::OptionOfElsewhere { .. } => true,
            Self::NeedsThisMachine { .. } => true,
            _ => false,
        }
    }

    /// The mistakes to be shown in place of the message.
    pub(crate) fn diagnostics(&self) -> Option<(&Diagnostics, &Sources)> {
        match self {
            Self::Mistakes {
                diagnostics,
                sources,
                ..
            } => Some((diagnostics, sources)),
            _ => None,
        }
    }
}

#[cfg(feature = "deploy")]
impl From<appsynth_deploy::DeployError> for CliError {
    fn from(error: appsynth_deploy::DeployError) -> Self {
        match error {
            appsynth_deploy::DeployError::Refused { diagnostics } => Self::Mistakes {
                diagnostics,
                sources: Box::default(),
                consequence: "nothing was changed on AWS",
            },
            other => Self::Deploy(other),
        }
    }
}

impl From<LocalError> for CliError {
    fn from(error: LocalError) -> Self {
        match error {
            LocalError::Diagnostics {
                diagnostics,
                sources,
            } => Self::Mistakes {
                diagnostics,
                sources: Box::new(sources),
                consequence: "nothing was deployed",
            },
            other => Self::Local(other),
        }
    }
}

fn counts(unread: usize, failed: usize, all: usize) -> String {
    let files = match unread {
        1 => "1 test file".to_owned(),
        count => format!("{count} test files"),
    };
    format!("{files} could not be run; {failed} of {all} tests of others failed")
}

fn known_snapshots(known: &[String]) -> String {
    if known.is_empty() {
        return "`appsynth snapshot NAME` makes one".to_owned();
    }
    format!("there are: {}", known.join(", "))
}

fn did_you_mean(similar: &Option<String>) -> String {
    similar
        .as_ref()
        .map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// What can be done about an error of the file system.
pub(crate) fn advice(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            Some("a file is where a folder is needed; move it away or choose another folder")
        }
        io::ErrorKind::IsADirectory => Some("a folder is where a file is needed; move it away"),
        io::ErrorKind::PermissionDenied => {
            Some("this user may not do that; change the permissions or choose another place")
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            Some("nothing can be written there; choose another place")
        }
        io::ErrorKind::StorageFull => Some("free some space"),
        _ => None,
    }
}
