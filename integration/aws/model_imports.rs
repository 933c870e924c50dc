//! Tables of models that are there before their stacks. The stricter fake imports nothing into nested ones.

use serde_json::{Value, json};

use crate::imports::MODEL;
use crate::project::Blog;
use crate::world::{World, on_own_fake};

/// The setting of an environment that names the table.
pub(crate) const IMPORTED: &str = ", imported-tables: { Post: Post-abc-dev }";

/// Makes the project one with this model, whose table is to be imported.
pub(crate) fn adopt<'w>(world: &'w World, schema: &str) -> Blog<'w> {
    let blog = Blog::new(world);
    blog.directives(schema, "", IMPORTED);
    blog
}

/// The properties of the table that Amplify makes for [`MODEL`], with others in place of its own.
pub(crate) fn amplify_table(other: Value) -> Value {
    let mut table = json!({
        "TableName": "Post-abc-dev",
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": { "StreamViewType": "NEW_AND_OLD_IMAGES" },
        "SSESpecification": { "SSEEnabled": true },
        "DeletionProtectionEnabled": true,
    });
    for (name, value) in other.as_object().into_iter().flatten() {
        table[name] = value.clone();
    }
    table
}

pub(crate) const IMPORT: [&str; 4] = ["import", "--env", "dev", "--yes"];

#[test]
fn a_models_table_joins_its_nested_stack_when_it_is_imported_and_not_before() {
    on_own_fake(|world| {
        world.post("/__table", &amplify_table(json!({})));
        let blog = adopt(world, MODEL);
        blog.deploy(&[])
            .expect_failure(&["AS6004", "`appsynth import --env dev Post`"]);
        assert_eq!(world.count("CreateChangeSet"), 0);
        let said = blog.run(&["diff", "--env", "dev"]).expect_success();
        said.expect(&["import   blog-dev/Data/Models/Post/Table/Resource"]);
        let said = blog.run(&IMPORT).expect_success();
        said.expect(&[
            "Table/Resource: Post-abc-dev, about 7 items",
            "import   blog-dev/Data/Models/Post/Table/Resource (AWS::DynamoDB::Table)",
            "imported and deployed",
        ]);
        assert_eq!(world.count("ExecuteChangeSet"), 1);
        // Of the stack, and of the one nested in it.
        assert_eq!(world.count("DescribeChangeSet"), 2);
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
        blog.deploy(&[]).expect_success();
        let said = blog.run(&IMPORT).expect_success();
        said.expect(&["nothing is left to import"]);
    });
}

