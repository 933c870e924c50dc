//! What only the rest of the project can say of a file: the fields that it is for, and the data source
//! that gets its requests.

use std::collections::BTreeSet;
use std::ops::Range;

use appsynth_diagnostics::{
    Code, Diagnostic, Diagnostics, SourceId, Span, codes::resolver_code, near_name,
};

/// What a file of resolver code is used for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Use {
    /// The fields whose values it takes part in, such as `Query.getPost`.
    pub fields: BTreeSet<String>,
    /// The names of the arguments that these fields have, all together.
    pub arguments: BTreeSet<String>,
    /// The fields of the types that have them, all together.
    pub siblings: BTreeSet<String>,
    /// The types of the data sources that get its requests, such as `AWS_LAMBDA`.
    pub data_sources: BTreeSet<String>,
}

/// A part of the context whose members the schema knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Arguments,
    Source,
}

/// What a file does that its use can forbid.
#[derive(Debug, Default)]
pub(crate) struct Doings {
    pub(crate) reads: Vec<(Part, String, Range<usize>)>,
    pub(crate) writes: Vec<(Part, String)>,
    pub(crate) operations: Vec<(String, Range<usize>)>,
}

/// Rules whose findings depend on the use.
pub(crate) const UNKNOWN_ARGUMENT: &str = "unknown-argument";
pub(crate) const UNKNOWN_SOURCE_FIELD: &str = "unknown-source-field";
pub(crate) const UNSUPPORTED_OPERATION: &str = "unsupported-operation";

impl Use {
    /// What is wrong with a file that is used so. `is_silenced` tells whether a comment in it silences a
    /// rule at a byte.
    pub(crate) fn check(
        &self,
        id: SourceId,
        doings: &Doings,
        is_silenced: impl Fn(&str, usize) -> bool,
    ) -> Diagnostics {
        let mut found = Vec::new();
        let mut report = |rule: &'static str, range: &Range<usize>, diagnostic: Diagnostic| {
            if !is_silenced(rule, range.start) {
                let span = Span {
                    source: id,
                    start: range.start,
                    end: range.end,
                };
                found.push(diagnostic.rule(rule).at(span, ""));
            }
        };
        for (part, name, range) in &doings.reads {
            let is_written = doings
                .writes
                .iter()
                .any(|(other, written)| other == part && written == name);
            if self.fields.is_empty() || is_written {
                continue;
            }
            match part {
                Part::Arguments if !self.arguments.contains(name) => {
                    report(UNKNOWN_ARGUMENT, range, self.unknown_argument(name));
                }
                Part::Source if !self.is_root() && !self.siblings.contains(name) => {
                    report(UNKNOWN_SOURCE_FIELD, range, self.unknown_source_field(name));
                }
                Part::Arguments | Part::Source => {}
            }
        }
        for (operation, range) in &doings.operations {
            if let Some(diagnostic) = self.unsupported(operation) {
                report(UNSUPPORTED_OPERATION, range, diagnostic);
            }
        }
        found.into_iter().collect()
    }

    /// Whether a field is one of those that requests begin with, which have no source.
    fn is_root(&self) -> bool {
        self.fields.iter().any(|field| {
            ["Query.", "Mutation.", "Subscription."]
                .iter()
                .any(|root| field.starts_with(root))
        })
    }

    fn field_names(&self) -> String {
        let names: Vec<_> = self.fields.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    }

    fn unknown_argument(&self, name: &str) -> Diagnostic {
        let message = format!("{} has no argument `{name}`", self.field_names());
        with_near(
            &resolver_code::UNKNOWN_ARGUMENT,
            message,
            name,
            &self.arguments,
        )
    }

    fn unknown_source_field(&self, name: &str) -> Diagnostic {
        let message = format!("the type of {} has no field `{name}`", self.field_names());
        with_near(
            &resolver_code::UNKNOWN_SOURCE_FIELD,
            message,
            name,
            &self.siblings,
        )
    }

    /// An operation of one kind of data source that goes to none of that kind.
    fn unsupported(&self, operation: &str) -> Option<Diagnostic> {
        let takers: BTreeSet<&str> = OPERATIONS
            .iter()
            .filter(|(_, operations)| operations.contains(&operation))
            .flat_map(|(types, _)| types.iter().copied())
            .collect();
        let goes_wrong = |data_source: &&String| {
            data_source.as_str() != "NONE" && !takers.contains(data_source.as_str())
        };
        let wrong = self.data_sources.iter().find(goes_wrong)?;
        if takers.is_empty() {
            return None;
        }
        let message = format!("a data source of type `{wrong}` has no operation `{operation}`");
        let takers: Vec<_> = takers.into_iter().map(|one| format!("`{one}`")).collect();
        Some(
            Diagnostic::error(&resolver_code::UNSUPPORTED_OPERATION, message).help(format!(
                "it is one of {}: use another data source or another request",
                takers.join(", ")
            )),
        )
    }
}

fn with_near(
    code: &'static Code,
    message: String,
    name: &str,
    known: &BTreeSet<String>,
) -> Diagnostic {
    let diagnostic = Diagnostic::warning(code, message);
    match near_name(name, known.iter().map(String::as_str)) {
        Some(near) => diagnostic.help(format!("there is a similar name: `{near}`")),
        None => diagnostic,
    }
}

/// The operations that each type of data source takes. HTTP endpoints and databases are asked otherwise.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html>
const OPERATIONS: &[(&[&str], &[&str])] = &[
    (
        &["AMAZON_DYNAMODB"],
        &[
            "GetItem",
            "PutItem",
            "UpdateItem",
            "DeleteItem",
            "Query",
            "Scan",
            "Sync",
            "BatchGetItem",
            "BatchPutItem",
            "BatchDeleteItem",
            "TransactGetItems",
            "TransactWriteItems",
            "dynamodb.get",
            "dynamodb.put",
            "dynamodb.remove",
            "dynamodb.update",
            "dynamodb.query",
            "dynamodb.scan",
            "dynamodb.sync",
            "dynamodb.batchGet",
            "dynamodb.batchPut",
            "dynamodb.batchDelete",
            "dynamodb.transactGet",
            "dynamodb.transactWrite",
        ],
    ),
    (&["AWS_LAMBDA"], &["Invoke", "BatchInvoke"]),
    (&["AMAZON_EVENTBRIDGE"], &["PutEvents"]),
    (
        &["AMAZON_ELASTICSEARCH", "AMAZON_OPENSEARCH_SERVICE"],
        &["GET", "POST", "PUT", "HEAD", "DELETE"],
    ),
    (
        &["RELATIONAL_DATABASE"],
        &["rds.createPgStatement", "rds.createMySQLStatement"],
    ),
    (
        &["AMAZON_BEDROCK_RUNTIME"],
        &["InvokeModel", "Converse", "ai.invokeModel", "ai.converse"],
    ),
];
