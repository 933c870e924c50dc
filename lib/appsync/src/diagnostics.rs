//! What is said about constructs that AWS would refuse.

use std::fmt::Display;
use std::ops::RangeInclusive;

use appsynth_diagnostics::codes::appsync as codes;
use appsynth_diagnostics::{Diagnostic, Span, near_name};
use appsynth_schema::Schema;
use appsynth_schema::ast::TypeKind;

use crate::table::AttributeType;
use crate::time::{Days, Seconds};

pub(crate) fn duplicate_resolver(field: &str, first: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::DUPLICATE_RESOLVER,
        format!("`{field}` has a resolver already"),
    )
    .note(format!("the first is `{first}`"))
    .help("remove one of the two, or make one pipeline resolver of both")
}

pub(crate) fn malformed_field(text: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::UNKNOWN_FIELD,
        format!("`{text}` does not name a field"),
    )
    .help("write the type and the field with a dot between them, such as `Query.getPost`")
}

/// What is wrong with a resolver on this field, if anything.
pub(crate) fn unknown_field(
    schema: &Schema,
    type_name: &str,
    field_name: &str,
) -> Option<Diagnostic> {
    let refuse = |message: String| Diagnostic::error(&codes::UNKNOWN_FIELD, message);
    let Some(definition) = schema.type_definition(type_name) else {
        let near = near_name(type_name, schema.object_types().map(|one| &*one.name));
        let problem = refuse(format!("the schema has no type `{type_name}`"));
        return Some(suggest(problem, "type", near));
    };
    if !matches!(
        definition.kind,
        TypeKind::Object { .. } | TypeKind::Interface { .. }
    ) {
        let kind = definition.kind.keyword();
        return Some(
            refuse(format!(
                "`{type_name}` is {kind}, whose fields have no resolvers"
            ))
            .help("attach the resolver to the object types it stands for"),
        );
    }
    if definition.field(field_name).is_some() {
        return None;
    }
    let near = near_name(
        field_name,
        definition.fields().iter().map(|field| &*field.name),
    );
    let mut problem = refuse(format!("`{type_name}` has no field `{field_name}`"));
    if let Some(span) = definition.name.span {
        problem = problem.at(span, "the type the resolver names");
    }
    Some(suggest(problem, "field", near))
}

fn suggest(problem: Diagnostic, what: &str, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => problem.help(format!("there is a {what} with a similar name: `{near}`")),
        None => problem.help(format!("add the {what} to the schema, or correct the name")),
    }
}

pub(crate) fn unresolved(coordinate: &str, place: Option<Span>) -> Diagnostic {
    let problem = Diagnostic::warning(
        &codes::UNRESOLVED_FIELD,
        format!("nothing resolves `{coordinate}`: it is always null"),
    )
    .help(format!(
        "attach a resolver, such as `{coordinate}: DATA_SOURCE` below `resolvers` in appsynth.yaml or a \
         `Resolver` in Rust; or give the field `@function` or `@http`"
    ));
    match place {
        Some(place) => problem.at(place, "no resolver"),
        None => problem,
    }
}

pub(crate) fn schema_size(bytes: usize, limit: usize) -> Diagnostic {
    let thousands = |bytes: usize| bytes.div_ceil(1_000);
    Diagnostic::warning(
        &codes::SCHEMA_SIZE,
        format!(
            "the schema has {} kB; AppSync's quota is {} kB",
            thousands(bytes),
            thousands(limit)
        ),
    )
    .help("leave out operations that no client uses, or make several APIs of it")
}

pub(crate) fn pipeline_length(length: usize, limit: usize) -> Diagnostic {
    Diagnostic::error(
        &codes::PIPELINE_LENGTH,
        format!("a pipeline of {length} functions; AppSync runs at most {limit}"),
    )
    .help("merge functions that use the same data source")
}

pub(crate) fn code_length(file: &str, length: usize, limit: usize) -> Diagnostic {
    let problem = format!("`{file}` has {length} characters; AppSync takes at most {limit}");
    Diagnostic::error(&codes::CODE_LENGTH, problem)
        .help("split the work into the functions of a pipeline")
}

