//! Assets and files for people.

use std::collections::BTreeMap;

use appsynth_construct::{App, Asset, Environment, MemoryFiles};

use crate::{app, synth};

#[test]
fn an_asset_is_named_by_its_content_and_uploaded_once() {
    let mut app = app();
    let mut stack = app.stack("blog");
    let code = stack.asset(Asset::bytes("js", "export {}"));
    let same = stack.scope("Other").asset(Asset::bytes("js", "export {}"));
    let plain = stack
        .nested_stack("Nested")
        .asset(Asset::bytes("", "export {"));

    assert_eq!(code.object_key, same.object_key);
    assert_eq!(code.object_key, format!("{}.js", code.hash));
    assert_eq!(plain.object_key, plain.hash);
    assert_eq!(synth(app).stacks[0].assets.len(), 2);
}

#[test]
fn the_hash_of_a_folder_is_that_of_its_paths_and_contents() {
    let hash = |files: &[(&str, &str)]| {
        let mut app = app();
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let folder = Asset::folder(files.collect::<BTreeMap<_, _>>());
        app.stack("blog").asset(folder).object_key
    };
    let key = hash(&[("a.js", "1"), ("b.js", "2")]);
    assert!(key.ends_with(".zip"), "{key}");
    assert_eq!(key, hash(&[("b.js", "2"), ("a.js", "1")]));
    assert_ne!(key, hash(&[("a.js", "2"), ("b.js", "1")]));
    assert_ne!(key, hash(&[("a.js", "12"), ("b.js", "")]));
    assert_ne!(key, hash(&[("a", ".js1"), ("b.js", "2")]));
}

#[test]
fn a_text_that_is_read_twice_is_one_source() {
    let files = MemoryFiles::new().file("blog.graphql", "type Query { a: Int }");
    let mut app = App::new(Environment::local(), files);
    let mut stack = app.stack("blog");
    let first = stack.read("blog.graphql");
    assert!(first.is_some());
    assert_eq!(stack.read("blog.graphql"), first);
    assert_eq!(app.sources().iter().count(), 1);
}

#[test]
fn files_for_people_are_in_the_synthesis() {
    let mut app = app();
    let mut stack = app.stack("blog");
    stack.legible_file("resolvers/b.js", "b");
    stack.legible_file("resolvers/a.js", "a");
    stack.legible_file("resolvers/a.js", "a");
    let synthesis = synth(app);
    let paths: Vec<_> = synthesis.legible_files.keys().collect();
    assert_eq!(paths, ["resolvers/a.js", "resolvers/b.js"]);
}
