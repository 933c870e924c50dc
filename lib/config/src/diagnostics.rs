//! What is said about `appsynth.yaml`: one function per message.

use appsynth_diagnostics::codes::configuration as codes;
use appsynth_diagnostics::{Diagnostic, Span, near_name};

use crate::node::{Node, Value};
use crate::settings::{Spanned, TlsNames};

pub(crate) fn unknown_key(place: Span, key: &str, what: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::UNKNOWN_KEY,
        format!("unknown key `{key}` in {what}"),
    )
    .at(place, "not a setting");
    suggest(diagnostic, key, known, "the keys here are")
}

pub(crate) fn not_yaml(place: Span, why: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_YAML,
        format!("this is not the YAML of a configuration: {why}"),
    )
    .at(place, "")
}

pub(crate) fn second_document(place: Span) -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_YAML,
        "the file holds more than one YAML document",
    )
    .at(place, "the second")
    .help("for values that differ by environment, use `environments`")
}

pub(crate) fn tag(place: Span, tag: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_YAML,
        format!("the tag `!{tag}` means nothing here"),
    )
    .at(place, "")
    .help("write plain values; `${NAME}` puts a variable in")
}

pub(crate) fn wrong_type(node: &Node, expected: &str) -> Diagnostic {
    let kind = node.kind();
    let diagnostic = Diagnostic::error(
        &codes::WRONG_TYPE,
        format!("expected {expected}, found {kind}"),
    )
    .at(node.place(), format!("this is {kind}"));
    match node.value {
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) if expected == "text" => {
            diagnostic.help("put it in quotes, so that it is taken as it is written")
        }
        _ => diagnostic,
    }
}

pub(crate) fn bad_value(node: &Node, why: &str) -> Diagnostic {
    Diagnostic::error(&codes::BAD_VALUE, why).at(node.place(), "")
}

pub(crate) fn tag_key(place: Span, key: &str) -> Diagnostic {
    let beginning: String = key.chars().take(40).collect();
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("AWS does not take `{beginning}` as the key of a tag"),
    )
    .at(place, "")
    .help("use up to 128 letters, digits, spaces and `_.:/=+-@`; do not begin with `aws:`")
}

pub(crate) fn tag_value(node: &Node) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        "AWS does not take this as the value of a tag",
    )
    .at(node.place(), "")
    .help("use up to 256 letters, digits, spaces and `_.:/=+-@`")
}

pub(crate) fn not_a_user_pool(node: &Node, id: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("`{id}` is not the id of a user pool"),
    )
    .at(node.place(), "")
    .help("an id has the region in front: `eu-west-1_AbCdEf123`")
}

pub(crate) fn mode_twice(node: &Node) -> Diagnostic {
    Diagnostic::error(&codes::BAD_VALUE, "this authorization mode is given before")
        .at(node.place(), "")
        .help("remove it here")
}

pub(crate) fn out_of_range(node: &Node, least: &str, most: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("this must be between {least} and {most}"),
    )
    .at(node.place(), "")
}

pub(crate) fn not_a_duration(node: &Node, written: &str) -> Diagnostic {
    Diagnostic::error(&codes::BAD_VALUE, format!("`{written}` is not a duration"))
        .at(node.place(), "")
        .help("write a whole number and a unit: `30s`, `15m`, `12h` or `7d`")
}

pub(crate) fn not_a_latency(node: &Node, written: &str) -> Diagnostic {
    Diagnostic::error(&codes::BAD_VALUE, format!("`{written}` is not a time"))
        .at(node.place(), "")
        .help("write a whole number and a unit: `200ms` or `2s`")
}

pub(crate) fn not_a_choice(node: &Node, written: &str, accepted: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::BAD_VALUE,
        format!("`{written}` is not accepted here"),
    )
    .at(node.place(), "");
    suggest(diagnostic, written, accepted, "accepted are")
}

pub(crate) fn not_a_conflict_handler(node: &Node) -> Diagnostic {
    bad_value(node, "this is no way to resolve conflicts")
        .help("write `optimistic-concurrency`, `automerge`, or `{ function: NAME }` to have a function decide; \
               `{ default: automerge, models: { Post: optimistic-concurrency } }` says it model by model")
}

