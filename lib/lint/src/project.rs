//! What only the rest of the project can say of a file: the fields that it is for, and the data source
//! that gets its requests.

use std::collections::BTreeSet;
use std::ops::Range;

use appsynth_diagnostics::{Code, Diagnostic, SourceId, Span, codes::resolver_code, near_name};
use appsynth_vtl::Part;

/// What a file of resolver code is used for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Use {
    /// The fields whose values it takes part in, such as `Query.getPost`.
    pub fields: BTreeSet<String>,
    /// The names of the arguments that these fields have, all together.
    pub arguments: BTreeSet<String>,
    /// The fields of the types that have them, all together.
    pub siblings: BTreeSet<String>,
    /// Whether the source may have more than these, as items of tables do.
    pub source_is_item: bool,
    /// The types of the data sources that get its requests, such as `AWS_LAMBDA`.
    pub data_sources: BTreeSet<String>,
}

/// Rules whose findings depend on the use.
const UNKNOWN_ARGUMENT: &str = "unknown-argument";
const UNKNOWN_SOURCE_FIELD: &str = "unknown-source-field";
const UNSUPPORTED_OPERATION: &str = "unsupported-operation";

/// Something that is wrong with a use, and the rule that finds it.
pub(crate) struct Misuse {
    pub(crate) rule: &'static str,
    diagnostic: Diagnostic,
}

impl Misuse {
    pub(crate) fn at(self, source: SourceId, range: &Range<usize>) -> Diagnostic {
        let span = Span {
            source,
            start: range.start,
            end: range.end,
        };
        self.diagnostic.rule(self.rule).at(span, "")
    }
}

impl Use {
    /// What several files are used for.
    pub(crate) fn of_all<'u>(uses: impl IntoIterator<Item = &'u Self>) -> Self {
        let mut all = Self::default();
        for one in uses {
            all.fields.extend(one.fields.iter().cloned());
            all.arguments.extend(one.arguments.iter().cloned());
            all.siblings.extend(one.siblings.iter().cloned());
            all.source_is_item |= one.source_is_item;
            all.data_sources.extend(one.data_sources.iter().cloned());
        }
        all
    }

    /// What is wrong with reading a member that no code writes.
    pub(crate) fn misread(&self, part: Part, name: &str) -> Option<Misuse> {
        if self.fields.is_empty() {
            return None;
        }
        match part {
            Part::Arguments if !self.arguments.contains(name) => Some(Misuse {
                rule: UNKNOWN_ARGUMENT,
                diagnostic: self.unknown_argument(name),
            }),
            Part::Source if self.source_lacks(name) => Some(Misuse {
                rule: UNKNOWN_SOURCE_FIELD,
                diagnostic: self.unknown_source_field(name),
            }),
            Part::Arguments | Part::Source => None,
        }
    }

    /// What is wrong with an operation that a request asks for.
    pub(crate) fn misasked(&self, operation: &str) -> Option<Misuse> {
        Some(Misuse {
            rule: UNSUPPORTED_OPERATION,
            diagnostic: self.unsupported(operation)?,
        })
    }

    fn source_lacks(&self, name: &str) -> bool {
        !self.is_root() && !self.source_is_item && !self.siblings.contains(name)
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
            return unknown_operation(operation, wrong);
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

/// An operation that no data source has, if this type of data source is asked by operations.
fn unknown_operation(operation: &str, data_source: &str) -> Option<Diagnostic> {
    let (_, known) = OPERATIONS
        .iter()
        .find(|(types, _)| types.contains(&data_source))?;
    // Those with dots are functions.
    let known = known.iter().copied().filter(|known| !known.contains('.'));
    let known: Vec<&str> = known.collect();
    let help = match near_name(operation, known.iter().copied()) {
        Some(near) => format!("there is a similar name: `{near}`"),
        None if known.is_empty() => return None,
        None => format!("it has `{}`", known.join("`, `")),
    };
    let message = format!("no data source has an operation `{operation}`");
    Some(Diagnostic::error(&resolver_code::UNSUPPORTED_OPERATION, message).help(help))
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
