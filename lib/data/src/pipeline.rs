//! The user's code in generated pipelines.

use std::sync::Arc;

use appsynth_diagnostics::Diagnostic;
use appsynth_schema::ast::{Definition, Document, OperationType};
use appsynth_transform::Plan;
use appsynth_transform::plan::{
    Code, HalfCode, Language, Printed, Resolver, Slot, Source, SourceKind, Step, UserFile,
};

use crate::diagnostics;
use crate::edit::{Parts, Place, StepName};

/// What a function without a request of its own asks: nothing.
const NO_REQUEST: &str = "$util.toJson({})";
/// What a function without a response of its own gives before the data source was asked.
const NO_RESPONSE: &str = "$util.toJson({})";
/// What it gives afterwards: what it got.
const SAME_RESPONSE: &str = "$util.toJson($ctx.prev.result)";

/// Puts code into the function it belongs to, or makes that function. What is wrong with it, if anything.
pub(crate) fn change(plan: &mut Plan, place: &Place, parts: Parts) -> Option<Diagnostic> {
    let problem = parts.problem();
    if problem.is_some() {
        return problem;
    }
    let what = parts.name();
    let field = place.field.as_str();
    let Some(resolver) = plan.resolvers.get_mut(field) else {
        if has_field(&plan.schema, field) {
            return Some(diagnostics::unresolved(&what, field));
        }
        let known = plan.resolvers.keys().map(String::as_str);
        return Some(diagnostics::no_resolver(&what, field, known));
    };
    let (slot, number) = match &place.step {
        StepName::Slot(slot, number) => (slot, number),
        StepName::Around => {
            replace(&mut resolver.around, parts);
            return None;
        }
        StepName::Data => {
            if let Some(last) = data_steps(resolver).next_back() {
                replace_data(last, parts);
            }
            return None;
        }
        StepName::Asking(source) => {
            data_steps(resolver)
                .filter(|step| step.source == *source)
                .for_each(|step| replace_data(step, parts.clone()));
            return None;
        }
    };
    let slots = Slot::of(operation(&plan.schema, &resolver.type_name));
    let Some(slot) = slots.iter().copied().find(|known| known.name() == slot) else {
        let known = slots.iter().map(|slot| slot.name());
        return Some(diagnostics::unknown_slot(&what, field, slot, known));
    };
    let Some(index) = number.checked_sub(1) else {
        return Some(diagnostics::slot_number(&what));
    };
    fill_slot(resolver, slot, index, parts);
    let none = Source {
        name: Source::NONE.to_owned(),
        kind: SourceKind::None,
    };
    plan.sources.entry(none.name.clone()).or_insert(none);
    None
}

/// Has a mutation's functions in VTL if any of its code is a template of the user's: templates find among the
/// arguments what generated ones before them put there, such as owners and default values, which modules cannot.
pub(crate) fn settle_language(plan: &mut Plan, field: &str) {
    let Some(resolver) = plan.resolvers.get_mut(field) else {
        return;
    };
    let is_mutation = operation(&plan.schema, &resolver.type_name) == OperationType::Mutation;
    let mut codes = resolver.steps.iter().map(|step| &step.code);
    let has_template = codes.any(|code| code.language(Language::Js) == Language::Vtl);
    if !is_mutation || !has_template {
        return;
    }
    for step in &mut resolver.steps {
        if let Some(halves) = step.code.generated_halves() {
            let printed = Printed::of(halves.map(AsRef::as_ref), Language::Vtl);
            step.code = Code::Printed(Arc::new(printed));
        }
    }
}

/// Whether the schema has a field of a type, such as `Query.getPost`.
fn has_field(schema: &Document, field: &str) -> bool {
    let Some((type_name, field_name)) = field.split_once('.') else {
        return false;
    };
    schema.definitions.iter().any(|one| match one {
        Definition::Type(one) => {
            &*one.name == type_name && one.fields().iter().any(|one| &*one.name == field_name)
        }
        _ => false,
    })
}

