//! Deployments that end in the middle, and several at once.

use std::process::Child;

use serde_json::json;

use crate::project::{Blog, GET_POST_RESOLVER, interrupt, said, signal};
use crate::world::on_each_fake;

const DEPLOY: [&str; 4] = ["deploy", "--env", "dev", "--yes"];

/// Kills a deployment once it has called an operation; the next one has to finish it.
fn killed_after(operation: &str) {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let mut deploying = blog.spawn(&DEPLOY);
        world.wait_for(operation);
        deploying.kill().expect("it is there");
        deploying.wait().expect("it ends");
        blog.deploy(&[]).expect_success();
        assert_eq!(blog.diff()["stacks"][0]["action"], "nothing");
    });
}

#[test]
fn killed_while_uploading() {
    killed_after("PutObject");
}

#[test]
fn killed_after_the_change_set_was_asked_for() {
    killed_after("CreateChangeSet");
}

#[test]
fn killed_while_the_change_set_was_looked_at() {
    killed_after("DescribeChangeSet");
}

#[test]
fn killed_after_the_change_set_was_executed() {
    killed_after("ExecuteChangeSet");
}

#[test]
fn killed_while_events_were_read() {
    killed_after("DescribeStackEvents");
}

#[cfg(unix)]
#[test]
fn ctrl_c_says_what_goes_on() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        world.slow_down();
        let deploying = blog.spawn(&DEPLOY);
        world.wait_for("DescribeStackEvents");
        interrupt(deploying.id());
        let said = said(deploying.wait_with_output().expect("it ends"));
        said.expect_failure(&[
            "CloudFormation goes on with `blog-dev`",
            "appsynth destroy --env dev",
        ]);
        world.speed_up();
        blog.deploy(&[]).expect_success();
    });
}

#[cfg(unix)]
#[test]
fn ctrl_c_says_how_an_update_is_taken_back() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.change_resolver("x");
        world.slow_down();
        let deploying = blog.spawn(&DEPLOY);
        world.wait_for("DescribeStackEvents");
        interrupt(deploying.id());
        let said = said(deploying.wait_with_output().expect("it ends"));
        said.expect_failure(&["`appsynth rollback --env dev` takes back `blog-dev`"]);
        world.speed_up();
    });
}

#[cfg(unix)]
#[test]
fn ctrl_c_while_stacks_are_removed_says_what_goes_on() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        world.slow_down();
        let removing = blog.spawn(&["destroy", "--env", "dev", "--yes"]);
        world.wait_for("DeleteStack");
        interrupt(removing.id());
        let said = said(removing.wait_with_output().expect("it ends"));
        said.expect_failure(&[
            "CloudFormation goes on removing `blog-dev`",
            "appsynth destroy --env dev",
        ]);
        world.speed_up();
        blog.run(&["destroy", "--env", "dev", "--yes"])
            .expect_success();
    });
}

#[test]
fn whoever_comes_second_waits_for_the_first() {
    on_each_fake(|world| {
        let (one, other) = (Blog::new(world), Blog::new(world));
        one.deployed();
        one.change_resolver("x");
        let mut first = one.spawn(&DEPLOY);
        world.wait_for("ExecuteChangeSet");
        other.change_resolver("y");
        other
            .deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
        assert!(first.wait().expect("it ends").success());
        assert_eq!(other.diff()["stacks"][0]["action"], "nothing");
    });
}

#[cfg(unix)]
#[test]
fn what_somebody_else_deploys_after_the_plan_is_not_taken_back() {
    on_each_fake(|world| {
        let (one, other) = (Blog::new(world), Blog::new(world));
        one.deployed();
        one.change_resolver("x");
        let deploying = stopped_after_the_plan(&one);
        other.change_resolver("y");
        other.deploy(&[]).expect_success();
        signal(deploying.id(), "-CONT");
        said(deploying.wait_with_output().expect("it ends"))
            .expect_failure(&["somebody else changed `blog-dev` meanwhile"]);
        assert_eq!(other.diff()["stacks"][0]["action"], "nothing");
    });
}

/// A deployment that has made its plan and goes on with a signal.
#[cfg(unix)]
fn stopped_after_the_plan(blog: &Blog<'_>) -> Child {
    let world = blog.world;
    world.forget_calls();
    world.fault(json!({ "kind": "throttle", "operation": "GetParameter", "times": 3 }));
    let deploying = blog.spawn(&DEPLOY);
    world.wait_for("GetParameter");
    signal(deploying.id(), "-STOP");
    world.forget_faults();
    deploying
}

#[cfg(unix)]
#[test]
fn a_stack_that_somebody_else_made_anew_is_not_removed_for_the_failed_one_before() {
    on_each_fake(|world| {
        let (one, other) = (Blog::new(world), Blog::new(world));
        world.fault(json!({
            "kind": "fail_resource",
            "logical_id": GET_POST_RESOLVER,
            "reason": "it failed",
            "times": 1,
        }));
        one.deploy(&[]).expect_failure(&["ROLLBACK_COMPLETE"]);
        let deploying = stopped_after_the_plan(&one);
        other.deploy(&[]).expect_success();
        world.forget_calls();
        signal(deploying.id(), "-CONT");
        said(deploying.wait_with_output().expect("it ends"))
            .expect_failure(&["somebody else changed `blog-dev` meanwhile"]);
        assert_eq!(world.count("DeleteStack"), 0);
        assert_eq!(other.diff()["stacks"][0]["action"], "nothing");
    });
}

#[cfg(unix)]
#[test]
fn an_update_that_is_cancelled_from_elsewhere_says_so() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.change_resolver("x");
        world.slow_down();
        let deploying = blog.spawn(&DEPLOY);
        world.wait_for("ExecuteChangeSet");
        signal(deploying.id(), "-STOP");
        blog.run(&["rollback", "--env", "dev"]).expect_success();
        signal(deploying.id(), "-CONT");
        let said = said(deploying.wait_with_output().expect("it ends"));
        said.expect_failure(&["error: the update was cancelled", "it is as it was before"]);
        world.speed_up();
    });
}
