//! Templates that cannot be deployed, and what is said about them: pairs in `tests/fixtures/diagnostics`.
//!
//! A fixture with two templates deploys the first and puts an item into its tables before the second.

use appsynth_diagnostics::{Diagnostics, SourceId, Sources, fixtures};
use appsynth_local::LocalError;
use appsynth_store::{Operation, Store};
use serde_json::json;

use crate::project::Project;

#[test]
fn mistakes_are_explained() {
    fixtures::check("tests/fixtures/diagnostics", "yaml", deploy);
}

fn deploy(sources: &mut Sources, id: SourceId) -> Diagnostics {
    let text = sources.get(id).expect("the fixture").text();
    let mut project = Project::new(&json!({}));
    let mut templates = text.split("\n---\n").peekable();
    while let Some(template) = templates.next() {
        project.write("blog.template.json", template);
        match project.try_deploy() {
            Ok(_) if templates.peek().is_some() => {
                project.stop();
                put_item_into_every_table(&project);
            }
            Ok(_) => break,
            Err(LocalError::Diagnostics { diagnostics, .. }) => return diagnostics,
            Err(error) => panic!("{error}"),
        }
    }
    Diagnostics::new()
}

fn put_item_into_every_table(project: &Project) {
    let store = Store::open(&project.state().join("store")).expect("the store");
    let tables = store
        .execute(Operation::ListTables, json!({}))
        .expect("the tables");
    for table in tables["TableNames"].as_array().expect("a list") {
        let item = json!({"id": {"S": "1"}, "at": {"N": "1"}});
        let put = json!({"TableName": table, "Item": item});
        store.execute(Operation::PutItem, put).expect("an item");
    }
}
