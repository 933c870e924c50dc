//! Answers that cannot be read are said, and not taken for others. The stricter fake gives none.

use serde_json::json;

use crate::project::Blog;
use crate::world::{World, on_own_fake};

const PAGE: &str = "<html>Sign in to this network</html>";

fn answer(world: &World, operation: &str, text: &str) {
    world.fault(json!({ "kind": "answer", "operation": operation, "text": text, "times": -1 }));
}

#[test]
fn an_account_is_not_taken_for_one_that_is_not_ready() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        answer(world, "GetParameter", PAGE);
        blog.deploy(&[]).expect_failure(&[
            "ssm:GetParameter of `/cdk-bootstrap/hnb659fds/version`",
            "cannot be read",
            PAGE,
        ]);
        world.forget_faults();
        let odd = json!({ "Parameter": { "Value": "latest" } });
        answer(world, "GetParameter", &odd.to_string());
        blog.run(&["bootstrap", "--env", "dev", "--yes"])
            .expect_failure(&["ssm:GetParameter", "`latest` is no version"]);
        assert_eq!(world.count("CreateStack"), 0);
    });
}

#[test]
fn a_table_is_not_taken_for_one_that_is_not_there() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        blog.configure("partition-key: id, name: posts, removal: retain", "");
        for (text, why) in [(PAGE, PAGE), ("{}", "it has no `Table`")] {
            answer(world, "DescribeTable", text);
            blog.run(&["import", "--env", "dev", "--yes", "Posts"])
                .expect_failure(&["dynamodb:DescribeTable of `posts`", why]);
            world.forget_faults();
        }
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn items_are_not_left_uncounted() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        answer(world, "DescribeTable", PAGE);
        blog.run(&["destroy", "--env", "dev", "--yes"])
            .expect_failure(&["dynamodb:DescribeTable", PAGE]);
        assert_eq!(world.count("DeleteStack"), 0);
    });
}

#[test]
fn a_schema_is_not_waited_for_without_end() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        let text = std::fs::read_to_string(blog.folder().join("schema.graphql")).expect("a schema");
        let text = text.replace("title: String }", "title: String, more: Int }");
        blog.write("schema.graphql", &text);
        answer(world, "GetSchemaCreationStatus", "{}");
        blog.deploy(&["--hotswap"])
            .expect_failure(&["appsync:GetSchemaCreationStatus", "it has no `status`"]);
    });
}

#[test]
fn an_api_is_not_said_to_be_nowhere() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        for (operation, text, why) in [
            ("GetGraphqlApi", PAGE, PAGE),
            ("GetGraphqlApi", "{}", "it has no `graphqlApi.name`"),
            ("ListApiKeys", "{}", "it has no `apiKeys`"),
        ] {
            answer(world, operation, text);
            blog.run(&["outputs", "--env", "dev"])
                .expect_failure(&[&format!("appsync:{operation}"), why]);
            world.forget_faults();
        }
    });
}
