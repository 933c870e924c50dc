//! What the user's code within generated pipelines is for, told to those who check code.

use appsynth_appsync::{ApiRef, DataSourceRef, note_code};
use appsynth_construct::Scope;
use appsynth_transform::Plan;
use appsynth_transform::plan::{Slot, Step};

use crate::edit::{OwnText, Place, StepName};

/// Notes every text with its field and the data source that gets its requests, by the name that the plan has.
pub(crate) fn note(
    scope: &mut Scope<'_>,
    api: ApiRef,
    plan: &Plan,
    texts: &[OwnText],
    source: impl Fn(&Scope<'_>, &str) -> Option<DataSourceRef>,
) {
    for text in texts {
        let field = &text.place.field;
        let step = step(plan, &text.place);
        let target = step.and_then(|step| source(scope, &step.source));
        let of_type = field.split_once('.').map_or("", |(of_type, _)| of_type);
        let source_is_item = plan.tables.contains_key(of_type);
        note_code(
            scope,
            text.source,
            &api.field(field),
            target,
            source_is_item,
        );
    }
}

/// The function that code for a place has gone into; none if it went around the functions.
fn step<'p>(plan: &'p Plan, place: &Place) -> Option<&'p Step> {
    let mut steps = plan.resolvers.get(&place.field)?.steps.iter();
    let is_data = |step: &&Step| step.slot == Slot::Data;
    match &place.step {
        StepName::Around => None,
        StepName::Data => steps.rfind(is_data),
        StepName::Asking(source) => steps.rfind(|step| is_data(step) && step.source == *source),
        StepName::Slot(slot, number) => {
            steps.find(|step| step.slot.name() == slot && step.index + 1 == *number)
        }
    }
}
