//! The rendering as SARIF, which code scanning services read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::locate;
use crate::{Diagnostic, Diagnostics, Sources};

/// One SARIF document: the rule of each result is the linter's, or the code.
///
/// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
pub fn sarif(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let rules: BTreeMap<&str, Value> = diagnostics
        .iter()
        .map(|one| {
            let rule = json!({
                "id": rule_of(one),
                "shortDescription": { "text": one.code.title },
                "fullDescription": { "text": one.code.explanation },
            });
            (rule_of(one), rule)
        })
        .collect();
    let results: Vec<Value> = diagnostics.iter().map(|one| result(one, sources)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": { "name": "appsynth", "rules": rules.into_values().collect::<Vec<_>>() },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document}\n")
}

fn rule_of(one: &Diagnostic) -> &'static str {
    one.rule.unwrap_or(one.code.id)
}

fn result(one: &Diagnostic, sources: &Sources) -> Value {
    let text = std::iter::once(&one.message)
        .chain(&one.help)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    let locations = one.labels.iter().take(1).filter_map(|label| {
        let (source, range) = locate(sources, label.span)?;
        let (start, end) = (
            source.line_column(range.start),
            source.line_column(range.end),
        );
        Some(json!({
            "physicalLocation": {
                "artifactLocation": { "uri": source.name() },
                "region": {
                    "startLine": start.line,
                    "startColumn": start.column,
                    "endLine": end.line,
                    "endColumn": end.column,
                },
            },
        }))
    });
    json!({
        "ruleId": rule_of(one),
        "level": one.severity.word(),
        "message": { "text": text },
        "locations": locations.collect::<Vec<_>>(),
    })
}
