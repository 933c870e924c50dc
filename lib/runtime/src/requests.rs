//! Requests that came before, so that each is parsed and validated once: both take longer than to run a
//! small query.

use std::num::NonZero;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use appsynth_schema::{Request, RequestError, Schema, Valid};
use lru::LruCache;

/// How many requests are kept; the one that was not used for the longest time goes first.
const KEPT: NonZero<usize> = NonZero::new(256).expect("invariant: more than none");

/// In bytes. Longer requests are rather written once, with their data in them, and are not kept.
const MAX_LENGTH: usize = 16 * 1024;

/// The valid requests of an API, by their text.
pub(crate) struct Requests(Mutex<LruCache<String, Arc<Request>>>);

impl Requests {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }

    /// Parses and validates a request, unless it is known to be valid.
    pub(crate) fn parse(
        &self,
        schema: &Valid<Schema>,
        text: &str,
    ) -> Result<Arc<Request>, Vec<RequestError>> {
        if let Some(request) = self.known().get(text) {
            return Ok(Arc::clone(request));
        }
        let request = Arc::new(Request::parse(schema, text)?);
        if text.len() <= MAX_LENGTH {
            self.known().put(text.to_owned(), Arc::clone(&request));
        }
        Ok(request)
    }

    fn known(&self) -> MutexGuard<'_, LruCache<String, Arc<Request>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use appsynth_diagnostics::Sources;

    use super::*;

    fn schema() -> Valid<Schema> {
        let mut sources = Sources::new();
        let id = sources.add("schema.graphql", "type Query { a: Int }");
        let (document, _) = appsynth_schema::parse(&sources, [id]);
        appsynth_schema::validate(document).expect("a valid schema")
    }

    #[test]
    fn a_request_is_parsed_once() {
        let (schema, requests) = (schema(), Requests::new());
        let first = requests.parse(&schema, "{ a }").unwrap();
        let second = requests.parse(&schema, "{ a }").unwrap();
        assert!(Arc::ptr_eq(&first, &second));
        let other = requests.parse(&schema, "{ b: a }").unwrap();
        assert!(!Arc::ptr_eq(&first, &other));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let (schema, requests) = (schema(), Requests::new());
        for number in 0..300 {
            requests
                .parse(&schema, &format!("{{ a{number}: a }}"))
                .unwrap();
        }
        assert_eq!(requests.known().len(), 256);
        let long = format!("{{ a }} # {}", "x".repeat(MAX_LENGTH));
        requests.parse(&schema, &long).unwrap();
        assert!(!requests.known().contains(&long));
    }

    #[test]
    fn invalid_requests_are_not_kept() {
        let (schema, requests) = (schema(), Requests::new());
        for text in ["{ b }", "{ a("] {
            assert!(requests.parse(&schema, text).is_err());
            assert!(requests.parse(&schema, text).is_err());
        }
        assert!(requests.known().is_empty());
    }
}
