//! What this crate says about an assembly, one function per message.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use appsynth_diagnostics::codes::local;
use appsynth_diagnostics::{Diagnostic, near_name};
use appsynth_store::Exception;

use crate::LeftTable;
use crate::resources::Resource;

pub(crate) fn key_changed(table: &Resource, difference: &str) -> Diagnostic {
    Diagnostic::error(
        &local::KEY_SCHEMA_CHANGED,
        format!(
            "the table `{}` holds items and cannot change its key",
            table.identity.reference
        ),
    )
    .note(difference)
    .note("nothing was changed; on AWS the table would be replaced and its items lost")
    .help("take the change back, or give the new table a name of its own")
    .help("remove all local data with `appsynth destroy`, then deploy again")
    .of(table.construct_path(), None)
}

pub(crate) fn table_left(left: &LeftTable) -> Diagnostic {
    let LeftTable { table, model } = left;
    let of = (model.as_ref()).map_or_else(String::new, |model| format!(" of `{model}`"));
    let warning = Diagnostic::warning(
        &local::TABLE_LEFT,
        format!("the table `{table}`{of} holds items and is no longer deployed"),
    )
    .note("its items are kept, but no API finds them; on AWS the deployment would be refused");
    let warning = match model {
        Some(model) => warning.help(format!(
            "if its type has another name now: `@mapsTo(name: \"{model}\")` on that type keeps the table"
        )),
        None => warning,
    };
    warning.help("once it is deployed again, its items are there again")
}

pub(crate) fn table_refused(table: &Resource, exception: &Exception) -> Diagnostic {
    Diagnostic::error(
        &local::TABLE_REFUSED,
        format!("DynamoDB refuses the table `{}`", table.identity.reference),
    )
    .note(exception.message.clone())
    .of(table.construct_path(), None)
}

pub(crate) fn no_file(resource: &Resource, property: &str, location: &str) -> Diagnostic {
    Diagnostic::error(
        &local::FILE_NOT_IN_ASSEMBLY,
        format!("`{property}` is `{location}`, which is no file of the assembly"),
    )
    .help("synthesize again; if the file was never part of the assembly, put its content into the template")
    .of(resource.path(), None)
}

pub(crate) fn unreadable_file(
    resource: &Resource,
    property: &str,
    path: &Path,
    error: &io::Error,
) -> Diagnostic {
    let path = path.display();
    Diagnostic::error(
        &local::UNREADABLE_FILE,
        format!("`{property}` leads to `{path}`, which cannot be read: {error}"),
    )
    .help("correct the file, which has to be text in UTF-8, and synthesize again")
    .of(resource.path(), None)
}

pub(crate) fn no_api() -> Diagnostic {
    Diagnostic::error(&local::NO_API, "the assembly has no GraphQL API")
        .help("add an `AWS::AppSync::GraphQLApi` to one of its stacks")
}

pub(crate) fn no_schema(api: &Resource) -> Diagnostic {
    Diagnostic::error(
        &local::NO_SCHEMA,
        format!("the API `{}` has no schema", api.logical_id),
    )
    .help("add an `AWS::AppSync::GraphQLSchema` whose `ApiId` is this API's")
    .of(api.path(), None)
}

pub(crate) fn missing_property(resource: &Resource, property: &str) -> Diagnostic {
    Diagnostic::error(
        &local::MISSING_PROPERTY,
        format!("`{}` has no `{property}`", resource.kind),
    )
    .help(format!(
        "give `{}` the property `{property}`",
        resource.logical_id
    ))
    .of(resource.path(), None)
}

pub(crate) fn unreadable_keys(issuer: &str, path: &Path, reason: &str) -> Diagnostic {
    Diagnostic::error(
        &local::UNREADABLE_KEYS,
        format!("`{}` holds no keys of `{issuer}`", path.display()),
    )
    .note(reason)
    .help("a JSON Web Key Set is wanted: `{ \"keys\": [{ \"kty\": \"RSA\", … }] }`")
    .help("without `jwks`, the tokens of `appsynth token` are taken")
}

pub(crate) fn unknown_parameter(name: &str, known: &BTreeSet<String>) -> Diagnostic {
    let problem = Diagnostic::error(
        &local::UNKNOWN_PARAMETER,
        format!("no stack has a parameter `{name}`"),
    );
    match near_name(name, known.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("there is one with a similar name: `{near}`")),
        None if known.is_empty() => problem.help("take it away: no stack has parameters"),
        None => {
            let names: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
            problem.help(format!("the stacks have {}", names.join(", ")))
        }
    }
}
