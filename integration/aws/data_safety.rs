//! Nothing that holds data goes without consent.

use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::project::{Blog, TABLE, edit_template, said, signal};
use crate::world::{on_each_fake, on_own_fake};

const THREE_INDEXES: &str = "partition-key: id, indexes: { byA: { partition-key: a }, byB: { partition-key: b }, \
                             byC: { partition-key: c } }";
const ANOTHER_INDEX: &str = "partition-key: id, indexes: { byD: { partition-key: d } }";

#[test]
fn another_key_is_refused() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.configure("partition-key: pk", "");
        let said = blog.deploy(&[]);
        said.expect_failure(&["AS6001", "`Posts`", "KeySchema", "--allow-data-loss Posts"]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn consent_by_another_name_is_none() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.configure("partition-key: pk", "");
        blog.deploy(&["--allow-data-loss", "Comments"])
            .expect_failure(&["AS6001"]);
    });
}

#[test]
fn consent_by_name_lets_a_table_be_replaced() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.configure("partition-key: pk", "");
        let said = blog.deploy(&["--allow-data-loss", "Posts"]);
        said.expect_success()
            .expect(&["replace  blog-dev/Tables/Posts"]);
    });
}

/// A schema without models, for the project's own resolvers.
const MANUAL: &str = "\
type Query { getPost(id: ID!): Post }
type Mutation { createPost(id: ID!, title: String): Post }
type Post { id: ID!, title: String }
";

const NOTE: &str =
    "type Note @model @auth(rules: [{ allow: public }]) { id: ID! title: String! }\n";
/// The same model under another key, with another index beside.
const NOTE_BY_TITLE: &str = "\
type Note @model @auth(rules: [{ allow: public }]) { id: ID! @index(name: \"byId\") title: String! @primaryKey }
";
const GIVEN_UP: &str = ", tables: { removal: delete, deletion-protection: false }";

#[test]
fn a_table_that_keeps_its_name_is_not_replaced_and_nothing_begun() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.directives(NOTE, "", "");
        blog.deployed();
        blog.directives(NOTE_BY_TITLE, "", "");
        blog.deploy(&["--allow-data-loss", "Note"])
            .expect_failure(&[
                "AS6007",
                "`Note` (AWS::DynamoDB::Table) cannot be replaced",
                "UpdateReplacePolicy: Retain",
                "DeletionProtectionEnabled: true",
                "KeySchema",
                "tables: { removal: delete, deletion-protection: false }",
            ]);
        // What is given up and changed at once is not given up yet.
        blog.directives(NOTE_BY_TITLE, "", GIVEN_UP);
        blog.deploy(&["--allow-data-loss", "Note"])
            .expect_failure(&["AS6007"]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn a_model_has_another_key_by_the_same_table_name_once_its_data_is_given_up() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.directives(NOTE, "", "");
        blog.deployed();
        blog.directives(NOTE, "", GIVEN_UP);
        blog.deploy(&[]).expect_success();
        blog.directives(NOTE_BY_TITLE, "", GIVEN_UP);
        world.forget_calls();
        blog.deploy(&[]).expect_failure(&[
            "AS6001",
            "it is of `@model` Note (schema.graphql:1)",
            "--allow-data-loss Note",
        ]);
        assert_eq!(world.count("CreateChangeSet"), 0);
        blog.deploy(&["--allow-data-loss", "Note"])
            .expect_success()
            .expect(&["in 2 updates"]);
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}

#[test]
fn a_table_by_another_name_is_a_loss_of_the_old_one() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.configure("partition-key: id } , Articles: { partition-key: id", "");
        blog.reconfigure(&[
            ("Posts: { partition-key: id } , ", ""),
            (": Posts", ": Articles"),
        ]);
        blog.deploy(&[])
            .expect_failure(&["AS6001", "would be removed", "--allow-data-loss Posts"]);
    });
}

#[test]
fn a_model_by_another_name_keeps_its_table_where_it_says_so() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.directives(NOTE, "", "");
        blog.deployed();
        let memo = NOTE.replace("Note", "Memo");
        blog.directives(&memo, "", "");
        blog.deploy(&[]).expect_failure(&[
            "AS6001",
            "would be removed",
            "`@mapsTo(name: \"Note\")`",
        ]);
        assert_eq!(world.count("CreateChangeSet"), 0);
        let mapped = memo.replace("@model", "@model @mapsTo(name: \"Note\")");
        blog.directives(&mapped, "", "");
        let changes = blog.diff()["stacks"][0]["changes"].clone();
        let changes = changes.as_array().expect("changes");
        let of_tables = changes
            .iter()
            .filter(|one| one["kind"] == "AWS::DynamoDB::Table");
        assert_eq!(of_tables.count(), 0, "{changes:#?}");
        blog.deploy(&[]).expect_success();
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}

