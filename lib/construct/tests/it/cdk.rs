//! What the CDK makes of the same tree. The fixtures are what aws-cdk-lib 2.276 wrote for it.

use std::path::Path;

use appsynth_construct::{
    CfnOutput, CfnParameter, CfnResource, Expr, Intrinsic, NodeId, Scope, StackOptions,
};
use serde_json::Value;

use crate::{app, plain, synth};

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cdk");
    std::fs::read_to_string(folder.join(name)).expect("the fixture is there")
}

fn topic() -> CfnResource {
    CfnResource::new("AWS::SNS::Topic")
}

fn name(node: NodeId) -> Expr {
    Intrinsic::GetAtt(node, "TopicName".into()).into()
}

fn reference(node: impl Into<NodeId>) -> Expr {
    Intrinsic::Ref(node.into()).into()
}

#[test]
fn logical_ids_are_those_of_the_cdk() {
    let ids = fixture("logical_ids.txt");
    for line in ids.lines() {
        let (path, expected) = line.split_once(' ').unwrap();
        let mut app = app();
        let mut stack = app.stack("ids");
        add_at(&mut stack, path);
        let synthesis = synth(app);
        let (id, _) = synthesis.stacks[0].template.resources.first().unwrap();
        assert_eq!(id.0, expected, "at {path}");
    }
}

fn add_at(scope: &mut Scope<'_>, path: &str) {
    match path.split_once('/') {
        Some((id, rest)) => add_at(&mut scope.scope(id), rest),
        None => {
            scope.add(path, topic());
        }
    }
}

#[test]
fn references_between_stacks_are_those_of_the_cdk() {
    let mut app = app();
    let mut b = app.stack("B");
    let b_node = b.node();
    let my_topic = b.add("Topic", topic());
    b.override_logical_id(my_topic, "MyTopic");
    let mut nest = b.nested_stack("Nest");
    let nest_node = nest.node();
    let inner = nest.add("In", topic().property("DisplayName", reference(my_topic)));
    let mut nest2 = b.nested_stack("Nest2");
    nest2.add("In2", topic().property("DisplayName", name(inner)));

    let mut nest = app.scope(nest_node);
    let mut deep = nest.nested_stack("Deep");
    let in4 = deep.add("In4", topic().property("DisplayName", reference(my_topic)));

    let mut b = app.scope(b_node);
    b.add("Uses", topic().property("DisplayName", reference(in4)));

    let mut c = app.stack("C");
    c.add(
        "Uses",
        topic()
            .property("DisplayName", reference(in4))
            .property("TopicName", name(my_topic)),
    );
    c.add(
        "Uses2",
        topic().property("DisplayName", reference(my_topic)),
    );
    let mut nc = c.nested_stack("NC");
    nc.add(
        "Uses3",
        topic().property("DisplayName", reference(my_topic)),
    );

    let mut b = app.scope(b_node);
    let mut group = b.scope("Group");
    let group_node = group.node();
    group.add("One", topic());
    group.add("Two", topic());
    let waiting = b.add("Dep", topic());
    b.depend(waiting, group_node);
    b.depend(waiting, inner);
    let parameter = b.add("Param", CfnParameter::string());
    b.add("Out", CfnOutput::new(reference(inner)).export("foo"));

    let mut nest = app.scope(nest_node);
    nest.add(
        "UsesParam",
        topic().property("DisplayName", reference(parameter)),
    );

    let options = StackOptions::new()
        .name("named-d")
        .description("with a name")
        .protected();
    let mut d = app.stack_with("D", options);
    d.add("Y", topic().property("DisplayName", reference(my_topic)));

    let synthesis = synth(app);
    for stack in &synthesis.stacks {
        let file = format!("{}.template.json", stack.id);
        assert_same(&file, stack.template.to_value());
        for nested in &stack.nested {
            let template =
                serde_json::from_str(nested.text.as_ref().expect("no sink has taken it"))
                    .expect("JSON");
            assert_same(&nested.file_name, template);
        }
    }
    let order: Vec<_> = synthesis
        .stacks
        .iter()
        .map(|stack| (stack.id.as_str(), stack.dependencies.join(",")))
        .collect();
    let expected = [("B", ""), ("C", "B"), ("D", "B")];
    assert_eq!(order, expected.map(|(id, needs)| (id, needs.to_owned())));
    assert_eq!(synthesis.stacks[2].name, "named-d");
    assert!(synthesis.stacks[2].termination_protection);
}

/// Compares with the CDK's template of the same file name. The CDK writes template addresses with
/// another function, and construct paths only on demand.
fn assert_same(file: &str, ours: Value) {
    let theirs: Value = serde_json::from_str(&fixture(file)).expect("the fixture is JSON");
    let mut ours = plain(ours);
    for resource in ours["Resources"]
        .as_object_mut()
        .expect("an object")
        .values_mut()
    {
        let resource = resource.as_object_mut().expect("an object");
        if let Some(properties) = resource.get_mut("Properties") {
            let properties = properties.as_object_mut().expect("an object");
            properties.shift_remove("TemplateURL");
            if properties.is_empty() {
                resource.shift_remove("Properties");
            }
        }
    }
    assert_eq!(sorted(ours), sorted(plain(theirs)), "{file}");
}

/// The text of a value with the members of its objects in alphabetical order.
fn sorted(mut value: Value) -> String {
    value.sort_all_objects();
    format!("{value:#}")
}
