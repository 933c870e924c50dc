//! Changes that go past CloudFormation.

use crate::project::Blog;
use crate::world::on_each_fake;

#[test]
fn a_resolver_goes_to_appsync_in_four_calls() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.change_resolver("x");
        let said = blog.deploy(&["--hotswap"]).expect_success();
        said.expect(&[
            "hotswapped Query.getPost",
            "CloudFormation does not know of what was hotswapped until `appsynth deploy --env dev`",
        ]);
        assert_eq!(world.count("UpdateResolver"), 1);
        assert_eq!(world.calls().len(), 4, "{:?}", world.calls());
    });
}

#[test]
fn what_is_back_to_what_cloudformation_knows_is_sent_again() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.change_resolver("first");
        blog.deployed();
        blog.change_resolver("second");
        blog.deploy(&["--hotswap"]).expect_success();
        blog.change_resolver("first");
        world.forget_calls();
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: unchanged"]);
        assert_eq!(world.count("UpdateResolver"), 1);
        world.forget_calls();
        blog.deploy(&[]).expect_success();
        assert_eq!(world.count("UpdateResolver"), 0);
    });
}

#[test]
fn a_schema_is_waited_for() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        let text = std::fs::read_to_string(blog.folder().join("schema.graphql")).expect("a schema");
        blog.write(
            "schema.graphql",
            &text.replace("title: String }", "title: String, more: Int }"),
        );
        blog.deploy(&["--hotswap"]).expect_success();
        assert_eq!(world.count("StartSchemaCreation"), 1);
        assert!(world.count("GetSchemaCreationStatus") >= 1);
    });
}

#[test]
fn the_code_of_a_function_goes_to_lambda() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        std::fs::create_dir(blog.folder().join("echo")).expect("a folder");
        let write = |text: &str| {
            let code = format!("export const handler = async () => \"{text}\";\n");
            blog.write("echo/index.mjs", &code);
        };
        write("one");
        let echo = "echo: { code: echo, handler: index.handler, runtime: nodejs22.x }";
        blog.configure("partition-key: id", &format!("functions: {{ {echo} }}"));
        blog.deployed();
        write("two");
        let said = blog.deploy(&["--hotswap"]).expect_success();
        said.expect(&["hotswapped blog-dev/Functions/echo"]);
        let mut calls = world.calls();
        calls.sort();
        let expected = [
            "GetCallerIdentity",
            "GetTemplate",
            "ListStackResources",
            "PutObject",
            "UpdateFunctionCode",
        ];
        assert_eq!(calls, expected);
    });
}

#[test]
fn the_settings_of_a_data_source_go_to_appsync() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let configure = |host: &str| {
            let quotes = format!("Quotes: {{ type: http, endpoint: \"https://{host}\" }}");
            blog.configure(
                "partition-key: id",
                &format!("data-sources: {{ {quotes} }}"),
            );
        };
        configure("quotes.example.org");
        blog.deployed();
        configure("more.example.org");
        let said = blog.deploy(&["--hotswap"]).expect_success();
        said.expect(&["hotswapped blog-dev/DataSources/Quotes"]);
        assert_eq!(world.count("UpdateDataSource"), 1);
        assert_eq!(world.calls().len(), 4, "{:?}", world.calls());
    });
}

#[test]
fn a_table_needs_cloudformation_and_nothing_is_sent() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.change_resolver("x");
        blog.configure(
            "partition-key: id, indexes: { byA: { partition-key: a } }",
            "",
        );
        let said = blog.deploy(&["--hotswap"]);
        said.expect_failure(&["need CloudFormation", "Tables/Posts", "its indexes change"]);
        assert_eq!(world.count("UpdateResolver"), 0);
    });
}

#[test]
fn a_stack_that_is_not_there_needs_cloudformation() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let said = blog.deploy(&["--hotswap"]);
        said.expect_failure(&["need CloudFormation", "`blog-dev`: it is not deployed yet"]);
    });
}

#[test]
fn production_is_refused() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let said = blog.run(&["deploy", "--env", "prod", "--hotswap"]);
        said.expect_failure(&["marked `production`"]);
        assert!(world.calls().is_empty());
    });
}