pub(crate) fn empty_code(file: &str) -> Diagnostic {
    Diagnostic::error(&codes::CODE_LENGTH, format!("`{file}` is empty")).help(
        "a template that passes its input on is `{}` before and `$util.toJson($ctx.result)` after",
    )
}

pub(crate) fn appsync_name(what: &str, name: &str) -> Diagnostic {
    let allowed: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let problem = Diagnostic::error(
        &codes::APPSYNC_NAME,
        format!("`{name}` cannot be the name of a {what}"),
    )
    .note("names have letters, digits and `_`, and do not begin with a digit");
    if allowed.starts_with(|c: char| c.is_ascii_digit()) || allowed.is_empty() {
        problem.help(format!("name it: `.name(\"_{allowed}\")`"))
    } else {
        problem.help(format!("name it: `.name(\"{allowed}\")`"))
    }
}

pub(crate) fn lacks_required(field: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::LACKS_REQUIRED,
        format!("the resolver of `{field}` leaves out the functions that are to run around it"),
    )
    .note("the field's rules would not be checked, or what is in its slots would not run")
    .help(format!(
        "make it a pipeline: `Resolver::pipeline(…, data.around(&mut stack, \"{field}\").with([…]))`"
    ))
}

pub(crate) fn foreign_data_source() -> Diagnostic {
    Diagnostic::error(
        &codes::FOREIGN_API,
        "the data source belongs to another API than the field",
    )
    .help("add a data source to the field's API; both may reach the same table or function")
}

pub(crate) fn foreign_function() -> Diagnostic {
    Diagnostic::error(
        &codes::FOREIGN_API,
        "a function of the pipeline belongs to another API than the field",
    )
    .help("add the function to the field's API as well")
}

pub(crate) fn api_key_expiry(lifetime: Days) -> Diagnostic {
    Diagnostic::error(
        &codes::API_KEY_EXPIRY,
        format!("an API key of {lifetime}; AppSync allows 1 to 365 days"),
    )
    .help(
        "keys for clients that live longer: renew the key by deploying again, or use another mode",
    )
}

pub(crate) fn duplicate_auth(mode: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::DUPLICATE_AUTH,
        format!("the authorization mode `{mode}` is given twice"),
    )
    .help("remove the second")
}

pub(crate) fn folder_without_schema(folder: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::SCHEMA_FOLDER,
        format!("no file in `{folder}` ends in `.graphql` or `.gql`"),
    )
    .help("add a schema to the folder, or name the file")
}

pub(crate) fn duplicate_data_source(name: &str, first: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::DUPLICATE_NAME,
        format!("the API has a data source named `{name}` already"),
    )
    .note(format!("the first is `{first}`"))
    .help("give the second another name with `.name(…)`")
}

/// A number outside of what AWS accepts.
pub(crate) fn out_of_range(
    what: &str,
    value: u32,
    range: RangeInclusive<u32>,
    unit: &str,
) -> Diagnostic {
    let (start, end) = range.into_inner();
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    Diagnostic::error(
        &codes::OUT_OF_RANGE,
        format!("{what} is {value}{unit}; AWS accepts {start} to {end}"),
    )
    .help(format!("choose a number from {start} to {end}"))
}

pub(crate) fn caching_time(time: Seconds) -> Diagnostic {
    out_of_range(
        "the time that values are cached",
        time.0,
        1..=3600,
        "seconds",
    )
}

pub(crate) fn direct_without_lambda() -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_LAMBDA,
        "there is no code, and the data source is no Lambda function",
    )
    .help("give it code with `Code::js(…)` or `Code::vtl(…)`")
}

pub(crate) fn direct_pipeline() -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_LAMBDA,
        "there is no code around the functions of the pipeline",
    )
    .help("leave `.around(…)` out to let the functions have their way, or give it code")
}

pub(crate) fn no_stream() -> Diagnostic {
    Diagnostic::error(&codes::NO_STREAM, "the table has no stream")
        .help("give it one with `.stream(StreamView::NewAndOldImages)`")
}

pub(crate) fn batch_without_lambda() -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_LAMBDA,
        "calls can be collected for a Lambda function only",
    )
    .help("remove `.max_batch_size(…)`")
}

