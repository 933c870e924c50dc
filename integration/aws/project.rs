//! A blog with one table, deployed by the `appsynth` program.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use integration::use_aws_fake;
use serde_json::{Value, json};

use crate::world::World;

const SCHEMA: &str = "\
type Query { getPost(id: ID!): Post }
type Mutation { createPost(id: ID!, title: String): Post }
type Post { id: ID!, title: String }
";
pub(crate) const GET_POST: &str = r#"import { util } from "@aws-appsync/utils";
export function request(ctx) {
  return { operation: "GetItem", key: util.dynamodb.toMapValues({ id: ctx.args.id }) };
}
export function response(ctx) { return ctx.result; }
"#;
const CREATE_POST: &str = r#"import { util } from "@aws-appsync/utils";
export function request(ctx) {
  return {
    operation: "PutItem",
    key: util.dynamodb.toMapValues({ id: ctx.args.id }),
    attributeValues: util.dynamodb.toMapValues({ title: ctx.args.title }),
  };
}
export function response(ctx) { return ctx.result; }
"#;

/// The logical ids that the project's constructs have.
pub(crate) const TABLE: &str = "TablesPosts0238BDBA";
pub(crate) const GET_POST_RESOLVER: &str = "ResolversQuerygetPostA1904578";

/// The project, deployed to a fake.
pub(crate) struct Blog<'w> {
    pub(crate) world: &'w World,
    project: integration::Project,
}

/// What the program said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) succeeded: bool,
    pub(crate) code: Option<i32>,
    /// Standard output and standard error.
    pub(crate) text: String,
    pub(crate) stdout: String,
}

impl<'w> Blog<'w> {
    /// The project in a folder of its own.
    pub(crate) fn new(world: &'w World) -> Self {
        let blog = Self {
            world,
            project: integration::Project::empty(env!("CARGO_BIN_EXE_example-appsynth")),
        };
        fs::create_dir(blog.folder().join("resolvers")).expect("a folder");
        blog.write("schema.graphql", SCHEMA);
        blog.write("resolvers/Query.getPost.js", GET_POST);
        blog.write("resolvers/Mutation.createPost.js", CREATE_POST);
        blog.configure("partition-key: id", "");
        blog
    }

    pub(crate) fn folder(&self) -> &Path {
        self.project.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.folder().join(file), text).expect("a written file");
    }

    /// Sets the table, as a YAML mapping without braces, and more lines of the configuration.
    pub(crate) fn configure(&self, table: &str, more: &str) {
        let text = format!(
            "app: blog\napi: {{ schema: schema.graphql, auth: {{ default: api-key, api-key: {{ expires: 30d }} }} }}\n\
             tables: {{ Posts: {{ {table} }} }}\n\
             resolvers: {{ Query.getPost: Posts, Mutation.createPost: Posts }}\n{more}\n\
             environments:\n  dev: {{ account: \"123456789012\", region: us-east-1 }}\n  \
             other: {{ account: \"999999999999\", region: us-east-1 }}\n  \
             prod: {{ account: \"123456789012\", region: us-east-1, deploy: {{ production: true }} }}\n"
        );
        self.write("appsynth.yaml", &text);
    }

    /// The project with a schema of these models, open to everyone.
    pub(crate) fn models(&self, schema: &str) {
        let authorized = schema.replace("@model", "@model @auth(rules: [{ allow: public }])");
        self.directives(&authorized, "", "");
    }

    /// The project with a schema with directives in place of its own, whose table goes; `api` and `environment` are
    /// further settings, each after a comma.
    pub(crate) fn directives(&self, schema: &str, api: &str, environment: &str) {
        let resolvers = self.folder().join("resolvers");
        if resolvers.exists() {
            fs::remove_dir_all(resolvers).expect("a folder");
        }
        self.write("schema.graphql", schema);
        let text = format!(
            "app: blog\napi: {{ schema: schema.graphql{api}, auth: {{ default: api-key, api-key: {{ expires: 30d }} }} }}\n\
             environments: {{ dev: {{ account: \"123456789012\", region: us-east-1{environment} }} }}\n"
        );
        self.write("appsynth.yaml", &text);
    }

    /// Changes the code of one resolver so that nothing else changes; each text gives another change.
    pub(crate) fn change_resolver(&self, text: &str) {
        self.write(
            "resolvers/Query.getPost.js",
            &format!("// {text}\n{GET_POST}"),
        );
    }

    /// Has an update fail, and CloudFormation fail to take it back.
    pub(crate) fn get_stuck(&self) {
        self.change_resolver("x");
        let faults = [
            json!({ "kind": "stuck_rollback", "reason": "cannot take it back", "times": 1 }),
            json!({
                "kind": "fail_resource",
                "logical_id": GET_POST_RESOLVER,
                "reason": "it failed",
                "times": 1,
            }),
        ];
        faults.into_iter().for_each(|fault| self.world.fault(fault));
        self.deploy(&[])
            .expect_failure(&["UPDATE_ROLLBACK_FAILED", "appsynth rollback"]);
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.project.command(arguments);
        use_aws_fake(&mut command, &self.world.url);
        command
            .env("AWS_REGION", "us-east-1")
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_SESSION_TOKEN")
            .env("AWS_CONFIG_FILE", self.folder().join("no-config"))
            .env(
                "AWS_SHARED_CREDENTIALS_FILE",
                self.folder().join("no-credentials"),
            );
        command
    }

    /// Starts the program, whose end can be waited for with [`said`].
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program runs")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).output().expect("the program runs"))
    }

    /// The folder of a finished assembly of `dev`.
    pub(crate) fn made(&self) -> PathBuf {
        let made = self.folder().join("made");
        let to = made.to_str().expect("UTF-8");
        self.run(&["synth", "--env", "dev", "--output", to])
            .expect_success();
        made
    }

    /// Puts one text of the configuration in place of another, which has to be there.
    #[track_caller]
    pub(crate) fn reconfigure(&self, replacements: &[(&str, &str)]) {
        let mut text = fs::read_to_string(self.folder().join("appsynth.yaml")).expect("a file");
        for (old, new) in replacements {
            assert!(text.contains(old), "{old} is not in:\n{text}");
            text = text.replace(old, new);
        }
        self.write("appsynth.yaml", &text);
    }

    /// `deploy --env dev --yes` with more arguments.
    pub(crate) fn deploy(&self, more: &[&str]) -> Said {
        self.run(&[&["deploy", "--env", "dev", "--yes"], more].concat())
    }

    /// Deploys, which has to succeed, and forgets the calls.
    pub(crate) fn deployed(&self) {
        self.deploy(&[]).expect_success();
        self.world.forget_calls();
    }

    /// Deploys, which has to change nothing and to take two calls beside those for credentials.
    #[track_caller]
    pub(crate) fn expect_unchanged(&self) {
        let said = self.deploy(&[]).expect_success();
        let told = said.text.matches("blog-dev: unchanged").count();
        assert_eq!(told, 1, "{}", said.text);
        let mut calls = self.world.calls();
        calls.sort();
        let expected = [
            "AssumeRole",
            "DescribeStacks",
            "GetCallerIdentity",
            "GetTemplate",
        ];
        assert_eq!(calls, expected);
    }

    /// The plan of `diff`.
    pub(crate) fn diff(&self) -> Value {
        let said = self.run(&["diff", "--env", "dev", "--json"]);
        serde_json::from_str(&said.expect_success().stdout).expect("JSON")
    }
}

