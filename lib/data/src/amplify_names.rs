//! How Amplify's transformer names the code of `@function` and `@http`, which files of its projects replace.

use appsynth_transform::Plan;
use appsynth_transform::plan::Slot;

use crate::edit::{Part, Place, StepName};
use crate::file_name::stem_and_part;

/// What a file of this name has the code of, such as `InvokeEchoLambdaDataSource.req.vtl`, which may be of several
/// fields, or `Query.news.DataResolver.res.vtl`; nothing if Amplify does not know the name.
pub(crate) fn places(plan: &Plan, name: &str) -> Vec<(Place, Part)> {
    let half = stem_and_part(name).filter(|(_, part)| *part != Part::Module);
    let Some((stem, part)) = half else {
        return Vec::new();
    };
    let (fields, step) = match (
        stem.strip_prefix("Invoke"),
        stem.strip_suffix(".DataResolver"),
    ) {
        (Some(source), _) => (fields_of(plan, source), StepName::Asking(source.to_owned())),
        (_, Some(field)) if plan.resolvers.contains_key(field) => {
            (vec![field.to_owned()], StepName::Data)
        }
        _ => return Vec::new(),
    };
    let places = fields.into_iter().map(|field| {
        let step = step.clone();
        (Place { field, step }, part)
    });
    places.collect()
}

/// The fields that ask a data source.
fn fields_of(plan: &Plan, source: &str) -> Vec<String> {
    let asks = plan.resolvers.iter().filter(|(_, resolver)| {
        let mut steps = resolver.steps.iter();
        steps.any(|step| step.slot == Slot::Data && step.source == source)
    });
    asks.map(|(field, _)| field.clone()).collect()
}
