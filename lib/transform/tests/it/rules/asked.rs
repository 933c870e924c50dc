//! Lists and searches that are asked for by fields which not everyone may read.

use appsynth_transform::plan::{Plan, plan};
use appsynth_util::Context;
use serde_json::{Value, json};

use super::callers::user;
use super::truth::options;
use crate::model_with;
use crate::plan::running::{Run, expression, run_in};

const WORKERS: &str = r#"
    type Worker @model @searchable @auth(rules: [{ allow: owner }, { allow: private, operations: [read] }]) {
        id: ID!
        name: String @index(name: "byName", queryField: "workersByName", sortKeyFields: ["wage", "room"])
        room: String
        wage: Int @auth(rules: [{ allow: owner }, { allow: groups, groups: ["Pay"], operations: [read] }])
        code: String @auth(rules: [{ allow: groups, groups: ["Doors"] }])
        boss: ID
        under: Team @belongsTo(fields: ["team"])
        team: ID
    }
    type Team @model @auth(rules: [{ allow: private }]) {
        id: ID!
        workers: [Worker] @hasMany(fields: ["id"], indexName: "byTeam")
    }
"#;

fn workers() -> Plan {
    let schema = WORKERS.replace("team: ID\n", "team: ID @index(name: \"byTeam\")\n");
    plan(&model_with(&schema, &options()), &options())
}

fn ask(field: &str, groups: &[&str], arguments: Value) -> Run {
    let claims = json!({ "sub": "s-1", "username": "ann", "cognito:groups": groups });
    let context = Context {
        identity: user(claims).identity,
        source: json!({ "id": "t-1" }),
        arguments,
        ..Context::default()
    };
    run_in(&workers(), field, context, Vec::new())
}

fn is_refused(run: &Run) -> bool {
    run.requests.is_empty() && run.result == Err("Unauthorized".to_owned())
}

/// The filter of a request to the table.
fn filter(run: &Run) -> String {
    expression(&run.request()["filter"])
}

const LISTS: &[&str] = &["Query.listWorkers", "Team.workers"];

#[test]
fn everyone_asks_by_fields_that_all_may_read() {
    for field in LISTS {
        let run = ask(field, &[], json!({ "filter": { "name": { "eq": "Bo" } } }));
        assert!(filter(&run).contains("name = "), "{run:?}");
        assert!(!filter(&run).contains("owner"), "{run:?}");
    }
}

#[test]
fn nobody_asks_by_a_field_that_is_closed_to_them() {
    let closed = json!({ "code": { "beginsWith": "1" } });
    for field in LISTS {
        for filter in [
            closed.clone(),
            json!({ "or": [{ "name": { "eq": "Bo" } }, { "not": closed }] }),
        ] {
            let run = ask(field, &["Pay"], json!({ "filter": filter }));
            assert!(is_refused(&run), "{field}: {run:?}");
        }
        let run = ask(field, &["Doors"], json!({ "filter": closed }));
        assert!(filter(&run).contains("code"), "{run:?}");
    }
}

#[test]
fn who_may_read_a_field_of_some_items_finds_those_by_it() {
    let by_wage = json!({ "filter": { "wage": { "gt": 5 } } });
    for field in LISTS {
        let run = ask(field, &[], by_wage.clone());
        assert!(
            filter(&run).contains(r#"owner = {"S":"s-1::ann"}"#),
            "{run:?}"
        );
        let run = ask(field, &["Pay"], by_wage.clone());
        assert!(!filter(&run).contains("owner"), "{run:?}");
    }
}

#[test]
fn the_keys_of_an_index_are_fields_that_are_asked_by() {
    let by_name = json!({ "name": "Bo" });
    let run = ask("Query.workersByName", &[], by_name);
    assert_eq!(run.requests.len(), 1, "{run:?}");
    let by_wage = json!({ "name": "Bo", "wageRoom": { "eq": { "wage": 5, "room": "a" } } });
    let run = ask("Query.workersByName", &[], by_wage.clone());
    assert!(filter(&run).contains("owner = "), "{run:?}");
    let run = ask("Query.workersByName", &["Pay"], by_wage);
    assert!(run.request()["filter"].is_null(), "{run:?}");
}

#[test]
fn searches_filter_and_sort_by_what_the_caller_may_have() {
    let search = |groups: &[&str], arguments: Value| ask("Query.searchWorkers", groups, arguments);
    for closed in [
        json!({ "filter": { "not": { "code": { "match": "1" } } } }),
        json!({ "sort": [{ "field": "name" }, { "field": "code", "direction": "asc" }] }),
    ] {
        assert!(is_refused(&search(&["Pay"], closed.clone())), "{closed}");
        assert_eq!(search(&["Doors"], closed).requests.len(), 1);
    }
    let own = search(&[], json!({ "sort": [{ "field": "wage" }] }));
    let query = own.request()["params"]["body"]["query"].to_string();
    assert!(query.contains("owner.keyword"), "{query}");
    let all = search(&["Pay"], json!({ "sort": [{ "field": "wage" }] }));
    let query = &all.request()["params"]["body"]["query"];
    assert_eq!(query, &json!({ "match_all": {} }));
}

#[test]
fn nobody_asks_by_fields_at_once_that_are_theirs_on_different_items() {
    let schema = "type Note @model @auth(rules: [{ allow: private, operations: [read] }]) {
        id: ID!
        mine: String @auth(rules: [{ allow: owner, operations: [read] }])
        ours: String @auth(rules: [{ allow: owner, ownerField: \"writers\", operations: [read] }])
        writers: [String]
        owner: String
    }";
    let plan = plan(&model_with(schema, &options()), &options());
    let list = |filter: Value| {
        let context = Context {
            identity: user(json!({ "sub": "s-1", "username": "ann" })).identity,
            arguments: json!({ "filter": filter }),
            ..Context::default()
        };
        run_in(&plan, "Query.listNotes", context, Vec::new())
    };
    let (mine, ours) = (json!({ "eq": "a" }), json!({ "eq": "b" }));
    assert!(filter(&list(json!({ "mine": mine }))).contains("owner = "));
    assert!(filter(&list(json!({ "ours": ours }))).contains("contains(writers"));
    assert!(is_refused(&list(json!({ "mine": mine, "ours": ours }))));
}
