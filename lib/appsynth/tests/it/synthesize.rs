//! From an app to an assembly on disk and back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use appsynth::{Destination, DiskFiles, SynthesizeError, synthesize};
use appsynth_appsync::{Api, Auth, Days, SchemaSource};
use appsynth_assembly::{Assembly, Packaging, Written};
use appsynth_construct::{
    App, Asset, CfnResource, Environment, Intrinsic, MemoryFiles, StackOptions,
};
use appsynth_data::GraphqlSchema;

fn blog() -> App {
    let files = MemoryFiles::new().file("resolvers/getPost.js", "export const request = 1");
    let mut app = App::new(Environment::local(), files);
    let mut data = app.stack("data");
    let table = data.add("Posts", CfnResource::new("AWS::SNS::Topic"));
    let mut nested = data.nested_stack("Archive");
    nested.add(
        "Old",
        CfnResource::new("AWS::SNS::Topic").property("DisplayName", Intrinsic::Ref(table)),
    );

    let options = StackOptions::new()
        .name("blog-api")
        .account("111111111111")
        .region("eu-west-1")
        .tag("team", "blog");
    let mut api = app.stack_with("api", options);
    api.add("Alarms", CfnResource::new("AWS::SNS::Topic"));
    let mut resolvers = app.stack("resolvers");
    let code = resolvers
        .read("resolvers/getPost.js")
        .expect("the file exists");
    let code = resolvers.text(code).to_owned();
    let code = resolvers.asset(Asset::bytes("js", code));
    let function = Asset::folder(BTreeMap::from([(
        "index.mjs".to_owned(),
        b"run()".to_vec(),
    )]));
    let function = resolvers.asset(function);
    resolvers.add(
        "Code",
        CfnResource::new("AWS::SSM::Parameter")
            .property("Type", "String")
            .property("Value", code.object_key)
            .property("Description", function.object_key)
            .property("Name", Intrinsic::Ref(table)),
    );
    resolvers.legible_file("resolvers/Query.getPost.js", "export const request = 1");
    app
}

#[test]
fn an_assembly_reads_back_as_it_was_made() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("assembly");
    let synthesized = synthesize(blog(), &dir).unwrap();
    assert_eq!(synthesized.stacks, ["data", "api", "resolvers"]);

    let assembly = Assembly::read(&dir).unwrap();
    let data = assembly.stack("data").unwrap();
    let (logical_id, nested) = data.template.nested.first().unwrap();
    assert_eq!(
        logical_id,
        "ArchiveNestedStackArchiveNestedStackResourceCB0E4F37"
    );
    assert!(nested.text.contains("referencetodataPosts"));

    let api = assembly.stack("blog-api").unwrap();
    assert_eq!(api.id, "api");
    assert_eq!(api.account.as_deref(), Some("111111111111"));
    assert_eq!(api.region.as_deref(), Some("eu-west-1"));
    assert_eq!(api.tags["team"], "blog");

    let resolvers = assembly.stack("resolvers").unwrap();
    assert_eq!(resolvers.dependencies, ["data"]);
    let packaging = resolvers.assets.values().map(|asset| asset.packaging);
    assert_eq!(packaging.filter(|one| *one == Packaging::Zip).count(), 1);
    for (hash, asset) in &resolvers.assets {
        let key = &asset.destinations[0].object_key;
        assert_eq!(assembly.asset(key), Some(asset), "{hash}");
        assert!(asset.path.exists(), "{}", asset.path.display());
    }
    let legible = dir.join("resolvers/Query.getPost.js");
    assert!(fs::read_to_string(legible).unwrap().contains("request"));
}

#[test]
fn the_same_app_is_written_once() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("assembly");
    assert_eq!(synthesize(blog(), &dir).unwrap().written, Written::Changed);
    assert_eq!(
        synthesize(blog(), &dir).unwrap().written,
        Written::Unchanged
    );
}

