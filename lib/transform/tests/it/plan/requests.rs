//! What generated resolvers ask DynamoDB for, and what they answer.

mod keys;
mod queries;
mod relations;
mod renames;
mod subscriptions;
mod versions;
mod writes;
