//! `appsynth check`: resolver code, TypeScript, reports.

use std::fs;

use serde_json::{Value, json};

use super::{edit, new_project, run, succeed, succeed_json};

#[test]
fn resolver_code_of_the_project_is_linted() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let path = project.join("resolvers/Mutation.createPost.js");
    let code = fs::read_to_string(&path).expect("a resolver");
    succeed(&project, &["check"]);
    fs::write(
        &path,
        format!("{code}\nconst twice = (s) => `${{s}}`.repeat(2);\n"),
    )
    .expect("written");
    let ended = run(&project, &["check"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("rule `no-disallowed-methods`"),
        "{}",
        ended.stderr
    );
    assert!(
        ended.stderr.contains("resolvers/Mutation.createPost.js:"),
        "{}",
        ended.stderr
    );
    // What is only a rule does not keep the project from being built.
    succeed(&project, &["synth"]);
}

#[test]
fn a_module_that_cannot_be_read_stops_the_synthesis_and_hides_nothing_from_the_check() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let file = |name: &str| project.join("resolvers").join(name);
    let good = fs::read_to_string(file("Mutation.createPost.js")).expect("a resolver");
    fs::write(
        file("Mutation.createPost.js"),
        "export function request(ctx) { return { payload: 1; } }",
    )
    .expect("written");
    fs::write(
        file("Query.listPosts.js"),
        format!("{good}\nconst twice = (s) => `${{s}}`.repeat(2);\n"),
    )
    .expect("written");
    let place = "resolvers/Mutation.createPost.js:1:51";
    let ended = run(&project, &["synth"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains(place), "{}", ended.stderr);
    let ended = run(&project, &["check"]);
    assert_eq!(ended.stderr.matches(place).count(), 1, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("rule `no-disallowed-methods`"),
        "{}",
        ended.stderr
    );
}

#[test]
fn typescript_in_a_file_of_javascript_is_told_to_have_another_name() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let resolver = "resolvers/Mutation.createPost.js";
    edit(
        &project.join(resolver),
        "request(ctx)",
        "request(ctx: object)",
    );
    for arguments in [&["synth"][..], &["check"], &["check", resolver]] {
        let ended = run(&project, arguments);
        assert_eq!(ended.code, Some(1));
        assert_eq!(
            ended.stderr.matches("error[AS4101]").count(),
            1,
            "{}",
            ended.stderr
        );
        let help = "this is TypeScript: give the file a name that ends in `.ts`";
        assert!(ended.stderr.contains(help), "{}", ended.stderr);
    }
}

#[test]
fn files_are_checked_without_a_project_and_reported_in_many_forms() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.ts");
    fs::write(&file, "const f = (n: number) => { while (n) {} };\n").expect("written");
    let github = run(folder.path(), &["check", "a.ts", "--format", "github"]);
    assert_eq!(github.code, Some(1));
    assert!(
        github
            .stdout
            .starts_with("::error file=a.ts,line=1,col=28,endLine=1,endColumn=40,title=no-while::"),
        "{}",
        github.stdout
    );
    let sarif = run(folder.path(), &["check", "a.ts", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&sarif.stdout).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "no-while");
    let json = run(folder.path(), &["check", "a.ts", "--json"]);
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["diagnostics"][0]["rule"], "no-while");
    fs::write(&file, "export const f = (n: number) => n;\n").expect("written");
    assert_eq!(
        succeed_json(folder.path(), &["check", "a.ts", "--json"])["errors"],
        0
    );
}

#[test]
fn typescript_resolvers_and_what_they_import_become_one_module() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let old = project.join("resolvers/Mutation.createPost.js");
    let code = fs::read_to_string(&old).expect("a resolver");
    fs::remove_file(&old).expect("removed");
    fs::create_dir(project.join("resolvers/shared")).expect("a folder");
    fs::write(
        project.join("resolvers/shared/names.ts"),
        "export const label = (text: string): string => `post ${text}`;\n",
    )
    .expect("written");
    fs::write(
        project.join("resolvers/Mutation.createPost.ts"),
        format!("import {{ label }} from './shared/names';\n{code}\nconst unusedLabel: string = label('x');\n"),
    )
    .expect("written");
    succeed(&project, &["check"]);
    succeed(&project, &["synth"]);
    let made = project.join(".appsynth/assembly/local/resolvers/Mutation.createPost.js");
    let made = fs::read_to_string(made).expect("the bundled module");
    assert!(
        made.contains("const label = (text) => `post ${text}`;"),
        "{made}"
    );
    let map = project.join(".appsynth/assembly/local/resolvers/Mutation.createPost.js.map");
    let map: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(map).expect("a source map")).expect("JSON");
    assert_eq!(
        map["sources"],
        serde_json::json!([
            "resolvers/shared/names.ts",
            "resolvers/Mutation.createPost.ts"
        ])
    );
    fs::remove_file(project.join("resolvers/shared/names.ts")).expect("removed");
    let ended = run(&project, &["check"]);
    assert!(ended.stderr.contains("error[AS4108]"), "{}", ended.stderr);
    assert!(
        ended
            .stderr
            .contains("resolvers/Mutation.createPost.ts:1:10"),
        "{}",
        ended.stderr
    );
}

