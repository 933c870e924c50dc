//! Every generated resolver from its first step to its last, with arguments, items and answers of the types
//! that the schema has, for callers whom the rules let in and for others.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ptr;

use appsynth_schema::Schema;
use appsynth_schema::ast::{FieldDefinition, TypeKind};
use appsynth_transform::plan::{Code, Resolver, Source, Step};
use appsynth_transform::{Options, plan, plan::Plan};
use appsynth_util::Context;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use super::super::both::{Both, halves};
use super::super::running::{Answer, run_in};
use super::callers;
use super::schemas::{self, Case};
use super::values::Maker;

/// In how many contexts a resolver runs whose steps no other had before.
const CONTEXTS: u32 = 12;

/// The functions that ran together.
type Seen = HashSet<Vec<*const Both>>;

#[test]
fn both_printings_of_own_schemas_do_the_same() {
    agree(&schemas::own());
}

#[test]
fn both_printings_of_other_people_s_schemas_do_the_same() {
    agree(&schemas::of_other_people());
}

fn agree(cases: &[Case]) {
    let mut seen = Seen::new();
    let (mut all, mut answering, mut refusing) = (0, 0, 0);
    for case in cases {
        // In the sandbox, what has no rules is not refused before it does anything.
        for sandbox in [case.options.sandbox, true] {
            let options = Options {
                sandbox,
                ..case.options.clone()
            };
            let plan = plan(&case.model, &options);
            let (schema, _) = Schema::build(plan.schema.clone());
            let maker = Maker {
                schema: &schema,
                names: callers::names(&case.model),
            };
            for resolver in plan.resolvers.values() {
                let is_new = seen.insert(steps(resolver));
                // What is around the steps is the same but for names.
                let has_new_names = seen.insert(compiled(&resolver.around));
                let contexts = match (is_new, has_new_names) {
                    (true, _) => CONTEXTS,
                    (false, true) => 1,
                    (false, false) => continue,
                };
                let ends = run(case, &plan, resolver, &maker, contexts);
                if is_new && sandbox {
                    all += 1;
                    answering += u32::from(ends.contains(&true));
                    refusing += u32::from(ends.contains(&false));
                }
            }
        }
    }
    assert!(answering >= all / 2, "{answering} of {all} answer");
    assert!(refusing >= all / 2, "{refusing} of {all} refuse");
}

fn steps(resolver: &Resolver) -> Vec<*const Both> {
    let steps = resolver.steps.iter();
    steps.flat_map(|step| compiled(&step.code)).collect()
}

fn compiled(code: &Code) -> Vec<*const Both> {
    let halves = halves(code).into_iter();
    halves.map(|half| ptr::from_ref(Both::of(half))).collect()
}

/// Whether the resolver answered, for each context.
fn run(
    case: &Case,
    plan: &Plan,
    resolver: &Resolver,
    maker: &Maker<'_>,
    contexts: u32,
) -> Vec<bool> {
    let coordinate = resolver.coordinate();
    let field = maker
        .schema
        .field(&resolver.type_name, &resolver.field_name)
        .unwrap_or_else(|| panic!("{}: no {coordinate}", case.name));
    let config = ProptestConfig {
        cases: contexts,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::XorShift);
    let strategy = (
        context(case, resolver, field, maker),
        answers(resolver, field, maker),
    );
    let ends = RefCell::new(Vec::new());
    let agreed = TestRunner::new_with_rng(config, rng).run(&strategy, |(context, answers)| {
        let run = run_in(plan, &coordinate, context, answers);
        ends.borrow_mut().push(run.result.is_ok());
        Ok(())
    });
    if let Err(why) = agreed {
        panic!("{} {coordinate}: {why}", case.name);
    }
    ends.into_inner()
}

