//! What other stacks of the project export.

use std::collections::BTreeSet;

use appsynth_assembly::Stack;
use appsynth_cloudformation::{Expr, LogicalId};
use futures_util::future::try_join_all;
use indexmap::IndexMap;

use super::level::Level;
use super::look::Look;
use crate::DeployError;
use crate::plan::read;

impl Look<'_> {
    /// The values of the exports that resources import, by name: one call for each stack that exports any of them.
    pub(super) async fn imports(
        &self,
        level: &Level<'_>,
        wanted: &[LogicalId],
    ) -> Result<IndexMap<String, String>, DeployError> {
        let names: BTreeSet<_> = wanted.iter().flat_map(|id| level.imported(id)).collect();
        let stacks = self.assembly.stacks.iter();
        let mut exporters = Vec::new();
        for stack in stacks.filter(|stack| self.stack.dependencies.contains(&stack.id)) {
            if !names.is_empty() && may_export(stack, &names)? {
                exporters.push(stack);
            }
        }
        let asked = exporters.into_iter().map(|stack| async {
            let info = self.connection.stack(&stack.name).await?;
            Ok::<_, DeployError>(info.map(|info| info.exports).unwrap_or_default())
        });
        let exports = try_join_all(asked).await?.into_iter().flatten();
        Ok(exports.filter(|(name, _)| names.contains(name)).collect())
    }
}

/// Whether a stack exports any of these names. A name that its template puts together may be any of them.
fn may_export(stack: &Stack, names: &BTreeSet<String>) -> Result<bool, DeployError> {
    let template = read(&stack.name, &stack.template.text)?;
    let mut exports = template
        .outputs
        .values()
        .filter_map(|output| output.export.as_ref());
    Ok(exports.any(|export| match export {
        Expr::Text(name) => names.contains(name),
        _ => true,
    }))
}