#[test]
fn errors_of_typescript_code_point_into_the_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(
        folder.path().join("a.ts"),
        "import { fail } from './b';\ninterface Unused {}\nexport function request() {\n  return fail();\n}\n",
    )
    .expect("written");
    fs::write(
        folder.path().join("b.ts"),
        "import { util } from '@aws-appsync/utils';\n\nexport function fail(): never {\n  util.error('no', 'Never');\n}\n",
    )
    .expect("written");
    let ended = run(folder.path(), &["evaluate", "--code", "a.ts"]);
    assert_eq!(ended.code, Some(1));
    fs::write(
        folder.path().join("b.ts"),
        "\n\nexport function fail(): string {\n  const none: any = null; console.log('x');\n  return none.member;\n}\n",
    )
    .expect("written");
    let ended = run(folder.path(), &["evaluate", "--code", "a.ts"]);
    assert!(ended.stderr.contains("b.ts:5:"), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("INFO - b.ts:4:27: \"x\""),
        "{}",
        ended.stderr
    );
}

#[test]
fn code_is_held_against_its_field_and_its_data_source() {
    let folder = new_project();
    let project = folder.path().join("blog");
    fs::write(
        project.join("resolvers/Query.getPost.req.vtl"),
        "{ \"operation\": \"Invoke\", \"payload\": \"$ctx.args.idd\" }",
    )
    .expect("written");
    let ended = run(&project, &["check"]);
    assert_eq!(ended.code, Some(1));
    for said in [
        "error[AS4114]",
        "a data source of type `AMAZON_DYNAMODB` has no operation `Invoke`",
        "warning[AS4112]",
        "`Query.getPost` has no argument `idd`",
    ] {
        assert!(ended.stderr.contains(said), "{said}: {}", ended.stderr);
    }
}

#[test]
fn files_are_checked_with_those_they_import() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("written");
    };
    let check = |file: &str| run(folder.path(), &["check", file]);
    write(
        "a.js",
        "import { texts } from './texts';
export const request = (ctx) => ({ payload: [texts, ctx.stash.written] });",
    );
    let ended = check("a.js");
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("a.js:1:10"), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("there is no file `./texts`"),
        "{}",
        ended.stderr
    );

    write("texts.js", "export const texts = ['short'];");
    let ended = check("a.js");
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    // Another file may write what this one reads of the stash.
    assert_eq!(ended.stderr, "no mistakes\n");

    let half = "x".repeat(20_000);
    write("more.ts", &format!("export const more: string = '{half}';"));
    write(
        "texts.js",
        &format!("import {{ more }} from './more';\nexport const texts = ['{half}', more];"),
    );
    let ended = check("a.js");
    assert_eq!(ended.code, Some(1));
    assert_eq!(
        ended.stderr.matches("error[AS4106]").count(),
        1,
        "{}",
        ended.stderr
    );
    let whole = "x".repeat(40_000);
    write(
        "long.js",
        &format!(
            "import {{ more }} from './more';\nexport const request = () => [more, '{whole}'];"
        ),
    );
    let ended = check("long.js");
    assert_eq!(
        ended.stderr.matches("error[AS4106]").count(),
        1,
        "{}",
        ended.stderr
    );
}

