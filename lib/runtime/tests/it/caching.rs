//! Answers that are kept for a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use appsynth_runtime::{
    Api, ApiCache, AuthType, CachingBehavior, Call, Caller, Code, DataSource, DataSourceError,
    FieldName, ResolverCaching,
};
use appsynth_util::{Clock, Host};
use async_trait::async_trait;
use serde_json::{Value, json};

use crate::fixture::{Fixture, execute, js};

/// Gives a higher number each time.
struct Counter(AtomicI64);

#[async_trait]
impl DataSource for Counter {
    async fn invoke(&self, _: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        Ok(json!(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

/// A clock that a test sets.
#[derive(Default)]
struct Hand(AtomicI64);

impl Clock for Hand {
    fn now_millis(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct Cached {
    api: Api,
    clock: Arc<Hand>,
}

impl Cached {
    /// `number` and `items.number` count how often they are resolved.
    fn new(behavior: CachingBehavior, keys: &[&str]) -> Self {
        let evict = "import { extensions } from '@aws-appsync/utils';
            export const request = () => ({});
            export const response = (ctx) => {
              extensions.evictFromApiCache('Query', 'number', { 'context.arguments.of': ctx.args.of });
              return true;
            };";
        let mut fixture = Fixture::new(
            "type Query { number(of: ID): Int items: [Item] fails: Int }
            type Item { number: Int }
            type Mutation { evict(of: ID): Boolean count: Int }",
        )
        .source("counter", Counter(AtomicI64::new(1)))
        .value("Query.items", json!([{"id": 1}, {"id": 2}]))
        .unit("Query.number", "counter", Code::Direct)
        .unit("Item.number", "counter", Code::Direct)
        .unit("Mutation.count", "counter", Code::Direct)
        .unit("Mutation.evict", "none", js(evict))
        .unit(
            "Query.fails",
            "counter",
            js("import { util } from '@aws-appsync/utils';
                export const request = () => ({});
                export const response = (ctx) => util.error(`${ctx.result}`);"),
        );
        fixture.definition.cache = Some(ApiCache { behavior, ttl: 60 });
        let number: FieldName = "Query.number".parse().expect("Type.field");
        fixture.definition.resolvers[&number].caching = Some(ResolverCaching {
            ttl: 10,
            keys: keys.iter().map(|&key| key.to_owned()).collect(),
        });
        let clock = Arc::new(Hand::default());
        let host = Host {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            ..Host::system()
        };
        let api = Api::new(fixture.definition, fixture.data_sources, host).expect("a valid API");
        Self { api, clock }
    }

    fn ask(&self, query: &str) -> Value {
        self.ask_as("ada", query)
    }

    fn ask_as(&self, user: &str, query: &str) -> Value {
        let caller = Caller {
            identity: json!({ "sub": user }),
            ..Caller::new(AuthType::ApiKey)
        };
        let response = execute(&self.api, caller, query, json!({}));
        match response.errors.first() {
            Some(error) => json!(error.message),
            None => response.data,
        }
    }

    fn wait(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

#[test]
fn resolvers_are_kept_by_their_caching_keys() {
    let cached = Cached::new(CachingBehavior::PerResolver, &["$context.arguments.of"]);
    assert_eq!(cached.ask(r#"{ number(of: "a") }"#), json!({"number": 1}));
    assert_eq!(cached.ask(r#"{ number(of: "b") }"#), json!({"number": 2}));
    assert_eq!(
        cached.ask_as("bob", r#"{ n: number(of: "a") }"#),
        json!({"n": 1})
    );
    let items = "{ items { number } }";
    assert_eq!(
        cached.ask(items),
        json!({"items": [{"number": 3}, {"number": 4}]})
    );
    assert_eq!(
        cached.ask(items),
        json!({"items": [{"number": 5}, {"number": 6}]})
    );
}

#[test]
fn keys_can_be_of_the_identity() {
    let cached = Cached::new(CachingBehavior::PerResolver, &["$context.identity.sub"]);
    assert_eq!(cached.ask_as("ada", "{ number }"), json!({"number": 1}));
    assert_eq!(cached.ask_as("bob", "{ number }"), json!({"number": 2}));
    assert_eq!(cached.ask_as("ada", "{ number }"), json!({"number": 1}));
}

#[test]
fn what_is_kept_is_forgotten_in_time() {
    let cached = Cached::new(CachingBehavior::PerResolver, &[]);
    assert_eq!(cached.ask("{ number }"), json!({"number": 1}));
    cached.wait(9);
    assert_eq!(cached.ask("{ number }"), json!({"number": 1}));
    cached.wait(1);
    assert_eq!(cached.ask("{ number }"), json!({"number": 2}));
}

#[test]
fn mutations_evict_what_is_kept() {
    let cached = Cached::new(CachingBehavior::PerResolver, &["$context.arguments.of"]);
    for of in ["a", "b"] {
        cached.ask(&format!(r#"{{ number(of: "{of}") }}"#));
    }
    assert_eq!(
        cached.ask(r#"mutation { evict(of: "a") }"#),
        json!({"evict": true})
    );
    assert_eq!(cached.ask(r#"{ number(of: "a") }"#), json!({"number": 3}));
    assert_eq!(cached.ask(r#"{ number(of: "b") }"#), json!({"number": 2}));
}

#[test]
fn an_answer_tells_how_much_was_evicted() {
    let cached = Cached::new(CachingBehavior::PerResolver, &["$context.arguments.of"]);
    for of in ["a", "b", "c"] {
        cached.ask(&format!(r#"{{ number(of: "{of}") }}"#));
    }
    let answer = |mutation: &str| {
        let caller = Caller {
            identity: json!({ "sub": "ada" }),
            ..Caller::new(AuthType::ApiKey)
        };
        let response = execute(&cached.api, caller, mutation, json!({}));
        serde_json::to_value(response).expect("is JSON")
    };
    assert_eq!(
        answer(r#"mutation { a: evict(of: "a") b: evict(of: "b") none: evict(of: "z") }"#),
        json!({
            "data": {"a": true, "b": true, "none": true},
            "extensions": {"apiCacheEntriesDeleted": 2},
        })
    );
    let nothing = json!({"data": {"evict": true}});
    assert_eq!(answer(r#"mutation { evict(of: "a") }"#), nothing);
    cached.wait(10);
    assert_eq!(answer(r#"mutation { evict(of: "c") }"#), nothing);
}

#[test]
fn full_requests_are_kept_by_arguments_source_and_caller() {
    let cached = Cached::new(CachingBehavior::FullRequest, &[]);
    let query = r#"{ number(of: "a") items { number } }"#;
    let first = json!({"number": 1, "items": [{"number": 2}, {"number": 3}]});
    assert_eq!(cached.ask(query), first);
    assert_eq!(cached.ask(query), first);
    assert_eq!(
        cached.ask_as("bob", "{ items { number } }"),
        json!({"items": [{"number": 4}, {"number": 5}]})
    );
    cached.wait(60);
    assert_eq!(
        cached.ask("{ items { number } }"),
        json!({"items": [{"number": 6}, {"number": 7}]})
    );
}

#[test]
fn operations_are_kept_as_they_were_asked() {
    let cached = Cached::new(CachingBehavior::Operation, &[]);
    assert_eq!(cached.ask("{ number }"), json!({"number": 1}));
    assert_eq!(cached.ask("{ number }"), json!({"number": 1}));
    assert_eq!(cached.ask("{ other: number }"), json!({"other": 2}));
    assert_eq!(cached.ask_as("bob", "{ number }"), json!({"number": 3}));
}

#[test]
fn errors_and_mutations_are_not_kept() {
    for behavior in [CachingBehavior::FullRequest, CachingBehavior::Operation] {
        let cached = Cached::new(behavior, &[]);
        assert_eq!(cached.ask("{ fails }"), json!("1"));
        assert_eq!(cached.ask("{ fails }"), json!("2"));
        assert_eq!(cached.ask("mutation { count }"), json!({"count": 3}));
        assert_eq!(cached.ask("mutation { count }"), json!({"count": 4}));
    }
}
