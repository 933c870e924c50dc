//! Copies of the data of an environment that is served.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use appsynth_store::Store;

use super::Environment;
use crate::snapshots;
use crate::{LocalError, tables};

impl Environment {
    /// Copies the data to a folder that is not there.
    pub(crate) async fn snapshot(self: &Arc<Self>, folder: &Path) -> Result<(), LocalError> {
        let (this, folder) = (Arc::clone(self), folder.to_owned());
        let copy = move || snapshots::take(&this.store, &this.state_dir, &folder);
        tokio::task::spawn_blocking(copy)
            .await
            .expect("invariant: a copy does not panic")
    }

    /// Puts the data of a copy in place of what is there, with the tables as what is deployed needs them. If
    /// they cannot be, nothing has changed.
    pub(crate) async fn restore(self: &Arc<Self>, folder: &Path) -> Result<(), LocalError> {
        self.streams.start_over();
        let (this, folder) = (Arc::clone(self), folder.to_owned());
        let restored = tokio::task::spawn_blocking(move || this.restore_blocking(&folder))
            .await
            .expect("invariant: a copy does not panic");
        self.streams.start_over();
        let mappings = self.deployed().mappings.clone();
        self.streams.follow(&Arc::downgrade(self), mappings).await;
        restored
    }

    fn restore_blocking(&self, folder: &Path) -> Result<(), LocalError> {
        // Held to the end, so that no deployment comes in between.
        let _state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let deployed = self.deployed();
        let tables = Store::memory()?;
        tables.replace_by(folder)?;
        tables::plan(&tables, &deployed.tables)?.apply(&tables)?;
        snapshots::put_back(&self.store, &tables, folder, &self.state_dir)?;
        for api in &deployed.apis {
            api.api.forget_cached();
        }
        Ok(())
    }
}
