//! Saving files while `deploy --watch` looks on.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::project::{Blog, GET_POST_RESOLVER, interrupt};
use crate::world::{PATIENCE, on_each_fake};

/// `deploy --env dev --yes --watch`, and the lines that it says; killed when dropped.
struct Watching {
    program: Child,
    lines: Receiver<String>,
}

impl Watching {
    /// Starts, and waits until whatever is saved is deployed.
    fn start(blog: &Blog<'_>) -> Self {
        let mut command = blog.command(&["deploy", "--env", "dev", "--yes", "--watch"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut program = command.spawn().expect("the program runs");
        let stderr = BufReader::new(program.stderr.take().expect("it is piped"));
        let (tell, lines) = channel();
        thread::spawn(move || {
            // Nobody listens any more when a test has failed.
            let _ = stderr
                .lines()
                .try_for_each(|line| tell.send(line.expect("text")));
        });
        let watching = Self { program, lines };
        watching.hear("deploying whatever is saved from now on");
        watching
    }

    /// Waits for a line with this text; gives all up to it.
    fn hear(&self, text: &str) -> String {
        let mut heard = String::new();
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("`{text}` is not said:\n{heard}");
            };
            heard.push_str(&format!("{line}\n"));
            if line.contains(text) {
                return heard;
            }
        }
    }

    /// Presses Ctrl-C; gives whether it ends well, and what it says.
    fn stop(mut self) -> (bool, String) {
        interrupt(self.program.id());
        let ended_well = self.program.wait().expect("it ends").success();
        let heard: Vec<String> = self.lines.iter().collect();
        (ended_well, heard.join("\n"))
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

const INDEXED: &str = "partition-key: id, indexes: { byA: { partition-key: a } }";

#[test]
fn a_saved_resolver_goes_past_cloudformation_and_the_end_says_so() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let watching = Watching::start(&blog);
        world.forget_calls();
        blog.change_resolver("x");
        watching.hear("resolvers/Query.getPost.js changed: hotswapped Query.getPost at ");
        assert_eq!(world.count("UpdateResolver"), 1);
        assert_eq!(world.count("CreateChangeSet"), 0);
        let (ended_well, heard) = watching.stop();
        assert!(ended_well, "{heard}");
        assert!(
            heard.contains("CloudFormation does not know of what was hotswapped"),
            "{heard}"
        );
    });
}

#[test]
fn what_a_hotswap_cannot_carry_goes_through_cloudformation() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let watching = Watching::start(&blog);
        blog.change_resolver("x");
        watching.hear("hotswapped Query.getPost");
        world.forget_calls();
        blog.configure(INDEXED, "");
        let heard = watching.hear("appsynth.yaml changed: deployed after ");
        for text in [
            "appsynth.yaml changed: this needs CloudFormation:",
            "blog-dev/Tables/Posts/Resource (AWS::DynamoDB::Table): its indexes change",
            "create `byA`",
        ] {
            assert!(heard.contains(text), "`{text}` is not in:\n{heard}");
        }
        assert_eq!(world.count("ExecuteChangeSet"), 1);
        let (ended_well, heard) = watching.stop();
        assert!(ended_well, "{heard}");
        assert!(!heard.contains("does not know"), "{heard}");
        world.forget_calls();
        blog.expect_unchanged();
    });
}

#[test]
fn a_change_that_would_lose_data_waits_for_the_next_one() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let watching = Watching::start(&blog);
        world.forget_calls();
        blog.configure("partition-key: slug", "");
        let heard = watching.hear("appsynth.yaml changed: not deployed; waiting");
        assert!(heard.contains("--allow-data-loss"), "{heard}");
        assert_eq!(world.count("CreateChangeSet"), 0);
        blog.configure("partition-key: id", "");
        watching.hear("appsynth.yaml changed: nothing is to be deployed");
        blog.change_resolver("x");
        watching.hear("hotswapped Query.getPost");
        assert_eq!(world.count("CreateChangeSet"), 0);
    });
}

#[test]
fn mistakes_are_shown_and_nothing_is_called() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let watching = Watching::start(&blog);
        world.forget_calls();
        let schema = std::fs::read_to_string(blog.folder().join("schema.graphql"));
        let schema = schema.expect("a schema");
        blog.write(
            "schema.graphql",
            &schema.replace("title: String }", "title: Strin }"),
        );
        let heard = watching.hear("schema.graphql changed: not deployed; waiting for the next");
        assert!(heard.contains("schema.graphql:3"), "{heard}");
        assert!(world.calls().is_empty(), "{:?}", world.calls());
        blog.write("schema.graphql", &schema);
        watching.hear("schema.graphql changed: nothing is to be deployed");
        blog.change_resolver("x");
        watching.hear("hotswapped Query.getPost");
    });
}

#[test]
fn a_failed_update_is_told_and_the_next_change_is_deployed() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let watching = Watching::start(&blog);
        world.fault(serde_json::json!({
            "kind": "fail_resource", "logical_id": GET_POST_RESOLVER, "reason": "it is wrong", "times": 1
        }));
        blog.change_resolver("x");
        blog.configure(INDEXED, "");
        let heard = watching.hear("not deployed; waiting for the next change");
        assert!(heard.contains("it is wrong"), "{heard}");
        world.forget_faults();
        blog.change_resolver("y");
        watching.hear("deployed after ");
        drop(watching);
        world.forget_calls();
        blog.expect_unchanged();
    });
}

#[test]
fn ctrl_c_while_cloudformation_works_says_what_goes_on() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let watching = Watching::start(&blog);
        world.slow_down();
        world.forget_calls();
        blog.configure(INDEXED, "");
        world.wait_for("DescribeStackEvents");
        let (ended_well, heard) = watching.stop();
        assert!(!ended_well, "{heard}");
        assert!(
            heard.contains("CloudFormation goes on with `blog-dev`"),
            "{heard}"
        );
        world.speed_up();
        blog.deploy(&[]).expect_success();
    });
}

#[test]
fn production_is_refused() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let said = blog.run(&["deploy", "--env", "prod", "--yes", "--watch"]);
        said.expect_failure(&["marked `production`", "leave `--watch` out"]);
        assert!(world.calls().is_empty());
    });
}

#[test]
fn without_consent_nothing_is_looked_at_for_changes() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        let said = blog.run(&["deploy", "--env", "dev", "--watch"]);
        said.expect_failure(&["needs `--yes`"]);
    });
}
