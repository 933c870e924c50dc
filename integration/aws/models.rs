//! Schemas with directives: a nested stack for each model, in one stack or several.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::project::Blog;
use crate::world::on_each_fake;

const SCHEMA: &str = "\
type Post @model @auth(rules: [{ allow: public }]) {
  title: String!
  comments: [Comment] @hasMany
}

type Comment @model @auth(rules: [{ allow: public }]) {
  text: String!
}
";

const RESOLVER: &str = "AWS::AppSync::Resolver";

fn failing(logical_id: &str, reason: &str) -> Value {
    json!({ "kind": "fail_resource", "logical_id": logical_id, "reason": reason, "times": 1 })
}

/// The project with these models, in as many stacks of a kind as are asked for.
fn forum<'w>(world: &'w crate::world::World, more: &str) -> Blog<'w> {
    let blog = Blog::new(world);
    blog.directives(SCHEMA, more, "");
    blog
}

/// A change of the model Post, which needs another resolver of its own and no other model's.
fn index_titles(blog: &Blog<'_>) {
    let indexed = "title: String! @index(name: \"byTitle\", queryField: \"postsByTitle\")";
    blog.write("schema.graphql", &SCHEMA.replace("title: String!", indexed));
}

/// The logical id of a resource by its type and a part of its path.
fn logical_id(plan: &Value, kind: &str, path: &str) -> String {
    let stacks = plan["stacks"].as_array().expect("stacks");
    let mut changes = stacks
        .iter()
        .flat_map(|stack| stack["changes"].as_array().expect("changes"));
    let is_meant = |change: &&Value| {
        change["kind"] == kind
            && change["name"]
                .as_str()
                .is_some_and(|name| name.contains(path))
    };
    let change = changes.find(is_meant).expect("the resource changes");
    change["logicalId"].as_str().expect("a text").to_owned()
}

#[test]
fn a_model_is_a_nested_stack_and_costs_no_call_while_nothing_changes() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
        world.forget_calls();
        blog.expect_unchanged();
    });
}

/// The assets of the project as it is, by their hashes.
fn assets(blog: &Blog<'_>) -> BTreeSet<String> {
    let manifest = std::fs::read(blog.made().join("blog-dev.assets.json"));
    let manifest: Value = serde_json::from_slice(&manifest.expect("a file")).expect("JSON");
    let files = manifest["files"].as_object().expect("assets");
    files.keys().cloned().collect()
}

#[test]
fn a_missing_asset_costs_one_call() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        let assets = assets(&blog).len();
        blog.deploy(&[]).expect_success();
        assert_eq!(world.count("PutObject"), assets);
        assert_eq!(world.count("HeadObject"), 0);
    });
}

#[test]
fn what_is_deployed_already_is_looked_for_and_not_sent_again() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        let before = assets(&blog);
        blog.deployed();
        index_titles(&blog);
        let after = assets(&blog);
        blog.deploy(&[]).expect_success();
        assert_eq!(world.count("PutObject"), after.difference(&before).count());
        assert_eq!(
            world.count("HeadObject"),
            after.intersection(&before).count()
        );
    });
}

#[test]
fn a_change_of_one_model_leaves_the_others_alone() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        blog.deployed();
        index_titles(&blog);
        let plan = blog.diff();
        let changes = plan["stacks"][0]["changes"].as_array().expect("changes");
        let of_comments = changes
            .iter()
            .filter(|change| change["name"].to_string().contains("Comment"));
        assert_eq!(of_comments.count(), 0, "{plan}");
        let said = blog.deploy(&[]).expect_success();
        said.expect(&[
            "create `byTitle`",
            "blog-dev: 4 of 4 ",
            "blog-dev: deployed",
        ]);
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}

/// Replaces the request of a model's query by one that this text is in.
fn override_get_post(blog: &Blog<'_>, text: &str) {
    std::fs::create_dir_all(blog.folder().join("resolvers")).expect("a folder");
    let request = "{ \"version\": \"2018-05-29\", \"operation\": \"GetItem\", \
                   \"key\": { \"id\": $util.dynamodb.toDynamoDBJson($ctx.args.id) } }";
    let text = format!("## {text}\n{request}");
    blog.write("resolvers/Query.getPost.req.vtl", &text);
}

