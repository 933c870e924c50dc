//! The JSON files of an assembly, as the CDK has them.
//!
//! <https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema/lib>

use std::borrow::Cow;

use appsynth_cloudformation::bootstrap::{NEEDED_VERSION, QUALIFIER, VERSION_PARAMETER};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

/// The version of the format that is written; newer command lines read it too.
pub(crate) const VERSION: &str = "36.0.0";

/// The bootstrap stack must have this version to look things up.
///
/// <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/stack-synthesizers/default-synthesizer.ts>
const LOOKUP_BOOTSTRAP_VERSION: u32 = 8;

pub(crate) const STACK: &str = "aws:cloudformation:stack";
pub(crate) const ASSETS: &str = "cdk:asset-manifest";
pub(crate) const TREE: &str = "cdk:tree";
/// The metadata of a construct that says what of the user's input it was made for: a text such as
/// `` `@model` Post (schema.graphql:12)``.
pub(crate) const ORIGIN: &str = "appsynth:origin";
/// The metadata of a stack that says which environment it was made for.
pub(crate) const ENVIRONMENT: &str = "appsynth:environment";
pub(crate) const NESTED_ASSEMBLY: &str = "cdk:cloud-assembly";

/// `manifest.json`
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) artifacts: IndexMap<String, Artifact>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Artifact {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<String>,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub(crate) properties: serde_json::Value,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) dependencies: Vec<String>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) metadata: Metadata,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) display_name: Option<String>,
}

/// What is told of constructs, by their paths.
pub(crate) type Metadata = IndexMap<String, Vec<MetadataEntry>, FxBuildHasher>;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MetadataEntry {
    #[serde(rename = "type")]
    pub(crate) kind: Cow<'static, str>,
    #[serde(default)]
    pub(crate) data: serde_json::Value,
}

/// The properties of a stack.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StackProperties {
    pub(crate) template_file: String,
    #[serde(default)]
    pub(crate) termination_protection: Option<bool>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) tags: IndexMap<String, String>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) parameters: IndexMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stack_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) assume_role_arn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cloud_formation_execution_role_arn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stack_template_asset_object_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) requires_bootstrap_stack_version: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bootstrap_stack_version_ssm_parameter: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) additional_dependencies: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lookup_role: Option<LookupRole>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LookupRole {
    pub(crate) arn: String,
    #[serde(default)]
    pub(crate) requires_bootstrap_stack_version: Option<u32>,
    #[serde(default)]
    pub(crate) bootstrap_stack_version_ssm_parameter: Option<String>,
}

/// The properties of an asset manifest's artifact.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssetsProperties {
    pub(crate) file: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) requires_bootstrap_stack_version: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bootstrap_stack_version_ssm_parameter: Option<String>,
}

/// The properties of an assembly within another.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NestedAssemblyProperties {
    pub(crate) directory_name: String,
}

/// `<stack>.assets.json`
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssetManifest {
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) files: IndexMap<String, AssetEntry>,
    #[serde(default)]
    pub(crate) docker_images: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssetEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) display_name: Option<String>,
    pub(crate) source: AssetEntrySource,
    #[serde(default)]
    pub(crate) destinations: IndexMap<String, Destination>,
}

/// The source is either a path or a command of the tool that wrote the assembly.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AssetEntrySource {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    #[serde(default)]
    pub(crate) packaging: Packaging,
}

/// Whether an asset is uploaded as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Packaging {
    /// The file is uploaded as it is.
    #[default]
    File,
    /// A folder, as a zip archive.
    Zip,
}

/// Where an asset is uploaded to; each text may contain `${AWS::Partition}`, `${AWS::AccountId}` and
/// `${AWS::Region}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// The name of the bucket, without a scheme.
    pub bucket_name: String,
    /// The object's key.
    pub object_key: String,
    /// The bucket's region; without it, that of the stack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The role that may write to the bucket; without it, the caller's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assume_role_arn: Option<String>,
}

/// The account and region of a stack, each a placeholder if it is not fixed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) account: Option<&'a str>,
    pub(crate) region: Option<&'a str>,
}

impl Place<'_> {
    /// `aws://ACCOUNT/REGION`
    pub(crate) fn environment(self) -> String {
        let account = self.account.unwrap_or("unknown-account");
        let region = self.region.unwrap_or("unknown-region");
        format!("aws://{account}/{region}")
    }

    pub(crate) fn destination(self, object_key: String) -> (String, Destination) {
        let name = format!(
            "{}-{}",
            self.account.unwrap_or("current_account"),
            self.region.unwrap_or("current_region")
        );
        let destination = Destination {
            bucket_name: self.bucket(),
            object_key,
            region: self.region.map(str::to_owned),
            assume_role_arn: Some(self.role("file-publishing")),
        };
        (name, destination)
    }

    pub(crate) fn stack_properties(self, stack: &str, template_hash: &str) -> StackProperties {
        StackProperties {
            template_file: format!("{stack}.template.json"),
            termination_protection: None,
            tags: IndexMap::new(),
            parameters: IndexMap::new(),
            stack_name: None,
            assume_role_arn: Some(self.role("deploy")),
            cloud_formation_execution_role_arn: Some(self.role("cfn-exec")),
            stack_template_asset_object_url: Some(format!(
                "s3://{}/{template_hash}.json",
                self.bucket()
            )),
            requires_bootstrap_stack_version: Some(NEEDED_VERSION),
            bootstrap_stack_version_ssm_parameter: Some(VERSION_PARAMETER.to_owned()),
            additional_dependencies: vec![format!("{stack}.assets")],
            lookup_role: Some(LookupRole {
                arn: self.role("lookup"),
                requires_bootstrap_stack_version: Some(LOOKUP_BOOTSTRAP_VERSION),
                bootstrap_stack_version_ssm_parameter: Some(VERSION_PARAMETER.to_owned()),
            }),
        }
    }

    fn bucket(self) -> String {
        format!(
            "cdk-{QUALIFIER}-assets-{}-{}",
            self.account_id(),
            self.region_name()
        )
    }

    fn role(self, purpose: &str) -> String {
        let (account, region) = (self.account_id(), self.region_name());
        format!(
            "arn:${{AWS::Partition}}:iam::{account}:role/cdk-{QUALIFIER}-{purpose}-role-{account}-{region}"
        )
    }

    fn account_id(&self) -> &str {
        self.account.unwrap_or("${AWS::AccountId}")
    }

    fn region_name(&self) -> &str {
        self.region.unwrap_or("${AWS::Region}")
    }
}

impl AssetsProperties {
    pub(crate) fn new(file: String) -> Self {
        Self {
            file,
            requires_bootstrap_stack_version: Some(NEEDED_VERSION),
            bootstrap_stack_version_ssm_parameter: Some(VERSION_PARAMETER.to_owned()),
        }
    }
}
