//! Stacks, their options and their order.

use appsynth_cloudformation::SubPart;
use appsynth_construct::{
    CfnCondition, CfnMapping, CfnParameter, CfnResource, CfnRule, Construct, Expr, Intrinsic,
    NestedStackOptions, NodeId, Scope, StackOptions,
};
use expect_test::expect;

use crate::{app, pretty, synth, template};

fn topic() -> CfnResource {
    CfnResource::new("AWS::SNS::Topic")
}

fn reference(node: impl Into<NodeId>) -> Expr {
    Intrinsic::Ref(node.into()).into()
}

#[test]
fn a_stack_comes_after_those_it_needs() {
    let mut app = app();
    let mut first = app.stack("first");
    let first_node = first.node();
    first.add("Own", topic());
    let mut second = app.stack("second");
    let needed = second.add("Topic", topic());
    let mut first = app.scope(first_node);
    first.add("Uses", topic().property("DisplayName", reference(needed)));

    let synthesis = synth(app);
    let order: Vec<_> = synthesis.stacks.iter().map(|stack| &stack.id).collect();
    assert_eq!(order, ["second", "first"]);
    assert_eq!(synthesis.stacks[1].dependencies, ["second"]);
}

#[test]
fn a_dependency_between_stacks_orders_them_without_an_export() {
    let mut app = app();
    let late = app.stack("late").add("Topic", topic());
    let early = app.stack("early").add("Topic", topic());
    app.scope(late).depend(late, early);

    let synthesis = synth(app);
    assert_eq!(synthesis.stacks[1].dependencies, ["early"]);
    assert!(synthesis.stacks[0].template.outputs.is_empty());
}

#[test]
fn account_and_region_are_the_environments_unless_the_stack_has_its_own() {
    let environment = appsynth_construct::Environment::new("dev")
        .account("111111111111")
        .region("eu-west-1");
    let mut app = appsynth_construct::App::new(environment, appsynth_construct::MemoryFiles::new());
    app.stack("own").add("Topic", topic());
    app.stack_with("other", StackOptions::new().region("us-east-1"))
        .add("Topic", topic());

    let synthesis = synth(app);
    let places: Vec<_> = synthesis
        .stacks
        .iter()
        .map(|stack| (stack.account.as_deref(), stack.region.as_deref()))
        .collect();
    let account = Some("111111111111");
    assert_eq!(
        places,
        [(account, Some("eu-west-1")), (account, Some("us-east-1"))]
    );
}

