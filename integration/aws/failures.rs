//! What goes wrong on AWS's side.

use serde_json::json;

use crate::project::{Blog, GET_POST_RESOLVER};
use crate::world::{on_each_fake, on_own_fake};

fn failing(reason: &str) -> serde_json::Value {
    json!({ "kind": "fail_resource", "logical_id": GET_POST_RESOLVER, "reason": reason, "times": 1 })
}

#[test]
fn throttled_calls_are_made_again() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        for operation in [
            "CreateChangeSet",
            "DescribeStackEvents",
            "DescribeStacks",
            "PutObject",
        ] {
            world.fault(json!({ "kind": "throttle", "operation": operation, "times": 2 }));
        }
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
        assert_eq!(world.count("PutObject"), 3);
    });
}

#[test]
fn uploads_that_break_off_are_sent_again() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        world.fault(json!({ "kind": "drop", "operation": "PutObject", "times": 2 }));
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
        assert_eq!(world.count("PutObject"), 3);
    });
}

#[test]
fn errors_of_the_service_itself_are_passing() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let error =
            json!({ "kind": "error", "status": 500, "code": "InternalFailure", "times": 2 });
        for operation in ["ExecuteChangeSet", "DescribeChangeSet"] {
            let mut error = error.clone();
            error["operation"] = operation.into();
            world.fault(error);
        }
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
    });
}

#[test]
fn a_refusal_names_the_operation_and_changes_nothing() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        world.fault(json!({ "kind": "deny", "operation": "CreateChangeSet", "times": -1 }));
        blog.deploy(&[])
            .expect_failure(&["cloudformation:CreateChangeSet", "not authorized"]);
        world.forget_faults();
        blog.deploy(&[]).expect_success();
    });
}

#[test]
fn expired_credentials_are_said_at_once() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        world.fault(json!({ "kind": "expired", "operation": "GetCallerIdentity", "times": -1 }));
        blog.deploy(&[]).expect_failure(&["ExpiredToken"]);
    });
}

#[test]
fn a_denial_names_the_role_that_could_not_be_taken() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let deny = |operation| json!({ "kind": "deny", "operation": operation, "times": -1 });
        world.fault(deny("AssumeRole"));
        // Whoever may do everything needs no role.
        blog.deployed();
        world.fault(deny("DescribeStacks"));
        let role =
            "arn:aws:iam::123456789012:role/cdk-hnb659fds-deploy-role-123456789012-us-east-1";
        blog.deploy(&[]).expect_failure(&[
            "cloudformation:DescribeStacks of `blog-dev`: AccessDenied",
            &format!("because the role {role}, which may do it, cannot be taken"),
            "not authorized to perform",
            "asked as arn:aws:",
            "call `sts:AssumeRole` for it",
        ]);
    });
}

#[test]
fn the_role_of_an_environment_that_cannot_be_taken_is_named() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let role = "arn:aws:iam::123456789012:role/deployer";
        blog.reconfigure(&[(
            "region: us-east-1 }\n  other",
            &format!("region: us-east-1, deploy: {{ role: \"{role}\" }} }}\n  other"),
        )]);
        world.fault(json!({ "kind": "deny", "operation": "AssumeRole", "times": -1 }));
        let said = blog.deploy(&[]).expect_failure(&[
            &format!("the role {role}, which `deploy: {{ role }}` in appsynth.yaml names, cannot be taken"),
            "not authorized to perform",
            "trust policy",
        ]);
        assert!(!said.text.contains("aws configure"), "{}", said.text);
        assert_eq!(world.calls(), ["AssumeRole"]);
    });
}

#[test]
fn a_failed_creation_is_told_by_its_field_and_made_anew() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        world.fault(failing("No field named getPost found"));
        let said = blog.deploy(&[]);
        said.expect_failure(&[
            "Query.getPost at blog-dev/Resolvers/Query.getPost",
            "No field named getPost found",
            "ROLLBACK_COMPLETE: nothing of it was made",
        ]);
        blog.deploy(&[])
            .expect_success()
            .expect(&["what is left of the last attempt", "deployed"]);
    });
}

#[test]
fn a_failed_update_is_told_by_its_field_and_taken_back() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.change_resolver("x");
        world.fault(failing("The code contains one or more errors"));
        let said = blog.deploy(&[]);
        said.expect_failure(&[
            "error: Query.getPost at blog-dev/Resolvers/Query.getPost",
            "The code contains one or more errors",
            "UPDATE_ROLLBACK_COMPLETE: it is as it was before",
        ]);
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
    });
}

#[test]
fn a_rollback_that_is_stuck_is_continued_by_a_command() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        blog.get_stuck();
        blog.deploy(&[])
            .expect_failure(&["appsynth rollback --env dev", "--skip"]);
        world.forget_faults();
        blog.run(&["rollback", "--env", "dev"])
            .expect_success()
            .expect(&["blog-dev"]);
        blog.deploy(&[])
            .expect_success()
            .expect(&["blog-dev: deployed"]);
    });
}

#[test]
fn a_rollback_leaves_out_what_it_may_also_in_nested_stacks() {
    on_own_fake(|world| {
        let blog = Blog::new(world);
        let note = "type Note @model @auth(rules: [{ allow: public }]) { id: ID! }\n";
        blog.directives(note, "", "");
        let made = blog.diff()["stacks"][0]["changes"].clone();
        let made = made.as_array().expect("changes").iter();
        let mut tables = made.filter(|one| one["kind"] == "AWS::DynamoDB::Table");
        let table = tables.next().expect("the model has a table")["address"].clone();
        let table = table.as_str().expect("a text");
        blog.deployed();
        blog.directives(&note.replace("id: ID!", "id: ID! text: String"), "", "");
        let changed = blog.diff()["stacks"][0]["changes"][0]["address"].clone();
        for fault in [
            json!({ "kind": "stuck_rollback", "reason": "cannot take it back", "times": 1 }),
            json!({ "kind": "fail_resource", "logical_id": changed, "reason": "it failed", "times": 1 }),
        ] {
            world.fault(fault);
        }
        blog.deploy(&[]).expect_failure(&["UPDATE_ROLLBACK_FAILED"]);
        world.forget_faults();
        for nothing in ["Table", "Models/Table"] {
            blog.run(&["rollback", "--env", "dev", "--skip", nothing])
                .expect_failure(&[&format!(
                    "there is no resource `{nothing}` in the stack `blog-dev`"
                )]);
        }
        let full = format!("blog-dev/{table}");
        blog.run(&["rollback", "--env", "dev", "--skip", table, "--skip", &full])
            .expect_success()
            .expect(&["blog-dev: as before the update"]);
        blog.deploy(&[]).expect_success();
    });
}
