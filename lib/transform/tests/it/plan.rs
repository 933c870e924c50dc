//! What a plan has, and what its functions do.

mod agreement;
pub(crate) mod both;
mod custom;
mod printed;
mod requests;
pub(crate) mod running;
mod shared;
pub(crate) mod sources;

use appsynth_transform::plan::{Plan, Resolver};
use appsynth_transform::{Options, plan};

use crate::{model_with, options};

/// The plan of a schema without mistakes.
fn plan_of(text: &str) -> Plan {
    plan_with(text, &options())
}

fn plan_with(text: &str, options: &Options) -> Plan {
    plan(&model_with(text, options), options)
}

fn resolver<'a>(plan: &'a Plan, coordinate: &str) -> &'a Resolver {
    let known = || {
        plan.resolvers
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    };
    plan.resolvers
        .get(coordinate)
        .unwrap_or_else(|| panic!("no {coordinate} among {}", known()))
}

#[test]
fn operations_are_fields_of_the_root_types_by_the_names_that_the_schema_gives_them() {
    let plan = plan_of(
        "schema { query: Root mutation: Change } \
         type Root { a: Int } \
         type Change { b: Int } \
         type Post @model @auth(rules: [{ allow: public }]) { id: ID! }",
    );
    let fields: Vec<&str> = plan.resolvers.keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "Root.getPost",
            "Root.listPosts",
            "Change.createPost",
            "Change.updatePost",
            "Change.deletePost",
            "Subscription.onCreatePost",
            "Subscription.onUpdatePost",
            "Subscription.onDeletePost",
        ]
    );
}

#[test]
fn what_is_built_is_for_a_directive_of_the_schema() {
    let plan = plan_of(
        "type Post @model @auth(rules: [{ allow: public }]) {
           comments: [Comment] @hasMany
           tags: [Tag] @manyToMany(relationName: \"PostTags\")
         }
         type Comment @model @auth(rules: [{ allow: public }]) { id: ID! }
         type Tag @model @auth(rules: [{ allow: public }]) { posts: [Post] @manyToMany(relationName: \"PostTags\") }
         type Query { price: Int @function(name: \"price\") }",
    );
    let what = |coordinate: &str| plan.origins[coordinate].what.as_str();
    assert_eq!(what("Post"), "`@model` Post");
    assert_eq!(what("Post.comments"), "`@hasMany` Post.comments");
    assert_eq!(what("PostTags"), "`@manyToMany` of Post and Tag");
    assert_eq!(what("Query.price"), "`@function` Query.price");
    for table in plan.tables.keys() {
        assert!(plan.origins[table].span.is_some(), "{table}");
    }
}
