//! What callers reach: data sources are asked only for those who may ask, and find only what they may see.

use appsynth_transform::Options;
use appsynth_transform::plan::{Plan, Source, plan};
use appsynth_util::Context;
use serde_json::{Value, json};

use super::callers;
use super::oracle::{Caller, Type, Written};
use super::run::REFUSED;
use super::truth;
use crate::model_despite;
use crate::plan::running::{Answer, Run, run_in};
use crate::plan::sources::{Table, is_hit};

/// Every way to read items, the operation of rules that it takes, and arguments that it needs.
const READS: &[(&str, &str, &str)] = &[
    ("Query.getDoc", "get", "id"),
    ("Query.listDocs", "list", ""),
    ("Query.docsByShelf", "list", "shelfId"),
    ("Query.syncDocs", "sync", ""),
    ("Query.searchDocs", "search", ""),
    ("Shelf.docs", "list", ""),
    ("Shelf.best", "get", ""),
];

fn options() -> Options {
    Options {
        conflict_resolution: true,
        ..truth::options()
    }
}

/// Items as AppSync writes them, each with an id of its own.
fn stored(items: &[Value]) -> Vec<Value> {
    let typed = items.iter().filter(|item| truth::is_typed(item));
    let numbered = typed.enumerate().map(|(number, item)| {
        let mut item = item.clone();
        item["id"] = json!(format!("{number:02}"));
        item
    });
    numbered.collect()
}

/// Asserts for all these callers that resolvers ask data sources for nothing that the rules keep from them.
pub(super) fn check(rules: &Type, callers: &[Caller], items: &[Value]) {
    let plan = plan(
        &model_despite(&rules.graphql(), &options(), REFUSED),
        &options(),
    );
    let items = stored(items);
    let table = Table::of(&items);
    for caller in callers {
        let about = |what: &str| format!("{what} by {caller:?}\n{}", rules.graphql());
        for (coordinate, operation, argument) in READS {
            let run = read(&plan, coordinate, argument, caller);
            // The key of an index is a field as any other.
            let is_by_field = *argument == "shelfId";
            let may_ask = match is_by_field {
                true => rules.may_ask_by(caller, operation, false),
                false => rules.may_ask(caller, operation),
            };
            if !may_ask {
                assert!(run.result.is_err(), "{}", about(coordinate));
                assert_eq!(run.requests, [], "{}", about(coordinate));
                continue;
            }
            let seen = items.iter().filter(|item| match is_by_field {
                true => rules.may_find_by(caller, operation, false, item),
                false => rules.may_read(caller, operation, item),
            });
            let seen: Vec<&str> = seen.filter_map(|item| item["id"].as_str()).collect();
            let found = found(&run, &table, &items);
            assert_eq!(found, seen, "{}\n{run:?}", about(coordinate));
        }
        check_filters(&plan, rules, caller, &items, &about);
        check_counts(&plan, rules, caller, &items, &about);
        for item in items.iter().take(WRITTEN) {
            check_writes(&plan, rules, caller, item, &about);
        }
    }
}

/// How many items are changed, made and deleted.
const WRITTEN: usize = 4;

fn read(plan: &Plan, coordinate: &str, argument: &str, caller: &Caller) -> Run {
    let mut arguments = json!({});
    if !argument.is_empty() {
        arguments[argument] = json!("1");
    }
    let is_root = coordinate.starts_with("Query.");
    let source = if is_root {
        Value::Null
    } else {
        json!({ "id": "1", "shelfBestId": "1" })
    };
    let context = Context {
        identity: caller.identity.clone(),
        arguments,
        source,
        ..Context::default()
    };
    run_in(plan, coordinate, context, Vec::new())
}

/// Asserts that nobody finds items by a field that the caller may not have.
fn check_filters(
    plan: &Plan,
    rules: &Type,
    caller: &Caller,
    items: &[Value],
    about: &dyn Fn(&str) -> String,
) {
    let table = Table::of(items);
    for (coordinate, operation) in [
        ("Query.listDocs", "list"),
        ("Query.syncDocs", "sync"),
        ("Query.searchDocs", "search"),
        ("Shelf.docs", "list"),
    ] {
        for (field, is_secret) in [("text", false), ("secret", true)] {
            let context = Context {
                identity: caller.identity.clone(),
                arguments: json!({ "filter": { "and": [{ field: { "ne": "no item has this" } }] } }),
                source: json!({ "id": "1" }),
                ..Context::default()
            };
            let run = run_in(plan, coordinate, context, Vec::new());
            if !rules.may_ask_by(caller, operation, is_secret) {
                assert!(run.result.is_err(), "{} {field}", about(coordinate));
                assert_eq!(run.requests, [], "{} {field}", about(coordinate));
                continue;
            }
            let seen = items
                .iter()
                .filter(|item| rules.may_find_by(caller, operation, is_secret, item));
            let seen: Vec<&str> = seen.filter_map(|item| item["id"].as_str()).collect();
            let found = found(&run, &table, items);
            assert_eq!(found, seen, "{} {field}\n{run:?}", about(coordinate));
        }
    }
}

