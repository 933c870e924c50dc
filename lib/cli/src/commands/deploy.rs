//! `appsynth deploy`

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use appsynth_local::{ApiOutputs, DeployOptions, Deployment, Outputs, Running};
use serde::{Deserialize, Serialize};

use crate::CliError;
use crate::args::Deploy;
use crate::output::Output;
use crate::progress::Progress;
use crate::project::Project;
use crate::settings::{Settings, shown};

/// What a script gets once the API can answer: exactly these keys, on one line.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    graphql_url: Option<String>,
    realtime_url: Option<String>,
    api_key: Option<String>,
}

pub(crate) fn run(
    arguments: &Deploy,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    settings.require_local()?;
    let assembly_dir = project.write_assembly(settings, output)?;
    if arguments.detach {
        return detach(arguments, settings, assembly_dir, output);
    }
    output.log(arguments.verbose);
    let mut options = DeployOptions::new(assembly_dir, settings.state_dir());
    options.port = arguments.port;
    super::block_on(serve(options, output))
}

async fn serve(options: DeployOptions, output: &Output) -> Result<(), CliError> {
    let deployment = {
        let _progress = Progress::start(output, "deploying");
        appsynth_local::deploy(options).await?
    };
    say_where(deployment.outputs(), output);
    match deployment {
        Deployment::Serving(running) => {
            output.note("serving until Ctrl-C");
            until_stopped(running).await
        }
        Deployment::HandedOver(_) => {
            output.note("the server that was running serves it now");
            Ok(())
        }
    }
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

/// Ends with the first signal that asks this process to stop.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, CliError> {
    use tokio::signal::unix::{SignalKind, signal};

    let listen = |kind| signal(kind).map_err(CliError::Signals);
    let mut interrupt = listen(SignalKind::interrupt())?;
    let mut terminate = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends with the first signal that asks this process to stop.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, CliError> {
    Ok(async {
        // Without a way to hear of it, the process ends by itself.
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn say_where(outputs: &Outputs, output: &Output) {
    if output.is_json() {
        let line = outputs.apis.first().map(line).unwrap_or_default();
        output.json(&line);
        return;
    }
    for api in &outputs.apis {
        output.result(&describe(&api.name, &line(api)));
    }
    if outputs.apis.is_empty() {
        output.note("the assembly has no GraphQL API; nothing to serve");
    }
}

fn line(api: &ApiOutputs) -> Line {
    Line {
        graphql_url: Some(api.graphql_url.clone()),
        realtime_url: Some(api.realtime_url.clone()),
        api_key: api.api_key.clone(),
    }
}

fn describe(name: &str, line: &Line) -> String {
    let url = line.graphql_url.as_deref().unwrap_or_default();
    let mut text = format!("{name}\n  GraphQL   {url}\n");
    if let Some(url) = &line.realtime_url {
        text.push_str(&format!("  Realtime  {url}\n"));
    }
    if let Some(key) = &line.api_key {
        text.push_str(&format!("  API key   {key}\n\n"));
        text.push_str(&format!(
            "curl {url} -H 'x-api-key: {key}' -H 'content-type: application/json' \
             -d '{{\"query\":\"{{ __typename }}\"}}'\n"
        ));
    }
    text
}

/// Starts this program again in the background and waits until it says where it serves.
fn detach(
    arguments: &Deploy,
    settings: &Settings,
    assembly_dir: PathBuf,
    output: &Output,
) -> Result<(), CliError> {
    let state_dir = settings.state_dir();
    fs::create_dir_all(&state_dir).map_err(CliError::io("create", &state_dir))?;
    let log = state_dir.join("server.log");
    let log_file = fs::File::create(&log).map_err(CliError::io("write", &log))?;

    let program = std::env::current_exe().map_err(CliError::io("find", "this program".as_ref()))?;
    let mut command = Command::new(&program);
    command
        .args(["deploy", "--json", "--verbose"])
        .args(["--env", &settings.environment, "--app"])
        .arg(&assembly_dir)
        .current_dir(&settings.root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log_file);
    if let Some(port) = arguments.port {
        command.args(["--port", &port.to_string()]);
    }
    // A group of its own, or Ctrl-C in this terminal would end it, too.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(CliError::io("start", &program))?;

    let said = {
        let _progress = Progress::start(output, "starting in the background");
        first_line(&mut child)
    };
    let Ok(line) = serde_json::from_str::<Line>(&said) else {
        return Err(CliError::Background { log, said });
    };
    if output.is_json() {
        output.json(&line);
    } else {
        output.result(&describe(&settings.environment, &line));
        output.note(&format!(
            "serving in the background (process {}, log {}); `appsynth destroy` removes it",
            child.id(),
            shown(&log)
        ));
    }
    Ok(())
}

fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        // An empty line is as good as an error: the server has not started.
        let _ = BufReader::new(stdout).read_line(&mut line);
    }
    line
}
