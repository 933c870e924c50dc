//! Behaviour of construct trees as a user of the crate sees it.

mod assets;
mod cdk;
mod editing;
mod external;
mod mistakes;
mod stability;
mod stacks;
mod tags;

use appsynth_construct::{App, Environment, MemoryFiles, Synthesis};
use serde_json::Value;

/// An app in the local environment without files.
#[track_caller]
fn app() -> App {
    App::new(Environment::local(), MemoryFiles::new())
}

#[track_caller]
fn synth(app: App) -> Synthesis {
    app.synth().unwrap_or_else(|failure| {
        let messages: Vec<_> = failure
            .diagnostics
            .iter()
            .map(|one| format!("{}: {}", one.code.id, one.message))
            .collect();
        panic!("mistakes:\n{}", messages.join("\n"))
    })
}

/// A stack's template without what every template has: construct paths and the bootstrap check.
fn template(synthesis: &Synthesis, stack: &str) -> Value {
    let stack = synthesis.stacks.iter().find(|one| one.id == stack);
    plain(stack.expect("the stack exists").template.to_value())
}

fn plain(mut template: Value) -> Value {
    let resources = template["Resources"].as_object_mut();
    for resource in resources.into_iter().flat_map(|map| map.values_mut()) {
        let resource = resource.as_object_mut().expect("a resource is an object");
        let metadata = resource.get_mut("Metadata").and_then(Value::as_object_mut);
        if let Some(metadata) = metadata {
            metadata.retain(|key, _| !key.starts_with("aws:"));
            if metadata.is_empty() {
                resource.shift_remove("Metadata");
            }
        }
    }
    let template_map = template.as_object_mut().expect("a template is an object");
    template_map.shift_remove("Rules");
    if let Some(parameters) = template_map.get_mut("Parameters") {
        let parameters = parameters
            .as_object_mut()
            .expect("parameters are an object");
        parameters.shift_remove("BootstrapVersion");
        if parameters.is_empty() {
            template_map.shift_remove("Parameters");
        }
    }
    template
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
