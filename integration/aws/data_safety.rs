//! Nothing that holds data goes without consent.

use std::thread;
use std::time::Duration;

use crate::project::{Blog, TABLE};
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

#[test]
fn a_table_by_another_name_is_a_loss_of_the_old_one() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.configure("partition-key: id } , Articles: { partition-key: id", "");
        let text = std::fs::read_to_string(blog.folder().join("appsynth.yaml")).expect("a file");
        let text = text
            .replace("Posts: { partition-key: id } , ", "")
            .replace(": Posts", ": Articles");
        blog.write("appsynth.yaml", &text);
        blog.deploy(&[])
            .expect_failure(&["AS6001", "would be removed", "--allow-data-loss Posts"]);
    });
}

#[test]
fn the_table_of_a_model_is_lost_by_the_models_name() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        std::fs::remove_dir_all(blog.folder().join("resolvers")).expect("a folder");
        let model = |name: &str| {
            format!("type {name} @model @auth(rules: [{{ allow: public }}]) {{ title: String }}\n")
        };
        blog.write("schema.graphql", &(model("Post") + &model("Tag")));
        blog.write(
            "appsynth.yaml",
            "app: blog\napi: { schema: schema.graphql, auth: { default: api-key } }\n\
             environments: { dev: { account: \"123456789012\", region: us-east-1 } }\n",
        );
        blog.deployed();
        blog.write("schema.graphql", &model("Tag"));
        blog.deploy(&["--allow-data-loss", "Table"])
            .expect_failure(&["AS6001", "`Post` (AWS::DynamoDB::Table) would be removed"]);
        blog.deploy(&["--allow-data-loss", "Post"]).expect_success();
    });
}

#[test]
fn a_table_by_another_logical_id_is_kept_by_a_refactor() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        blog.configure("partition-key: id, name: posts", "");
        blog.deployed();
        let text = std::fs::read_to_string(blog.folder().join("appsynth.yaml")).expect("a file");
        let text = text
            .replace("{ Posts: {", "{ Articles: {")
            .replace(": Posts", ": Articles");
        blog.write("appsynth.yaml", &text);
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
        let mut deploying = blog.command(&arguments).spawn().expect("the program runs");
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
        let assembly = blog.folder().join("made");
        let path = assembly.to_str().expect("UTF-8");
        blog.run(&["synth", "--env", "dev", "--output", path])
            .expect_success();
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
            "`blog-dev/Tables/Posts/Resource`",
            "nothing was changed in this stack",
        ]);
    });
}

/// Gives the table a name that a parameter says, and the template another object in S3.
fn name_by_parameter(file: &std::path::Path) {
    let text = std::fs::read_to_string(file).expect("a template");
    let mut template: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    template["Parameters"]["TableName"] = serde_json::json!({ "Type": "String" });
    template["Resources"][TABLE]["Properties"]["TableName"] =
        serde_json::json!({ "Ref": "TableName" });
    std::fs::write(file, template.to_string()).expect("a written file");
    let folder = file.parent().expect("a folder");
    for name in ["manifest.json", "blog-dev.assets.json"] {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).expect("a file");
        std::fs::write(&path, rehashed(&text)).expect("a written file");
    }
}

/// Another name for every object, so that it is uploaded.
fn rehashed(text: &str) -> String {
    let pattern = regex::Regex::new("[0-9a-f]{64}").expect("a pattern");
    pattern
        .replace_all(text, |found: &regex::Captures<'_>| {
            format!("f{}", &found[0][1..])
        })
        .into_owned()
}
