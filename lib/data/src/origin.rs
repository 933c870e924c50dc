//! What of the schema the stacks and resolvers of a plan are for, told when a deployment fails.

use appsynth_construct::Scope;
use appsynth_transform::Plan;
use appsynth_transform::plan::Home;

use crate::data::Built;
use crate::layout::{Layout, Place};

/// Says of a model's scopes that they are the model's, and of a resolver that has a directive of its own that
/// it is that one's.
pub(crate) fn tell(scope: &mut Scope<'_>, plan: &Plan, built: &Built, layout: &mut Layout) {
    let told = |scope: &mut Scope<'_>, node, coordinate: &str| {
        if let Some(origin) = plan.origins.get(coordinate) {
            scope.originate(node, origin.what.clone(), origin.span);
        }
    };
    for entity in plan.tables.keys() {
        let node = layout.scope(scope, &Place::Entity(entity.clone())).node();
        told(scope, node, entity);
    }
    for (coordinate, node) in &built.resolvers {
        if let Home::Relations(entity) = &plan.resolvers[coordinate].home {
            let node = layout
                .scope(scope, &Place::Relations(entity.clone()))
                .node();
            told(scope, node, entity);
        }
        told(scope, (*node).into(), coordinate);
    }
}
