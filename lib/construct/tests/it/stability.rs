//! The same constructs give the same bytes.

use appsynth_construct::{App, CfnResource, Environment, Intrinsic, MemoryFiles, Synthesis};

use crate::synth;

fn files() -> MemoryFiles {
    MemoryFiles::new()
        .file("a.graphql", "type A")
        .file("z.graphql", "type Z")
}

fn build(files: MemoryFiles) -> Synthesis {
    let mut app = App::new(Environment::local(), files);
    let mut data = app.stack("data");
    let schema = data.read("a.graphql").expect("the file exists");
    let text = data.text(schema).to_owned();
    let posts = data.add(
        "Posts",
        CfnResource::new("AWS::SNS::Topic").property("DisplayName", text),
    );
    let mut nested = data.nested_stack("Nested");
    nested.add(
        "Uses",
        CfnResource::new("AWS::SNS::Topic").property("DisplayName", Intrinsic::Ref(posts)),
    );
    let mut api = app.stack("api");
    api.output("Posts", Intrinsic::Ref(posts));
    api.legible_file("a.txt", "a");
    synth(app)
}

/// Everything that reaches the assembly.
fn bytes(synthesis: &Synthesis) -> String {
    let mut all = String::new();
    for stack in &synthesis.stacks {
        all += &stack.text;
        for nested in &stack.nested {
            all += nested.text.as_ref().expect("no sink has taken it");
        }
    }
    for (path, text) in &synthesis.legible_files {
        all += &format!("{path}: {text}\n");
    }
    all + &format!("{:?}", synthesis.tree)
}

#[test]
fn the_same_app_gives_the_same_bytes() {
    assert_eq!(bytes(&build(files())), bytes(&build(files())));
}

#[test]
fn files_that_no_construct_reads_change_no_byte() {
    let more = MemoryFiles::new()
        .file("unrelated.txt", "x")
        .file("z.graphql", "type Other")
        .file("a.graphql", "type A");
    assert_eq!(bytes(&build(files())), bytes(&build(more)));
}

#[test]
fn the_order_of_files_changes_no_byte() {
    let reversed = MemoryFiles::new()
        .file("z.graphql", "type Z")
        .file("a.graphql", "type A");
    assert_eq!(bytes(&build(files())), bytes(&build(reversed)));
}

#[test]
fn names_of_variables_are_not_in_the_result() {
    let renamed = {
        let mut application = App::new(Environment::local(), files());
        let mut storage = application.stack("data");
        let definition = storage.read("a.graphql").expect("the file exists");
        let definition = storage.text(definition).to_owned();
        let articles = CfnResource::new("AWS::SNS::Topic").property("DisplayName", definition);
        let articles = storage.add("Posts", articles);
        let mut inner = storage.nested_stack("Nested");
        let reader = CfnResource::new("AWS::SNS::Topic");
        inner.add(
            "Uses",
            reader.property("DisplayName", Intrinsic::Ref(articles)),
        );
        let mut graph = application.stack("api");
        graph.output("Posts", Intrinsic::Ref(articles));
        graph.legible_file("a.txt", "a");
        synth(application)
    };
    assert_eq!(bytes(&build(files())), bytes(&renamed));
}

#[test]
fn who_asks_first_for_what_a_stack_exports_changes_no_byte_of_it() {
    let build = |asked: [&str; 2]| {
        let mut app = App::new(Environment::local(), MemoryFiles::new());
        let mut data = app.stack("data");
        let topics =
            ["Posts", "Comments"].map(|id| (id, data.add(id, CfnResource::new("AWS::SNS::Topic"))));
        let mut api = app.stack("api");
        for asked in asked {
            for (id, topic) in topics.iter().filter(|(id, _)| *id == asked) {
                api.output(id, Intrinsic::Ref(*topic));
            }
        }
        synth(app).stacks.swap_remove(0).text
    };
    assert_eq!(build(["Posts", "Comments"]), build(["Comments", "Posts"]));
}
