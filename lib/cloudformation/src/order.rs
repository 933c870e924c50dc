//! The order in which the resources of a template come about.

use std::collections::BTreeSet;

use crate::{Expr, Intrinsic, LogicalId, Resource, SubPart, Template, diagnostics};
use appsynth_diagnostics::Diagnostic;

/// Resources that need one another in a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircularDependency {
    /// Each needs the next one, and the last the first.
    pub cycle: Vec<LogicalId>,
}

impl From<CircularDependency> for Diagnostic {
    fn from(circle: CircularDependency) -> Self {
        diagnostics::circular_dependency(&circle.cycle)
    }
}

impl Template {
    /// The resources, each after all that it refers to or depends on; otherwise in source order.
    ///
    /// # Errors
    /// Resources that need one another in a circle, with the circle.
    pub fn dependency_order(&self) -> Result<Vec<&LogicalId>, CircularDependency> {
        let mut visit = Visit {
            template: self,
            states: self.resources.keys().map(|_| State::New).collect(),
            path: Vec::new(),
            order: Vec::with_capacity(self.resources.len()),
        };
        for id in self.resources.keys() {
            visit.resource(id)?;
        }
        Ok(visit.order)
    }
}

impl Resource {
    /// The resources and parameters this one refers to or depends on, sorted, each once.
    pub fn dependencies(&self) -> BTreeSet<&LogicalId> {
        let mut all: BTreeSet<_> = self.depends_on.iter().collect();
        self.properties
            .values()
            .chain(self.metadata.values())
            .chain(&self.creation_policy)
            .chain(&self.update_policy)
            .for_each(|value| elements(value, &mut all));
        all
    }
}

fn elements<'t>(value: &'t Expr, all: &mut BTreeSet<&'t LogicalId>) {
    value.visit_intrinsics(&mut |intrinsic| match intrinsic {
        Intrinsic::Ref(id) | Intrinsic::GetAtt(id, _) => {
            all.insert(id);
        }
        Intrinsic::Sub(parts, _) => all.extend(parts.iter().filter_map(|part| match part {
            SubPart::Ref(id) | SubPart::GetAtt(id, _) => Some(id),
            SubPart::Text(_) | SubPart::Pseudo(_) | SubPart::Variable(_) => None,
        })),
        _ => {}
    });
}

struct Visit<'t> {
    template: &'t Template,
    /// By the resource's place in the template.
    states: Vec<State>,
    path: Vec<&'t LogicalId>,
    order: Vec<&'t LogicalId>,
}

#[derive(Clone, Copy)]
enum State {
    New,
    Entered,
    Done,
}

impl<'t> Visit<'t> {
    fn resource(&mut self, id: &'t LogicalId) -> Result<(), CircularDependency> {
        let Some((at, id, resource)) = self.template.resources.get_full(id) else {
            return Ok(());
        };
        match self.states[at] {
            State::Done => return Ok(()),
            State::Entered => {
                let start = self.path.iter().position(|one| *one == id);
                let cycle = self.path.split_off(start.unwrap_or_default());
                return Err(CircularDependency {
                    cycle: cycle.into_iter().cloned().collect(),
                });
            }
            State::New => {}
        }
        self.states[at] = State::Entered;
        self.path.push(id);
        for dependency in resource.dependencies() {
            self.resource(dependency)?;
        }
        self.path.pop();
        self.states[at] = State::Done;
        self.order.push(id);
        Ok(())
    }
}
