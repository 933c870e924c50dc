//! Commands about what is deployed.

use integration::ACCESS_KEY;
use serde_json::Value;

use crate::project::{Blog, said};
use crate::world::on_each_fake;

#[test]
fn outputs_are_those_of_the_deployed_api() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.run(&["outputs", "--env", "dev"])
            .expect_failure(&["nothing of `dev` is deployed"]);
        blog.deployed();
        let said = blog.run(&["outputs", "--env", "dev", "--form", "amplify-outputs"]);
        let file: Value = serde_json::from_str(&said.expect_success().stdout).expect("JSON");
        assert_eq!(file["data"]["default_authorization_type"], "API_KEY");
        assert!(
            file["data"]["url"]
                .as_str()
                .is_some_and(|url| url.ends_with("/graphql"))
        );
        assert!(file["data"]["api_key"].is_string());
        let said = blog.run(&["outputs", "--env", "dev", "--form", "env"]);
        said.expect_success()
            .expect(&["GRAPHQL_URL=", "AWS_REGION=us-east-1"]);
    });
}

#[test]
fn an_environment_is_compared_with_what_another_one_has() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let against = || {
            blog.run(&["diff", "--env", "dev", "--against", "prod"])
                .expect_success()
        };
        against().expect(&[
            "blog-prod: new",
            "create   blog-prod/Resolvers/Query.getPost",
        ]);
        blog.run(&["deploy", "--env", "prod", "--yes"])
            .expect_success();
        against().expect(&["blog-prod: unchanged"]);
        blog.change_resolver("x");
        let said = against().expect(&["change   blog-prod/Resolvers/Query.getPost"]);
        assert_eq!(said.text.matches("blog-prod/").count(), 1, "{}", said.text);
    });
}

#[test]
fn destruction_names_the_data_that_would_be_lost() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.configure("partition-key: id, removal: delete", "");
        blog.deployed();
        let said = blog.run(&["destroy", "--env", "dev", "--yes"]);
        let said = said.expect_failure(&["AS6001", "AWS::DynamoDB::Table", "ITS DATA IS LOST"]);
        assert_eq!(world.count("DeleteStack"), 0);
        let consent = said
            .text
            .split("--allow-data-loss ")
            .nth(1)
            .expect("a way out");
        let name = consent.split('`').next().expect("a name");
        let said = blog.run(&[
            "destroy",
            "--env",
            "dev",
            "--yes",
            "--allow-data-loss",
            name,
        ]);
        said.expect_success().expect(&["`dev` is removed"]);
        assert_eq!(blog.diff()["stacks"][0]["action"], "create");
    });
}

#[test]
fn destruction_of_tables_that_are_retained_loses_nothing() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.configure("partition-key: id, removal: retain", "");
        blog.deployed();
        let said = blog.run(&["destroy", "--env", "dev", "--yes"]);
        said.expect_success().expect(&[
            "AWS::DynamoDB::Table",
            "stays",
            "aws dynamodb delete-table --table-name NAME",
        ]);
    });
}

#[test]
fn what_nobody_changed_has_not_drifted() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        let said = blog.run(&["drift", "--env", "dev"]);
        said.expect_success()
            .expect(&["every resource is as its template says"]);
    });
}

#[test]
fn a_rollback_of_nothing_says_so() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        let said = blog.run(&["rollback", "--env", "dev"]);
        said.expect_success().expect(&["nothing was taken back"]);
    });
}

#[test]
fn options_that_mean_nothing_where_it_is_deployed_are_refused() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.run(&["deploy", "--no-execute"])
            .expect_failure(&["`--no-execute` is about AWS"]);
        blog.deploy(&["--seed", "seed.json"])
            .expect_failure(&["`--seed` is about this machine"]);
        assert!(world.calls().is_empty());
    });
}

#[test]
fn an_address_of_aws_that_is_none_is_said() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        for (variable, value) in [
            ("AWS_ENDPOINT_URL", ""),
            ("AWS_ENDPOINT_URL", "127.0.0.1"),
            ("AWS_ENDPOINT_URL_STS", ""),
        ] {
            let mut command = blog.command(&["diff", "--env", "dev"]);
            let output = command.env(variable, value).output();
            said(output.expect("the program runs")).expect_failure(&[
                &format!("`{value}` is no address of AWS"),
                &format!("correct {variable}"),
            ]);
        }
    });
}

