//! How Amplify's transformer names the code of `@function` and `@http`, which files of its projects replace.

use appsynth_transform::Plan;
use appsynth_transform::plan::Slot;

/// The names that a file has here which Amplify knows by this one; none if Amplify does not know it.
pub(crate) fn here(plan: &Plan, name: &str) -> Vec<String> {
    let halves = [".req.vtl", ".res.vtl"];
    let half = halves
        .iter()
        .find_map(|half| Some((name.strip_suffix(half)?, half)));
    let Some((stem, half)) = half else {
        return Vec::new();
    };
    let fields = match (
        stem.strip_prefix("Invoke"),
        stem.strip_suffix(".DataResolver"),
    ) {
        (Some(source), _) => fields_of(plan, source),
        (_, Some(field)) if plan.resolvers.contains_key(field) => vec![field.to_owned()],
        _ => Vec::new(),
    };
    fields
        .iter()
        .map(|field| format!("{field}{half}"))
        .collect()
}

/// The fields that ask a data source.
fn fields_of(plan: &Plan, source: &str) -> Vec<String> {
    let asks = plan.resolvers.iter().filter(|(_, resolver)| {
        let mut steps = resolver.steps.iter();
        steps.any(|step| step.slot == Slot::Data && step.source == source)
    });
    asks.map(|(field, _)| field.clone()).collect()
}
