//! Functions that requests name while an API runs.

use std::sync::Arc;

use indexmap::IndexMap;

use super::Function;
use crate::connect::how_to_map;
use crate::resources::function_name;

/// The functions that requests of an API may name: those of the assembly, by name.
#[derive(Default)]
pub(crate) struct Handlers {
    functions: IndexMap<String, Result<Arc<Function>, String>>,
}

impl Handlers {
    /// Adds a function, or why it cannot be called.
    pub(crate) fn insert(&mut self, arn: &str, function: Result<Arc<Function>, String>) {
        let name = function_name(arn).to_owned();
        self.functions.insert(name, function);
    }

    /// A function by its ARN or name; in words why it cannot be called.
    pub(crate) fn get(&self, arn: &str) -> Result<&Function, String> {
        let name = function_name(arn);
        match self.functions.get(name) {
            Some(Ok(function)) => Ok(function),
            Some(Err(reason)) => Err(reason.clone()),
            None => Err(format!(
                "no stack of the assembly has the function `{name}`; {}",
                how_to_map(name)
            )),
        }
    }
}