pub(crate) fn sync_without_versions() -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_VERSIONED,
        "conflicts cannot be detected: the data source keeps no versions",
    )
    .help("make the data source `.versioned(…)`, or remove `.sync(…)`")
}

pub(crate) fn environment_name(name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::ENVIRONMENT_VARIABLE,
        format!("`{name}` cannot be the name of an environment variable"),
    )
    .help("begin with a letter and go on with letters, digits and `_`; at least two characters")
}

pub(crate) fn environment_value(name: &str, length: usize) -> Diagnostic {
    Diagnostic::error(
        &codes::ENVIRONMENT_VARIABLE,
        format!(
            "the environment variable `{name}` has {length} characters; AppSync takes at most 512"
        ),
    )
    .help("keep long texts in a table or in Parameter Store")
}

pub(crate) fn environment_count(count: usize) -> Diagnostic {
    Diagnostic::error(
        &codes::ENVIRONMENT_VARIABLE,
        format!("{count} environment variables; AppSync takes at most 50"),
    )
    .help("join related values into one")
}

pub(crate) fn reserved_variable(name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::ENVIRONMENT_VARIABLE,
        format!("Lambda sets the environment variable `{name}` itself"),
    )
    .help("choose another name")
}

pub(crate) fn endpoint(what: &str, text: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::ENDPOINT,
        format!("{what} `{text}` is not an HTTP address"),
    )
    .help("begin with `https://` and the host's name")
}

pub(crate) fn caching_key(key: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::CACHING_KEY,
        format!("`{key}` cannot be a caching key"),
    )
    .help("begin with `$context.arguments`, `$context.source` or `$context.identity`")
}

pub(crate) fn key_type(attribute: &str, first: AttributeType, second: AttributeType) -> Diagnostic {
    Diagnostic::error(
        &codes::KEY_TYPE,
        format!(
            "the key attribute `{attribute}` is `{}` in one key and `{}` in another",
            first.letter(),
            second.letter()
        ),
    )
    .help("use the same type in all keys")
}

pub(crate) fn key_of_one_attribute(attribute: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::KEY_ATTRIBUTE,
        format!("`{attribute}` is both partition key and sort key"),
    )
    .help("leave the sort key out, or sort by another attribute")
}

pub(crate) fn key_attribute_name(attribute: &str) -> Diagnostic {
    let problem = match attribute.len() {
        0 => "a key attribute has no name".to_owned(),
        length => format!(
            "the name of a key attribute has {length} characters; DynamoDB takes at most 255"
        ),
    };
    Diagnostic::error(&codes::KEY_ATTRIBUTE, problem).help("name the attribute as the items do")
}

pub(crate) fn duplicate_index(name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::DUPLICATE_INDEX,
        format!("the table has two indexes named `{name}`"),
    )
    .help("rename the second; renaming the first would build it anew")
}

pub(crate) fn index_count(kind: &str, count: usize, limit: usize) -> Diagnostic {
    Diagnostic::error(
        &codes::INDEX_COUNT,
        format!("{count} {kind} indexes; DynamoDB allows {limit} on a table"),
    )
    .help("share an index between queries by giving items attributes for it alone")
}

pub(crate) fn local_index_without_sort_key(index: &str, partition: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::LOCAL_INDEX,
        format!("the local index `{index}` needs a table with a sort key; the key is `{partition}` alone"),
    )
    .help("make it a global index with `.index(…)`, or give the table a sort key")
}

pub(crate) fn dynamodb_name(name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::DYNAMODB_NAME,
        format!("`{name}` cannot be the name of a table or index"),
    )
    .help("use 3 to 255 letters, digits, `_`, `-` and `.`")
}

pub(crate) fn time_to_live(attribute: &str, kind: AttributeType) -> Diagnostic {
    Diagnostic::error(
        &codes::TIME_TO_LIVE,
        format!(
            "`{attribute}` cannot say when items expire: it is a key of type `{}`, not a number",
            kind.letter()
        ),
    )
    .help("keep the time in an attribute of its own, in seconds since 1970")
}

pub(crate) fn no_capacity(what: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::CAPACITY,
        format!("{what} is provisioned without any read or write units"),
    )
    .help("provision at least one of each, or leave `.billing(…)` out to pay by request")
}

