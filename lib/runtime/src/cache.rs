//! Answers that are kept for a while: whole ones, or those of resolvers.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html>

use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};

use appsynth_util::{Clock, Context};
use lru::LruCache;
use serde_json::{Value, json};

use crate::FieldName;

/// How many answers are kept; the one that was not used for the longest time goes first.
const KEPT: NonZero<usize> = NonZero::new(10_000).expect("invariant: more than none");

/// The cache of an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiCache {
    /// What is kept.
    pub behavior: CachingBehavior,
    /// For how long, in seconds, unless a resolver says otherwise.
    pub ttl: u32,
}

/// What the cache of an API keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachingBehavior {
    /// `FULL_REQUEST_CACHING`: what each resolver gives, by the field's arguments, its source and who asks.
    FullRequest,
    /// `PER_RESOLVER_CACHING`: what resolvers with a caching configuration give, by their caching keys.
    PerResolver,
    /// `OPERATION_LEVEL_CACHING`: whole answers, by the request and who asks.
    Operation,
}

/// How long and by what the answers of a resolver are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolverCaching {
    /// In seconds.
    pub ttl: u32,
    /// Such as `$context.arguments.id`; a value of the arguments, the source or the identity.
    pub keys: Vec<String>,
}

/// What is kept.
pub(crate) struct Cache {
    settings: ApiCache,
    /// With the time they are kept to, in milliseconds since 1970.
    entries: Mutex<LruCache<String, (i64, Value)>>,
}

/// What an answer is kept by, and for how long.
pub(crate) struct Slot {
    key: String,
    ttl: u32,
}

impl Cache {
    pub(crate) fn new(settings: ApiCache) -> Self {
        Self {
            settings,
            entries: Mutex::new(LruCache::new(KEPT)),
        }
    }

    /// Where the answer of a resolver is kept, if it is.
    pub(crate) fn of_resolver(
        &self,
        type_name: &str,
        field_name: &str,
        caching: Option<&ResolverCaching>,
        context: &Context,
    ) -> Option<Slot> {
        match self.settings.behavior {
            CachingBehavior::FullRequest => Some(Slot {
                key: key(
                    type_name,
                    field_name,
                    &json!([context.arguments, context.identity, context.source]),
                ),
                ttl: self.settings.ttl,
            }),
            CachingBehavior::PerResolver => caching.map(|caching| {
                let values = caching.keys.iter().map(|path| value_at(context, path));
                Slot {
                    key: key(type_name, field_name, &values.collect()),
                    ttl: caching.ttl,
                }
            }),
            CachingBehavior::Operation => None,
        }
    }

    /// Where the answer to a request is kept, if it is.
    pub(crate) fn of_operation(&self, request: &Value) -> Option<Slot> {
        (self.settings.behavior == CachingBehavior::Operation).then(|| Slot {
            key: request.to_string(),
            ttl: self.settings.ttl,
        })
    }

    pub(crate) fn get(&self, slot: &Slot, clock: &dyn Clock) -> Option<Value> {
        let mut entries = self.lock();
        let (until, value) = entries.get(&slot.key)?;
        (clock.now_millis() < *until).then(|| value.clone())
    }

    pub(crate) fn put(&self, slot: Slot, value: Value, clock: &dyn Clock) {
        let until = clock.now_millis() + i64::from(slot.ttl) * 1000;
        self.lock().put(slot.key, (until, value));
    }

    /// Forgets what `extensions.evictFromApiCache` names: a type, a field, and the values of its caching keys in
    /// their order. Tells whether it was kept.
    pub(crate) fn evict(&self, arguments: &Value, clock: &dyn Clock) -> bool {
        let [Value::String(type_name), Value::String(field_name), values] =
            arguments.as_array().map_or(&[][..], Vec::as_slice)
        else {
            return false;
        };
        let values = values.as_object().into_iter().flatten();
        let values = values.map(|(_, value)| value.clone()).collect();
        let evicted = self.lock().pop(&key(type_name, field_name, &values));
        evicted.is_some_and(|(until, _)| clock.now_millis() < until)
    }

    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<String, (i64, Value)>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The caching configurations of an API's resolvers.
pub(crate) type CachingByField = indexmap::IndexMap<FieldName, ResolverCaching>;

fn key(type_name: &str, field_name: &str, values: &Value) -> String {
    format!("{type_name}.{field_name} {values}")
}

/// The value that a caching key names; null if there is none.
fn value_at(context: &Context, path: &str) -> Value {
    let mut steps = path.trim_start_matches('$').split('.').skip(1);
    let start = match steps.next() {
        Some("arguments" | "args") => &context.arguments,
        Some("source") => &context.source,
        Some("identity") => &context.identity,
        _ => return Value::Null,
    };
    steps
        .try_fold(start, |value, step| value.get(step))
        .cloned()
        .unwrap_or_default()
}
