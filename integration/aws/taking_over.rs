//! Tables that other stacks let go.

use serde_json::{Value, json};

use crate::imports::MODEL;
use crate::model_imports::{IMPORT, IMPORTED, adopt, amplify_table};
use crate::project::Blog;
use crate::world::{World, on_each_fake, on_own_fake};

/// The stack at the top that Amplify has made, and the nested one of the model Post.
const AMPLIFY: &str = "amplify-blog";
const OF_POST: &str = "amplify-blog-Post";
const FROM_AMPLIFY: [&str; 6] = ["import", "--env", "dev", "--yes", "--from", AMPLIFY];

/// Deploys, as Amplify would, an API with a table of this type.
fn amplify_has_deployed(world: &World, kind: &str) {
    let nested = json!({ "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "post.json" } });
    let api = json!({ "Type": "AWS::AppSync::GraphQLApi", "Properties": { "Name": "blog" } });
    let root = json!({ "Resources": { "Api": api, "Post": nested } });
    world.post("/__stack", &json!({ "name": AMPLIFY, "template": root }));
    let of_post = json!({
        "Parameters": { "ApiId": { "Type": "String" } },
        "Resources": {
            "PostTable": { "Type": kind, "Properties": amplify_table(json!({})) },
            "PostDataSource": {
                "Type": "AWS::AppSync::DataSource",
                "DependsOn": "PostTable",
                "Properties": { "Name": "PostTable", "DynamoDBConfig": { "TableName": { "Ref": "PostTable" } } },
            },
        },
        "Outputs": { "Stream": { "Value": { "Fn::GetAtt": ["PostTable", "TableStreamArn"] } } },
    });
    let nested = json!({ "name": "Post", "parent": AMPLIFY, "template": of_post });
    world.post("/__stack", &nested);
    world.forget_calls();
}

/// What is left in Amplify's stack, which still serves its API: the same, with names in place of references.
#[track_caller]
fn expect_amplify_goes_on(world: &World) {
    let template = world.template(OF_POST);
    assert_eq!(template["Resources"]["PostTable"], Value::Null);
    let source = &template["Resources"]["PostDataSource"];
    let table = &source["Properties"]["DynamoDBConfig"]["TableName"];
    assert_eq!(
        (table, &source["DependsOn"]),
        (&json!("Post-abc-dev"), &Value::Null)
    );
    let stream = "arn:aws:dynamodb:us-east-1:123456789012:table/Post-abc-dev/stream/1";
    assert_eq!(template["Outputs"]["Stream"]["Value"], stream);
}

#[test]
fn a_stack_of_amplify_lets_a_table_go_and_goes_on_with_it() {
    on_own_fake(|world| {
        expect_takeover(world, "AWS::DynamoDB::Table");
    });
}

#[test]
fn so_does_the_function_that_makes_tables_for_amplify() {
    on_own_fake(|world| {
        expect_takeover(world, "Custom::AmplifyDynamoDBTable");
    });
}

#[track_caller]
fn expect_takeover(world: &World, kind: &str) {
    amplify_has_deployed(world, kind);
    let blog = adopt(world, MODEL);
    let said = blog.run(&FROM_AMPLIFY).expect_success();
    said.expect(&[
        "let go   amplify-blog-Post PostTable: Post-abc-dev stays in DynamoDB",
        "import   blog-dev/Data/Models/Post/Table/Resource: Post-abc-dev",
        "imported and deployed",
    ]);
    expect_amplify_goes_on(world);
    assert_eq!(world.count("ExecuteChangeSet"), 3);
    assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    blog.run(&FROM_AMPLIFY)
        .expect_success()
        .expect(&["nothing is left to import"]);
}

#[test]
fn a_nested_stack_can_be_named_and_lets_those_within_go() {
    on_own_fake(|world| {
        let nested = json!({ "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "x.json" } });
        let table =
            json!({ "Type": "AWS::DynamoDB::Table", "Properties": amplify_table(json!({})) });
        for (name, parent, resource) in [
            (AMPLIFY, None, ("Data", &nested)),
            ("Data", Some(AMPLIFY), ("Post", &nested)),
            ("Post", Some("amplify-blog-Data"), ("PostTable", &table)),
        ] {
            let template = json!({ "Resources": { (resource.0): resource.1 } });
            let stack = json!({ "name": name, "parent": parent, "template": template });
            world.post("/__stack", &stack);
        }
        let blog = adopt(world, MODEL);
        let said = blog.run(&[&IMPORT[..], &["--from", "amplify-blog-Data"]].concat());
        said.expect_success().expect(&[
            "let go   amplify-blog-Data-Post PostTable",
            "imported and deployed",
        ]);
    });
}

#[test]
fn a_takeover_that_was_interrupted_is_gone_on_with() {
    on_own_fake(|world| {
        amplify_has_deployed(world, "AWS::DynamoDB::Table");
        let blog = adopt(world, MODEL);
        let mut importing = blog.spawn(&FROM_AMPLIFY);
        world.wait_for("ExecuteChangeSet");
        importing.kill().expect("it is there");
        importing.wait().expect("it ends");
        let retained = world.template(OF_POST)["Resources"]["PostTable"]["DeletionPolicy"].clone();
        assert_eq!(retained, "Retain");
        world.forget_calls();
        blog.run(&FROM_AMPLIFY).expect_success();
        expect_amplify_goes_on(world);
        assert_eq!(world.count("ExecuteChangeSet"), 2);
    });
}

#[test]
fn a_takeover_can_be_left_to_somebody_else() {
    on_own_fake(|world| {
        amplify_has_deployed(world, "AWS::DynamoDB::Table");
        let before = world.template(OF_POST);
        let blog = adopt(world, MODEL);
        let arguments = ["import", "--env", "dev", "--no-execute", "--from", AMPLIFY];
        let said = blog.run(&arguments).expect_success();
        said.expect(&["amplify-blog-Post: the change set", "waits to be executed"]);
        assert_eq!(world.count("CreateChangeSet"), 1);
        assert_eq!(world.template(OF_POST), before);
    });
}

#[test]
fn tables_that_no_model_names_are_shown_with_what_to_say() {
    on_own_fake(|world| {
        amplify_has_deployed(world, "AWS::DynamoDB::Table");
        let blog = adopt(world, MODEL);
        blog.reconfigure(&[(IMPORTED, "")]);
        let said = blog.run(&FROM_AMPLIFY).expect_success();
        said.expect(&[
            "leave    amplify-blog-Post PostTable: Post-abc-dev",
            "`imported-tables: { Post: Post-abc-dev }`",
        ]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn a_stack_that_is_not_there_has_nothing_to_take_over() {
    on_own_fake(|world| {
        let blog = adopt(world, MODEL);
        let said = blog.run(&[&IMPORT[..], &["--from", "amplify-blog"]].concat());
        said.expect_failure(&["AS6005", "there is no such stack"]);
    });
}

#[test]
fn what_cannot_be_imported_is_not_let_go() {
    on_own_fake(|world| {
        amplify_has_deployed(world, "AWS::DynamoDB::Table");
        let blog = adopt(world, &MODEL.replace("String!", "String! @primaryKey"));
        blog.run(&FROM_AMPLIFY).expect_failure(&[
            "AS6002",
            "its key is id (S), and the project says title (S)",
        ]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn a_table_at_the_top_of_one_stack_goes_to_the_top_of_another() {
    on_each_fake(|world| {
        let old = Blog::new(world);
        old.configure("partition-key: id, name: posts", "");
        old.reconfigure(&[("app: blog", "app: old")]);
        old.deployed();
        let blog = Blog::new(world);
        blog.configure("partition-key: id, name: posts", "");
        blog.deploy(&[]).expect_failure(&["AS6004"]);
        let said = blog.run(&[&IMPORT[..], &["Posts"]].concat());
        said.expect_failure(&["AS6005", "belongs to the stack `old-dev`", "--from old-dev"]);
        let said = blog.run(&[&IMPORT[..], &["--from", "old-dev"]].concat());
        said.expect_success().expect(&[
            "let go   old-dev TablesPosts",
            "import   blog-dev/Tables/Posts/Resource: posts",
            "imported as they are",
        ]);
        blog.deploy(&[]).expect_success();
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}
