//! Changes sent straight to their services, past CloudFormation, for development.
//!
//! CloudFormation is not told, so what was sent has to be remembered by whoever calls: a later hotswap or
//! deployment of something that is again what CloudFormation believes it to be sends that, too.

mod copies;
mod exports;
mod known;
mod level;
mod look;
mod reason;
mod swap;
mod whose;

use appsynth_assembly::Assembly;
use futures_util::future::try_join_all;
use indexmap::IndexMap;
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::DeployError;
use crate::aws::{Bearer, Caller, Connection};
use crate::plan::{Options, check_names, chosen};
pub use copies::Copies;
use look::Look;
use whose::Whose;

/// Something that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swapped {
    /// The stack and the logical id, those of nested stacks between them, as `blog/GetPost`.
    pub id: String,
    /// What it is to the user.
    pub name: String,
}

/// What differs from the deployed templates and can go straight to its services.
pub struct Hotswap {
    caller: Caller,
    connection: Connection,
    swaps: Vec<Swap>,
}

impl Hotswap {
    /// Finds what differs; what is in `also` by its [`Swapped::id`] is as if it did. `copies` save a call for each
    /// nested stack that is looked into; they may be empty.
    ///
    /// # Errors
    /// [`DeployError::Production`] for environments that are marked so; [`DeployError::NeedsCloudFormation`]
    /// with every change that CloudFormation alone can make, if there is any.
    pub async fn find(
        assembly: &Assembly,
        options: &Options,
        also: &[String],
        copies: &Copies,
    ) -> Result<Self, DeployError> {
        if options.target.production {
            return Err(DeployError::Production {
                environment: options.target.environment.clone(),
                option: "--hotswap",
            });
        }
        Self::look(assembly, options, also, copies).await
    }

    /// What was sent by its [`Swapped::id`] and is to be again what CloudFormation believes it to be, right after a
    /// deployment; also in production, which an environment may have become since.
    ///
    /// # Errors
    /// As for [`Hotswap::find`].
    pub async fn again(
        assembly: &Assembly,
        options: &Options,
        sent: &[String],
        copies: &Copies,
    ) -> Result<Self, DeployError> {
        Self::look(assembly, options, sent, copies).await
    }

    async fn look(
        assembly: &Assembly,
        options: &Options,
        also: &[String],
        copies: &Copies,
    ) -> Result<Self, DeployError> {
        check_names(assembly, &options.parameters)?;
        let stacks = chosen(assembly, options)?;
        let bearer = Bearer::find(&options.target).await?;
        // Roles that deploy stacks may not touch what is in them.
        let connection = bearer.connect()?;
        let whose = Whose {
            bearer,
            target: &options.target,
            stacks: &stacks,
            known: OnceCell::new(),
        };
        let looks = stacks.iter().map(|stack| {
            let look = Look {
                whose: &whose,
                connection: &connection,
                options,
                stack,
                assembly,
                also,
                copies,
                is_only: stacks.len() == 1,
            };
            look.stack()
        });
        let mut found = Found::default();
        for one in try_join_all(looks).await? {
            found.extend(one);
        }
        // Also if there was nothing that would have told: another account may look the same.
        let caller = whose.caller(&IndexMap::new()).await?.clone();
        if !found.reasons.is_empty() {
            return Err(DeployError::NeedsCloudFormation {
                reasons: found.reasons,
            });
        }
        Ok(Self {
            caller,
            connection,
            swaps: found.swaps,
        })
    }

    /// What there is to send.
    pub fn swapped(&self) -> impl Iterator<Item = &Swapped> {
        self.swaps.iter().map(|swap| &swap.swapped)
    }

    /// Sends it: schemas first, for the fields that resolvers are at; then data sources, for what uses them;
    /// then all the rest at once.
    ///
    /// # Errors
    /// The first refusal; what was sent before it stays.
    pub async fn send(&self) -> Result<(), DeployError> {
        let turn = |swap: &&Swap| match &swap.call {
            Call::Schema { .. } => 0,
            Call::AppSync("appsync:UpdateDataSource", ..) => 1,
            Call::AppSync(..) | Call::Code { .. } => 2,
        };
        for now in 0..=2 {
            let calls = self.swaps.iter().filter(|swap| turn(swap) == now);
            try_join_all(calls.map(|swap| one(&self.connection, &self.caller, &swap.call))).await?;
        }
        Ok(())
    }
}

/// Something to send.
struct Swap {
    swapped: Swapped,
    call: Call,
}

enum Call {
    Schema {
        api: String,
        text: String,
    },
    /// Operation, path and properties.
    AppSync(&'static str, String, Value),
    Code {
        function: String,
        bucket: String,
        key: String,
        bytes: Vec<u8>,
    },
}

#[derive(Default)]
struct Found {
    swaps: Vec<Swap>,
    reasons: Vec<String>,
}

impl Found {
    fn extend(&mut self, other: Self) {
        self.swaps.extend(other.swaps);
        self.reasons.extend(other.reasons);
    }
}

async fn one(connection: &Connection, caller: &Caller, call: &Call) -> Result<(), DeployError> {
    match call {
        Call::Schema { api, text } => connection.replace_schema(api, text).await,
        Call::AppSync(operation, path, properties) => {
            let sent = connection.appsync(operation, "POST", path, Some(properties.clone()));
            sent.await.map(|_| ())
        }
        Call::Code {
            function,
            bucket,
            key,
            bytes,
        } => {
            let account = &caller.account;
            connection
                .put_object(account, bucket, key, bytes.clone())
                .await?;
            connection.update_function_code(function, bucket, key).await
        }
    }
}