pub(crate) fn not_an_endpoint(node: &Node, written: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("`{written}` is not the URL of an endpoint"),
    )
    .at(node.place(), "")
    .help(
        "write a URL of Lambda's Invoke API, such as \
         `http://127.0.0.1:9000/2015-03-31/functions/<name>/invocations`",
    )
}

pub(crate) fn not_an_http_endpoint(place: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("`{written}` is not the URL of an endpoint"),
    )
    .at(place, "")
    .help(
        "write the scheme and the host that the data source has, such as `https://api.example.com`",
    )
}

pub(crate) fn not_a_server(node: &Node, written: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("`{written}` is not the URL of a server"),
    )
    .at(node.place(), "")
    .help("write where requests are to go instead, such as `http://127.0.0.1:8100`")
}

pub(crate) fn not_a_database(node: &Node) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        "this is not the URL of a PostgreSQL or MySQL database",
    )
    .at(node.place(), "")
    .help("write it as `postgres://user:password@127.0.0.1:5432/database` or `mysql://user:password@127.0.0.1:3306/database`")
}

pub(crate) fn unknown_tls(node: &Node, written: &str, names: &TlsNames) -> Diagnostic {
    let TlsNames {
        mode,
        off,
        encrypted,
        verified,
        authorities,
    } = names;
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("`{mode}={written}` is not taken for databases of the local environment"),
    )
    .at(node.place(), "")
    .help(format!(
        "write `{mode}={encrypted}` for TLS with whoever answers, `{mode}={verified}` for a server that shows \
         its certificate, of an authority of this machine or of the file `{authorities}=…`, or \
         `{mode}={off}` for a connection that is not encrypted"
    ))
}

pub(crate) fn authorities_without_verification(node: &Node, names: &TlsNames) -> Diagnostic {
    let TlsNames {
        mode,
        verified,
        authorities,
        ..
    } = names;
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("`{authorities}` is of use only with `{mode}={verified}`"),
    )
    .at(node.place(), "")
    .help(format!(
        "add `{mode}={verified}` to the URL, or take `{authorities}` out"
    ))
}

pub(crate) fn endpoint_or_database(source: &Node) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        "a data source of `local` has one endpoint or one database",
    )
    .at(source.key_place(), "")
    .help(
        "write either `endpoint`, the URL that requests go to, or `database`, the URL of a PostgreSQL or MySQL \
         database",
    )
}

pub(crate) fn role_or_user(identity: &Node) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        "an identity of `local.iam` is of one role or of one user",
    )
    .at(identity.place(), "")
    .help("write either `role` or `user`: the name, ARN or logical id of one that the stacks give policies")
}

pub(crate) fn bad_name(place: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("AppSync does not take `{name}` as a name"),
    )
    .at(place, "")
    .help("begin with a letter or underscore; use letters, digits and underscores only")
}

pub(crate) fn bad_function_name(place: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("Lambda does not take `{name}` as a name"),
    )
    .at(place, "")
    .help("use up to 64 letters, digits, hyphens and underscores")
}

pub(crate) fn bad_environment_name(place: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        format!("`{name}` cannot be part of a stack's name"),
    )
    .at(place, "")
    .help("begin with a letter; use letters, digits and hyphens only")
}

pub(crate) fn not_a_field(place: Span, key: &str) -> Diagnostic {
    Diagnostic::error(&codes::BAD_VALUE, format!("`{key}` does not name a field"))
        .at(place, "")
        .help("write the type and the field: `Query.getPost`")
}

pub(crate) fn unit_and_pipeline(place: Span) -> Diagnostic {
    Diagnostic::error(
        &codes::BAD_VALUE,
        "a resolver has a data source or a pipeline, not both",
    )
    .at(place, "")
    .help("a pipeline's functions name their data sources in `pipeline-functions`")
}

pub(crate) fn missing_key(place: Span, what: &str, key: &str) -> Diagnostic {
    Diagnostic::error(&codes::MISSING_KEY, format!("{what} needs `{key}`"))
        .at(place, format!("`{key}` is missing"))
}

pub(crate) fn undefined_variable(place: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::UNDEFINED_VARIABLE,
        format!("the variable `{name}` is not defined"),
    )
    .at(place, "used here")
    .help(format!(
        "set it when running appsynth: `{name}=… appsynth …`"
    ))
}

