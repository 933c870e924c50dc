//! Carrying out a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use appsynth_cloudformation::content_hash;
use indexmap::IndexMap;
use uuid::Uuid;

use crate::aws::{
    Change, ChangeSet, ChangeSetKind, ChangeSetRequest, ChangeSetState, Connection, StackInfo,
    StackStatus, object_url,
};
use crate::follow::{self, Followed};
use crate::kinds::{NESTED_STACK, TABLE};
use crate::observe::{Happening, Observer};
use crate::plan::{Action, Effect, Plan, StackPlan, TemplateTree, text};
use crate::{DeployError, bootstrap, foresee, leftovers, order, upload};

/// A change set is looked at after this time first, then after twice that, up to [`LONGEST_LOOK`].
const FIRST_LOOK: Duration = Duration::from_millis(200);
const LONGEST_LOOK: Duration = Duration::from_secs(3);

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

/// What an interruption finds a stack in.
#[derive(Debug, Clone)]
enum Phase {
    /// Nothing was changed; the change set, and the stack if it is for a new one, can go again.
    Preparing { change_set: String, create: bool },
    /// CloudFormation goes on by itself.
    Executing { create: bool },
}

/// What became of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Updated {
    Executed,
    /// There is a change set for somebody to execute.
    Prepared,
    /// There was nothing to execute.
    Unchanged,
}

/// A plan that is being carried out.
struct Run<'p> {
    plan: &'p Plan,
    observer: &'p dyn Observer,
    extent: Extent,
    phases: Mutex<BTreeMap<String, Phase>>,
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
            phases: Mutex::default(),
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
            let create = plan.action != Action::Update && index == 0;
            let update = (index + 1, plan.work.steps.len());
            match self.update(plan, tree, update, create).await? {
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

    /// One update from change set to the last event.
    async fn update(
        &self,
        plan: &StackPlan,
        tree: &TemplateTree,
        (update, updates): (usize, usize),
        create: bool,
    ) -> Result<Updated, DeployError> {
        let connection = &plan.work.connection;
        let name = format!("appsynth-{}", Uuid::new_v4());
        let request = self.request(plan, tree, &name, create);
        self.enter(
            &plan.name,
            Phase::Preparing {
                change_set: name.clone(),
                create,
            },
        );
        let stack_id = connection.create_change_set(&request).await?;
        let change_set = prepared(connection, &plan.name, &name).await?;
        match change_set.state {
            ChangeSetState::Failed(reason) => {
                let failure = DeployError::ChangeSet {
                    stack: plan.name.clone(),
                    reason,
                };
                return Err(self.abandon(plan, &name, create, failure).await);
            }
            ChangeSetState::Empty => {
                discard(connection, &plan.name, &name, create).await?;
                self.leave(&plan.name);
                return Ok(Updated::Unchanged);
            }
            ChangeSetState::Pending | ChangeSetState::Ready => {}
        }
        let changes = change_set.changes;
        let foreseen = foresee::check(connection, plan, &self.plan.options, &changes).await;
        if let Err(error) = foreseen {
            return Err(self.abandon(plan, &name, create, error).await);
        }
        if self.extent == Extent::Prepare {
            self.leave(&plan.name);
            self.observer
                .saw(&plan.name, Happening::Prepared { change_set: name });
            return Ok(Updated::Prepared);
        }
        let resources = visited(&changes, tree);
        self.observer.saw(
            &plan.name,
            Happening::Began {
                update,
                updates,
                resources,
            },
        );
        self.enter(&plan.name, Phase::Executing { create });
        let token = format!("appsynth-{}", Uuid::new_v4());
        connection
            .execute_change_set(&plan.name, &name, &token)
            .await?;
        let followed = Followed {
            connection,
            stack: &plan.name,
            id: &stack_id,
            tree,
            origins: &self.plan.stack_of(plan).origins,
        };
        follow::until_done(followed, &token, self.observer).await?;
        self.leave(&plan.name);
        Ok(Updated::Executed)
    }

    /// Takes back a change set that is not to be executed; gives why it is not.
    async fn abandon(
        &self,
        plan: &StackPlan,
        change_set: &str,
        create: bool,
        why: DeployError,
    ) -> DeployError {
        let connection = &plan.work.connection;
        // What cannot be cleaned up harms nobody, and says less than why it is to be.
        let _ = discard(connection, &plan.name, change_set, create).await;
        self.leave(&plan.name);
        why
    }

    fn request(
        &self,
        plan: &StackPlan,
        tree: &TemplateTree,
        name: &str,
        create: bool,
    ) -> ChangeSetRequest {
        let stack = self.plan.stack_of(plan);
        let caller = &self.plan.caller;
        let address = stack
            .template_url
            .as_deref()
            .map(|url| caller.fill_in(url))
            .unwrap_or_default();
        let address = address.strip_prefix("s3://").unwrap_or(&address);
        let (bucket, key) = address.split_once('/').unwrap_or((address, ""));
        let key = match &tree.text {
            Some(_) => key.to_owned(),
            None => format!("{}.json", content_hash(text(tree))),
        };
        let before = plan
            .work
            .deployed
            .as_ref()
            .filter(|_| !create)
            .map(|info| &info.parameters);
        let value = |(name, value): (&String, &String)| {
            let kept = before.and_then(|before| before.get(name)) == Some(value);
            (name.clone(), (!kept).then(|| value.clone()))
        };
        let declared = |(name, _): &(&String, &String)| {
            tree.template
                .parameters
                .keys()
                .any(|parameter| parameter.0 == **name)
        };
        let imports = !plan.work.imports.is_empty();
        ChangeSetRequest {
            stack: plan.name.clone(),
            name: name.to_owned(),
            kind: match create {
                true => ChangeSetKind::Create,
                false => ChangeSetKind::Update,
            },
            template_url: object_url(&caller.region, bucket, &key),
            parameters: plan
                .work
                .parameters
                .iter()
                .filter(declared)
                .map(value)
                .collect(),
            tags: stack.tags.clone(),
            role: stack
                .execution_role
                .as_deref()
                .map(|role| caller.fill_in(role)),
            notification_arns: self.plan.options.notification_arns.clone(),
            nested: (!create || imports) && !tree.nested.is_empty(),
            import_existing: imports,
        }
    }

    fn phases(&self) -> MutexGuard<'_, BTreeMap<String, Phase>> {
        self.phases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, stack: &str, phase: Phase) {
        self.phases().insert(stack.to_owned(), phase);
    }

    fn leave(&self, stack: &str) {
        self.phases().remove(stack);
    }

    /// Takes back what has not begun, and says what goes on.
    async fn interrupted(&self) -> DeployError {
        let phases = self.phases().clone();
        let (mut created, mut updated) = (Vec::new(), Vec::new());
        for (stack, phase) in phases {
            let plan = self.plan.stacks.iter().find(|plan| plan.name == stack);
            match (phase, plan) {
                (Phase::Executing { create: true }, _) => created.push(format!("`{stack}`")),
                (Phase::Executing { create: false }, _) => updated.push(format!("`{stack}`")),
                (Phase::Preparing { change_set, create }, Some(plan)) => {
                    // What cannot be cleaned up harms nobody: the next deployment passes over it.
                    let _ = discard(&plan.work.connection, &stack, &change_set, create).await;
                }
                (Phase::Preparing { .. }, None) => {}
            }
        }
        let environment = &self.plan.options.target.environment;
        DeployError::Interrupted {
            state: going_on(&created, &updated, environment),
        }
    }
}