#[test]
fn a_table_by_another_logical_id_is_kept_by_a_refactor() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        blog.configure("partition-key: id, name: posts", "");
        blog.deployed();
        blog.reconfigure(&[("{ Posts: {", "{ Articles: {"), (": Posts", ": Articles")]);
        blog.deploy(&[])
            .expect_failure(&["AS6001", "appsynth refactor"]);
        let said = blog
            .run(&["refactor", "--env", "dev", "--yes"])
            .expect_success();
        said.expect(&["rename   blog-dev: TablesPosts0238BDBA -> TablesArticles"]);
        blog.deploy(&[]).expect_success();
        let said = blog
            .run(&["refactor", "--env", "dev", "--yes"])
            .expect_success();
        said.expect(&["nothing is deployed under another name"]);
    });
}

#[test]
fn indexes_are_made_one_at_a_time() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.configure(THREE_INDEXES, "");
        let said = blog.deploy(&[]).expect_success();
        said.expect(&[
            "create `byA`, then create `byB`, then create `byC`",
            "in 3 updates",
        ]);
        assert_eq!(world.count("ExecuteChangeSet"), 3);
        blog.configure(ANOTHER_INDEX, "");
        world.forget_calls();
        blog.deploy(&[]).expect_success();
        assert_eq!(world.count("ExecuteChangeSet"), 4);
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}

#[test]
fn index_steps_that_were_interrupted_are_gone_on_with() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.configure(THREE_INDEXES, "");
        let arguments = ["deploy", "--env", "dev", "--yes"];
        let mut deploying = blog.spawn(&arguments);
        world.wait_for("ExecuteChangeSet");
        deploying.kill().expect("it is there");
        deploying.wait().expect("it ends");
        thread::sleep(Duration::from_millis(100));
        world.forget_calls();
        blog.deploy(&[]).expect_success();
        assert_eq!(world.count("ExecuteChangeSet"), 2);
    });
}

#[test]
fn what_templates_do_not_tell_is_seen_in_the_change_set() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        // A name that is a parameter: the template stays the same, and yet the table is another one.
        let assembly = blog.made();
        let path = assembly.to_str().expect("UTF-8");
        name_by_parameter(&assembly.join("blog-dev.template.json"));
        let named = |name: &str| {
            let parameter = format!("TableName={name}");
            blog.deploy(&[
                "--app",
                path,
                "--parameter",
                &parameter,
                "--allow-data-loss",
                "Posts",
            ])
        };
        named("first").expect_success();
        let parameter = "TableName=second";
        let said = blog.deploy(&["--app", path, "--parameter", parameter]);
        said.expect_failure(&[
            "which the plan did not foresee",
            "would replace `TablesPosts",
            "nothing was changed in this stack",
            "--allow-data-loss blog-dev/TablesPosts",
        ]);
        let consent = |name: &str| {
            blog.deploy(&[
                "--app",
                path,
                "--parameter",
                parameter,
                "--allow-data-loss",
                name,
            ])
        };
        // The same may be in other stacks, too.
        consent(TABLE).expect_failure(&["which the plan did not foresee"]);
        consent(&format!("blog-dev/{TABLE}")).expect_success();
    });
}

#[test]
fn a_name_that_all_models_have_is_consent_to_none() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.models("type Post @model { title: String }\ntype Note @model { text: String }\n");
        blog.deployed();
        blog.models("type Post @model { title: String }\n");
        blog.deploy(&["--allow-data-loss", "Table"])
            .expect_failure(&["`Note` (AWS::DynamoDB::Table)", "--allow-data-loss Note"]);
        assert_eq!(world.count("CreateChangeSet"), 0);
        blog.deploy(&["--allow-data-loss", "Note"]).expect_success();
    });
}

#[cfg(unix)]
#[test]
fn consent_to_the_loss_of_one_table_is_none_to_what_a_change_set_does_to_another() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let models = |names: &[&str]| {
            let model = |name: &&str| format!("type {name} @model {{ text: String }}\n");
            blog.models(&names.iter().map(model).collect::<String>());
        };
        models(&["Post", "Note"]);
        blog.deployed();
        models(&["Post"]);
        world.fault(json!({ "kind": "throttle", "operation": "CreateChangeSet", "times": 3 }));
        let consent = ["--allow-data-loss", "Note"];
        let deploying = blog.spawn(&[&["deploy", "--env", "dev", "--yes"], &consent[..]].concat());
        world.wait_for("CreateChangeSet");
        // Right before its change set somebody else adds a model, which this project knows nothing of.
        signal(deploying.id(), "-STOP");
        world.forget_faults();
        let other = Blog::new(world);
        other.models(
            "type Post @model { text: String }\ntype Note @model { text: String }\n\
             type Task @model { text: String }\n",
        );
        other.deploy(&[]).expect_success();
        signal(deploying.id(), "-CONT");
        let said = said(deploying.wait_with_output().expect("it ends"));
        said.expect_failure(&["which the plan did not foresee", "Task"]);
    });
}

