//! What is said about code that fits no generated resolver, and tables that fit no model.

use appsynth_diagnostics::codes::appsync as codes;
use appsynth_diagnostics::{Diagnostic, near_name};
use appsynth_schema::ast::OperationType;
use appsynth_transform::plan::Slot;

pub(crate) fn file_name(path: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::RESOLVER_FILE,
        format!("the name of `{path}` does not say what it is the code of"),
    )
    .help(
        "name it for a resolver, such as `Query.getPost.req.vtl`, or for a place in its pipeline, such as \
         `Mutation.createPost.postAuth.2.js`",
    )
}

pub(crate) fn no_resolver<'a>(
    what: &str,
    field: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let problem = Diagnostic::error(
        &codes::NO_RESOLVER,
        format!("{what} is for `{field}`, which has no resolver"),
    );
    if let Some(near) = near_name(field, known.clone()) {
        return problem.help(format!("there is a similar one: `{near}`"));
    }
    let type_name = field.split('.').next().unwrap_or_default();
    let of_type = known.filter(|one| one.split('.').next() == Some(type_name));
    list(problem, "the resolvers of this type are", of_type)
}

pub(crate) fn not_by_hand<'a>(
    field: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let problem = Diagnostic::error(
        &codes::NOT_BY_HAND,
        format!("nothing is known to run around `{field}`, which is not resolved by hand"),
    );
    match near_name(field, known) {
        Some(near) => problem.help(format!("there is a similar one: `{near}`")),
        None => problem.help(format!(
            "add `.resolved_by_hand(\"{field}\")` to the schema"
        )),
    }
}

/// The field is there, and what resolves it is not.
pub(crate) fn unresolved(what: &str, field: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::NO_RESOLVER,
        format!("{what} is for `{field}`, which has no resolver"),
    )
    .help(format!(
        "declare one below `resolvers` in appsynth.yaml: `{field}: DATA_SOURCE`, where the source of a model `Post` is \
         `PostTable`"
    ))
}

/// `what` is named for something that is no model.
pub(crate) fn no_model<'a>(
    what: &str,
    model: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let problem = Diagnostic::error(
        &codes::NO_MODEL,
        format!("a {what} is named for `{model}`, which is no model"),
    );
    match near_name(model, known.clone()) {
        Some(near) => problem.help(format!("there is a similar one: `{near}`")),
        None => list(problem, "the models are", known),
    }
}

pub(crate) fn no_function<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let problem = Diagnostic::warning(
        &codes::NO_FUNCTION,
        format!("no directive names the function `{name}`"),
    );
    match near_name(name, known.clone()) {
        Some(near) => problem.help(format!("there is a similar one: `{near}`")),
        None => list(problem, "the functions of the schema are", known),
    }
}

pub(crate) fn two_tables(model: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::TWO_TABLES,
        format!("two tables are named for `{model}`: one that stays another's, and one to import"),
    )
    .help("keep it in `imported-tables` if it is to belong to the project, else in `table-names`")
}

pub(crate) fn unknown_slot<'a>(
    what: &str,
    field: &str,
    slot: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let problem = Diagnostic::error(
        &codes::UNKNOWN_SLOT,
        format!("{what} is for the slot `{slot}`, which `{field}` does not have"),
    );
    // A slot that other operations have is not misspelt.
    let is_a_slot = [OperationType::Query, OperationType::Mutation]
        .into_iter()
        .flat_map(|operation| Slot::of(operation))
        .any(|one| one.name() == slot);
    match near_name(slot, known.clone()).filter(|_| !is_a_slot) {
        Some(near) => problem.help(format!("there is a similar one: `{near}`")),
        None => list(problem, "its slots are", known),
    }
}

pub(crate) fn slot_number(what: &str) -> Diagnostic {
    Diagnostic::error(&codes::UNKNOWN_SLOT, format!("{what} has the number 0"))
        .help("the functions of a slot are numbered from 1")
}

pub(crate) fn two_languages(first: &str, second: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::SAME_FUNCTION,
        format!("{first} and {second} are the code of one function in two languages"),
    )
    .help("remove the one or the other")
}

pub(crate) fn twice(first: &str, second: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::SAME_FUNCTION,
        format!("{first} and {second} are the same part of one function"),
    )
    .help("remove the one or the other")
}

pub(crate) fn direct(field: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::NO_RESOLVER,
        format!("no code is given for `{field}`"),
    )
    .help("give a JavaScript module, or a request and a response template")
}

fn list<'a>(problem: Diagnostic, words: &str, names: impl Iterator<Item = &'a str>) -> Diagnostic {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    match names.is_empty() {
        true => problem,
        false => problem.help(format!("{words} {}", names.join(", "))),
    }
}
