//! Deployments that end in the middle, and several at once.

use std::process::Stdio;

use crate::project::{Blog, interrupt, said};
use crate::world::on_each_fake;

const DEPLOY: [&str; 4] = ["deploy", "--env", "dev", "--yes"];

/// Kills a deployment once it has called an operation; the next one has to finish it.
fn killed_after(operation: &str) {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let mut command = blog.command(&DEPLOY);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut deploying = command.spawn().expect("the program runs");
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
        let mut command = blog.command(&DEPLOY);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let deploying = command.spawn().expect("the program runs");
        world.wait_for("DescribeStackEvents");
        interrupt(deploying.id());
        let said = said(deploying.wait_with_output().expect("it ends"));
        said.expect_failure(&[
            "CloudFormation goes on with `blog-dev`",
            "appsynth rollback --env dev",
        ]);
        world.speed_up();
        blog.deploy(&[]).expect_success();
    });
}

#[cfg(unix)]
#[test]
fn ctrl_c_while_stacks_are_removed_says_what_goes_on() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        world.slow_down();
        let mut command = blog.command(&["destroy", "--env", "dev", "--yes"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let removing = command.spawn().expect("the program runs");
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
        let mut command = one.command(&DEPLOY);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut first = command.spawn().expect("the program runs");
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
