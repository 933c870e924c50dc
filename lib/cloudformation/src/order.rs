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
        for at in 0..self.resources.len() {
            visit.resource(at)?;
        }
        Ok(visit.order)
    }
}

impl Resource {
    /// The resources and parameters this one refers to or depends on, sorted, each once.
    pub fn dependencies(&self) -> BTreeSet<&LogicalId> {
        let mut all = BTreeSet::new();
        self.visit_dependencies(&mut |id| {
            all.insert(id);
        });
        all
    }

    fn visit_dependencies<'t>(&'t self, visit: &mut impl FnMut(&'t LogicalId)) {
        self.depends_on.iter().for_each(&mut *visit);
        self.properties
            .values()
            .chain(self.metadata.values())
            .chain(&self.creation_policy)
            .chain(&self.update_policy)
            .for_each(|value| value.visit_dependencies(visit));
    }
}

impl Expr {
    /// Shows every resource and parameter that the value refers to.
    pub fn visit_dependencies<'t>(&'t self, visit: &mut impl FnMut(&'t LogicalId)) {
        self.visit_intrinsics(&mut |intrinsic| match intrinsic {
            Intrinsic::Ref(id) | Intrinsic::GetAtt(id, _) => visit(id),
            Intrinsic::Sub(parts, _) => parts.iter().for_each(|part| match part {
                SubPart::Ref(id) | SubPart::GetAtt(id, _) => visit(id),
                SubPart::Text(_) | SubPart::Pseudo(_) | SubPart::Variable(_) => {}
            }),
            _ => {}
        });
    }
}

struct Visit<'t> {
    template: &'t Template,
    /// Of each resource of the template.
    states: Vec<State>,
    /// The resources that are entered, by their places in the template.
    path: Vec<usize>,
    order: Vec<&'t LogicalId>,
}

#[derive(Clone, Copy)]
enum State {
    New,
    Entered,
    Done,
}

impl<'t> Visit<'t> {
    fn resource(&mut self, at: usize) -> Result<(), CircularDependency> {
        match self.states[at] {
            State::Done => return Ok(()),
            State::Entered => return Err(self.circle_from(at)),
            State::New => {}
        }
        self.states[at] = State::Entered;
        self.path.push(at);
        let (id, resource) = self.at(at);
        for dependency in self.dependencies(resource) {
            self.resource(dependency)?;
        }
        self.path.pop();
        self.states[at] = State::Done;
        self.order.push(id);
        Ok(())
    }

    fn at(&self, at: usize) -> (&'t LogicalId, &'t Resource) {
        let resource = self.template.resources.get_index(at);
        resource.expect("invariant: it has a state")
    }

    /// In source order, each once.
    fn dependencies(&self, resource: &'t Resource) -> Vec<usize> {
        let mut all = Vec::new();
        resource.visit_dependencies(&mut |id| all.extend(self.template.resources.get_index_of(id)));
        all.sort_unstable();
        all.dedup();
        all
    }

    fn circle_from(&self, at: usize) -> CircularDependency {
        let path = self.path.iter().skip_while(|one| **one != at);
        CircularDependency {
            cycle: path.map(|one| self.at(*one).0.clone()).collect(),
        }
    }
}
