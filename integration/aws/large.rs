//! An API of 200 models: more than one stack may hold. On the small fake alone; `integration/benches/deploy.rs`
//! deploys as many to the stricter one.

use std::fs;

use integration::models;
use serde_json::Value;

use crate::project::Blog;
use crate::world::on_own_fake;

const MODELS: usize = 200;

#[test]
fn an_api_of_200_models_is_deployed_found_unchanged_and_destroyed() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        fs::remove_dir_all(blog.folder().join("resolvers")).expect("a folder");
        blog.write("schema.graphql", &models::schema(MODELS));
        blog.write(
            "appsynth.yaml",
            "app: blog\n\
             api: { schema: schema.graphql, auth: { default: user-pool, additional: [api-key], \
             user-pool: { id: us-east-1_Blog } } }\n\
             environments: { dev: { account: \"123456789012\", region: us-east-1 } }\n",
        );
        let said = blog.deploy(&["--json"]).expect_success();
        let said: Value = serde_json::from_str(&said.stdout).expect("JSON");
        let planned = said["plan"]["stacks"].as_array().expect("stacks");
        let stacks = planned.len();
        assert!(stacks > 1, "{stacks}");
        let of_tables = planned
            .iter()
            .flat_map(|stack| stack["changes"].as_array().expect("changes"))
            .filter(|change| change["kind"] == "AWS::DynamoDB::Table");
        assert_eq!(of_tables.count(), MODELS);
        assert_eq!(world.count("ExecuteChangeSet"), stacks);

        world.forget_calls();
        let said = blog.deploy(&[]).expect_success();
        assert!(!said.text.contains(": changes"), "{}", said.text);
        let calls = world.calls();
        assert!(calls.len() <= 2 * stacks + 3, "{calls:?}");

        blog.run(&["destroy", "--env", "dev", "--yes"])
            .expect_success()
            .expect(&["`dev` is removed"]);
        let left = blog.diff();
        let left = left["stacks"].as_array().expect("stacks");
        assert!(left.iter().all(|stack| stack["action"] == "create"));
    });
}
