//! What ministack makes of the same handler, which runs APPSYNC_JS in Node.js: loaded once, as in its workers.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use appsynth_util::Context;
use serde_json::{Map, Value};

/// Evaluations a second, and a second of processor time; nothing if node or python3 is not on this machine.
pub(crate) fn measure(handler: &str, context: &Context, time: Duration) -> Option<(f64, f64)> {
    if !["node", "python3"].into_iter().all(is_there) {
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (code, members) = (
        folder.path().join("handler.js"),
        folder.path().join("context.json"),
    );
    fs::write(&code, handler).expect("a written file");
    fs::write(&members, as_members(context).to_string()).expect("a written file");
    let measure = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/ministack/measure");
    let measured = Command::new(measure)
        .args([&code, &members])
        .arg(time.as_secs().to_string())
        .stderr(Stdio::inherit())
        .output()
        .expect("a script");
    assert!(measured.status.success(), "the peer is not measured");
    let measured: Value = serde_json::from_slice(&measured.stdout).expect("one line of JSON");
    let number = |name: &str| measured[name].as_f64().expect("a number");
    Some((number("perSecond"), number("perProcessorSecond")))
}

/// The context as handlers see it.
fn as_members(context: &Context) -> Value {
    let mut members: Map<String, Value> = context
        .members()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect();
    members.insert("args".to_owned(), context.arguments.clone());
    Value::Object(members)
}

fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
