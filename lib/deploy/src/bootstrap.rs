//! The bucket and roles that deployments go through, under the names that the CDK gives them.

use appsynth_cloudformation::bootstrap::{NEEDED_VERSION, VERSION_PARAMETER};
use uuid::Uuid;

use crate::DeployError;
use crate::aws::{Caller, Connection, Target, unreadable};
use crate::follow::{self, Followed};
use crate::observe::Observer;
use crate::plan::{Origins, TemplateTree};

/// The name of the CDK's stack; its command line then takes this one for its own.
const STACK: &str = "CDKToolkit";
const TEMPLATE: &str = include_str!("bootstrap.json");

/// An account and region to make ready.
#[derive(Debug)]
pub struct Bootstrap {
    caller: Caller,
    connection: Connection,
    version: Option<u32>,
}

impl Bootstrap {
    /// Looks at the account and region of a target.
    ///
    /// # Errors
    /// If the credentials do not work or are another account's.
    pub async fn of(target: &Target) -> Result<Self, DeployError> {
        let caller = Caller::find(target).await?;
        let connection = caller.connect(None).await?;
        let version = version(&connection).await?;
        Ok(Self {
            caller,
            connection,
            version,
        })
    }

    /// Whether there is nothing to do: what is there, ours or the CDK's, does.
    pub fn is_done(&self) -> bool {
        self.version
            .is_some_and(|version| version >= NEEDED_VERSION)
    }

    /// Which account and region, as `account/region`.
    pub fn place(&self) -> String {
        format!("{}/{}", self.caller.account, self.caller.region)
    }

    /// Makes the bucket and the roles.
    ///
    /// # Errors
    /// If the stack cannot be made; also if there is an older one, which is its maker's to renew.
    pub async fn carry_out(&self, observer: &dyn Observer) -> Result<(), DeployError> {
        if let Some(found) = self.version {
            return Err(self.caller.old_bootstrap(found));
        }
        let token = format!("appsynth-{}", Uuid::new_v4());
        let id = self
            .connection
            .create_stack(STACK, TEMPLATE, &token)
            .await?;
        let followed = Followed {
            connection: &self.connection,
            stack: STACK,
            id: &id,
            tree: &TemplateTree::default(),
            origins: &Origins::default(),
        };
        follow::until_done(followed, &token, observer).await
    }
}

impl Caller {
    fn old_bootstrap(&self, found: u32) -> DeployError {
        DeployError::OldBootstrap {
            account: self.account.clone(),
            region: self.region.clone(),
            found,
            needed: NEEDED_VERSION,
        }
    }
}

/// Looks whether the account is ready.
pub(crate) async fn check(
    connection: &Connection,
    caller: &Caller,
    environment: &str,
) -> Result<(), DeployError> {
    match version(connection).await? {
        None => Err(DeployError::NotBootstrapped {
            account: caller.account.clone(),
            region: caller.region.clone(),
            environment: environment.to_owned(),
        }),
        Some(found) if found < NEEDED_VERSION => Err(caller.old_bootstrap(found)),
        Some(_) => Ok(()),
    }
}

async fn version(connection: &Connection) -> Result<Option<u32>, DeployError> {
    let value = connection.ssm_parameter(VERSION_PARAMETER).await?;
    let number = value.map(|value| {
        let reason = format!("`{value}` is no version");
        let number = value.parse();
        number.map_err(|_| unreadable("ssm:GetParameter", VERSION_PARAMETER, reason))
    });
    number.transpose()
}