#[test]
fn a_function_of_a_model_goes_to_appsync() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        override_get_post(&blog, "one");
        blog.deployed();
        override_get_post(&blog, "two");
        let said = blog.deploy(&["--hotswap"]).expect_success();
        said.expect(&["hotswapped ", "QueryGetPostDataResolverFn"]);
        let mut calls = world.calls();
        calls.sort();
        let expected = [
            "DescribeStacks",
            "GetTemplate",
            "ListStackResources",
            "ListStackResources",
            "UpdateFunction",
        ];
        assert_eq!(calls, expected);
    });
}

#[test]
fn a_copy_of_a_nested_template_that_is_not_there_costs_a_call_once() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        override_get_post(&blog, "one");
        blog.deployed();
        std::fs::remove_dir_all(blog.folder().join(".appsynth")).expect("a folder");
        override_get_post(&blog, "two");
        blog.deploy(&["--hotswap"]).expect_success();
        assert_eq!(world.count("GetTemplate"), 2);
        override_get_post(&blog, "three");
        world.forget_calls();
        blog.deploy(&["--hotswap"]).expect_success();
        assert_eq!(world.count("GetTemplate"), 1);
        assert_eq!(world.count("UpdateFunction"), 1);
    });
}

#[test]
fn a_function_in_a_stack_of_models_goes_to_the_api_that_another_stack_exports() {
    on_each_fake(|world| {
        let blog = forum(world, ", stacks: 2");
        override_get_post(&blog, "one");
        let stacks = blog.diff()["stacks"].as_array().expect("stacks").len();
        blog.deployed();
        override_get_post(&blog, "two");
        let said = blog.deploy(&["--hotswap"]).expect_success();
        said.expect(&["hotswapped ", "QueryGetPostDataResolverFn"]);
        let mut calls = world.calls();
        calls.retain(|call| call != "GetTemplate");
        calls.sort();
        // For the parameters of the one with the function.
        let mut expected = vec!["DescribeStacks"; stacks + 1];
        expected.extend(["ListStackResources", "ListStackResources", "UpdateFunction"]);
        assert_eq!(calls, expected);
        assert_eq!(world.count("GetTemplate"), stacks);
    });
}

#[test]
fn drift_is_looked_for_in_nested_stacks_too() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        override_get_post(&blog, "one");
        blog.deployed();
        override_get_post(&blog, "two");
        blog.deploy(&["--hotswap"]).expect_success();
        let said = blog.run(&["drift", "--env", "dev"]).expect_success();
        // The stack, two models, the relation between them.
        assert_eq!(world.count("DetectStackDrift"), 4);
        if world.is_strict() {
            said.expect(&["QueryGetPostDataResolverFn", "was changed"]);
        }
    });
}

#[test]
fn stacks_that_do_not_depend_on_each_other_go_at_the_same_time() {
    on_each_fake(|world| {
        let blog = forum(world, ", stacks: 2");
        let stacks = blog.diff()["stacks"].as_array().expect("stacks").len();
        blog.deployed();
        let said = blog.run(&["destroy", "--env", "dev", "--yes"]);
        said.expect_success().expect(&[
            "blog-dev-models-0: removed",
            "blog-dev: removed",
            "`dev` is removed",
        ]);
        assert_eq!(world.count("DeleteStack"), stacks);
        // One begins before anybody has looked at how far the one before is.
        let mut calls = world.calls();
        calls.retain(|call| call == "DeleteStack" || call == "DescribeStackEvents");
        let side_by_side = calls
            .windows(2)
            .any(|two| two == ["DeleteStack", "DeleteStack"]);
        assert!(side_by_side, "{calls:?}");
        let left = blog.diff();
        let left = left["stacks"].as_array().expect("stacks");
        assert!(left.iter().all(|stack| stack["action"] == "create"));
    });
}

