//! What can be written on the command line.

mod deploy;

use std::path::PathBuf;

use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use deploy::{Deploy, DeployLocally};
#[cfg(feature = "deploy")]
pub(crate) use deploy::{DeployToAws, Selection};

const EXAMPLES: &str = "\
Examples:
  appsynth init blog && cd blog      make a project that works at once
  appsynth check                     look for every mistake, write nothing
  appsynth synth                     write the CloudFormation templates
  appsynth deploy                    serve the API on this machine
  appsynth logs --follow             see what it does, from another terminal
  appsynth show template             print the template of the only stack
  appsynth evaluate --help           run one resolver's code without an API
  appsynth explain AS8001            what a mistake is about and how to mend it

Exit codes: 0 done, 1 something in the project or on the machine is wrong, 2 wrong usage.";

const DEPLOY_EXAMPLES: &str = "\
Examples:
  appsynth deploy                    serve until Ctrl-C
  appsynth deploy --watch            the same, and whatever is saved is live at once
  appsynth deploy --seed seed.json   with items such as { \"items\": { \"Post\": [{ \"id\": \"1\" }] } }
  appsynth deploy --detach --json    serve in the background; print the URL and key as JSON
  appsynth deploy --app cdk.out      serve an assembly that the CDK has made
  appsynth deploy --env prod         deploy to AWS: shows what would change and asks
  appsynth deploy --env prod --yes   the same without asking, for pipelines
  appsynth deploy --env dev --watch  deploy to AWS, and then whatever is saved: past CloudFormation where
                                     that can be, else through it";

const TOKEN_EXAMPLES: &str = "\
Examples:
  appsynth token --username ada --groups admin,editor
  appsynth token --mode oidc --sub kit-17 --claim roles='[\"audit\"]'
  curl $URL -H \"authorization: $(appsynth token --username ada)\" -d '{\"query\":\"{ __typename }\"}'

The API takes it for every user pool and OpenID Connect provider that has no `jwks` in appsynth.yaml.";

const LOGS_EXAMPLES: &str = "\
Examples:
  appsynth logs --follow                       what happens from now on, too
  appsynth logs --field Query.listPosts        one field's resolver
  appsynth logs --request 6f1d9a                one request, by its x-amzn-RequestId or how that begins
  appsynth logs --level warn --lines 20        the last 20 warnings and errors
  appsynth logs --json | jq .message           one JSON object a line

Lines have at, level, source (request, resolver, function, server) and message, and what is known of:
request, api, field, function, errors, micros, status, error_type.";

const SNAPSHOT_EXAMPLES: &str = "\
Examples:
  appsynth snapshot before           keep a copy, whether or not the API is served
  appsynth restore before --yes      put it back
  appsynth snapshot                  list the copies

A copy has all tables and how far their streams were read. It is the folder .appsynth/snapshots/NAME;
`appsynth destroy` leaves it there.";

const EVALUATE_EXAMPLES: &str = "\
Examples:
  appsynth evaluate --code getPost.js --context ctx.json
  appsynth evaluate --code getPost.js --function response --context ctx.json --json
  appsynth evaluate --template getPost.vtl --context ctx.json
  echo '{\"arguments\": {\"id\": \"1\"}}' | appsynth evaluate --code getPost.js --context -

The context is a JSON object with any of: arguments, identity, source, stash, prev, result,
error, request, info, env. With --json the answer is that of AppSync's EvaluateCode:
evaluationResult, error, logs, stash, outErrors.

Exit codes: 0 there is a value, 1 an error ended the evaluation, 2 wrong usage.";

const VTL_TO_JS_EXAMPLES: &str = "\
Examples:
  appsynth migrate vtl-to-js resolvers/*.vtl
  appsynth migrate vtl-to-js --print Query.getPost.req.vtl

Templates and module are run on generated contexts, and on those of NAME.test.json beside them.
What cannot be translated is a comment in the module, and ends the resolver with an error there.
The templates stay: remove them when the module takes their place.

Exit codes: 0 all is translated and does the same, 1 otherwise, 2 wrong usage.";

/// GraphQL APIs on AWS AppSync: from schema and resolvers to CloudFormation, and to an API on this machine.
#[derive(Debug, Parser)]
#[command(name = "appsynth", version, after_help = EXAMPLES, propagate_version = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Arguments)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// The environment: `local`, or a name that the project knows
    #[arg(long, global = true, value_name = "NAME", default_value = appsynth_config::DEFAULT_ENVIRONMENT)]
    pub(crate) env: String,

    /// Take a finished assembly (appsynth's, the CDK's, Amplify's) instead of making one
    #[arg(long, global = true, value_name = "DIR", conflicts_with = "output")]
    pub(crate) app: Option<PathBuf>,

    /// The folder to write the assembly to [default: .appsynth/assembly/<environment>]
    #[arg(long, short, global = true, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,

    /// Print JSON for scripts, failures included
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// When to use colours; `auto` is on terminals, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Make a project that works at once, around the schema that is there if there is one
    Init(Init),
    /// Write the cloud assembly: templates, files, manifest
    Synth,
    /// List the stacks
    Ls,
    /// Print what the project comes to at a stage on the way to the assembly
    Show(Show),
    /// Look for every mistake, in resolver code too; write nothing
    Check(Check),
    /// Run resolver code or a mapping template once, on a context from a file
    #[command(after_help = EVALUATE_EXAMPLES)]
    Evaluate(Evaluate),
    /// Run the tests that stand beside resolver code as NAME.test.json
    Test(Test),
    /// Translate resolver code from one language to another
    #[command(subcommand)]
    Migrate(Migrate),
    /// Print what a mistake is about and how to mend it
    Explain(Explain),
    /// Make it real: serve the API on this machine, or deploy it to AWS
    #[command(after_help = DEPLOY_EXAMPLES)]
    Deploy(Deploy),
    /// Compare with what is deployed to AWS, and say what a deployment would do to it
    #[cfg(feature = "deploy")]
    Diff(Diff),
    /// Stop serving and remove everything that was deployed, data included
    Destroy(Destroy),
    /// Print the URLs, keys and stack outputs of what is deployed
    Outputs(Outputs),
    /// Make an AWS account ready for deployments, once for each region
    #[cfg(feature = "deploy")]
    Bootstrap(Bootstrap),
    /// Take tables that are on AWS already into the stacks that declare them
    #[cfg(feature = "deploy")]
    Import(Import),
    /// Keep what is deployed where only names or places in the project have changed
    #[cfg(feature = "deploy")]
    Refactor(Refactor),
    /// Take back an update on AWS that is under way or got stuck
    #[cfg(feature = "deploy")]
    Rollback(Rollback),
    /// Look for what was changed on AWS outside of deployments
    #[cfg(feature = "deploy")]
    Drift,
    /// Print what the server on this machine has logged: requests, resolvers, Lambda functions
    #[command(after_help = LOGS_EXAMPLES)]
    Logs(Logs),

    /// Keep a copy of the data on this machine under a name, or list the copies
    #[command(after_help = SNAPSHOT_EXAMPLES)]
    Snapshot(Snapshot),
    /// Put the data of a snapshot in place of what is there
    Restore(Restore),
    /// Print a token of any user, which the API on this machine takes
    #[command(after_help = TOKEN_EXAMPLES)]
    Token(Token),
    /// Print a completion script for a shell
    Completions(Completions),
}

#[derive(Debug, Arguments)]
pub(crate) struct Init {
    /// The project's folder; its name becomes the app's
    #[arg(default_value = ".")]
    pub(crate) dir: PathBuf,

    /// A Rust crate whose code defines the stacks, instead of appsynth.yaml
    #[arg(long)]
    pub(crate) rust: bool,
}

#[derive(Debug, Arguments)]
pub(crate) struct Show {
    /// What to print
    pub(crate) stage: Stage,

    /// For `template` the stack, where there are several; for `resolvers` a field, such as `Query.getPost`,
    /// whose pipeline is drawn; for `plan` a model or a field
    pub(crate) subject: Option<String>,
}

/// A stage on the way from the project to the assembly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The settings of the environment, overrides merged, variables by name
    Config,
    /// The GraphQL schema as AppSync gets it
    Schema,
    /// The tree of constructs
    Tree,
    /// The CloudFormation template of a stack
    Template,
    /// What the directives of the schema come to: tables, data sources, pipelines
    Plan,
    /// Who may do what, as the rules of the schema's directives have it
    Auth,
    /// The resolvers' files, or the pipeline of a field
    Resolvers,
    /// The files of the assembly
    Assembly,
}

#[derive(Debug, Arguments)]
pub(crate) struct Check {
    /// Look at these files and folders of resolver code only, without a project
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// How to report mistakes
    #[arg(long, value_enum, default_value_t, conflicts_with = "json")]
    pub(crate) format: ReportFormat,
}

/// A form in which mistakes are reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people, on standard error
    #[default]
    Full,
    /// As annotations of GitHub Actions, on standard output
    Github,
    /// As SARIF for code scanning, on standard output
    Sarif,
}

#[derive(Debug, Arguments)]
pub(crate) struct Evaluate {
    #[command(flatten)]
    pub(crate) subject: Subject,

    /// The exported function to call [default: request]
    #[arg(long, conflicts_with = "template")]
    pub(crate) function: Option<Handler>,

    /// The context as JSON; `-` reads standard input [default: an empty context]
    #[arg(long, value_name = "FILE")]
    pub(crate) context: Option<PathBuf>,
}

#[derive(Debug, Arguments)]
#[group(required = true, multiple = false)]
pub(crate) struct Subject {
    /// Code in APPSYNC_JS; TypeScript and the files it imports are bundled
    #[arg(long, value_name = "FILE")]
    pub(crate) code: Option<PathBuf>,

    /// A mapping template in VTL
    #[arg(long, value_name = "FILE")]
    pub(crate) template: Option<PathBuf>,
}

/// A function that resolver code exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Handler {
    Request,
    Response,
}

#[derive(Debug, Arguments)]
pub(crate) struct Test {
    /// Test files, or folders with test files in them and below [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Write what comes out into the test files as what is expected
    #[arg(long)]
    pub(crate) accept: bool,

    /// Tell which lines of the tested code ran
    #[arg(long)]
    pub(crate) coverage: bool,

    /// Write which lines ran into a file in the format of lcov
    #[arg(long, value_name = "FILE")]
    pub(crate) lcov: Option<PathBuf>,

    /// Let AppSync evaluate the code, with the credentials of `--env` or, without it, the AWS CLI's
    #[cfg(feature = "deploy")]
    #[arg(long)]
    pub(crate) remote: bool,

    /// Print the JSON Schema of test files and run nothing
    #[arg(long)]
    pub(crate) schema: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Migrate {
    /// Mapping templates to APPSYNC_JS, compared by running both
    #[command(after_help = VTL_TO_JS_EXAMPLES)]
    VtlToJs(VtlToJs),
}

#[derive(Debug, Arguments)]
pub(crate) struct VtlToJs {
    /// Templates; NAME.req.vtl and NAME.res.vtl together become NAME.js
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Write over modules that are there already
    #[arg(long)]
    pub(crate) force: bool,

    /// Print the modules and write nothing
    #[arg(long, conflicts_with_all = ["force", "json"])]
    pub(crate) print: bool,
}

#[derive(Debug, Arguments)]
pub(crate) struct Explain {
    /// Such as AS8001; without it all codes are listed
    pub(crate) code: Option<String>,
}

#[cfg(feature = "deploy")]
#[derive(Debug, Arguments)]
pub(crate) struct Diff {
    #[command(flatten)]
    pub(crate) selection: Selection,

    /// Compare with what is deployed of this environment instead: what it would get if it were given the same
    #[arg(long, value_name = "NAME", conflicts_with = "app")]
    pub(crate) against: Option<String>,
}

#[cfg(feature = "deploy")]
#[derive(Debug, Arguments)]
pub(crate) struct Bootstrap {
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[cfg(feature = "deploy")]
#[derive(Debug, Arguments)]
pub(crate) struct Import {
    /// What the project calls the table, and what it is called on AWS unless the project says it [default:
    /// those of `imported-tables`]
    #[arg(value_name = "NAME[=TABLE]")]
    pub(crate) tables: Vec<String>,

    /// Take tables over from this stack and those nested in it, which let them go with their items
    #[arg(long, value_name = "STACK")]
    pub(crate) from: Option<String>,

    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,

    /// Make change sets, for somebody else to execute
    #[arg(long)]
    pub(crate) no_execute: bool,
}

#[cfg(feature = "deploy")]
#[derive(Debug, Arguments)]
pub(crate) struct Refactor {
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[cfg(feature = "deploy")]
#[derive(Debug, Arguments)]
pub(crate) struct Rollback {
    /// A resource that can be left as it is, by logical id, those of nested stacks before it: `Models/Table`
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) skip: Vec<String>,
}

#[derive(Debug, Arguments)]
pub(crate) struct Outputs {
    /// The form: for people, for shells, or the file that Amplify's clients take
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) form: OutputForm,
}

/// The form of outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputForm {
    /// For people
    Text,
    /// Lines of `NAME=value`
    Env,
    /// `amplify_outputs.json`, as Amplify Gen 2 has it
    AmplifyOutputs,
    /// `amplifyconfiguration.json`, as Amplify Gen 1 has it
    AmplifyConfiguration,
    /// `aws-exports.js`, as Amplify Gen 1 has it
    AwsExports,
}

#[derive(Debug, Arguments)]
pub(crate) struct Destroy {
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,

    /// With `--yes` on AWS: let this table, or whatever else holds data, be removed
    #[cfg(feature = "deploy")]
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_data_loss: Vec<String>,
}

#[derive(Debug, Arguments)]
pub(crate) struct Logs {
    /// Go on as more is logged, until Ctrl-C
    #[arg(long, short)]
    pub(crate) follow: bool,

    /// How many of the last lines that fit
    #[arg(long, short = 'n', value_name = "N", default_value_t = 200)]
    pub(crate) lines: usize,

    /// Lines of this field's resolver only, such as `Query.listPosts`
    #[arg(long, value_name = "TYPE.FIELD")]
    pub(crate) field: Option<String>,

    /// Lines of this request only, by its id or how that begins
    #[arg(long, value_name = "ID")]
    pub(crate) request: Option<String>,

    /// Lines of this level and above
    #[arg(long, value_enum, default_value_t)]
    pub(crate) level: LogLevel,
}

/// How much a line of the log matters.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogLevel {
    #[default]
    Info,
    Warn,
    Error,
}

#[derive(Debug, Arguments)]
pub(crate) struct Snapshot {
    /// Letters, digits, `-`, `_` and `.` [default: list those that there are]
    #[arg(value_parser = snapshot_name)]
    pub(crate) name: Option<String>,

    /// Do not ask before another snapshot of this name is replaced
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[derive(Debug, Arguments)]
pub(crate) struct Restore {
    /// The snapshot's name
    #[arg(value_parser = snapshot_name)]
    pub(crate) name: String,

    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
}

/// A name that is a folder's, and no way to another one.
fn snapshot_name(text: &str) -> Result<String, String> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if text.is_empty() || text.starts_with('.') || !text.chars().all(fits) {
        return Err(
            "a name has letters, digits, `-`, `_` and `.`, and no `.` at its start".to_owned(),
        );
    }
    Ok(text.to_owned())
}

#[derive(Debug, Arguments)]
pub(crate) struct Token {
    /// The user's `sub` [default: always the same for a username]
    #[arg(long)]
    pub(crate) sub: Option<String>,

    /// The user's name [default: the `sub`, or `local`]
    #[arg(long, value_name = "NAME")]
    pub(crate) username: Option<String>,

    /// The user's groups, with commas between them or the option repeated
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub(crate) groups: Vec<String>,

    /// A further claim; a value that is JSON is that, any other is text
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = claim)]
    pub(crate) claims: Vec<(String, Value)>,

    /// The mode of the token [default: one that the API takes, user-pool first]
    #[arg(long)]
    pub(crate) mode: Option<TokenMode>,

    /// An id token of a user pool, as is made anyway
    #[arg(long, conflicts_with = "access")]
    pub(crate) id: bool,

    /// An access token of a user pool
    #[arg(long)]
    pub(crate) access: bool,

    /// The issuer, where the API takes tokens of several
    #[arg(long, value_name = "URL")]
    pub(crate) issuer: Option<String>,

    /// The app client that the token is for [default: one that the API accepts]
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,

    /// When it expires, from now: 30s, 15m, 12h, 7d; -1h for one that has expired
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = seconds, allow_hyphen_values = true)]
    pub(crate) expires: i64,
}

/// A mode that takes tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TokenMode {
    UserPool,
    Oidc,
}

fn claim(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text
        .split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .ok_or("write NAME=VALUE")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
    Ok((name.to_owned(), value))
}

fn seconds(text: &str) -> Result<i64, String> {
    let (sign, time) = match text.strip_prefix('-') {
        Some(time) => (-1, time),
        None => (1, text),
    };
    appsynth_config::seconds(time)
        .and_then(|seconds| i64::try_from(seconds).ok())
        .map(|seconds| sign * seconds)
        .ok_or_else(|| "write a number and a unit: 30s, 15m, 12h, 7d".to_owned())
}

#[derive(Debug, Arguments)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}