/// Whether what resolves a field asks Lambda functions or HTTP endpoints.
pub(crate) fn asks_no_table(plan: &Plan, field: &str) -> bool {
    let steps = plan.resolvers.get(field).into_iter();
    let mut steps = steps.flat_map(|resolver| &resolver.steps);
    steps.any(|step| {
        let kind = plan.sources.get(&step.source).map(|source| &source.kind);
        step.slot == Slot::Data
            && matches!(
                kind,
                Some(SourceKind::Function { .. } | SourceKind::Http(_))
            )
    })
}

/// The functions that ask data sources, in order.
fn data_steps(resolver: &mut Resolver) -> impl DoubleEndedIterator<Item = &mut Step> {
    let steps = resolver.steps.iter_mut();
    steps.filter(|step| step.slot == Slot::Data)
}

/// Replaces the code of a function that asks a data source.
fn replace_data(step: &mut Step, parts: Parts) {
    replace(&mut step.code, parts);
    if let Some(operations) = operations_in(&step.code).filter(|_| !step.operations.is_empty()) {
        step.operations = operations;
    }
}

fn fill_slot(resolver: &mut Resolver, slot: Slot, index: u32, parts: Parts) {
    let before = |step: &Step| (step.slot, step.index) < (slot, index);
    let at = resolver.steps.partition_point(before);
    if let Some(step) = resolver.steps.get_mut(at)
        && (step.slot, step.index) == (slot, index)
    {
        replace(&mut step.code, parts);
        return;
    }
    let response = match slot < Slot::Data {
        true => NO_RESPONSE,
        false => SAME_RESPONSE,
    };
    let step = Step {
        slot,
        index,
        source: Source::NONE.to_owned(),
        operations: &[],
        code: parts.code(template(NO_REQUEST), template(response)),
    };
    resolver.steps.insert(at, step);
}

/// The halves that are not the user's stay as they are.
fn replace(code: &mut Code, parts: Parts) {
    let (request, response) = match &*code {
        Code::Halves { request, response } => (request.clone(), response.clone()),
        Code::Module(_) => (template(NO_REQUEST), template(SAME_RESPONSE)),
        Code::Printed(_) => unreachable!("invariant: resolvers that change are not printed before"),
    };
    *code = parts.code(request, response);
}

fn template(text: &str) -> HalfCode {
    HalfCode::Template(UserFile {
        text: text.to_owned(),
        ..UserFile::default()
    })
}

/// The operations of DynamoDB that code of the user's may ask for: the one it has in quotes, or all. None if
/// the request is generated.
fn operations_in(code: &Code) -> Option<&'static [&'static str]> {
    const ALL: &[&str] = &[
        "GetItem",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "Query",
        "Scan",
        "BatchGetItem",
        "BatchPutItem",
        "BatchDeleteItem",
        "TransactGetItems",
        "TransactWriteItems",
    ];
    let text = match code {
        Code::Module(file) => &file.text,
        Code::Halves {
            request: HalfCode::Template(file),
            ..
        } => &file.text,
        Code::Halves { .. } | Code::Printed(_) => return None,
    };
    let is_quoted = |operation: &str| {
        let quoted = |quote| text.contains(&format!("{quote}{operation}{quote}"));
        quoted('"') || quoted('\'')
    };
    let found: Vec<usize> = (0..ALL.len()).filter(|at| is_quoted(ALL[*at])).collect();
    match found[..] {
        [only] => ALL.get(only..=only),
        _ => Some(ALL),
    }
}

/// The kind of operation that a type is the root of; other types have a query's slots.
fn operation(schema: &Document, type_name: &str) -> OperationType {
    let roots = schema.definitions.iter().filter_map(|one| match one {
        Definition::Schema(schema) => Some(&schema.root_operations),
        _ => None,
    });
    let declared = roots.flatten().find(|(_, name)| &**name == type_name);
    match (declared, type_name) {
        (Some((operation, _)), _) => *operation,
        (None, "Mutation") => OperationType::Mutation,
        (None, "Subscription") => OperationType::Subscription,
        (None, _) => OperationType::Query,
    }
}