fn context(
    case: &Case,
    resolver: &Resolver,
    field: &FieldDefinition,
    maker: &Maker<'_>,
) -> impl Strategy<Value = Context> + use<> {
    let identity = prop_oneof![
        1 => Just(Value::Null),
        2 => select(callers::identities(&case.model)),
    ];
    let is_root = ["Query", "Mutation", "Subscription"].contains(&resolver.type_name.as_str());
    let source = if is_root {
        Just(Value::Null).boxed()
    } else {
        maker.item(&resolver.type_name)
    };
    (maker.arguments(field), identity, source).prop_map(|(arguments, identity, source)| Context {
        arguments,
        identity,
        source,
        request: json!({ "headers": { "x-a": "1", "host": "h" }, "domainName": null }),
        ..Context::default()
    })
}

/// An answer for each step that asks a data source.
fn answers(
    resolver: &Resolver,
    field: &FieldDefinition,
    maker: &Maker<'_>,
) -> Vec<BoxedStrategy<Answer>> {
    let asking = resolver
        .steps
        .iter()
        .filter(|step| step.source != Source::NONE);
    asking
        .map(|step| {
            prop_oneof![
                1 => Just(Answer::Error("no")),
                7 => answer(step, field, maker).prop_map(Answer::Result),
            ]
            .boxed()
        })
        .collect()
}

fn answer(step: &Step, field: &FieldDefinition, maker: &Maker<'_>) -> BoxedStrategy<Value> {
    let item = || maker.item(item_type(field, maker.schema));
    let items = || proptest::collection::vec(item(), 0..3);
    let reads_many = |operation: &&str| ["Query", "Scan", "Sync"].contains(operation);
    if step.source == Source::SEARCH {
        let aggregations = select(vec![
            Value::Null,
            json!({ "x": { "x": { "value": 2.5 } }, "y": { "y": { "buckets": [{ "key": "k", "doc_count": 1 }] } }, "z": {} }),
        ]);
        let hits = (items(), aggregations).prop_map(|(items, aggregations)| {
            let hits = items.into_iter();
            let hits: Vec<Value> = hits.map(|item| json!({ "_source": item, "sort": ["a", 1] })).collect();
            json!({ "hits": { "total": { "value": hits.len() }, "hits": hits }, "aggregations": aggregations })
        });
        hits.boxed()
    } else if step.operations.is_empty() {
        outside(step, field, maker)
    } else if step.operations.iter().any(reads_many) {
        let token = select(vec![Value::Null, json!("more")]);
        let page = (items(), token, 0_i64..3).prop_map(|(items, token, more)| {
            let scanned = items.len() as i64 + more;
            json!({ "items": items, "nextToken": token, "scannedCount": scanned })
        });
        page.boxed()
    } else {
        prop_oneof![1 => Just(Value::Null), 4 => item()].boxed()
    }
}

/// What a function or an HTTP endpoint answers.
fn outside(step: &Step, field: &FieldDefinition, maker: &Maker<'_>) -> BoxedStrategy<Value> {
    let output = maker.output(&field.ty);
    if !step.source.starts_with("http") {
        return output;
    }
    let status = select(vec![200, 200, 201, 204, 301, 404, 500]);
    let other = select(vec!["", "{", "<a><b>1</b></a>"]).prop_map(str::to_owned);
    let body = prop_oneof![3 => output.prop_map(|value| value.to_string()), 1 => other];
    let kind = select(vec!["application/json", "text/xml; charset=utf-8"]);
    let answer = (status, body, kind).prop_map(|(status, body, kind)| {
        let headers = json!({ "content-type": kind });
        json!({ "statusCode": status, "body": body, "headers": headers })
    });
    answer.boxed()
}

/// The type of the items that a field gives, one or a page of them.
fn item_type<'a>(field: &'a FieldDefinition, schema: &'a Schema) -> &'a str {
    let name = field.ty.named();
    let definition = schema.type_definition(name).map(|one| &one.kind);
    let Some(TypeKind::Object { fields, .. }) = definition else {
        return name;
    };
    let items = fields.iter().find(|field| field.name.text == "items");
    items.map_or(name, |items| items.ty.named())
}
