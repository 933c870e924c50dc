//! Fields that are stored by another name.

use serde_json::{Value, json};

use super::callers::user;
use super::run::{Api, Request};
use super::truth::options;

const SCHEMA: &str = r#"
    type Page @model @mapsTo(name: "Sheet") @auth(rules: [{ allow: owner, ownerField: "writer" }]) {
        id: ID!
        writer: String @refersTo(name: "author")
    }
"#;

fn ask(coordinate: &str, item: Value) -> Result<Value, String> {
    let api = Api::new(SCHEMA, &options());
    let request = Request {
        identity: user(json!({ "sub": "s-1", "username": "ann" })).identity,
        arguments: json!({ "input": { "id": "1" } }),
        item,
        ..Request::default()
    };
    Ok(api.ask(coordinate, &request)?.stash)
}

#[test]
fn the_stored_item_has_the_stored_name() {
    for coordinate in ["Mutation.updatePage", "Mutation.deletePage"] {
        assert!(ask(coordinate, json!({ "author": "s-1::ann" })).is_ok());
        assert!(ask(coordinate, json!({ "author": "s-2::ben" })).is_err());
        assert!(ask(coordinate, json!({ "writer": "s-1::ann" })).is_err());
    }
}

#[test]
fn filters_and_new_items_have_the_schema_s_name() {
    let stash = ask("Query.getPage", Value::Null).expect("owners may ask");
    assert_eq!(
        stash["authFilter"]["or"][0],
        json!({ "writer": { "eq": "s-1::ann" } })
    );
    let stash = ask("Mutation.createPage", Value::Null).expect("everyone makes their own");
    assert_eq!(stash["defaultValues"], json!({ "writer": "s-1::ann" }));
}
