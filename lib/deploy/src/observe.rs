//! What a deployment tells while it goes on.

/// Something that people who wait for a deployment are told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// Of the assets that were looked at, so many are there now.
    Uploaded {
        /// Those that are there.
        done: usize,
        /// Those that are needed.
        total: usize,
    },
    /// An update of a stack begins, or its removal.
    Began {
        /// Which one of the stack's updates it is, from 1.
        update: usize,
        /// Of how many.
        updates: usize,
        /// How many resources change, or go.
        resources: usize,
    },
    /// A resource reached a status.
    Resource {
        /// The construct path or logical id.
        name: String,
        /// The type.
        kind: String,
        /// Such as `CREATE_COMPLETE`.
        status: String,
        /// Why, if CloudFormation says it.
        reason: String,
        /// Whether it failed only because another one did.
        is_consequence: bool,
    },
    /// The update failed and is being taken back.
    RollingBack,
    /// An empty table that the last attempt had made is deleted.
    RemovedLeftover {
        /// Its name.
        table: String,
    },
    /// A change set waits for someone to execute it.
    Prepared {
        /// Its name.
        change_set: String,
    },
    /// The stack is gone.
    Removed,
    /// The stack is what it shall be. Not told of one for which nothing is planned.
    Done {
        /// Whether anything had to be changed after all.
        changed: bool,
    },
}

/// Who is told; may be told from several stacks at the same time.
pub trait Observer: Send + Sync {
    /// Something happened to a stack; uploads concern all of them, and so none.
    fn saw(&self, stack: &str, happening: Happening);
}