/// The ids of the items that the only request of a run finds.
fn found(run: &Run, table: &Table, items: &[Value]) -> Vec<String> {
    let [(source, request)] = &run.requests[..] else {
        panic!("not one request: {run:?}");
    };
    if source != Source::SEARCH {
        return table.found(request);
    }
    let query = &request["params"]["body"]["query"];
    let hits = items.iter().filter(|item| is_hit(query, item));
    hits.filter_map(|item| item["id"].as_str())
        .map(str::to_owned)
        .collect()
}

/// Asserts that searches count fields of those items only of which the caller may search the field.
fn check_counts(
    plan: &Plan,
    rules: &Type,
    caller: &Caller,
    items: &[Value],
    about: &dyn Fn(&str) -> String,
) {
    for (field, is_secret) in [("text", false), ("secret", true)] {
        let context = Context {
            identity: caller.identity.clone(),
            arguments: json!({ "aggregates": [{ "name": "n", "type": "terms", "field": field }] }),
            ..Context::default()
        };
        let run = run_in(plan, "Query.searchDocs", context, Vec::new());
        if !rules.may_count_some(caller, is_secret) {
            assert!(run.result.is_err(), "{}", about(field));
            assert_eq!(run.requests, [], "{}", about(field));
            continue;
        }
        let body = &run.request()["params"]["body"];
        let wanted = &body["aggs"]["n"];
        let is_counted = |item: &&Value| {
            let filter = &wanted["filter"];
            is_hit(&body["query"], item) && (filter.is_null() || is_hit(filter, item))
        };
        let counted: Vec<&Value> = items.iter().filter(is_counted).collect();
        let may = |item: &&Value| rules.may_count(caller, is_secret, item);
        let expected: Vec<&Value> = items.iter().filter(may).collect();
        assert_eq!(counted, expected, "{}\n{run:?}", about(field));
    }
}

fn check_writes(
    plan: &Plan,
    rules: &Type,
    caller: &Caller,
    item: &Value,
    about: &dyn Fn(&str) -> String,
) {
    let input = json!({ "id": item["id"], "text": "x" });
    let may_create = !is_refused(&rules.create(caller, item));
    let may_update = !is_refused(&rules.update(caller, item, &input));
    let may_delete = rules.may_delete(caller, item);
    let by_text = json!({ "text": { "ne": "y" } });
    let by_secret = json!({ "or": [{ "secret": { "ne": "y" } }] });
    let knows = |operation, is_secret| rules.may_know(caller, operation, is_secret, item);
    for (coordinate, input, condition, operation, may) in [
        ("Mutation.createDoc", item, None, "PutItem", may_create),
        ("Mutation.updateDoc", &input, None, "UpdateItem", may_update),
        ("Mutation.deleteDoc", &input, None, "DeleteItem", may_delete),
        (
            "Mutation.deleteDoc",
            &input,
            Some(&by_text),
            "DeleteItem",
            may_delete && knows("delete", false),
        ),
        // Whether a condition holds tells the value that it is about.
        (
            "Mutation.updateDoc",
            &input,
            Some(&by_secret),
            "UpdateItem",
            may_update && knows("update", true),
        ),
        (
            "Mutation.deleteDoc",
            &input,
            Some(&by_secret),
            "DeleteItem",
            may_delete && knows("delete", true),
        ),
    ] {
        let context = Context {
            identity: caller.identity.clone(),
            arguments: json!({ "input": input, "condition": condition }),
            ..Context::default()
        };
        let answers = vec![Answer::Result(item.clone()); 2];
        let run = run_in(plan, coordinate, context, answers);
        let asked = run
            .requests
            .iter()
            .map(|(_, request)| &request["operation"]);
        let wrote = asked
            .filter(|asked| *asked != "GetItem")
            .collect::<Vec<_>>();
        let expected = if may { vec![operation] } else { vec![] };
        assert_eq!(
            wrote,
            expected,
            "{}",
            about(&format!("{coordinate} {item}"))
        );
        assert_eq!(run.result.is_ok(), may, "{}", about(coordinate));
    }
}

fn is_refused(written: &Written) -> bool {
    !matches!(written, Written::Allowed(_))
}

#[test]
fn data_sources_are_asked_for_nothing_that_rules_keep_from_callers() {
    for rule in truth::rules() {
        let own: Vec<Caller> = callers::around(&rule)
            .into_iter()
            .filter(|caller| caller.provider == rule.provider)
            .take(4)
            .collect();
        let callers = [callers::strangers(), own.clone()].concat();
        let mut narrow = rule.clone();
        narrow.operations = Some(vec!["get", "search", "update"]);
        let of_secret = Type {
            rules: vec![narrow],
            secret: Some(vec![rule.clone()]),
        };
        let of_all = Type {
            rules: vec![rule],
            secret: None,
        };
        check(&of_all, &callers, &callers::items());
        check(&of_secret, &own, &callers::items());
    }
}
