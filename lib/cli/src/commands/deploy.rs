//! `appsynth deploy`

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use appsynth_diagnostics::{Sources, render};
use appsynth_local::{ApiOutputs, DeployOptions, Deployment, Outputs, Running};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::seed::SeedFile;
use super::watch::{self, Again, Remake};
use crate::CliError;
use crate::args::{Deploy, DeployLocally};
use crate::interrupt::stop_signal;
use crate::origins::placed;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::Project;
use crate::settings::{Settings, shown};
use crate::{huge_pages, stand_ins};

/// What a script gets once the API can answer: always the URLs and the key, on one line.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    graphql_url: Option<String>,
    realtime_url: Option<String>,
    /// Empty if the API has none.
    api_key: String,
    /// What the synthesis warned of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Value>,
}

pub(crate) fn run(
    arguments: &Deploy,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    #[cfg(feature = "deploy")]
    refuse_options_of_elsewhere(arguments, settings)?;
    if !settings.is_local() {
        #[cfg(feature = "deploy")]
        return super::aws::deploy::run(arguments, settings, project, output);
        #[cfg(not(feature = "deploy"))]
        return project.require_local(settings);
    }
    huge_pages::do_without();
    let watch = arguments.watch;
    let arguments = &arguments.local;
    let seed = arguments.seed.as_deref().map(SeedFile::read).transpose()?;
    // From before anything is read, so that no change is missed.
    let changes = watch.then(|| watch::changes(settings)).transpose()?;
    let assembly = project.write_assembly(settings, output)?;
    let warnings = assembly.warnings;
    settings.make_work_folder()?;
    output.log(arguments.verbose, &settings.state_dir());
    let options = options(assembly.dir, arguments, settings, project)?;
    if arguments.detach {
        if !options.faults.is_empty() {
            let names: Vec<_> = options.faults.keys().map(String::as_str).collect();
            output.note(&format!("faults are on: {}", names.join(", ")));
        }
        detach(options, warnings, settings, output)?;
        return super::block_on(put_in(seed.as_ref(), arguments, settings, output));
    }
    super::block_on(async {
        let deployment = {
            let _progress = Progress::start(output, "deploying");
            let deployed = appsynth_local::deploy(options.clone()).await;
            deployed.map_err(|error| placed(error, &options.assembly_dir, settings))?
        };
        put_in(seed.as_ref(), arguments, settings, output).await?;
        say_where(deployment.outputs(), warnings, output);
        match (deployment, changes) {
            (deployment, Some(changes)) => {
                let remake = Remake::new(settings, project, output);
                let again = Again::new(arguments, remake, options);
                again.whenever(changes, deployment).await
            }
            (Deployment::Serving(running), None) => {
                output.note("serving until Ctrl-C");
                until_stopped(running).await
            }
            (Deployment::HandedOver { pid, .. }, None) => {
                say_who_serves(pid, output);
                Ok(())
            }
        }
    })
}

/// Whoever writes an option expects something of it: it is not passed over where it means nothing.
#[cfg(feature = "deploy")]
fn refuse_options_of_elsewhere(arguments: &Deploy, settings: &Settings) -> Result<(), CliError> {
    let (option, advice) = if settings.is_local() {
        let advice = "is about AWS: name an environment with `--env`";
        (arguments.aws.first_given(), advice)
    } else {
        let advice = "is about this machine: leave it or `--env` out";
        (arguments.local.first_given(), advice)
    };
    option.map_or(Ok(()), |option| {
        Err(CliError::OptionOfElsewhere { option, advice })
    })
}

async fn put_in(
    seed: Option<&SeedFile>,
    arguments: &DeployLocally,
    settings: &Settings,
    output: &Output,
) -> Result<(), CliError> {
    match seed {
        Some(seed) => {
            let _progress = Progress::start(output, "seeding");
            let state_dir = settings.state_dir();
            seed.put_in(&state_dir, arguments.seed_again, output).await
        }
        None => Ok(()),
    }
}

/// What the command line and the project's settings come to.
pub(super) fn options(
    assembly_dir: PathBuf,
    arguments: &DeployLocally,
    settings: &Settings,
    project: &Project<'_>,
) -> Result<DeployOptions, CliError> {
    let mut options = DeployOptions::new(assembly_dir, settings.state_dir());
    options.port = arguments.port;
    options.network = arguments.network;
    stand_ins::put_into(&mut options, project.local(settings)?, &settings.root);
    Ok(options)
}

fn say_who_serves(pid: u32, output: &Output) {
    output.note(&format!(
        "process {pid}, which was serving already, serves this now; this one is done"
    ));
}

async fn until_stopped(mut running: Running) -> Result<(), CliError> {
    let stopped = stop_signal()?;
    tokio::select! {
        () = running.wait() => {}
        () = stopped => {}
    }
    running.shutdown().await;
    Ok(())
}

/// Prints where the APIs answer, and shows what whoever deployed has to know.
pub(super) fn say_where(outputs: &Outputs, mut warnings: Vec<Value>, output: &Output) {
    if output.is_json() {
        warnings.extend(render::json_list(&outputs.warnings(), &Sources::new()));
        let line = outputs.apis.first().map(line).unwrap_or_default();
        output.document(&Line { warnings, ..line });
        return;
    }
    say_warnings(outputs, output);
    for api in &outputs.apis {
        output.result(&describe(&api.name, &line(api)));
    }
    if outputs.apis.is_empty() {
        output.note("the assembly has no GraphQL API; nothing to serve");
    }
}

