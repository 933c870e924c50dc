//! Equal rules make equal functions.

use appsynth_transform::plan::{Slot, Step};

use super::run::Api;
use super::truth::options;

const RULES: &str = r#"@auth(rules: [{ allow: owner }, { allow: groups, groups: ["Admin"] }])"#;

fn check<'a>(api: &'a Api, coordinate: &str, slot: Slot) -> &'a Step {
    let steps = &api.plan.resolvers[coordinate].steps;
    let mut of_slot = steps.iter().filter(|step| step.slot == slot);
    of_slot
        .next()
        .unwrap_or_else(|| panic!("no {slot:?} in {coordinate}"))
}

#[test]
fn checks_do_not_depend_on_names() {
    let schema = format!(
        r#"type Post @model {RULES} {{ id: ID! title: String comments: [Comment] @hasMany(indexName: "byPost", fields: ["id"]) }}
           type Comment @model {RULES} {{ id: ID! text: String postId: ID @index(name: "byPost", queryField: "byPost") }}"#
    );
    let api = Api::new(&schema, &options());
    let same = |coordinates: &[&str], slot: Slot| {
        let steps: Vec<&Step> = coordinates
            .iter()
            .map(|coordinate| check(&api, coordinate, slot))
            .collect();
        assert!(
            steps.windows(2).all(|pair| pair[0] == pair[1]),
            "{coordinates:?}"
        );
    };
    same(
        &[
            "Query.getPost",
            "Query.getComment",
            "Query.listPosts",
            "Query.byPost",
            "Post.comments",
        ],
        Slot::Auth,
    );
    same(
        &["Mutation.createPost", "Mutation.createComment"],
        Slot::Auth,
    );
    same(
        &["Subscription.onCreatePost", "Subscription.onDeleteComment"],
        Slot::Auth,
    );
    same(&["Post.owner", "Comment.owner"], Slot::Data);
    same(
        &[
            "Query.getPost",
            "Mutation.updateComment",
            "Subscription.onUpdatePost",
        ],
        Slot::PostAuth,
    );
}

#[test]
fn the_item_is_read_only_where_a_rule_takes_it_to_know() {
    let schema = format!(
        r#"type Post @model {RULES} {{ id: ID! }}
           type Page @model @auth(rules: [{{ allow: owner, operations: [create, read] }}, {{ allow: private, operations: [update, delete] }}]) {{ id: ID! }}"#
    );
    let api = Api::new(&schema, &options());
    for (coordinate, source, operations) in [
        ("Mutation.updatePost", "PostTable", &["GetItem"][..]),
        ("Mutation.deletePost", "PostTable", &["GetItem"]),
        ("Mutation.createPost", "NONE_DS", &[]),
        ("Mutation.updatePage", "NONE_DS", &[]),
        ("Mutation.deletePage", "NONE_DS", &[]),
    ] {
        let step = check(&api, coordinate, Slot::Auth);
        assert_eq!(
            (step.source.as_str(), step.operations),
            (source, operations),
            "{coordinate}"
        );
    }
}
