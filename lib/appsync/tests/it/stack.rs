//! Stacks to test with, and their resources.

use appsynth_appsync::*;
use appsynth_construct::{App, Environment, MemoryFiles, Scope};
use appsynth_diagnostics::render;
use expect_test::Expect;
use serde_json::Value;

/// An API with a data source.
pub(crate) struct Blog {
    pub(crate) api: ApiRef,
    pub(crate) posts: DataSourceRef,
}

pub(crate) fn blog(stack: &mut Scope<'_>) -> Blog {
    let table = stack.add("Table", Table::new(Key::partition(string("id"))));
    let api = stack.add("Api", Api::new(schema(), Auth::api_key(Days(7))));
    let posts = stack.add("Posts", DataSource::table(api, table));
    Blog { api, posts }
}

pub(crate) fn schema() -> SchemaSource {
    SchemaSource::text(
        "type Query { getPost(id: ID!): Post }\ntype Post { id: ID!, title: String }\ninput PostInput { title: String }\n",
    )
}

pub(crate) fn code() -> Code {
    Code::vtl_inline("{}", "$util.toJson($ctx.result)")
}

/// Checks the resources of these types that the stack has, without metadata.
pub(crate) fn check(types: &[&str], add: impl FnOnce(&mut Scope<'_>), expected: Expect) {
    let resources = resources(Environment::new("dev"), add);
    let of_types = resources
        .into_iter()
        .filter(|(_, resource)| types.iter().any(|kind| resource["Type"] == *kind))
        .map(|(id, resource)| format!("{id}: {}\n", short(&resource)));
    expected.assert_eq(&of_types.collect::<String>());
}

/// Checks what the policies of all roles allow.
pub(crate) fn check_allowed(add: impl FnOnce(&mut Scope<'_>), expected: Expect) {
    let mut lines = String::new();
    for (id, resource) in resources(Environment::new("dev"), add) {
        let properties = &resource["Properties"];
        let inline = properties["Policies"].as_array().into_iter().flatten();
        let documents = inline
            .map(|policy| &policy["PolicyDocument"])
            .chain(properties.get("PolicyDocument"));
        for statement in
            documents.flat_map(|document| document["Statement"].as_array().into_iter().flatten())
        {
            lines += &format!(
                "{id}: {} on {}\n",
                statement["Action"], statement["Resource"]
            );
        }
    }
    expected.assert_eq(&lines);
}

pub(crate) fn resources(
    environment: Environment,
    add: impl FnOnce(&mut Scope<'_>),
) -> serde_json::Map<String, Value> {
    let files = MemoryFiles::new()
        .file(
            "functions/echo/index.mjs",
            "export const handler = (event) => event;",
        )
        .file("functions/echo/index.test.mjs", "")
        .file("functions/echo/.lambdaignore", "*.test.mjs\n");
    let mut app = App::new(environment, files);
    add(&mut app.stack("blog"));
    let synthesis = app.synth().unwrap_or_else(|failure| {
        let options = render::Options::default();
        panic!(
            "{}",
            render::full(&failure.diagnostics, &failure.sources, options)
        )
    });
    let template = synthesis.stacks[0].template.to_value();
    template["Resources"]
        .as_object()
        .cloned()
        .unwrap_or_default()
}

fn short(resource: &Value) -> String {
    let mut resource = resource.clone();
    if let Some(members) = resource.as_object_mut() {
        members.remove("Type");
        members.remove("Metadata");
    }
    print(&resource, 0)
}

/// JSON in which whatever fits into a line is on one.
fn print(value: &Value, depth: usize) -> String {
    let line = value.to_string();
    if line.len() + depth < 80 {
        return line;
    }
    let indent = " ".repeat(depth + 2);
    let (open, members, close) = match value {
        Value::Object(members) => {
            let print =
                |(key, member)| format!("\n{indent}\"{key}\": {}", print(member, depth + 2));
            ('{', members.iter().map(print).collect::<Vec<_>>(), '}')
        }
        Value::Array(members) => {
            let print = |member| format!("\n{indent}{}", print(member, depth + 2));
            ('[', members.iter().map(print).collect(), ']')
        }
        _ => return line,
    };
    format!("{open}{}\n{}{close}", members.join(","), " ".repeat(depth))
}