#[test]
fn an_imported_table_is_taken_as_it_is_and_changed_afterwards() {
    on_own_fake(|world| {
        let bare = json!({ "SSESpecification": null, "DeletionProtectionEnabled": null });
        world.post("/__table", &amplify_table(bare));
        let indexed = "String! @index(name: \"byTitle\")";
        let blog = adopt(world, &MODEL.replace("String!", indexed));
        let said = blog.run(&IMPORT).expect_success();
        said.expect(&["import   ", "in 2 updates", "UPDATE_COMPLETE"]);
        assert_eq!(world.count("ExecuteChangeSet"), 2);
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}

#[test]
fn an_import_joins_a_stack_that_is_deployed() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        blog.models("type Tag @model { name: String }");
        blog.deployed();
        world.post("/__table", &amplify_table(json!({})));
        let tag = "type Tag @model @auth(rules: [{ allow: public }]) { name: String }";
        blog.directives(&format!("{MODEL}\n{tag}"), "", IMPORTED);
        let said = blog.run(&[&IMPORT[..], &["Post"]].concat());
        said.expect_success()
            .expect(&["blog-dev: changes", "import   "]);
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}

#[test]
fn what_an_import_would_drop_is_refused_with_a_way_out() {
    on_own_fake(|world| {
        let used = json!({
            "AttributeDefinitions": [
                { "AttributeName": "id", "AttributeType": "S" },
                { "AttributeName": "author", "AttributeType": "S" },
            ],
            "GlobalSecondaryIndexes": [{
                "IndexName": "byAuthor",
                "KeySchema": [{ "AttributeName": "author", "KeyType": "HASH" }],
                "Projection": { "ProjectionType": "ALL" },
            }],
            "StreamSpecification": { "StreamViewType": "KEYS_ONLY" },
        });
        world.post("/__table", &amplify_table(used));
        let blog = adopt(world, MODEL);
        let said = blog.run(&IMPORT);
        said.expect_failure(&[
            "AS6002",
            "its index `byAuthor` by author (S) is none of the project's and would be deleted",
            "`@index(name: \"byAuthor\")`",
            "its stream shows KEYS_ONLY, and the project says NEW_AND_OLD_IMAGES",
            "have the project say KEYS_ONLY",
        ]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn a_table_to_import_has_to_be_there() {
    on_own_fake(|world| {
        let blog = adopt(world, MODEL);
        blog.deploy(&[])
            .expect_failure(&["AS6004", "there is no table `Post-abc-dev`"]);
        let said = blog.run(&IMPORT);
        said.expect_failure(&["AS6002", "DynamoDB has no table `Post-abc-dev` there"]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn a_table_of_another_stack_is_refused_with_the_steps_to_take_there() {
    on_own_fake(|world| {
        let template = json!({ "Resources": {
            "PostTable": { "Type": "AWS::DynamoDB::Table", "Properties": amplify_table(json!({})) },
        }});
        world.post(
            "/__stack",
            &json!({ "name": "amplify-blog-PostStack", "template": template }),
        );
        let blog = adopt(world, MODEL);
        let said = blog.run(&IMPORT);
        said.expect_failure(&[
            "AS6005",
            "belongs to the stack `amplify-blog-PostStack`, as PostTable",
            "DeletionPolicy: Retain",
        ]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn an_import_that_fails_leaves_the_table_and_can_be_tried_again() {
    on_own_fake(|world| {
        world.post("/__table", &amplify_table(json!({})));
        let blog = adopt(world, MODEL);
        let plan = blog.run(&["diff", "--env", "dev", "--json"]).stdout;
        let plan: Value = serde_json::from_str(&plan).expect("JSON");
        let changes = plan["stacks"][0]["changes"].as_array().expect("changes");
        let key = changes
            .iter()
            .find(|one| one["kind"] == "AWS::AppSync::ApiKey");
        let id = key.expect("a key")["logicalId"].as_str().expect("an id");
        world.fault(json!({ "kind": "fail_resource", "logical_id": id, "reason": "no keys left" }));
        blog.run(&IMPORT).expect_failure(&["no keys left"]);
        blog.run(&IMPORT)
            .expect_success()
            .expect(&["new, after what is left", "imported and deployed"]);
    });
}

#[test]
fn an_import_that_was_interrupted_is_gone_on_with() {
    on_own_fake(|world| {
        let bare = json!({ "SSESpecification": null });
        world.post("/__table", &amplify_table(bare));
        let blog = adopt(world, MODEL);
        let mut importing = blog.spawn(&IMPORT);
        world.wait_for("ExecuteChangeSet");
        importing.kill().expect("it is there");
        importing.wait().expect("it ends");
        world.forget_calls();
        blog.run(&IMPORT)
            .expect_success()
            .expect(&["nothing is left to import"]);
        blog.deploy(&[]).expect_success();
        assert_eq!(world.count("ExecuteChangeSet"), 1);
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}

#[test]
fn an_import_can_be_left_to_somebody_else() {
    on_own_fake(|world| {
        world.post("/__table", &amplify_table(json!({})));
        let blog = adopt(world, MODEL);
        let prepare = ["import", "--env", "dev", "--no-execute"];
        blog.run(&prepare)
            .expect_success()
            .expect(&["waits to be executed"]);
        let said = blog.run(&[&prepare[..], &["--json"]].concat());
        let said = said.expect_success();
        let document: Value = serde_json::from_str(&said.stdout).expect("JSON");
        assert_eq!(document["executed"], false);
        assert_eq!(world.count("ExecuteChangeSet"), 0);
    });
}

#[test]
fn an_api_cannot_be_imported() {
    on_own_fake(|world| {
        let blog = adopt(world, MODEL);
        let said = blog.run(&[&IMPORT[..], &["Api"]].concat());
        said.expect_failure(&["AS6006", "AWS::AppSync::GraphQLApi", "beside the old one"]);
    });
}
