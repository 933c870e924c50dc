//! Tables that are there already, taken into the stacks that declare them.
//!
//! CloudFormation takes resources into a stack as they are. What is imported is declared as DynamoDB has it;
//! what the project says otherwise is for the next update to change. There are two ways, for neither does all:
//!
//! - into the template at the top, by a change set of its own kind, which changes nothing else; the table may
//!   have any name (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html>);
//! - into a nested stack, as a part of a deployment, where the template has the table's name
//!   (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html>).

mod declared;
mod foreseen;
mod look;
mod refusal;
mod top_level;

use appsynth_assembly::Assembly;

use crate::aws::Caller;
use crate::observe::Observer;
use crate::plan::{Options, chosen, connections, importing};
use crate::{DeployError, Extent, Plan};
use look::Look;
use top_level::StackImport;

pub(crate) use foreseen::check;
pub(crate) use top_level::destination;

const TABLE: &str = "AWS::DynamoDB::Table";

/// A table to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What the project calls it: the construct path, its last part, or the logical id; a model by its name.
    pub name: String,
    /// What DynamoDB calls it, where the project does not say.
    pub table: Option<String>,
}

/// A table that is to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedTable {
    /// The construct path or logical id.
    pub name: String,
    /// What DynamoDB calls it.
    pub table: String,
    /// About how many items it has; DynamoDB counts every six hours.
    pub items: u64,
}

/// What an import would do.
#[derive(Debug)]
pub struct Import {
    stacks: Vec<StackImport>,
    caller: Caller,
    /// The deployment that tables join nested stacks with; none where all are for templates at the top.
    pub plan: Option<Plan>,
    /// The tables.
    pub tables: Vec<ImportedTable>,
    /// Which account and region, as `account/region`.
    pub place: String,
}

impl Import {
    /// Looks at the tables and at the stacks that declare them. Where no table is named, it is those that the
    /// project says are to be imported and that have not joined their stacks.
    ///
    /// # Errors
    /// [`DeployError::Refused`] with everything that cannot be imported and why; whatever keeps from looking.
    pub async fn of(
        assembly: Assembly,
        options: Options,
        wanted: &[Wanted],
    ) -> Result<Self, DeployError> {
        let caller = Caller::find(&options.target).await?;
        let stacks = chosen(&assembly, &options)?;
        let mut look = Look::new(caller.connect(None).await?, &options.target);
        let declared = declared::all(&stacks)?;
        let meant = look.meant(wanted, &declared, &stacks)?;
        let (nested, top): (Vec<_>, Vec<_>) = meant
            .into_iter()
            .partition(|(_, declared)| !declared.path.is_empty());
        if let (Some((_, one)), Some((_, other))) = (nested.first(), top.first()) {
            look.problems.push(refusal::two_ways(one, other));
        }
        let connections = connections(&stacks, &caller).await?;
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
        let imported = look.nested(&nested).await?;
        let tables = look.refuse()?;
        let plan = match imported.is_empty() {
            true => None,
            false => Some(importing(assembly, options, &imported).await?),
        };
        Ok(Self {
            stacks: imports,
            tables,
            place: format!("{}/{}", caller.account, caller.region),
            plan,
            caller,
        })
    }

    /// Whether there is nothing to import.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Imports the tables of templates at the top, stack by stack; those of nested stacks join them when
    /// [`Import::plan`] is carried out.
    ///
    /// # Errors
    /// If CloudFormation refuses; the stacks before are done then.
    pub async fn carry_out(
        &self,
        extent: Extent,
        observer: &dyn Observer,
    ) -> Result<(), DeployError> {
        for stack in &self.stacks {
            stack.carry_out(&self.caller, extent, observer).await?;
        }
        Ok(())
    }
}
