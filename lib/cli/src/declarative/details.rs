//! Where the file says what diagnostics of constructs are about, beyond the name of the construct.

use appsynth::prelude::*;
use appsynth_config::{Positions, Settings};
use appsynth_diagnostics::Span;
use appsynth_diagnostics::codes::{appsync, assembly, constructs};

use super::Places;

/// Of the API, and of what directives make.
pub(super) fn of_api(places: &mut Places, settings: &Settings, positions: &Positions) {
    let schema = positions.value(&["api", "schema"]);
    let path = format!("`{}", settings.api.schema.value);
    places.detail(&constructs::UNREADABLE_FILE, path.as_str(), schema);
    places.detail(&appsync::SCHEMA_FOLDER, path, schema);
    let retention = positions.value(&["api", "log", "retention"]);
    places.detail(&appsync::RETENTION, "", retention);
    for (name, place) in positions.keys(&["api", "environment"]) {
        places.detail(&appsync::ENVIRONMENT_VARIABLE, quoted(name), Some(place));
    }
    let environment = positions.key(&["api", "environment"]);
    places.detail(&appsync::ENVIRONMENT_VARIABLE, "", environment);
    for setting in ["imported-tables", "table-names"] {
        for (model, place) in positions.keys(&[setting]) {
            let table = format!("table is named for {}", quoted(model));
            places.detail(&appsync::NO_MODEL, table, Some(place));
            places.detail(&appsync::TWO_TABLES, quoted(model), Some(place));
        }
    }
    for (model, place) in positions.keys(&["api", "conflict-resolution", "models"]) {
        let handler = format!("conflict handler is named for {}", quoted(model));
        places.detail(&appsync::NO_MODEL, handler, Some(place));
    }
    for (function, place) in positions.keys(&["function-names"]) {
        places.detail(&appsync::NO_FUNCTION, quoted(function), Some(place));
    }
    let properties: [(&str, &[&str]); 3] = [
        ("CertificateArn", &["api", "domain", "certificate"]),
        ("DomainName", &["api", "domain", "name"]),
        ("FunctionName", &["api", "auth", "lambda", "function"]),
    ];
    for (property, path) in properties {
        let place = positions.value(path);
        places.detail(&assembly::PROPERTY_VALUE, property, place);
    }
    let provider = positions.value(&["api", "auth", "oidc", "issuer"]);
    let providers = positions.value(&["api", "auth", "oidc"]);
    places.detail(&appsync::ENDPOINT, "issuer", provider.or(providers));
    let contact = positions.value(&["api", "owner-contact"]);
    places.detail(&appsync::OUT_OF_RANGE, "owner contact", contact);
}

/// Of a table of the file's.
pub(super) fn of_table(places: &mut Places, name: &str, positions: &Positions) {
    let of_table = |setting: &str| positions.value(&["tables", name, setting]);
    for (index, place) in positions.keys(&["tables", name, "indexes"]) {
        places.detail(&appsync::DYNAMODB_NAME, quoted(index), Some(place));
    }
    for (index, place) in positions.keys(&["tables", name, "local-indexes"]) {
        places.detail(&appsync::DYNAMODB_NAME, quoted(index), Some(place));
        places.detail(&appsync::DUPLICATE_INDEX, quoted(index), Some(place));
    }
    places.detail(&appsync::DYNAMODB_NAME, "", of_table("name"));
    places.detail(&appsync::TIME_TO_LIVE, "", of_table("ttl"));
    places.detail(
        &assembly::PROPERTY_VALUE,
        "KMSMasterKeyId",
        of_table("encryption"),
    );
}

/// Of a function of the file's.
pub(super) fn of_function(places: &mut Places, name: &str, positions: &Positions) {
    let path = |setting| ["functions", name, setting];
    let code = positions.value(&path("code"));
    places.detail(&constructs::UNREADABLE_FILE, "", code);
    places.detail(&appsync::FUNCTION_CODE, "", code);
    let handler = positions.value(&path("handler"));
    places.detail(&appsync::HANDLER, "", handler);
    let runtime = positions.value(&path("runtime"));
    places.detail(&assembly::PROPERTY_VALUE, "Runtime", runtime);
    for (variable, place) in positions.keys(&path("environment")) {
        places.detail(
            &appsync::ENVIRONMENT_VARIABLE,
            quoted(variable),
            Some(place),
        );
    }
}

/// Of a data source of the file's, and of what it names that is there already.
pub(super) fn of_data_source(
    places: &mut Places,
    stack: &mut Scope<'_>,
    (name, span): (&str, Span),
    positions: &Positions,
) {
    let at = |setting: &str| positions.value(&["data-sources", name, setting]);
    let group = stack.scope("External");
    let mut named = ["table", "function", "cluster", "domain", "event-bus"].into_iter();
    let named = named.find_map(at);
    places.note(&group, name, named.unwrap_or(span));
    places.note(
        &group,
        &format!("{name}Secret"),
        at("secret").unwrap_or(span),
    );
    let delta = positions.value(&["data-sources", name, "versioned", "delta-table"]);
    places.note(&group, &format!("{name}Delta"), delta.unwrap_or(span));
    places.note(&stack.scope("DataSources"), name, span);
    places.detail(&appsync::ENDPOINT, "", at("endpoint"));
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}
