//! Carrying out a plan.

mod interruption;
mod update;

use indexmap::IndexMap;
use interruption::Phases;
use update::Updated;
pub(crate) use update::{discard, prepared};

use crate::aws::{ChangeSetKind, StackInfo};
use crate::kinds::TABLE;
use crate::observe::{Happening, Observer};
use crate::plan::{Action, Effect, Plan, StackPlan};
use crate::{DeployError, bootstrap, follow, leftovers, order, upload};

/// What came of a deployment: the outputs of each stack by its name.
pub type Outputs = IndexMap<String, IndexMap<String, String>>;

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// To the end.
    Execute,
    /// Until there are change sets for somebody to execute.
    Prepare,
}

/// A plan that is being carried out.
struct Run<'p> {
    plan: &'p Plan,
    observer: &'p dyn Observer,
    extent: Extent,
    phases: Phases,
}

impl Plan {
    /// Carries the plan out. Stacks that do not depend on each other go on at the same time; one that fails
    /// lets the others finish what they have begun, and no more are begun.
    ///
    /// # Errors
    /// The first failure. [`DeployError::Interrupted`] as soon as `interrupt` is there: change sets that were
    /// not executed are gone then, and what CloudFormation goes on with is named.
    pub async fn deploy(
        &self,
        extent: Extent,
        observer: &dyn Observer,
        interrupt: impl Future<Output = ()>,
    ) -> Result<Outputs, DeployError> {
        let run = Run {
            plan: self,
            observer,
            extent,
            phases: Phases::default(),
        };
        tokio::select! {
            done = run.all() => done,
            () = interrupt => Err(run.interrupted().await),
        }
    }
}

impl Run<'_> {
    async fn all(&self) -> Result<Outputs, DeployError> {
        if !self.plan.is_empty() {
            self.check_bootstrap().await?;
            upload::upload(self.plan, self.observer).await?;
        }
        let waits_for = |one: &StackPlan, other: &StackPlan| {
            let mut needed = self.plan.stack_of(one).dependencies.iter();
            needed.any(|id| *id == other.id)
        };
        let stack = |stack| async move { self.stack(stack).await };
        let outputs = order::in_turn(&self.plan.stacks, waits_for, stack).await?;
        let names = self.plan.stacks.iter().map(|stack| stack.name.clone());
        Ok(names.zip(outputs).collect())
    }

    async fn check_bootstrap(&self) -> Result<(), DeployError> {
        let changed = self
            .plan
            .stacks
            .iter()
            .find(|stack| stack.action != Action::Nothing);
        match changed {
            Some(stack) => {
                let environment = &self.plan.options.target.environment;
                bootstrap::check(&stack.work.connection, &self.plan.caller, environment).await
            }
            None => Ok(()),
        }
    }

    /// Deploys a stack, in as many updates as it takes; gives its outputs.
    async fn stack(&self, plan: &StackPlan) -> Result<IndexMap<String, String>, DeployError> {
        let connection = &plan.work.connection;
        if plan.action == Action::Nothing {
            return Ok(plan
                .work
                .deployed
                .as_ref()
                .map(|info| info.outputs.clone())
                .unwrap_or_default());
        }
        self.check_whether_overtaken(plan).await?;
        self.remove_leftovers(plan).await?;
        let left = plan.work.deployed.as_ref();
        if let Some(left) = left.filter(|_| plan.action == Action::Recreate) {
            let stack = (plan.name.as_str(), left.id.as_str());
            follow::delete(connection, stack, self.observer).await?;
        }
        let mut changed = false;
        for (index, tree) in plan.work.steps.iter().enumerate() {
            let kind = match index {
                0 if plan.action != Action::Update => ChangeSetKind::Create,
                _ => ChangeSetKind::Update,
            };
            let number = (index + 1, plan.work.steps.len());
            match self.update(plan, tree, number, kind).await? {
                Updated::Executed => changed = true,
                // What comes after it cannot be prepared before it is executed.
                Updated::Prepared => return Ok(IndexMap::new()),
                Updated::Unchanged => {}
            }
        }
        let wanted = self.plan.stack_of(plan).termination_protection;
        let is = plan
            .work
            .deployed
            .as_ref()
            .is_some_and(|info| info.termination_protection);
        if wanted && !is && self.extent == Extent::Execute {
            connection
                .protect_from_termination(&plan.name, true)
                .await?;
        }
        let info = connection.stack(&plan.name).await?;
        self.observer.saw(&plan.name, Happening::Done { changed });
        Ok(info.map(|info| info.outputs).unwrap_or_default())
    }

    /// Refuses to change what somebody else has changed since the plan was made: it may have been confirmed long
    /// after, and its change would take theirs back unseen.
    async fn check_whether_overtaken(&self, plan: &StackPlan) -> Result<(), DeployError> {
        let planned = plan.work.deployed.as_ref();
        let Some(planned) = planned.filter(|_| plan.action == Action::Update) else {
            return Ok(());
        };
        let now = plan.work.connection.stack(&plan.name).await?;
        let is_same = |now: &StackInfo| (&now.id, now.updated) == (&planned.id, planned.updated);
        if now.is_some_and(|now| is_same(&now)) {
            return Ok(());
        }
        Err(DeployError::Overtaken {
            stack: plan.name.clone(),
        })
    }

    /// Makes room for new tables, if the last attempt failed.
    async fn remove_leftovers(&self, plan: &StackPlan) -> Result<(), DeployError> {
        let makes_tables = plan
            .changes
            .iter()
            .any(|change| change.kind == TABLE && change.effect == Effect::Create);
        if self.extent == Extent::Prepare || !makes_tables {
            return Ok(());
        }
        let deployed = plan.work.deployed.as_ref();
        let Some(info) = deployed.filter(|_| plan.work.was_taken_back()) else {
            return Ok(());
        };
        let own = self.plan.caller.connect(None).await?;
        let stack = (plan.name.as_str(), info.id.as_str());
        let kept = &plan.work.imports;
        leftovers::remove(&plan.work.connection, &own, stack, kept, self.observer).await
    }
}
