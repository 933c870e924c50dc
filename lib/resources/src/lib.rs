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
mod member;

pub mod appsync;
pub mod cloudformation;
pub mod cognito;
pub mod dynamodb;
pub mod events;
pub mod iam;
pub mod lambda;
pub mod logs;
pub mod opensearch;
pub mod rds;
pub mod s3;
pub mod secretsmanager;
pub mod sns;
pub mod sqs;
pub mod ssm;
