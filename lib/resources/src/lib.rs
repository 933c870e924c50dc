//! CloudFormation's resource types as Rust types, for the services this product uses.
//!
//! Each service is a module that is generated from the public resource schemas (`cargo xtask codegen`).
//! Structs have AWS's names and public fields; values may be known now or at deployment.
//!
//! ```
//! use appsynth_construct::Scope;
//! use appsynth_resources::dynamodb::{
//!     CfnTable, CfnTableRef, TableAttributeDefinition, TableAttributeType, TableBillingMode,
//!     TableKeySchema, TableKeyType,
//! };
//!
//! fn posts(scope: &mut Scope<'_>) -> CfnTableRef {
//!     scope.add(
//!         "Posts",
//!         CfnTable {
//!             billing_mode: Some(TableBillingMode::PayPerRequest.into()),
//!             attribute_definitions: vec![TableAttributeDefinition::new("id", TableAttributeType::S)],
//!             ..CfnTable::new([TableKeySchema::new("id", TableKeyType::Hash)])
//!         },
//!     )
//! }
//! ```
//!
//! Not here: resource types of other services, which `Scope::resource` takes by name, and anything that is
//! more than a property: that is the business of constructs.

mod define;
mod generated;
mod member;

pub use generated::{
    appsync, cloudformation, cognito, dynamodb, events, iam, lambda, logs, opensearch, rds, s3,
    secretsmanager, sns, sqs, ssm,
};