#[test]
fn a_function_of_a_model_that_is_back_to_what_cloudformation_knows_is_sent_again() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        override_get_post(&blog, "one");
        blog.deployed();
        override_get_post(&blog, "two");
        blog.deploy(&["--hotswap"]).expect_success();
        override_get_post(&blog, "one");
        world.forget_calls();
        blog.deploy(&["--hotswap"])
            .expect_success()
            .expect(&["hotswapped ", "QueryGetPostDataResolverFn"]);
        assert_eq!(world.count("UpdateFunction"), 1);
    });
}

#[test]
fn of_several_stacks_those_only_are_listed_that_have_something_to_send() {
    on_each_fake(|world| {
        let blog = forum(world, ", stacks: 2");
        let stacks = blog.diff()["stacks"].as_array().expect("stacks").len();
        blog.deployed();
        let described = SCHEMA.replace("type Post", "\"What somebody wrote.\"\ntype Post");
        blog.write("schema.graphql", &described);
        blog.deploy(&["--hotswap"]).expect_success();
        assert_eq!(world.count("StartSchemaCreation"), 1);
        assert_eq!(world.count("GetTemplate"), stacks);
        assert_eq!(world.count("ListStackResources"), 1);
    });
}

#[test]
fn a_failed_creation_in_a_nested_stack_is_told_by_its_model() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        let resolver = logical_id(&blog.diff(), RESOLVER, "Mutation.createComment");
        world.fault(failing(&resolver, "No field named createComment found"));
        let said = blog.deploy(&[]);
        said.expect_failure(&[
            "error: `@model` Comment (schema.graphql:6): Mutation.createComment at ",
            "No field named createComment found",
            "ROLLBACK_COMPLETE: nothing of it was made",
        ]);
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
    });
}

#[test]
fn a_failed_update_of_a_nested_stack_is_told_by_its_model_and_taken_back() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        blog.deployed();
        index_titles(&blog);
        let resolver = logical_id(&blog.diff(), RESOLVER, "Query.postsByTitle");
        world.fault(failing(&resolver, "No field named postsByTitle found"));
        blog.deploy(&[]).expect_failure(&[
            "error: `@model` Post (schema.graphql:1): Query.postsByTitle at ",
            "No field named postsByTitle found",
            "UPDATE_ROLLBACK_COMPLETE: it is as it was before",
        ]);
        blog.deploy(&[])
            .expect_success()
            .expect(&["create   ", "blog-dev: deployed"]);
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}

#[test]
fn a_failed_relation_is_told_by_its_directive() {
    on_each_fake(|world| {
        let blog = forum(world, "");
        let resolver = logical_id(&blog.diff(), RESOLVER, "Post.comments");
        world.fault(failing(&resolver, "it failed"));
        blog.deploy(&[])
            .expect_failure(&["error: `@hasMany` Post.comments (schema.graphql:3): "]);
    });
}

#[test]
fn several_stacks_are_made_in_the_order_they_need_each_other() {
    on_each_fake(|world| {
        let blog = forum(world, ", stacks: 2");
        let plan = blog.diff();
        let stacks = plan["stacks"].as_array().expect("stacks").len();
        assert!(stacks > 2, "{plan}");
        blog.deploy(&[]).expect_success();
        assert_eq!(world.count("ExecuteChangeSet"), stacks);
        world.forget_calls();
        blog.deploy(&[]).expect_success();
        assert!(world.calls().len() <= 2 * stacks + 3, "{:?}", world.calls());
    });
}

#[test]
fn a_failed_stack_leaves_those_that_need_it_unmade_and_the_next_deployment_goes_on() {
    on_each_fake(|world| {
        let blog = forum(world, ", stacks: 2");
        let stacks = blog.diff()["stacks"].as_array().expect("stacks").len();
        let resolver = logical_id(&blog.diff(), RESOLVER, "Mutation.createComment");
        world.fault(failing(&resolver, "it failed"));
        blog.deploy(&[])
            .expect_failure(&["`@model` Comment (schema.graphql:6)"]);
        blog.deploy(&[]).expect_success();
        let plan = blog.diff();
        let unchanged = plan["stacks"].as_array().expect("stacks").iter();
        assert_eq!(
            unchanged
                .filter(|stack| stack["action"] == "nothing")
                .count(),
            stacks
        );
    });
}