/// What CloudFormation goes on with, and what can be done about it. It takes back updates; of a stack that is being
/// made there is nothing that it could go back to.
fn going_on(created: &[String], updated: &[String], environment: &str) -> String {
    let all = [created, updated].concat();
    if all.is_empty() {
        return "no stack is being changed".to_owned();
    }
    let mut text = format!(
        "CloudFormation goes on with {}; `appsynth deploy --env {environment}` waits for it and goes on",
        all.join(", ")
    );
    if !updated.is_empty() {
        let updated = updated.join(", ");
        text.push_str(&format!(
            ", `appsynth rollback --env {environment}` takes back {updated}"
        ));
    }
    if !created.is_empty() {
        let created = created.join(", ");
        text.push_str(&format!(
            ", `appsynth destroy --env {environment}` removes {created}, which are new, and all other stacks"
        ));
    }
    text
}

/// How many resources CloudFormation goes through: those that change, and every nested stack, for it looks
/// into each.
fn visited(changes: &[Change], tree: &TemplateTree) -> usize {
    let nested = tree.template.resources.iter();
    let nested = nested.filter(|(_, resource)| resource.kind == NESTED_STACK);
    let nested = nested.map(|(id, _)| id.0.as_str());
    let changed = changes.iter().map(|change| change.logical_id.as_str());
    nested.chain(changed).collect::<BTreeSet<_>>().len()
}

/// Waits until a change set is made.
pub(crate) async fn prepared(
    connection: &Connection,
    stack: &str,
    name: &str,
) -> Result<ChangeSet, DeployError> {
    let mut wait = FIRST_LOOK;
    loop {
        tokio::time::sleep(wait).await;
        let change_set = connection.change_set(stack, name).await?;
        if change_set.state != ChangeSetState::Pending {
            return Ok(change_set);
        }
        wait = (wait * 2).min(LONGEST_LOOK);
    }
}

/// Removes a change set, and the stack that was only made to have it.
pub(crate) async fn discard(
    connection: &Connection,
    stack: &str,
    change_set: &str,
    create: bool,
) -> Result<(), DeployError> {
    connection.delete_change_set(stack, change_set).await?;
    if create {
        let info = connection.stack(stack).await?;
        let empty = |status: &StackStatus| status.is("REVIEW_IN_PROGRESS");
        if info.is_some_and(|info| empty(&info.status)) {
            connection.delete_stack(stack, change_set).await?;
        }
    }
    Ok(())
}