#[test]
fn folders_are_checked_with_all_code_in_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in [
        ("code/a.vtl", "$util.nope()"),
        (
            "code/deep/b.js",
            "export function request(ctx) { while (1) {} return {}; }",
        ),
        ("code/node_modules/x/c.js", "while (1) {}"),
        ("code/notes.txt", "no code"),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    let found = run(folder.path(), &["check", "code", "--json"]);
    let found: Value = serde_json::from_str(&found.stdout).expect("JSON");
    let files: Vec<_> = found["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["labels"][0]["file"])
        .collect();
    assert_eq!(files, ["code/a.vtl", "code/deep/b.js"]);
    let ended = run(folder.path(), &["check", "code/notes.txt"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(
        ended.stderr,
        "error: code/notes.txt is no resolver code: its name does not end in .js, .mjs, .ts, .mts or .vtl\n"
    );
}

#[test]
fn generated_code_writes_to_the_stash_that_slots_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("written");
    };
    write(
        "appsynth.yaml",
        "app: notes\napi: { schema: schema.graphql, auth: { default: api-key } }\n",
    );
    write(
        "schema.graphql",
        "type Note @model @auth(rules: [{ allow: public }]) { id: ID! }",
    );
    fs::create_dir(folder.path().join("resolvers")).expect("a folder");
    write(
        "resolvers/Query.getNote.postAuth.1.js",
        "export function request(ctx) {
  return { payload: [ctx.stash.hasAuth, ctx.stash.typeName, ctx.stash.conditions, ctx.stash.none] };
}
export function response(ctx) { return ctx.prev.result; }
",
    );
    let found = succeed_json(folder.path(), &["check", "--json"]);
    let messages: Vec<_> = found["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["message"])
        .collect();
    assert_eq!(messages, ["no code writes `none` to the stash"]);
}

#[test]
fn code_in_pipelines_of_directives_is_held_against_its_field_too() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("written");
    };
    write(
        "appsynth.yaml",
        "app: notes\napi: { schema: schema.graphql, auth: { default: api-key } }\n",
    );
    write(
        "schema.graphql",
        "type Note @model @auth(rules: [{ allow: public }]) { id: ID! lines: [Line] @hasMany }
type Line @model @auth(rules: [{ allow: public }]) { id: ID! }",
    );
    fs::create_dir(folder.path().join("resolvers")).expect("a folder");
    write(
        "resolvers/Query.getNote.postAuth.2.ts",
        "export function request(ctx: any) { return { payload: [ctx.args.id, ctx.args.limt] }; }
export function response(ctx: any) { return ctx.prev.result; }
",
    );
    write(
        "resolvers/Note.lines.req.vtl",
        "{ \"operation\": \"Invoke\", \"payload\": \"$ctx.source.anAttribute$ctx.args.lmit\" }",
    );
    let found = run(folder.path(), &["check", "--json"]);
    let found: Value = serde_json::from_str(&found.stdout).expect("JSON");
    let list = found["diagnostics"].as_array().expect("a list");
    let mut messages: Vec<_> = list
        .iter()
        .map(|one| one["message"].as_str().expect("a text"))
        .collect();
    messages.sort_unstable();
    assert_eq!(
        messages,
        [
            "`Note.lines` has no argument `lmit`",
            "`Query.getNote` has no argument `limt`",
            "a data source of type `AMAZON_DYNAMODB` has no operation `Invoke`",
        ]
    );
}

#[test]
fn finished_assemblies_are_checked_with_the_code_in_them() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let path = project.join("resolvers/Mutation.createPost.js");
    let code = fs::read_to_string(&path).expect("a resolver");
    let check = || run(&project, &["check", "--app", "out"]);
    succeed(&project, &["synth", "--output", "out"]);
    let ended = check();
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (Some(0), "no mistakes\n")
    );

    let twice = format!("{code}\nconst twice = (s) => `${{s}}`.repeat(2);\n");
    fs::write(&path, twice).expect("written");
    succeed(&project, &["synth", "--output", "out"]);
    let template = project.join("out/blog-local.template.json");
    let text = fs::read_to_string(&template).expect("a template");
    let wrong = text.replace("\"AuthenticationType\"", "\"AuthentificationType\"");
    fs::write(&template, wrong).expect("written");
    let ended = check();
    assert_eq!(ended.code, Some(1));
    for said in ["rule `no-disallowed-methods`", "`AuthentificationType`"] {
        assert!(ended.stderr.contains(said), "{said}: {}", ended.stderr);
    }
}

#[test]
fn code_that_an_assembly_keeps_in_files_of_its_own_is_checked_too() {
    let folder = new_project();
    let project = folder.path().join("blog");
    succeed(&project, &["synth", "--output", "out"]);
    let out = project.join("out");
    let edit = |name: &str, change: &dyn Fn(&mut Value)| {
        let text = fs::read_to_string(out.join(name)).expect("a file");
        let mut document = serde_json::from_str(&text).expect("JSON");
        change(&mut document);
        fs::write(out.join(name), document.to_string()).expect("written");
    };
    edit("blog-local.template.json", &|template| {
        let resources = template["Resources"].as_object_mut().expect("resources");
        let mut properties = resources
            .values_mut()
            .map(|resource| &mut resource["Properties"]);
        let with_code = properties.find(|properties| properties["Code"].is_string());
        let properties = with_code.expect("a module").as_object_mut();
        let properties = properties.expect("an object");
        properties.remove("Code");
        let location = json!({ "Fn::Sub": "s3://cdk-assets-${AWS::AccountId}/0123.js" });
        properties.insert("CodeS3Location".to_owned(), location);
    });
    edit("blog-local.assets.json", &|assets| {
        assets["files"]["0123"] = json!({
            "source": { "path": "asset.0123.js", "packaging": "file" },
            "destinations": {},
        });
    });
    let check = || run(&project, &["check", "--app", "out"]);
    let code = "const twice = (s) => `${s}`.repeat(2);
export function request() { return {}; }
export function response(ctx) { return ctx.result; }
";
    fs::write(out.join("asset.0123.js"), code).expect("written");
    let ended = check();
    assert!(
        ended.stderr.contains("rule `no-disallowed-methods`"),
        "{}",
        ended.stderr
    );
    fs::remove_file(out.join("asset.0123.js")).expect("removed");
    let ended = check();
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("asset.0123.js"), "{}", ended.stderr);
}