/// Shows a person what whoever deployed has to know.
pub(super) fn say_warnings(outputs: &Outputs, output: &Output) {
    let warnings = outputs.warnings();
    if !warnings.is_empty() {
        output.diagnostics(&warnings, &Sources::new());
    }
}

fn line(api: &ApiOutputs) -> Line {
    Line {
        graphql_url: Some(api.graphql_url.clone()),
        realtime_url: Some(api.realtime_url.clone()),
        api_key: api.api_key.clone().unwrap_or_default(),
        warnings: Vec::new(),
    }
}

fn describe(name: &str, line: &Line) -> String {
    let url = line.graphql_url.as_deref().unwrap_or_default();
    let mut text = format!("{name}\n  GraphQL   {url}\n");
    if let Some(console) = console_url(url) {
        text.push_str(&format!("  Console   {console}\n"));
    }
    let key = &line.api_key;
    if !key.is_empty() {
        text.push_str(&format!("  API key   {key}\n\n"));
        text.push_str(&format!(
            "curl {url} -H 'x-api-key: {key}' -H 'content-type: application/json' \
             -d '{{\"query\":\"{{ __typename }}\"}}'\n"
        ));
    }
    text
}

/// Where the console is: on the port of the API.
fn console_url(graphql_url: &str) -> Option<String> {
    let (scheme, rest) = graphql_url.split_once("://")?;
    let (host, _) = rest.split_once('/')?;
    Some(format!("{scheme}://{host}/console"))
}

/// Hands the assembly to the server that runs, or starts this program again in the background and waits until
/// it says where it serves.
fn detach(
    options: DeployOptions,
    mut warnings: Vec<Value>,
    settings: &Settings,
    output: &Output,
) -> Result<(), CliError> {
    // The log of a server that runs stays its own.
    let handed_over = super::block_on(async {
        let done = appsynth_local::hand_over(options.clone()).await;
        done.map_err(|error| placed(error, &options.assembly_dir, settings))
    })?;
    if let Some(Deployment::HandedOver { outputs, pid }) = handed_over {
        say_where(&outputs, warnings, output);
        say_who_serves(pid, output);
        return Ok(());
    }
    let state_dir = &options.state_dir;
    fs::create_dir_all(state_dir).map_err(CliError::io("create", state_dir))?;
    let log = state_dir.join("server.log");
    let log_file = fs::File::create(&log).map_err(CliError::io("write", &log))?;

    let program = std::env::current_exe().map_err(CliError::io("find", "this program".as_ref()))?;
    let mut command = Command::new(&program);
    command
        .args(["deploy", "--json", "--verbose"])
        .args(["--env", &settings.environment, "--app"])
        .arg(&options.assembly_dir)
        .current_dir(&settings.root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log_file);
    if let Some(port) = options.port {
        command.args(["--port", &port.to_string()]);
    }
    if options.network {
        command.arg("--network");
    }
    // A group of its own, or Ctrl-C in this terminal would end it, too.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(CliError::io("start", &program))?;

    let said = {
        let _progress = Progress::start(output, "starting in the background");
        first_line(&mut child)
    };
    let Some(line) = served(&said) else {
        let said = why(&said);
        return Err(CliError::Background { log, said });
    };
    if output.is_json() {
        warnings.extend(line.warnings);
        output.document(&Line { warnings, ..line });
    } else {
        line.warnings
            .iter()
            .for_each(|one| output.note(&in_words(one)));
        output.result(&describe(&settings.environment, &line));
        output.note(&format!(
            "serving in the background (process {}, log {}); `appsynth destroy` removes it",
            child.id(),
            shown(&log)
        ));
    }
    Ok(())
}

/// The line of a server that serves; a failure is JSON, too.
fn served(said: &str) -> Option<Line> {
    let value: Value = serde_json::from_str(said).ok()?;
    value.get("graphqlUrl")?;
    serde_json::from_value(value).ok()
}

/// The failure that a process printed as JSON, in words.
fn why(said: &str) -> String {
    let Ok(failure) = serde_json::from_str::<Value>(said) else {
        return said.to_owned();
    };
    if let Some(message) = failure["error"]["message"].as_str() {
        return message.to_owned();
    }
    let diagnostics = failure["diagnostics"].as_array();
    let lines = diagnostics.into_iter().flatten().map(in_words);
    lines.collect::<Vec<_>>().join("\n")
}

/// A diagnostic that a process printed as JSON.
fn in_words(one: &Value) -> String {
    let text = |key: &str| one[key].as_str().unwrap_or_default();
    let place = one["labels"].as_array().and_then(|labels| labels.first());
    let place = place.map(|label| {
        let at = &label["start"];
        let file = label["file"].as_str().unwrap_or_default();
        format!(" ({file}:{}:{})", at["line"], at["column"])
    });
    let mut words = format!(
        "{}[{}]: {}{}",
        text("severity"),
        text("code"),
        text("message"),
        place.unwrap_or_default()
    );
    for (list, what) in [("notes", "note"), ("help", "help")] {
        for line in one[list].as_array().into_iter().flatten() {
            words.push_str(&format!(
                "\n = {what}: {}",
                line.as_str().unwrap_or_default()
            ));
        }
    }
    words
}

fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        // An empty line is as good as an error: the server has not started.
        let _ = BufReader::new(stdout).read_line(&mut line);
    }
    line
}