#[test]
fn every_element_of_a_template_is_a_construct() {
    let mut app = app();
    let mut stack = app.stack("all");
    let stage = stack.add(
        "Stage",
        CfnParameter::string()
            .default_value("dev")
            .member("AllowedValues", vec!["dev", "prod"]),
    );
    let is_prod = stack.add(
        "IsProd",
        CfnCondition::new(Intrinsic::Equals(reference(stage), "prod".into())),
    );
    let names = stack.add(
        "Names",
        CfnMapping::new()
            .value("eu-west-1", "name", "ireland")
            .value("us-east-1", "name", "virginia"),
    );
    stack.add(
        "Rule",
        CfnRule::new().assert(
            Intrinsic::Not(Intrinsic::Equals(reference(stage), "".into()).into()),
            "a stage is needed",
        ),
    );
    let resource = stack.add(
        "Topic",
        topic()
            .property("DisplayName", names.find("eu-west-1", "name"))
            .property("FifoTopic", is_prod.choose(true, false)),
    );
    stack.options(resource, |options| options.condition = Some(is_prod));
    stack.output("Arn", reference(resource));

    expect![[r#"
        {
          "Parameters": {
            "Stage": {
              "Type": "String",
              "Default": "dev",
              "AllowedValues": [
                "dev",
                "prod"
              ]
            }
          },
          "Mappings": {
            "Names": {
              "eu-west-1": {
                "name": "ireland"
              },
              "us-east-1": {
                "name": "virginia"
              }
            }
          },
          "Conditions": {
            "IsProd": {
              "Fn::Equals": [
                {
                  "Ref": "Stage"
                },
                "prod"
              ]
            }
          },
          "Resources": {
            "Topic": {
              "Type": "AWS::SNS::Topic",
              "Properties": {
                "DisplayName": {
                  "Fn::FindInMap": [
                    "Names",
                    "eu-west-1",
                    "name"
                  ]
                },
                "FifoTopic": {
                  "Fn::If": [
                    "IsProd",
                    true,
                    false
                  ]
                }
              },
              "Condition": "IsProd"
            }
          },
          "Outputs": {
            "Arn": {
              "Value": {
                "Ref": "Topic"
              }
            }
          }
        }
    "#]]
    .assert_eq(&pretty(&template(&synth(app), "all")));
}

#[test]
fn a_template_may_have_macros_and_metadata() {
    let mut app = app();
    let mut stack = app.stack("blog");
    stack.transform("AWS::LanguageExtensions");
    stack.transform("AWS::LanguageExtensions");
    let topic = stack.add("Topic", topic());
    stack.template_metadata("Main", reference(topic));
    let mut nested = stack.nested_stack("Nested");
    nested.transform("AWS::Include");
    nested.transform("Custom");

    let synthesis = synth(app);
    let stack = &synthesis.stacks[0];
    let outer = stack.template.to_value();
    assert_eq!(outer["Transform"], "AWS::LanguageExtensions");
    assert_eq!(outer["Metadata"]["Main"]["Ref"], "Topic");
    let inner: serde_json::Value = serde_json::from_str(
        stack.nested[0]
            .text
            .as_deref()
            .expect("no sink has taken it"),
    )
    .expect("JSON");
    assert_eq!(
        inner["Transform"],
        serde_json::json!(["AWS::Include", "Custom"])
    );
}

#[test]
fn a_warning_does_not_stop_the_synthesis() {
    let mut app = app();
    let mut stack = app.stack("blog");
    let code = &appsynth_diagnostics::codes::constructs::LEGIBLE_FILE;
    stack.report(appsynth_diagnostics::Diagnostic::warning(
        code,
        "worth knowing",
    ));
    let warnings = synth(app).warnings;
    let origins: Vec<_> = warnings
        .iter()
        .filter_map(|one| one.origin.as_ref())
        .collect();
    assert_eq!(origins.len(), 1);
    assert_eq!(origins[0].construct_path, "blog");
}

#[test]
fn a_reference_within_sub_becomes_a_variable_where_it_comes_from_another_stack() {
    let mut app = app();
    let shared = app.stack("a").add("Topic", topic());
    let mut stack = app.stack("b");
    let own = stack.add("Own", topic());
    let parts = vec![
        SubPart::Ref(own),
        SubPart::Text("/".to_owned()),
        SubPart::GetAtt(shared, "TopicName".to_owned()),
    ];
    stack.add(
        "Uses",
        topic().property("DisplayName", Intrinsic::Sub(parts, None)),
    );

    let template = template(&synth(app), "b");
    expect![[r#"
        {
          "Fn::Sub": [
            "${Own}/${aTopicBE61125FTopicName}",
            {
              "aTopicBE61125FTopicName": {
                "Fn::ImportValue": "a:ExportsOutputFnGetAttTopicTopicNameAA9FBB33"
              }
            }
          ]
        }
    "#]]
    .assert_eq(&pretty(
        &template["Resources"]["Uses"]["Properties"]["DisplayName"],
    ));
}

#[test]
fn a_nested_stack_is_a_resource_whose_template_is_uploaded() {
    let mut app = app();
    let mut stack = app.stack("blog");
    let options = NestedStackOptions::new()
        .description("old posts")
        .timeout_minutes(5);
    let mut nested = stack.nested_stack_with("Archive", options);
    nested.add("Topic", topic());

    let synthesis = synth(app);
    let nested = &synthesis.stacks[0].nested[0];
    let template: serde_json::Value =
        serde_json::from_str(nested.text.as_ref().expect("no sink has taken it")).expect("JSON");
    assert_eq!(template["Description"], "old posts");
    assert_eq!(nested.path, "blog/Archive");
    let resource = synthesis.stacks[0].template.resources.values().next();
    let resource = resource.expect("the nested stack's resource");
    assert_eq!(resource.properties["TimeoutInMinutes"], 5.into());
    assert_eq!(
        resource.metadata["aws:asset:path"],
        nested.file_name.as_str().into()
    );
    let url = resource.properties["TemplateURL"].to_value().to_string();
    assert!(url.contains(&nested.hash), "{url}");
}

/// A construct of a user's own: data in, handle out.
struct Alarmed {
    name: &'static str,
}

#[derive(Clone, Copy)]
struct AlarmedRef {
    queue: NodeId,
}

impl Construct for Alarmed {
    type Handle = AlarmedRef;

    fn build(self, scope: &mut Scope<'_>) -> AlarmedRef {
        let queue = CfnResource::new("AWS::SQS::Queue").property("QueueName", self.name);
        let queue = scope.add("Queue", queue);
        scope.add("Topic", topic());
        AlarmedRef { queue }
    }
}

#[test]
fn a_construct_may_be_made_of_others() {
    let mut app = app();
    let mut stack = app.stack("blog");
    let jobs = stack.add("Jobs", Alarmed { name: "jobs" });
    stack.output("Queue", reference(jobs.queue));

    let template = template(&synth(app), "blog");
    let resources = template["Resources"].as_object().expect("an object");
    let ids: Vec<_> = resources.keys().collect();
    assert_eq!(ids, ["JobsQueue57E451F9", "JobsTopic8F2875A2"]);
    assert_eq!(template["Outputs"]["Queue"]["Value"]["Ref"], *ids[0]);
}

#[test]
fn a_construct_stands_for_its_main_resource() {
    struct Wrapped;
    impl Construct for Wrapped {
        type Handle = NodeId;

        fn build(self, scope: &mut Scope<'_>) -> NodeId {
            scope.part("Resource", topic());
            scope.node()
        }
    }
    let mut app = app();
    let mut stack = app.stack("blog");
    let wrapped = stack.add("Topic", Wrapped);
    stack.edit(wrapped, |properties| {
        properties.insert("DisplayName".to_owned(), "posts".into());
    });
    stack.output("Name", reference(wrapped));

    let template = template(&synth(app), "blog");
    let id = "TopicBFC7AF6E";
    assert_eq!(
        template["Resources"][id]["Properties"]["DisplayName"],
        "posts"
    );
    assert_eq!(template["Outputs"]["Name"]["Value"]["Ref"], id);
}