pub(crate) fn malformed_variable(place: Span) -> Diagnostic {
    Diagnostic::error(
        &codes::UNDEFINED_VARIABLE,
        "`${` begins a variable, but no name and `}` follow",
    )
    .at(place, "")
    .help("write `${NAME}`, or `$${` for the characters themselves")
}

pub(crate) fn unknown_environment(place: Span, name: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::UNKNOWN_ENVIRONMENT,
        format!("there is no environment `{name}`"),
    )
    .at(place, "");
    if known.is_empty() {
        return diagnostic.help(format!(
            "add it: `environments: {{ {name}: {{ region: … }} }}`"
        ));
    }
    suggest(diagnostic, name, known, "the environments are")
}

pub(crate) fn refers_to_nothing(name: &Spanned<String>, what: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::REFERS_TO_NOTHING,
        format!("there is no {what} `{}`", name.value),
    )
    .at(name.span, "");
    suggest(diagnostic, &name.value, known, &format!("the {what}s are"))
}

pub(crate) fn missing_folder(folder: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        &codes::REFERS_TO_NOTHING,
        format!("there is no folder `{}`", folder.value),
    )
    .at(folder.span, "the resolver files are to be in it")
    .help(
        "paths are relative to the project's root; without code of your own, leave `resolvers` out",
    )
}

pub(crate) fn same_name(name: &str, place: Span, first: Span) -> Diagnostic {
    Diagnostic::error(
        &codes::SAME_NAME,
        format!("`{name}` is a table and a function; a resolver could not tell which it asks"),
    )
    .at(place, "the function")
    .also(first, "the table")
    .help("rename the function; renaming the table would replace it when deployed")
}

pub(crate) fn no_code(place: Span, name: &str, folder: &str, unused: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(&codes::NO_CODE, format!("there is no code for `{name}`"))
        .at(place, "")
        .help(format!(
            "write `{folder}/{name}.js`, or `{folder}/{name}.req.vtl` and `{folder}/{name}.res.vtl`"
        ));
    let stem = |file: &'_ str| -> String {
        ["js", "req.vtl", "res.vtl"]
            .iter()
            .find_map(|ending| {
                file.strip_suffix(ending)?
                    .strip_suffix('.')
                    .map(str::to_owned)
            })
            .unwrap_or_default()
    };
    let stems: Vec<String> = unused.iter().map(|file| stem(file)).collect();
    match near_name(name, stems.iter().map(String::as_str)) {
        Some(near) => diagnostic.help(format!(
            "or rename the files of `{near}`, which is used by nothing"
        )),
        None => diagnostic,
    }
}

pub(crate) fn half_missing(place: Span, name: &str, half: &str, folder: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::NO_CODE,
        format!("`{name}` has one half of its code only"),
    )
    .at(place, "")
    .help(format!("write `{folder}/{name}.{half}.vtl`, too"))
}

pub(crate) fn fits_nothing(folder: &str, file: &str, what: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::FITS_NOTHING,
        format!("the file `{folder}/{file}` is the code of nothing"),
    );
    let known: Vec<&str> = what.iter().map(String::as_str).collect();
    let stem = file
        .trim_end_matches(".js")
        .trim_end_matches(".vtl")
        .trim_end_matches(".req")
        .trim_end_matches(".res");
    suggest(
        diagnostic,
        stem,
        &known,
        "name it for a resolver or pipeline function, or declare one:",
    )
}

pub(crate) fn mistaken_ending(folder: &str, file: &str, better: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::FITS_NOTHING,
        format!("the file `{folder}/{file}` is not looked at: code has the name `{better}`"),
    )
    .help("rename it, or move it out of the folder")
}

pub(crate) fn two_languages(place: Span, name: &str, js: &str, vtl: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::TWO_LANGUAGES,
        format!("`{name}` has code in two languages"),
    )
    .at(place, "")
    .note(format!("the files are `{js}` and `{vtl}`"))
    .help("delete one of them")
}

/// Suggests a near name, or lists what there is.
fn suggest(diagnostic: Diagnostic, name: &str, known: &[&str], list: &str) -> Diagnostic {
    match near_name(name, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("there is a similar one: `{near}`")),
        None if known.is_empty() => diagnostic,
        None => {
            let names: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
            diagnostic.help(format!("{list} {}", names.join(", ")))
        }
    }
}
