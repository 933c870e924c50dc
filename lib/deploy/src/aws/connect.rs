//! From credentials to clients.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::ProvideCredentials;
use aws_smithy_http_client::tls;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::call::{causes, failed};
use super::signed::SignedClient;
use crate::DeployError;

/// Throttling of CloudFormation and locks of AppSync pass within this many attempts. The waits between
/// them grow from [`FIRST_WAIT`] and are jittered.
pub(super) const ATTEMPTS: u32 = 10;
pub(super) const FIRST_WAIT: Duration = Duration::from_millis(150);
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Where an environment is, and who deploys it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The environment's name.
    pub environment: String,
    /// The account it must be, if that is known.
    pub account: Option<String>,
    /// The region; else that of the credentials' configuration.
    pub region: Option<String>,
    /// The profile of the AWS CLI's configuration, if there is such a one on this machine; else its default.
    pub profile: Option<String>,
    /// The ARN of a role to take before anything else.
    pub role: Option<String>,
    /// Whether changes go through CloudFormation only.
    pub production: bool,
}

/// Who the credentials belong to.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    config: SdkConfig,
    /// Who it is or, if that was told by something in the account, the ARN of that.
    pub(crate) arn: String,
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) partition: String,
}

/// The services, as one role in one region.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    pub(crate) cloudformation: aws_sdk_cloudformation::Client,
    pub(crate) signed: SignedClient,
    untaken: Option<Untaken>,
}

/// Why calls are not made as the role that they are for, as words that go on from a refusal.
pub(super) type Untaken = Arc<str>;

/// Credentials of which it is not known yet whose they are.
#[derive(Debug)]
pub(crate) struct Bearer {
    config: SdkConfig,
    region: String,
}

impl Bearer {
    /// Finds credentials as the AWS CLI does.
    pub(crate) async fn find(target: &Target) -> Result<Self, DeployError> {
        let (config, region) = configuration(target).await?;
        Ok(Self { config, region })
    }

    /// Connects as whoever they belong to.
    pub(crate) fn connect(&self) -> Result<Connection, DeployError> {
        Connection::new(&self.config, self.region.clone(), None)
    }

    /// Asks whose they are, and checks that they are for the target's account.
    pub(crate) async fn identify(&self, target: &Target) -> Result<Caller, DeployError> {
        let identity = aws_sdk_sts::Client::new(&self.config)
            .get_caller_identity()
            .send()
            .await
            .map_err(failed("sts:GetCallerIdentity", ""))?;
        let account = identity.account().unwrap_or_default().to_owned();
        let arn = identity.arn().unwrap_or_default().to_owned();
        let expected = target.account.as_ref();
        if let Some(expected) = expected.filter(|expected| **expected != account) {
            return Err(DeployError::WrongAccount {
                environment: target.environment.clone(),
                expected: expected.clone(),
                found: account,
                caller: arn,
            });
        }
        Ok(self.caller(&arn, account))
    }

    /// Whose they are, as the ARN of something in the caller's own account tells. None if that is another account
    /// than the target's: who it is then has to be asked.
    pub(crate) fn by_arn(&self, arn: &str, target: &Target) -> Option<Caller> {
        let account = arn
            .split(':')
            .nth(4)
            .filter(|account| !account.is_empty())?;
        let is_meant = target.account.as_ref().is_none_or(|one| one == account);
        is_meant.then(|| self.caller(arn, account.to_owned()))
    }

    fn caller(&self, arn: &str, account: String) -> Caller {
        Caller {
            config: self.config.clone(),
            account,
            region: self.region.clone(),
            partition: arn.split(':').nth(1).unwrap_or("aws").to_owned(),
            arn: arn.to_owned(),
        }
    }
}

impl Caller {
    /// Finds credentials as the AWS CLI does and checks that they are for the target's account.
    pub(crate) async fn find(target: &Target) -> Result<Self, DeployError> {
        Bearer::find(target).await?.identify(target).await
    }

    /// `${AWS::…}` of asset destinations and roles, filled in.
    pub(crate) fn fill_in(&self, text: &str) -> String {
        text.replace("${AWS::Partition}", &self.partition)
            .replace("${AWS::AccountId}", &self.account)
            .replace("${AWS::Region}", &self.region)
    }

    /// Connects as a role or, without one, as the caller. A role that cannot be taken is as good as none:
    /// the caller may be allowed to do everything itself, as the CDK has it.
    pub(crate) async fn connect(&self, role: Option<&str>) -> Result<Connection, DeployError> {
        let (config, untaken) = match role.map(|role| self.fill_in(role)) {
            Some(role) => match assume(&self.config, &role).await {
                Ok(config) => (config, None),
                Err(reason) => (self.config.clone(), Some(self.untaken(&role, &reason))),
            },
            None => (self.config.clone(), None),
        };
        Connection::new(&config, self.region.clone(), untaken)
    }

