//! Changes to resources that exist already.

use appsynth_cloudformation::DeletionPolicy;
use appsynth_construct::{CfnResource, Expr, NodeId, Scope};
use expect_test::{Expect, expect};

use crate::{app, pretty, synth, template};

fn check(change: impl FnOnce(&mut Scope<'_>, NodeId), expected: Expect) {
    let mut app = app();
    let mut stack = app.stack("blog");
    let api = CfnResource::new("Custom::Api")
        .property("Name", "blog")
        .property("Tags", Vec::<Expr>::new());
    let api = stack.add("Api", api);
    change(&mut stack, api);
    expected.assert_eq(&pretty(&template(&synth(app), "blog")["Resources"]));
}

#[test]
fn properties_are_edited_in_place() {
    check(
        |stack, api| {
            stack.edit(api, |properties| {
                properties.insert("Name".to_owned(), "news".into());
                properties.remove("Tags");
            });
        },
        expect![[r#"
            {
              "Api": {
                "Type": "Custom::Api",
                "Properties": {
                  "Name": "news"
                }
              }
            }
        "#]],
    );
}

#[test]
fn a_patch_sets_any_value_by_a_pointer() {
    check(
        |stack, api| {
            stack.patch(api, "/Properties/XrayEnabled", true);
            stack.patch(api, "/Properties/LogConfig/FieldLogLevel", "ALL");
            stack.patch(api, "/Properties/Tags/-", "added");
            stack.patch(api, "/Properties/Tags/0", "replaced");
            stack.patch(api, "/Metadata/cfn-lint~1config", "none");
            stack.patch(api, "/UpdatePolicy/EnableVersionUpgrade", true);
        },
        expect![[r#"
            {
              "Api": {
                "Type": "Custom::Api",
                "Properties": {
                  "Name": "blog",
                  "Tags": [
                    "replaced"
                  ],
                  "XrayEnabled": true,
                  "LogConfig": {
                    "FieldLogLevel": "ALL"
                  }
                },
                "UpdatePolicy": {
                  "EnableVersionUpgrade": true
                },
                "Metadata": {
                  "cfn-lint/config": "none"
                }
              }
            }
        "#]],
    );
}

#[test]
fn policies_and_logical_ids_are_set_on_any_resource() {
    check(
        |stack, api| {
            stack.removal(api, DeletionPolicy::Retain);
            stack.override_logical_id(api, "GraphQLAPI");
        },
        expect![[r#"
            {
              "GraphQLAPI": {
                "Type": "Custom::Api",
                "Properties": {
                  "Name": "blog",
                  "Tags": []
                },
                "UpdateReplacePolicy": "Retain",
                "DeletionPolicy": "Retain"
              }
            }
        "#]],
    );
}

#[test]
fn a_resource_waits_for_all_resources_of_a_construct() {
    check(
        |stack, api| {
            let mut group = stack.scope("Group");
            let group_node = group.node();
            group.add("B", CfnResource::new("AWS::SNS::Topic"));
            group.add("A", CfnResource::new("AWS::SNS::Topic"));
            stack.depend(api, group_node);
            stack.depend(api, group_node);
        },
        expect![[r#"
            {
              "Api": {
                "Type": "Custom::Api",
                "Properties": {
                  "Name": "blog",
                  "Tags": []
                },
                "DependsOn": [
                  "GroupAE0121C37",
                  "GroupB5A0138CC"
                ]
              },
              "GroupB5A0138CC": {
                "Type": "AWS::SNS::Topic"
              },
              "GroupAE0121C37": {
                "Type": "AWS::SNS::Topic"
              }
            }
        "#]],
    );
}

#[test]
fn a_property_newer_than_the_schemas_is_let_through_on_demand() {
    let mut app = app();
    let mut stack = app.stack("blog");
    let topic = stack.add("Topic", CfnResource::new("AWS::SNS::Topic"));
    stack.patch(topic, "/Properties/BrandNew", true);
    stack.options(topic, |options| options.unchecked = true);
    let template = template(&synth(app), "blog");
    assert_eq!(
        template["Resources"]["Topic"]["Properties"]["BrandNew"],
        true
    );
}