/// Changes a file of JSON.
pub(crate) fn edit(file: &Path, edit: impl FnOnce(&mut Value)) {
    let text = fs::read_to_string(file).expect("a file");
    let mut value: Value = serde_json::from_str(&text).expect("JSON");
    edit(&mut value);
    fs::write(file, value.to_string()).expect("a written file");
}

/// Changes a template of a finished assembly, whose objects get other names, so that they are uploaded.
pub(crate) fn edit_template(file: &Path, edit: impl FnOnce(&mut Value)) {
    let read = |path: &Path| fs::read_to_string(path).expect("a file");
    self::edit(file, edit);
    let folder = file.parent().expect("a folder");
    let name = file.file_name().expect("a name").to_string_lossy();
    let assets = name.replace(".template.json", ".assets.json");
    let manifest: Value = serde_json::from_str(&read(&folder.join(&assets))).expect("JSON");
    let files = manifest["files"].as_object().expect("assets");
    let is_meant = |asset: &Value| asset["source"]["path"].as_str() == Some(&*name);
    let (old, _) = files
        .iter()
        .find(|(_, asset)| is_meant(asset))
        .expect("the template is an asset");
    let mut hasher = DefaultHasher::new();
    read(file).hash(&mut hasher);
    let new = format!("{:064x}", hasher.finish());
    for name in ["manifest.json", &assets] {
        let path = folder.join(name);
        fs::write(&path, read(&path).replace(old.as_str(), &new)).expect("a written file");
    }
}

pub(crate) fn said(output: Output) -> Said {
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    Said {
        succeeded: output.status.success(),
        code: output.status.code(),
        text: format!("{stdout}{}", String::from_utf8_lossy(&output.stderr)),
        stdout,
    }
}

/// What Ctrl-C does to a program.
pub(crate) fn interrupt(process: u32) {
    signal(process, "-INT");
}

/// Sends a program a signal, such as `-STOP`.
pub(crate) fn signal(process: u32, signal: &str) {
    let status = Command::new("kill")
        .args([signal, &process.to_string()])
        .status();
    assert!(status.expect("kill runs").success());
}

impl Said {
    pub(crate) fn expect_success(self) -> Self {
        assert!(self.succeeded, "{}", self.text);
        self
    }

    /// It failed and said all of these.
    pub(crate) fn expect_failure(self, texts: &[&str]) -> Self {
        assert!(!self.succeeded, "{}", self.text);
        self.expect(texts)
    }

    pub(crate) fn expect(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(
                self.text.contains(text),
                "`{text}` is not in:\n{}",
                self.text
            );
        }
        self
    }
}
