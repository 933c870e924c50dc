//! What generated resolvers ask DynamoDB and OpenSearch for, and what they answer.

mod keys;
mod queries;
mod relations;
mod renames;
mod search;
mod subscriptions;
mod versions;
mod writes;
