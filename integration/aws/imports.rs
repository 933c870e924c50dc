//! Tables that are there before their stacks.

use crate::project::Blog;
use crate::world::{World, on_each_fake};

const POSTS: &str = "partition-key: id, name: posts, removal: retain";

/// The project whose table an earlier deployment has left.
fn blog_with_a_table(world: &World) -> Blog<'_> {
    let blog = Blog::new(world);
    blog.configure(POSTS, "");
    blog.deployed();
    blog.run(&["destroy", "--env", "dev", "--yes"])
        .expect_success();
    world.forget_calls();
    blog
}

#[test]
fn a_table_that_is_there_joins_its_stack_and_is_changed_in_place_from_then_on() {
    on_each_fake(|world| {
        let blog = blog_with_a_table(world);
        let said = blog.run(&["import", "--env", "dev", "--yes", "Posts"]);
        said.expect_success()
            .expect(&["import   blog-dev/Tables/Posts/Resource: posts"]);
        let said = blog
            .deploy(&[])
            .expect_success()
            .expect(&["blog-dev: changes"]);
        assert!(
            !said.text.contains("create   blog-dev/Tables/Posts"),
            "{}",
            said.text
        );
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
        let again = blog.run(&["import", "--env", "dev", "--yes", "Posts"]);
        again.expect_failure(&["AS6002", "the stack `blog-dev` has it already"]);
    });
}

#[test]
fn a_table_with_another_key_is_not_imported() {
    on_each_fake(|world| {
        let blog = blog_with_a_table(world);
        blog.configure("partition-key: pk, name: posts, removal: retain", "");
        let said = blog.run(&["import", "--env", "dev", "--yes", "Posts"]);
        said.expect_failure(&["AS6002", "its key is id (S), and the project says pk (S)"]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

pub(crate) const MODEL: &str =
    "type Post @model @auth(rules: [{ allow: public }]) { title: String! }";

/// Makes the project one whose model takes the table that is there.
fn take_the_table(blog: &Blog<'_>, schema: &str) {
    std::fs::remove_dir_all(blog.folder().join("resolvers")).expect("a folder");
    blog.write("schema.graphql", schema);
    let text = "app: blog\napi: { schema: schema.graphql, auth: { default: api-key } }\n\
                table-names: { Post: posts }\n\
                environments: { dev: { account: \"123456789012\", region: us-east-1 } }\n";
    blog.write("appsynth.yaml", text);
}

#[test]
fn a_model_takes_a_table_that_is_there() {
    on_each_fake(|world| {
        let blog = blog_with_a_table(world);
        take_the_table(&blog, MODEL);
        let said = blog
            .deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
        assert!(!said.text.contains("AWS::DynamoDB::Table"), "{}", said.text);
        world.forget_calls();
        blog.deploy(&[]).expect_success();
        assert_eq!(world.count("DescribeTable"), 0);
    });
}

#[test]
fn a_table_without_the_models_key_or_index_is_refused() {
    on_each_fake(|world| {
        let blog = blog_with_a_table(world);
        take_the_table(&blog, &MODEL.replace("String!", "String! @primaryKey"));
        let why = "`@model` Post (schema.graphql:1) cannot have the table `posts`: its key is id (S), and the schema \
                   needs title (S)";
        blog.deploy(&[]).expect_failure(&["AS6003", why]);
        blog.write(
            "schema.graphql",
            &MODEL.replace("String!", "String! @index(name: \"byTitle\")"),
        );
        blog.deploy(&[])
            .expect_failure(&["AS6003", "it has no index `byTitle` by title (S)"]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn what_nobody_can_find_is_not_imported() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let said = blog.run(&[
            "import",
            "--env",
            "dev",
            "--yes",
            "Articles=articles",
            "Posts",
        ]);
        said.expect_failure(&["the stacks declare Posts", "Say `Posts=TABLE`"]);
    });
}

#[test]
fn a_named_table_that_is_there_is_no_surprise_to_cloudformation() {
    on_each_fake(|world| {
        let blog = blog_with_a_table(world);
        let said = blog.deploy(&[]);
        said.expect_failure(&["AS6004", "`posts` of `Posts` is there already"]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}