#[test]
fn the_profile_of_an_environment_goes_before_the_variables() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let dev = "dev: { account: \"123456789012\", region: us-east-1";
        let with_profile = format!("{dev}, deploy: {{ profile: web }}");
        blog.reconfigure(&[(dev, &with_profile)]);
        let diff = |secret: &str| {
            let mut command = blog.command(&["diff", "--env", "dev"]);
            let output = command.env("AWS_SECRET_ACCESS_KEY", secret).output();
            said(output.expect("the program runs"))
        };
        // There is no such profile on this machine.
        diff(ACCESS_KEY.1).expect_success();
        let (id, secret) = ACCESS_KEY;
        let profile =
            format!("[web]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n");
        blog.write("no-credentials", &profile);
        diff("of somebody else").expect_success();
    });
}

#[test]
fn an_assembly_of_another_environment_is_refused_by_every_command() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deployed();
        let made = blog.made();
        let made = made.to_str().expect("UTF-8");
        let commands: [&[&str]; 6] = [
            &["destroy", "--yes"],
            &["deploy", "--yes"],
            &["diff"],
            &["outputs"],
            &["drift"],
            &["rollback"],
        ];
        for command in commands {
            let said = blog.run(&[command, &["--app", made, "--env", "prod"]].concat());
            said.expect_failure(&["was made for `dev`", "nothing was done to `prod`"]);
        }
        assert!(world.calls().is_empty(), "{:?}", world.calls());
        blog.run(&["deploy", "--app", made, "--env", "dev", "--yes"])
            .expect_success()
            .expect(&["blog-dev: unchanged"]);
    });
}

#[test]
fn mistakes_in_the_project_keep_nobody_from_what_is_deployed() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.configure("partition-key: id, removal: delete", "");
        blog.deployed();
        blog.write("schema.graphql", "type Query { getPost: Nothing }");
        blog.deploy(&[]).expect_failure(&["nothing was written"]);
        let outputs = blog.run(&["outputs", "--env", "dev"]).expect_success();
        outputs.expect(&["the last assembly made for `dev`, .appsynth/assembly/dev"]);
        for command in ["drift", "rollback"] {
            blog.run(&[command, "--env", "dev"]).expect_success();
        }
        let destroy = [
            "destroy",
            "--env",
            "dev",
            "--yes",
            "--allow-data-loss",
            "Posts",
        ];
        let said = blog.run(&destroy).expect_success();
        said.expect(&["the last assembly made for `dev`", "`dev` is removed"]);
        std::fs::remove_dir_all(blog.folder().join(".appsynth")).expect("a folder");
        blog.run(&destroy)
            .expect_failure(&["`Nothing`", "with `--app DIR`"]);
    });
}

#[test]
fn a_parameter_that_no_stack_has_is_refused() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        for more in [&[][..], &["--hotswap"]] {
            blog.deploy(&[&["--parameter", "nosuch=1"], more].concat())
                .expect_failure(&[
                    "no stack has a parameter `nosuch`",
                    "blog-dev.ApiApiKeyExpires",
                ]);
        }
        assert!(world.calls().is_empty(), "{:?}", world.calls());
    });
}

#[test]
fn consent_to_a_loss_that_there_is_not_is_said_to_be_needless() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.deploy(&["--allow-data-loss", "Foo"])
            .expect_success()
            .expect(&["warning: `--allow-data-loss Foo`: nothing of that name would be lost"]);
    });
}

#[test]
fn where_nothing_is_deployed_nothing_has_drifted_or_is_removed() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        blog.run(&["drift", "--env", "dev"])
            .expect_failure(&["nothing of `dev` is deployed"]);
        let said = blog.run(&["destroy", "--env", "dev", "--yes"]);
        let said = said
            .expect_success()
            .expect(&["nothing of `dev` is deployed"]);
        assert!(!said.text.contains("is removed"), "{}", said.text);
    });
}

#[test]
fn a_command_about_aws_without_an_environment_is_wrong_usage() {
    on_each_fake(|world| {
        let blog = Blog::new(world);
        let commands: [&[&str]; 4] = [&["diff"], &["rollback"], &["import"], &["drift"]];
        for command in commands {
            let said = blog.run(command).expect_failure(&["is about AWS"]);
            assert_eq!(said.code, Some(2), "{}", said.text);
        }
    });
}