#[test]
fn a_nested_stack_that_a_condition_takes_away_takes_no_table_with_it() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.models("type Post @model { title: String }\n");
        let made = blog.made();
        let path = made.to_str().expect("UTF-8");
        edit_template(&made.join("blog-dev.template.json"), |template| {
            template["Parameters"]["HasPosts"] = json!({ "Type": "String", "Default": "yes" });
            template["Conditions"]["Posts"] =
                json!({ "Fn::Equals": [{ "Ref": "HasPosts" }, "yes"] });
            let resources = template["Resources"].as_object_mut().expect("resources");
            let mut nested = resources
                .values_mut()
                .filter(|one| one["Type"] == "AWS::CloudFormation::Stack");
            nested.next().expect("a nested stack")["Condition"] = json!("Posts");
        });
        blog.deploy(&["--app", path]).expect_success();
        world.forget_calls();
        blog.deploy(&["--app", path, "--parameter", "HasPosts=no"])
            .expect_failure(&["AS6001", "`Post` (AWS::DynamoDB::Table) would be removed"]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn tables_that_would_go_with_their_api_are_kept() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.models("type Post @model { title: String }\n");
        blog.deployed();
        blog.reconfigure(&[("api: { ", "api: { visibility: private, ")]);
        blog.deploy(&[]).expect_failure(&[
            "AS6001",
            "`Post` (AWS::DynamoDB::Table) would be replaced",
            "AS6008",
            "the API `Api` would be replaced, for its Visibility cannot be changed",
            "the API blog-dev/Data/Api/Resource in it, which would be replaced: Visibility cannot be changed",
        ]);
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn a_policy_that_keeps_a_table_no_longer_is_shown() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.configure("partition-key: id, removal: delete", "");
        blog.run(&["diff", "--env", "dev"])
            .expect_success()
            .expect(&[
                "change   blog-dev/Tables/Posts",
                "DeletionPolicy, UpdateReplacePolicy",
            ]);
    });
}

#[test]
fn items_that_are_there_do_not_expire_without_consent() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.configure("partition-key: id, ttl: until", "");
        blog.deploy(&[]).expect_failure(&[
            "AS6001",
            "items of `Posts` (AWS::DynamoDB::Table) would be deleted by the time in `until`",
        ]);
        assert_eq!(world.count("CreateChangeSet"), 0);
        blog.deploy(&["--allow-data-loss", "Posts"])
            .expect_success()
            .expect(&["ITEMS WHOSE `until` HAS PASSED ARE LOST"]);
        // What expires already may go on to.
        blog.configure(
            "partition-key: id, ttl: until, indexes: { byA: { partition-key: a } }",
            "",
        );
        blog.deploy(&[]).expect_success();
    });
}

/// Gives the table a name that a parameter says.
fn name_by_parameter(file: &std::path::Path) {
    edit_template(file, |template| {
        template["Parameters"]["TableName"] = json!({ "Type": "String" });
        template["Resources"][TABLE]["Properties"]["TableName"] = json!({ "Ref": "TableName" });
    });
}

#[test]
fn an_api_that_another_one_would_take_the_place_of_is_kept_by_a_refactor() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.write(
            "schema.graphql",
            &format!(
                "{MANUAL}type Note @model @auth(rules: [{{ allow: public }}]) {{ text: String }}\n"
            ),
        );
        world.forget_calls();
        blog.deploy(&[]).expect_failure(&[
            "AS6008",
            "the API `Api` would be removed and another one made in its place",
            "its URL, its id and its keys would go",
            "appsynth refactor --env dev",
            "--allow-data-loss Api",
        ]);
        assert_eq!(world.count("CreateChangeSet"), 0);
        blog.run(&["refactor", "--env", "dev", "--yes"])
            .expect_success()
            .expect(&["(AWS::AppSync::GraphQLApi)"]);
        let said = blog.deploy(&[]).expect_success();
        assert!(!said.text.contains("GraphQLApi"), "{}", said.text);
    });
}