#[test]
fn an_app_with_mistakes_leaves_the_assembly_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("assembly");
    synthesize(blog(), &dir).unwrap();
    let before = Assembly::read(&dir).unwrap();

    let mut app = blog();
    app.stack("data");
    let error = synthesize(app, &dir).unwrap_err();
    let SynthesizeError::Mistakes(failure) = error else {
        panic!("{error}")
    };
    assert!(failure.diagnostics.has_errors());
    assert_eq!(Assembly::read(&dir).unwrap(), before);
}

/// An app whose API has files that are written while its constructs are added.
fn directives(app: &mut App) {
    let types: String = (0..40)
        .map(|number| format!("type Model{number} @model {{ id: ID! }}\n"))
        .collect();
    let api = Api::new(SchemaSource::text(types), Auth::api_key(Days(7)));
    app.stack("blog").add("Data", GraphqlSchema::new(api));
}

fn new_app() -> App {
    App::new(Environment::new("dev"), MemoryFiles::new())
}

#[test]
fn a_destination_that_follows_the_app_gets_the_same_assembly() {
    let dir = tempfile::tempdir().unwrap();
    let [followed, at_once] = ["followed", "at-once"].map(|name| dir.path().join(name));
    let follow = || {
        let destination = Destination::new(&followed);
        let mut app = new_app();
        destination.follow(&mut app);
        directives(&mut app);
        destination.synthesize(app).unwrap().written
    };
    assert_eq!(follow(), Written::Changed);
    assert_eq!(follow(), Written::Unchanged);
    let getter = followed.join("resolvers/Query.getModel7.js");
    let code = fs::read(&getter).unwrap();
    fs::write(&getter, "changed").unwrap();
    assert_eq!(follow(), Written::Changed);
    assert_eq!(fs::read(&getter).unwrap(), code);

    let mut app = new_app();
    directives(&mut app);
    synthesize(app, &at_once).unwrap();
    for file in ["plan.json", "manifest.json", "resolvers/Query.getModel7.js"] {
        assert_eq!(
            fs::read(followed.join(file)).unwrap(),
            fs::read(at_once.join(file)).unwrap(),
            "{file}"
        );
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn nothing_is_left_of_an_app_that_is_given_up() {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..20 {
        let destination = Destination::new(&dir.path().join("assembly"));
        let mut app = new_app();
        destination.follow(&mut app);
        directives(&mut app);
        drop(destination);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}

#[test]
fn constructs_read_the_files_of_the_project() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "type Query").unwrap();
    };
    for path in [
        "schema/post.graphql",
        "schema/a/user.graphql",
        "other.graphql",
    ] {
        write(path);
    }
    let mut app = App::new(Environment::local(), DiskFiles::new(dir.path()));
    let mut stack = app.stack("blog");
    let listed = stack.list("schema").unwrap();
    assert_eq!(listed, ["schema/a/user.graphql", "schema/post.graphql"]);
    let source = stack.read(&listed[0]).unwrap();
    assert_eq!(stack.text(source), "type Query");
    assert_eq!(
        app.sources().get(source).unwrap().name(),
        "schema/a/user.graphql"
    );
}

/// With `ASSEMBLY_DIR` set, the assembly stays there for other tools to read.
#[test]
fn the_assembly_can_be_kept_for_other_tools() {
    if let Ok(dir) = std::env::var("ASSEMBLY_DIR") {
        synthesize(blog(), Path::new(&dir)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(dir.path(), dir.path().join("around")).unwrap();
    let mut app = App::new(Environment::local(), DiskFiles::new(dir.path()));
    assert_eq!(app.stack("blog").list(""), None);
    let failure = app.synth().unwrap_err();
    let messages: Vec<_> = failure.diagnostics.iter().map(|one| &one.message).collect();
    assert_eq!(
        messages,
        ["`` cannot be read: `around` is a link to a folder"]
    );
}
