//! Changes that go past CloudFormation.

use serde_json::{Value, json};

use crate::project::{Blog, GET_POST, GET_POST_RESOLVER, edit_template, said};
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
fn an_api_that_is_being_changed_is_waited_for() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.change_resolver("x");
        world.fault(json!({
            "kind": "error",
            "operation": "UpdateResolver",
            "status": 409,
            "code": "ConcurrentModificationException",
            "times": 2,
        }));
        blog.deploy(&["--hotswap"]).expect_success();
        assert_eq!(world.count("UpdateResolver"), 3);
    });
}

#[test]
fn what_was_hotswapped_is_put_back_also_where_it_has_become_production_since() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.change_resolver("first");
        blog.deployed();
        blog.change_resolver("second");
        blog.deploy(&["--hotswap"]).expect_success();
        blog.change_resolver("first");
        let dev = "dev: { account: \"123456789012\", region: us-east-1";
        let production = format!("{dev}, deploy: {{ production: true }}");
        blog.reconfigure(&[(dev, &production)]);
        world.forget_calls();
        blog.deploy(&[]).expect_success();
        assert_eq!(world.count("UpdateResolver"), 1);
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
            "DescribeStacks",
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
fn another_account_is_refused_before_anything_is_sent() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.run(&["deploy", "--env", "other", "--yes", "--hotswap"])
            .expect_failure(&["999999999999", "123456789012", "nothing was changed"]);
        blog.deployed();
        blog.change_resolver("x");
        blog.reconfigure(&[("123456789012", "999999999999")]);
        blog.deploy(&["--hotswap"]).expect_failure(&[
            "999999999999",
            "123456789012",
            "nothing was changed",
        ]);
        assert_eq!(world.count("UpdateResolver"), 0);
    });
}

/// Gives the resolver code that CloudFormation puts together.
fn substitute_code(template: &mut Value, comment: &str) {
    let code = format!("// {comment}\n{GET_POST}");
    let resolver = &mut template["Resources"][GET_POST_RESOLVER]["Properties"];
    let properties = resolver.as_object_mut().expect("properties");
    properties.remove("CodeS3Location");
    properties.insert("Code".to_owned(), json!({ "Fn::Sub": code }));
}

#[test]
fn what_uses_the_id_of_its_stack_needs_cloudformation() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let made = blog.made();
        let path = made.to_str().expect("UTF-8");
        let say = |text: &str| {
            edit_template(&made.join("blog-dev.template.json"), |template| {
                substitute_code(template, &format!("{text} ${{AWS::StackId}}"));
            });
        };
        say("one");
        blog.deploy(&["--app", path]).expect_success();
        say("two");
        blog.deploy(&["--app", path, "--hotswap"])
            .expect_failure(&["Query.getPost", "it uses AWS::StackId"]);
        assert_eq!(world.count("UpdateResolver"), 0);
    });
}

#[test]
fn what_uses_a_hidden_parameter_needs_cloudformation() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let made = blog.made();
        let path = made.to_str().expect("UTF-8");
        let say = |text: &str| {
            edit_template(&made.join("blog-dev.template.json"), |template| {
                template["Parameters"]["Secret"] = json!({ "Type": "String", "NoEcho": true });
                substitute_code(template, &format!("{text} ${{Secret}}"));
            });
        };
        say("one");
        blog.deploy(&["--app", path, "--parameter", "Secret=sesame"])
            .expect_success();
        say("two");
        blog.deploy(&["--app", path, "--hotswap"])
            .expect_failure(&["Query.getPost", "it uses the parameter Secret"]);
        assert_eq!(world.count("UpdateResolver"), 0);
        blog.deploy(&["--app", path, "--hotswap", "--parameter", "Secret=sesame"])
            .expect_success();
        assert_eq!(world.count("UpdateResolver"), 1);
    });
}

#[test]
fn another_condition_needs_cloudformation() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let made = blog.made();
        let path = made.to_str().expect("UTF-8");
        let require = |value: &str| {
            edit_template(&made.join("blog-dev.template.json"), |template| {
                template["Conditions"]["Reads"] = json!({ "Fn::Equals": [value, "yes"] });
                template["Resources"][GET_POST_RESOLVER]["Condition"] = json!("Reads");
            });
        };
        require("yes");
        blog.deploy(&["--app", path]).expect_success();
        require("no");
        blog.deploy(&["--app", path, "--hotswap"])
            .expect_failure(&["the conditions of `blog-dev`"]);
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

#[test]
fn a_stack_that_is_stuck_is_not_said_to_be_unchanged() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.get_stuck();
        blog.deploy(&["--hotswap"])
            .expect_failure(&["UPDATE_ROLLBACK_FAILED", "appsynth rollback --env dev"]);
    });
}

#[test]
fn whoever_changes_the_stack_is_waited_for() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.change_resolver("x");
        world.slow_down();
        let deploying = blog.spawn(&["deploy", "--env", "dev", "--yes"]);
        world.wait_for("ExecuteChangeSet");
        blog.deploy(&["--hotswap"])
            .expect_success()
            .expect(&["unchanged"]);
        said(deploying.wait_with_output().expect("it ends")).expect_success();
        world.speed_up();
    });
}
