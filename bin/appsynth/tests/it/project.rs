//! Commands on a declarative project.

use std::fs;

use expect_test::expect;
use serde_json::json;

use super::{edit, new_project, run, succeed, succeed_json};

#[test]
fn synth_writes_the_assembly_once() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let json = succeed_json(&project, &["synth", "--json"]);
    assert_eq!(json["stacks"], json!(["blog-local"]));
    assert_eq!(json["changed"], true);
    let assembly = project.join(".appsynth/assembly/local");
    for file in [
        "manifest.json",
        "blog-local.template.json",
        "schema.graphql",
        "resolvers/Query.getPost.req.vtl",
        "resolvers/Mutation.createPost.js",
    ] {
        assert!(assembly.join(file).is_file(), "{file}");
    }
    let again = succeed_json(&project, &["synth", "--json"]);
    assert_eq!(again["changed"], false);
    let shown = succeed(&project, &["synth"]);
    expect![[r#"
        .appsynth/assembly/local: blog-local (unchanged)
    "#]]
    .assert_eq(&shown);
}

#[test]
fn synth_writes_where_it_is_told_and_app_reads_it_anywhere() {
    let folder = new_project();
    let project = folder.path().join("blog");
    succeed(&project, &["synth", "--output", "../out"]);
    assert!(!project.join(".appsynth").exists());
    let stacks = succeed(folder.path(), &["ls", "--app", "out"]);
    assert_eq!(stacks, "blog-local\n");
    let ended = run(folder.path(), &["synth", "--app", "out"]);
    assert_eq!(ended.code, Some(1));
}

#[test]
fn the_project_is_found_from_folders_below_it() {
    let folder = new_project();
    let stacks = succeed(&folder.path().join("blog/resolvers"), &["ls"]);
    assert_eq!(stacks, "blog-local\n");
}

#[test]
fn ls_tells_scripts_where_stacks_go() {
    let folder = new_project();
    let project = folder.path().join("blog");
    edit(
        &project.join("appsynth.yaml"),
        "  prod:\n",
        "  prod:\n    account: \"111111111111\"\n    region: eu-west-1\n",
    );
    let json = succeed_json(&project, &["ls", "--json", "--env", "prod"]);
    assert_eq!(
        json,
        json!({ "format": 1, "stacks": [{
            "id": "blog-prod", "name": "blog-prod", "account": "111111111111", "region": "eu-west-1",
            "dependencies": [],
        }], "warnings": [] })
    );
}

#[test]
fn every_stage_can_be_shown() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let show = |stage| succeed(&project, &["show", stage]);
    assert!(show("config").contains("partition-key: id"));
    assert!(show("schema").contains("createPost(title: String!"));
    assert!(show("tree").contains("Posts\n        Resource  AWS::DynamoDB::Table"));
    let template: serde_json::Value = serde_json::from_str(&show("template")).expect("JSON");
    assert!(template["Resources"].is_object());
    expect![[r#"
        Mutation.createPost.js
        Query.getPost.req.vtl
        Query.getPost.res.vtl
        Query.listPosts.js
    "#]]
    .assert_eq(&show("resolvers"));
    assert!(show("assembly").contains("manifest.json\n"));
    let resolvers = succeed_json(&project, &["show", "resolvers", "--json"]);
    assert_eq!(resolvers["resolvers"][0], "Mutation.createPost.js");
}

#[test]
fn show_template_knows_its_stacks() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let ended = run(&project, &["show", "template", "shop"]);
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error: there is no stack `shop`; there are: blog-local
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn variables_are_shown_by_name_only() {
    let folder = new_project();
    let project = folder.path().join("blog");
    edit(
        &project.join("appsynth.yaml"),
        "default: api-key",
        "default: user-pool\n    user-pool: { id: \"${POOL}\" }",
    );
    let shown = succeed(&project, &["show", "config"]);
    assert!(shown.contains("id: ${POOL}"), "{shown}");
    let ended = run(&project, &["check"]);
    assert!(ended.stderr.contains("AS8006"), "{}", ended.stderr);
}

#[test]
fn mistakes_in_the_configuration_are_shown_and_nothing_is_written() {
    let folder = new_project();
    let project = folder.path().join("blog");
    edit(
        &project.join("appsynth.yaml"),
        "expires: 30d",
        "expire: 30d",
    );
    let ended = run(&project, &["synth"]);
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error[AS8001]: unknown key `expire` in `api.auth.api-key`
         --> appsynth.yaml:8:16
          |
        8 |     api-key: { expire: 30d }
          |                ^^^^^^ not a setting
          |
          = help: there is a similar one: `expires`

        1 error; nothing was written (see `appsynth explain AS8001`)
    "#]]
    .assert_eq(&ended.stderr);
    assert_eq!(ended.stdout, "");
    assert!(!project.join(".appsynth").exists());
}

#[test]
fn mistakes_of_constructs_are_shown_in_the_users_files() {
    let folder = new_project();
    let project = folder.path().join("blog");
    edit(&project.join("schema.graphql"), "getPost(", "post(");
    let ended = run(&project, &["check"]);
    assert_eq!(ended.code, Some(1));
    expect![[r#"
        error[AS3102]: `Query` has no field `getPost`
          --> schema.graphql:13:6
           |
        13 | type Query {
           |      ^^^^^ the type the resolver names
           |
           = help: there is a field with a similar name: `post`
           = note: in `blog-local/Resolvers/Query.getPost`

        1 error; nothing was written (see `appsynth explain AS3102`)
    "#]]
    .assert_eq(&ended.stderr);

    fs::remove_file(project.join("schema.graphql")).expect("removed");
    let ended = run(&project, &["check"]);
    expect![[r#"
        error[AS3010]: `schema.graphql` does not exist
         --> appsynth.yaml:4:11
          |
        4 |   schema: schema.graphql
          |           ^^^^^^^^^^^^^^
          |
          = help: paths are relative to the project's root
          = note: in `blog-local/Api`

        1 error; nothing was written (see `appsynth explain AS3010`)
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn resolver_files_in_a_folder_below_are_not_passed_over() {
    let folder = new_project();
    let project = folder.path().join("blog");
    fs::create_dir(project.join("resolvers/posts")).expect("a new folder");
    let from = project.join("resolvers/Query.listPosts.js");
    fs::rename(from, project.join("resolvers/posts/Query.listPosts.js")).expect("moved");
    let ended = run(&project, &["check"]);
    assert!(ended.stderr.contains("error[AS8010]"), "{}", ended.stderr);
    let message =
        "error[AS8011]: the file `resolvers/posts/Query.listPosts.js` is the code of nothing";
    assert!(ended.stderr.contains(message), "{}", ended.stderr);
}

#[test]
fn a_mistake_leaves_the_last_assembly_as_it_was() {
    let folder = new_project();
    let project = folder.path().join("blog");
    succeed(&project, &["synth"]);
    let template = project.join(".appsynth/assembly/local/blog-local.template.json");
    let before = fs::read(&template).expect("a file");
    fs::remove_file(project.join("resolvers/Query.listPosts.js")).expect("removed");
    assert_eq!(run(&project, &["synth"]).code, Some(1));
    assert_eq!(fs::read(&template).expect("a file"), before);
}

#[test]
fn diagnostics_are_json_if_asked_for() {
    let folder = new_project();
    let project = folder.path().join("blog");
    fs::remove_file(project.join("resolvers/Query.listPosts.js")).expect("removed");
    let ended = run(&project, &["check", "--json"]);
    assert_eq!(ended.code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(json["format"], 1);
    assert_eq!(json["errors"], 1);
    assert_eq!(json["diagnostics"][0]["code"], "AS8010");
    assert_eq!(json["diagnostics"][0]["labels"][0]["file"], "appsynth.yaml");
}

#[test]
fn git_passes_over_what_is_made() {
    let folder = new_project();
    let project = folder.path().join("blog");
    succeed(&project, &["synth"]);
    let ignored = project.join(".appsynth/.gitignore");
    assert_eq!(fs::read_to_string(&ignored).expect("a file"), "*\n");
    fs::write(&ignored, "local\n").expect("written");
    succeed(&project, &["synth"]);
    assert_eq!(fs::read_to_string(&ignored).expect("a file"), "local\n");
}

#[test]
fn a_folder_of_resolvers_that_is_named_is_there() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let configuration = project.join("appsynth.yaml");
    edit(
        &configuration,
        "resolvers: resolvers",
        "resolvers: reslvers",
    );
    let ended = run(&project, &["check"]);
    assert_eq!(ended.code, Some(1));
    let message = "error[AS8008]: there is no folder `reslvers`\n --> appsynth.yaml:5:14\n";
    assert!(ended.stderr.contains(message), "{}", ended.stderr);
}

#[test]
fn what_cannot_be_read_is_told_once_and_at_its_place() {
    let folder = new_project();
    let project = folder.path().join("blog");
    fs::write(
        project.join("schema.graphql"),
        b"type Query { a: Int } # \xff",
    )
    .expect("written");
    fs::write(project.join("resolvers/Query.listPosts.js"), b"// \xff").expect("written");
    let json = run(&project, &["check", "--json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let found = json["diagnostics"].as_array().expect("a list");
    let found = found.iter().filter(|one| one["code"] == "AS3010");
    let files: Vec<_> = found.map(|one| &one["labels"][0]["file"]).collect();
    assert_eq!(files, ["appsynth.yaml", "appsynth.yaml"]);
}