pub(crate) fn index_capacity_on_demand(index: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::CAPACITY,
        format!(
            "the index `{index}` has capacity of its own, but the table is paid for by request"
        ),
    )
    .help("remove `.capacity(…)`, or make the table `.billing(Billing::provisioned(…))`")
}

pub(crate) fn projection_size(index: &str, count: usize, limit: usize) -> Diagnostic {
    Diagnostic::error(
        &codes::PROJECTION,
        format!(
            "the projection of `{index}` includes {count} attributes; DynamoDB takes 1 to {limit}"
        ),
    )
    .help("use `Projection::KeysOnly` for none and `Projection::All` for many")
}

pub(crate) fn projected_twice(index: &str, attribute: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::PROJECTION,
        format!("the projection of `{index}` includes `{attribute}` twice"),
    )
    .help("remove the second")
}

pub(crate) fn projections_in_all(count: usize, limit: usize) -> Diagnostic {
    Diagnostic::error(
        &codes::PROJECTION,
        format!("the table's indexes include {count} attributes together; DynamoDB takes {limit}"),
    )
    .help("use `Projection::All` for some of them")
}

pub(crate) fn not_an_arn(text: &str, service: &str) -> Diagnostic {
    Diagnostic::error(&codes::ARN, format!("`{text}` is no ARN of `{service}`")).help(format!(
        "an ARN reads `arn:aws:{service}:<region>:<account>:<resource>`"
    ))
}

pub(crate) fn handler(handler: &str) -> Diagnostic {
    let problem = match handler {
        "" => "the function has no handler".to_owned(),
        _ => format!("`{handler}` names no function in a file"),
    };
    Diagnostic::error(&codes::HANDLER, problem)
        .help("write the file without its ending and the function, such as `index.handler`")
}

pub(crate) fn handler_file(
    handler: &str,
    folder: &str,
    module: &str,
    endings: &[&str],
) -> Diagnostic {
    let files: Vec<_> = endings
        .iter()
        .map(|ending| format!("`{module}.{ending}`"))
        .collect();
    Diagnostic::error(
        &codes::HANDLER,
        format!("`{folder}` has no file for the handler `{handler}`"),
    )
    .help(format!(
        "add {}, or correct the handler",
        files.join(" or ")
    ))
}

pub(crate) fn inline_runtime(runtime: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::FUNCTION_CODE,
        format!("code of `{runtime}` cannot be inline"),
    )
    .help("put the code into a folder and use `FunctionCode::folder(…)`")
}

pub(crate) fn inline_handler(handler: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::HANDLER,
        format!(
            "`{handler}` cannot be the handler of inline code, which is in a file named `index`"
        ),
    )
    .help("make the handler `index.` and the function's name")
}

pub(crate) fn inline_size(bytes: usize, limit: usize) -> Diagnostic {
    let problem = match bytes {
        0 => "the function's code is empty".to_owned(),
        _ => format!("inline code of {bytes} bytes; Lambda takes at most {limit}"),
    };
    Diagnostic::error(&codes::FUNCTION_CODE, problem)
        .help("put the code into a folder and use `FunctionCode::folder(…)`")
}

pub(crate) fn empty_function_folder(folder: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::FUNCTION_CODE,
        format!("there is no code in `{folder}`"),
    )
    .help("add files to the folder, or ignore fewer in its `.lambdaignore`")
}

pub(crate) fn ignore_pattern(pattern: &str, error: &dyn Display) -> Diagnostic {
    Diagnostic::error(
        &codes::FUNCTION_CODE,
        format!("`{pattern}` in `.lambdaignore` is no pattern"),
    )
    .note(error.to_string())
    .help("write patterns as in `.gitignore`")
}

pub(crate) fn ignore_patterns(error: &dyn Display) -> Diagnostic {
    Diagnostic::error(
        &codes::FUNCTION_CODE,
        "the patterns in `.lambdaignore` cannot be compiled",
    )
    .note(error.to_string())
    .help("write fewer or shorter ones")
}

pub(crate) fn retention(days: Days, nearest: Days) -> Diagnostic {
    Diagnostic::error(&codes::RETENTION, format!("logs cannot be kept for {days}")).help(format!(
        "the nearest time that CloudWatch Logs offers is {nearest}"
    ))
}
