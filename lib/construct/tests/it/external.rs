//! What exists outside the app.

use appsynth_cloudformation::{Map, Pseudo, SubPart};
use appsynth_construct::{CfnResource, Construct, Expr, Intrinsic, NodeId, Scope};
use expect_test::expect;

use crate::{app, pretty, synth, template};

struct ExternalTable(&'static str);

impl Construct for ExternalTable {
    type Handle = NodeId;

    fn build(self, scope: &mut Scope<'_>) -> NodeId {
        let arn = vec![
            SubPart::Text("arn:".to_owned()),
            SubPart::Pseudo(Pseudo::Partition),
            SubPart::Text(format!(":dynamodb:::table/{}", self.0)),
        ];
        let arn = Intrinsic::Sub(arn, None).into();
        scope.external(self.0, Map::from([("Arn".to_owned(), arn)]));
        scope.node()
    }
}

fn user_of(table: NodeId) -> CfnResource {
    let part = SubPart::GetAtt(table, "Arn".to_owned());
    let index = vec![part, SubPart::Text("/index/*".to_owned())];
    CfnResource::new("AWS::Some::Consumer")
        .property("Name", Intrinsic::Ref(table))
        .property("Arn", Intrinsic::GetAtt(table, "Arn".into()))
        .property("Index", Intrinsic::Sub(index, None))
}

#[test]
fn a_reference_to_an_external_resource_is_what_is_known_of_it() {
    let mut app = app();
    let mut stack = app.stack("blog");
    let users = stack.add("Users", ExternalTable("users"));
    stack.add("Consumer", user_of(users));

    let template = template(&synth(app), "blog");
    expect![[r#"
        {
          "Consumer": {
            "Type": "AWS::Some::Consumer",
            "Properties": {
              "Name": "users",
              "Arn": {
                "Fn::Sub": "arn:${AWS::Partition}:dynamodb:::table/users"
              },
              "Index": {
                "Fn::Sub": "arn:${AWS::Partition}:dynamodb:::table/users/index/*"
              }
            }
          }
        }
    "#]]
    .assert_eq(&pretty(&template["Resources"]));
}

#[test]
fn an_external_resource_may_be_described_by_values_of_another_stack() {
    struct Alias(NodeId);
    impl Construct for Alias {
        type Handle = NodeId;

        fn build(self, scope: &mut Scope<'_>) -> NodeId {
            let reference: Expr = Intrinsic::Ref(self.0).into();
            scope.external(reference, Map::new());
            scope.node()
        }
    }
    let mut app = app();
    let topic = app
        .stack("a")
        .add("Topic", CfnResource::new("AWS::SNS::Topic"));
    let mut stack = app.stack("b");
    let alias = stack.add("Alias", Alias(topic));
    stack.output("Topic", Intrinsic::Ref(alias));

    let synthesis = synth(app);
    assert_eq!(
        template(&synthesis, "b")["Outputs"]["Topic"]["Value"]["Fn::ImportValue"],
        "a:ExportsOutputRefTopicA7DE468A"
    );
    assert_eq!(synthesis.stacks[1].dependencies, ["a"]);
}

#[test]
fn nothing_waits_for_what_exists_already() {
    let mut app = app();
    let mut stack = app.stack("blog");
    let users = stack.add("Users", ExternalTable("users"));
    let topic = stack.add("Topic", CfnResource::new("AWS::SNS::Topic"));
    stack.depend(topic, users);
    let template = template(&synth(app), "blog");
    assert!(template["Resources"]["Topic"].get("DependsOn").is_none());
}
