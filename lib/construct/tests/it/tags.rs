//! Tags reach the resources below.

use appsynth_construct::{CfnResource, Expr, StackOptions};
use expect_test::expect;

use crate::{app, pretty, synth, template};

#[test]
fn tags_reach_what_can_have_them_and_the_nearest_wins() {
    let mut app = app();
    app.tag("app", "blog");
    app.tag("team", "all");
    let options = StackOptions::new().tag("team", "posts").tag("stage", "dev");
    let mut stack = app.stack_with("blog", options);
    let own = Expr::Map(
        [("Key", "stage"), ("Value", "own")]
            .map(|(key, value)| (key.to_owned(), value.into()))
            .into(),
    );
    stack.add(
        "Topic",
        CfnResource::new("AWS::SNS::Topic").property("Tags", vec![own]),
    );
    let schema = CfnResource::new("AWS::AppSync::GraphQLSchema").property("ApiId", "id");
    stack.add("Schema", schema);
    let mut group = stack.scope("Settings");
    group.tag("team", "settings");
    group.add(
        "Flag",
        CfnResource::new("AWS::SSM::Parameter")
            .property("Type", "String")
            .property("Value", "on"),
    );

    let synthesis = synth(app);
    expect![[r#"
        {
          "Topic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {
              "Tags": [
                {
                  "Key": "stage",
                  "Value": "own"
                },
                {
                  "Key": "app",
                  "Value": "blog"
                },
                {
                  "Key": "team",
                  "Value": "posts"
                }
              ]
            }
          },
          "Schema": {
            "Type": "AWS::AppSync::GraphQLSchema",
            "Properties": {
              "ApiId": "id"
            }
          },
          "SettingsFlagF66EAF9D": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {
              "Type": "String",
              "Value": "on",
              "Tags": {
                "app": "blog",
                "team": "settings",
                "stage": "dev"
              }
            }
          }
        }
    "#]]
    .assert_eq(&pretty(&template(&synthesis, "blog")["Resources"]));

    let tags: Vec<_> = synthesis.stacks[0].tags.iter().collect();
    let expected = [("app", "blog"), ("team", "posts"), ("stage", "dev")];
    let tags: Vec<_> = tags
        .into_iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(tags, expected);
}
