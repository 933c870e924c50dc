//! The stack that tables are taken over from, with those nested in it.

use appsynth_diagnostics::Diagnostic;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::refusal;
use crate::DeployError;
use crate::aws::{Connection, Owner, stack_name};
use crate::kinds::{NESTED_STACK, TABLES};

/// A table of the stack that stays there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftTable {
    /// The stack, which may be nested in the one that is taken over from.
    pub stack: String,
    /// What the stack calls it.
    pub logical_id: String,
    /// What DynamoDB calls it.
    pub table: String,
    /// The model that it may be the table of, by its name.
    pub model: Option<String>,
}

/// A stack that tables are taken over from.
#[derive(Debug)]
pub(super) struct Source {
    /// Its tables, and those of the stacks nested in it.
    pub(super) tables: Vec<LeftTable>,
}

impl Source {
    /// Finds the stack of this name or id; a refusal if there is none.
    pub(super) async fn find(
        own: &Connection,
        stack: &str,
    ) -> Result<Result<Self, Diagnostic>, DeployError> {
        let Some(info) = own.stack(stack).await? else {
            return Ok(Err(refusal::no_stack(stack)));
        };
        let name = stack_name(&info.id).to_owned();
        let tables = tables(own, name, info.id).await?;
        Ok(Ok(Self { tables }))
    }

    /// Whether what has a table is this stack, or one nested in it.
    pub(super) fn has(&self, owner: &Owner) -> bool {
        let mut tables = self.tables.iter();
        tables.any(|one| one.stack == owner.stack && one.logical_id == owner.logical_id)
    }
}

/// The tables of a stack and of those nested in it.
fn tables(
    own: &Connection,
    name: String,
    id: String,
) -> BoxFuture<'_, Result<Vec<LeftTable>, DeployError>> {
    async move {
        let mut found = Vec::new();
        for (logical_id, resource) in own.resources(&id).await? {
            if TABLES.contains(&resource.kind.as_str()) {
                found.push(LeftTable {
                    stack: name.clone(),
                    logical_id,
                    table: resource.physical_id,
                    model: None,
                });
            } else if resource.kind == NESTED_STACK {
                let nested = stack_name(&resource.physical_id).to_owned();
                found.extend(tables(own, nested, resource.physical_id).await?);
            }
        }
        Ok(found)
    }
    .boxed()
}