    fn untaken(&self, role: &str, reason: &str) -> Untaken {
        let caller = &self.arn;
        let text = format!(
            "; asked as {caller}, because the role {role}, which may do it, cannot be taken ({reason}): let {caller} call \
             `sts:AssumeRole` for it"
        );
        text.into()
    }
}

impl Connection {
    fn new(
        config: &SdkConfig,
        region: String,
        untaken: Option<Untaken>,
    ) -> Result<Self, DeployError> {
        Ok(Self {
            cloudformation: aws_sdk_cloudformation::Client::new(config),
            signed: SignedClient::new(config, region, untaken.clone())?,
            untaken,
        })
    }

    /// Makes an error of an operation of the SDK ours.
    pub(super) fn failed<E>(
        &self,
        operation: &'static str,
        subject: &str,
    ) -> impl FnOnce(SdkError<E, HttpResponse>) -> DeployError
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let failed = failed(operation, subject);
        |error| failed(error).denied_without(self.untaken.as_deref())
    }
}

/// Finds credentials and the region as the AWS CLI does, and takes the target's role.
async fn configuration(target: &Target) -> Result<(SdkConfig, String), DeployError> {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(
            tls::rustls_provider::CryptoMode::Ring,
        ))
        .build_https();
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_WAIT)
        .with_max_backoff(LONGEST_WAIT);
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http.clone())
        .retry_config(retries);
    let region = target.region.clone().map(Region::new);
    if let Some(region) = &region {
        loader = loader.region(region.clone());
    }
    if let Some(profile) = &target.profile {
        let parts = ProviderConfig::without_region()
            .with_http_client(http)
            .with_region(region);
        loader = loader
            .profile_name(profile)
            .credentials_provider(of_profile(profile, parts).await);
    }
    check_endpoints()?;
    let mut config = loader.load().await;
    if let Some(role) = &target.role {
        let taken = assume(&config, role).await;
        config = taken.map_err(|reason| DeployError::Role {
            role: role.clone(),
            reason,
        })?;
    }
    let region = config.region().ok_or(DeployError::NoRegion)?.to_string();
    Ok((config, region))
}

/// The credentials of a profile, whatever the environment variables say, as `--profile` of the AWS CLI has it. On a
/// machine without that profile, such as a build server, those that are found without it.
async fn of_profile(profile: &str, parts: ProviderConfig) -> CredentialsProviderChain {
    let own = ProfileFileCredentialsProvider::builder()
        .configure(&parts)
        .profile_name(profile)
        .build();
    let others = DefaultCredentialsChain::builder()
        .configure(parts)
        .profile_name(profile)
        .build();
    CredentialsProviderChain::first_try("Profile", own).or_else("Others", others.await)
}

/// The SDK would stop the program at an empty address of a service, and say little of others that are none.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
fn check_endpoints() -> Result<(), DeployError> {
    const VARIABLES: [&str; 3] = [
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_CLOUDFORMATION",
        "AWS_ENDPOINT_URL_STS",
    ];
    for name in VARIABLES {
        let value = env::var(name).ok().filter(|value| !is_address(value));
        if let Some(value) = value {
            return Err(DeployError::Endpoint { name, value });
        }
    }
    Ok(())
}

fn is_address(text: &str) -> bool {
    let uri: Result<hyper::Uri, _> = text.parse();
    uri.is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.authority().is_some()
    })
}

/// The configuration with the credentials of a role, which is taken at once; else what was said against it.
async fn assume(config: &SdkConfig, role: &str) -> Result<SdkConfig, String> {
    let provider = AssumeRoleProvider::builder(role)
        .session_name("appsynth")
        .configure(config)
        .build()
        .await;
    let credentials = provider.provide_credentials().await;
    let first = credentials.map_err(|error| causes(&error))?;
    let provider = Renewed { first, provider };
    Ok(config
        .to_builder()
        .credentials_provider(
            aws_credential_types::provider::SharedCredentialsProvider::new(provider),
        )
        .build())
}

/// The credentials that showed that the role can be taken, and new ones once they are about to expire.
#[derive(Debug)]
struct Renewed {
    first: aws_credential_types::Credentials,
    provider: AssumeRoleProvider,
}

impl ProvideCredentials for Renewed {
    fn provide_credentials<'a>(
        &'a self,
    ) -> aws_credential_types::provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let soon = std::time::SystemTime::now() + Duration::from_secs(300);
        if self.first.expiry().is_some_and(|expiry| expiry > soon) {
            return aws_credential_types::provider::future::ProvideCredentials::ready(Ok(self
                .first
                .clone()));
        }
        self.provider.provide_credentials()
    }
}
