//! Deployments in which nothing goes wrong.

use serde_json::json;

use crate::project::{Blog, edit};
use crate::world::{on_each_empty_fake, on_each_fake};

#[test]
fn a_stack_is_made_and_its_outputs_are_said() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let said = blog.deploy(&[]).expect_success();
        said.expect(&["blog-dev: new", "blog-dev: deployed", "callers by API_KEY"]);
        assert_eq!(world.count("ExecuteChangeSet"), 1);
    });
}

#[test]
fn what_is_deployed_already_takes_two_calls_for_its_stack() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.expect_unchanged();
    });
}

#[test]
fn a_change_of_one_resolver_uploads_one_template() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.change_resolver("x");
        blog.deploy(&[])
            .expect_success()
            .expect(&["change   blog-dev/Resolvers/Query.getPost"]);
        assert_eq!(world.count("PutObject"), 1);
        assert_eq!(world.count("HeadObject"), 0);
    });
}

#[test]
fn without_consent_nothing_is_done() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.run(&["deploy", "--env", "dev"])
            .expect_failure(&["needs `--yes`"]);
        assert_eq!(world.count("PutObject") + world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn change_sets_can_wait_for_somebody_else() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let said = blog.run(&["deploy", "--env", "dev", "--no-execute"]);
        said.expect_success().expect(&["waits to be executed"]);
        assert_eq!(world.count("ExecuteChangeSet"), 0);
        // The stack that holds it is no hindrance afterwards.
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
    });
}

#[test]
fn an_account_is_made_ready_once() {
    on_each_empty_fake(|world| {
        let blog = Blog::new(world);
        blog.deploy(&[])
            .expect_failure(&["appsynth bootstrap --env dev"]);
        let said = blog.run(&["bootstrap", "--env", "dev", "--yes"]);
        said.expect_success()
            .expect(&["123456789012/us-east-1 is ready"]);
        assert_eq!(world.count("CreateStack"), 1);
        world.lift_demand_for_tls();
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
    });
}

#[test]
fn an_account_that_is_ready_is_left_alone() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.run(&["bootstrap", "--env", "dev"]).expect_success();
        assert_eq!(world.count("CreateStack"), 0);
    });
}

#[test]
fn another_account_is_refused_before_anything_else() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let said = blog.run(&["deploy", "--env", "other", "--yes"]);
        said.expect_failure(&["999999999999", "123456789012", "nothing was changed"]);
        assert_eq!(world.calls(), ["GetCallerIdentity"]);
    });
}

#[test]
fn a_stack_of_another_region_is_neither_deployed_nor_removed() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        let made = blog.made();
        edit(&made.join("manifest.json"), |manifest| {
            manifest["artifacts"]["blog-dev"]["environment"] =
                json!("aws://123456789012/eu-west-1");
        });
        let app = ["--app", made.to_str().expect("UTF-8")];
        let elsewhere = ["the stack `blog-dev` is fixed to the region eu-west-1"];
        blog.deploy(&app).expect_failure(&elsewhere);
        let destroy = ["destroy", "--env", "dev", "--yes"];
        blog.run(&[&destroy[..], &app].concat())
            .expect_failure(&elsewhere);
        assert_eq!(world.count("DeleteStack"), 0);
    });
}

#[test]
fn a_finished_assembly_is_deployed_as_it_is() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let elsewhere = Blog::new(world);
        let assembly = blog.made();
        let assembly = assembly.to_str().expect("UTF-8");
        elsewhere
            .deploy(&["--app", assembly])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: unchanged"]);
    });
}

#[test]
fn an_api_key_gets_the_life_that_was_asked_for() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        let stack = blog.run(&[
            "diff",
            "--env",
            "dev",
            "--json",
            "--parameter",
            "ApiApiKeyExpires4ACF028C=0",
        ]);
        // The deployed value is not the default of 0, and is kept where nobody says otherwise.
        stack
            .expect_success()
            .expect(&["parameter ApiApiKeyExpires4ACF028C"]);
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}
