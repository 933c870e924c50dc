//! Tables that are there already, taken into the stacks that declare them.
//!
//! CloudFormation takes resources into a stack as they are. What is imported is declared as DynamoDB has it;
//! what the project says otherwise is for the next update to change. There are two ways, for neither does all:
//!
//! - into the template at the top, by a change set of its own kind, which changes nothing else; the table may
//!   have any name (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html>);
//! - into a nested stack, as a part of a deployment, where the template has the table's name
//!   (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html>).
//!
//! A table that belongs to another stack is let go by it first, if that is asked for.

mod declared;
mod letting_go;
mod literal;
mod look;
mod refusal;
mod source;
mod top_level;
mod update;

use appsynth_assembly::{Assembly, Destination};

use crate::aws::{Caller, Connection};
use crate::observe::Observer;
use crate::plan::{Options, chosen, connections, importing};
use crate::{DeployError, Extent, Plan, upload};
use declared::Declared;
use letting_go::LettingGo;
use look::{Look, Meant};
use source::Source;
use top_level::StackImport;

pub use letting_go::ReleasedTable;
pub use source::LeftTable;

/// A table to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What the project calls it: the construct path, its last part, or the logical ids that lead to it; a model by
    /// its name.
    pub name: String,
    /// What DynamoDB calls it, where the project does not say.
    pub table: Option<String>,
}

/// A table that is to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedTable {
    /// The construct path, else the logical ids that lead to it.
    pub name: String,
    /// What DynamoDB calls it.
    pub table: String,
    /// About how many items it has; DynamoDB counts every six hours.
    pub items: u64,
}

/// What an import would do.
#[derive(Debug)]
pub struct Import {
    letting_go: Vec<LettingGo>,
    /// Where templates of the stacks that let tables go are uploaded to.
    beside: Option<Destination>,
    stacks: Vec<StackImport>,
    caller: Caller,
    own: Connection,
    /// The deployment that tables join nested stacks with; none where all are for templates at the top.
    pub plan: Option<Plan>,
    /// All tables that it takes in.
    pub tables: Vec<ImportedTable>,
    /// The tables among them that another stack lets go first.
    pub released: Vec<ReleasedTable>,
    /// The tables of the stack to take over from that nothing of the project has the name of.
    pub left: Vec<LeftTable>,
    /// Which account and region, as `account/region`.
    pub place: String,
}

impl Import {
    /// Looks at the tables and at the stacks that declare them. Where no table is named, it is those that the
    /// project says are to be imported and that have not joined their stacks. `from` is a stack to take tables
    /// over from, by name or id: it and those nested in it let them go.
    ///
    /// # Errors
    /// [`DeployError::Refused`] with everything that cannot be imported and why; whatever keeps from looking.
    pub async fn of(
        assembly: Assembly,
        options: Options,
        wanted: &[Wanted],
        from: Option<&str>,
    ) -> Result<Self, DeployError> {
        let caller = Caller::find(&options.target).await?;
        let stacks = chosen(&assembly, &options)?;
        let own = caller.connect(None).await?;
        let mut look = Look::new(own.clone(), &options.target);
        if let Some(stack) = from {
            match Source::find(&own, stack).await? {
                Ok(source) => look.source = Some(source),
                Err(problem) => look.problems.push(problem),
            }
            look.refuse()?;
        }
        let declared = declared::all(&stacks)?;
        let meant = look.meant(wanted, &declared, &stacks)?;
        let left = left(look.source.as_ref(), &meant, &declared);
        let (deployed, top) = ways(meant);
        if let (Some((_, one)), Some((_, other))) = (deployed.first(), top.first()) {
            look.problems.push(refusal::two_ways(one, other));
        }
        let connections = connections(&stacks, &caller, &options.target).await?;
        let mut imports = Vec::new();
        for stack in &stacks {
            let here = top.iter().filter(|(_, one)| one.stack.id == stack.id);
            let here: Vec<_> = here.collect();
            if !here.is_empty() {
                let connection = &connections[&stack.deploy_role];
                let target = &options.target;
                let import = look.top_level(stack, connection, (&caller, target), &here);
                imports.extend(import.await?);
            }
        }
        let imported = look.deployed(&deployed).await?;
        look.obstacles().await?;
        look.refuse()?;
        let Look {
            letting_go, tables, ..
        } = look;
        let beside = match letting_go.is_empty() {
            true => None,
            false => stacks
                .first()
                .map(|stack| upload::beside(stack))
                .transpose()?,
        };
        let beside = beside.cloned();
        let plan = match imported.is_empty() {
            true => None,
            false => Some(importing(assembly, options, &imported).await?),
        };
        Ok(Self {
            released: letting_go.iter().flat_map(LettingGo::released).collect(),
            letting_go,
            beside,
            stacks: imports,
            tables,
            left,
            place: format!("{}/{}", caller.account, caller.region),
            plan,
            own,
            caller,
        })
    }

    /// Whether there is nothing to import.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Has other stacks let tables go, and imports those of templates at the top, stack by stack; those of
    /// nested stacks join them when [`Import::plan`] is carried out. If this only prepares and stacks are to let
    /// tables go, that is prepared and no more, for nothing else is possible before.
    ///
    /// # Errors
    /// If CloudFormation refuses; the stacks before are done then.
    pub async fn carry_out(
        &self,
        extent: Extent,
        observer: &dyn Observer,
    ) -> Result<(), DeployError> {
        if let Some(beside) = &self.beside {
            let connection = (&self.own, &self.caller);
            for stack in &self.letting_go {
                stack
                    .carry_out(connection, beside, extent, observer)
                    .await?;
            }
            if extent == Extent::Prepare {
                return Ok(());
            }
        }
        for stack in &self.stacks {
            stack.carry_out(&self.caller, extent, observer).await?;
        }
        Ok(())
    }
}

/// The tables that join their stacks with a deployment, and those that do so on their own: as soon as one is in
/// a nested stack, whatever has its name in the template goes with it.
fn ways<'m, 'a>(meant: Vec<Meant<'m, 'a>>) -> (Vec<Meant<'m, 'a>>, Vec<Meant<'m, 'a>>) {
    let is_nested = |declared: &Declared<'_>| !declared.path.is_empty();
    let any_nested = meant.iter().any(|(_, declared)| is_nested(declared));
    let with_deployment =
        |declared: &Declared<'_>| is_nested(declared) || any_nested && declared.table().is_some();
    let mut meant = meant.into_iter();
    meant
        .by_ref()
        .partition(|(_, declared)| with_deployment(declared))
}

/// The tables of a source that nobody means, with the models that they may be of.
fn left(
    source: Option<&Source>,
    meant: &[Meant<'_, '_>],
    declared: &[Declared<'_>],
) -> Vec<LeftTable> {
    let is_meant = |table: &str| {
        let mut meant = meant.iter();
        meant.any(|(wanted, one)| {
            wanted.table.as_deref() == Some(table) || one.table() == Some(table)
        })
    };
    let all = source.into_iter().flat_map(|source| &source.tables);
    let left = all.filter(|one| !is_meant(&one.table)).map(|one| {
        // Amplify names the table of a model `<model>-<API id>-<environment>`.
        let mut models = declared.iter().filter(|one| !one.path.is_empty());
        let model = models.find(|model| {
            let rest = one.table.strip_prefix(model.short_name());
            model.table().is_none() && rest.is_some_and(|rest| rest.starts_with('-'))
        });
        LeftTable {
            model: model.map(|model| model.short_name().to_owned()),
            ..one.clone()
        }
    });
    left.collect()
}
