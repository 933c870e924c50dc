//! The table of who may do what, and that the checks do what it says.

use std::fmt::Write as _;

use appsynth_transform::plan::rules::{AccessRow, AccessTable, Caller, Verdict, access};
use appsynth_transform::{Options, Provider};
use expect_test::expect_file;
use serde_json::{Value, json};

use super::run::{Api, Request, passes};
use super::truth::options;
use super::{callers, oracle};
use crate::model_with;

const BLOG: &str = r#"
    type Post @model @auth(rules: [
        { allow: owner }
        { allow: owner, ownerField: "editors", operations: [read, update] }
        { allow: groups, groups: ["Admin", "it's"] }
        { allow: groups, groupsField: "team", groupClaim: "teams", operations: [read, update] }
        { allow: public, operations: [get] }
        { allow: private, provider: identityPool, operations: [read] }
        { allow: custom, operations: [create] }
    ]) {
        id: ID!
        editors: [String]
        team: String
        label: String @function(name: "f")
        price: Int @auth(rules: [{ allow: groups, groups: ["Admin"] }, { allow: owner, operations: [read] }])
        comments: [Comment] @hasMany(indexName: "byPost", fields: ["id"])
        hidden: [Comment] @hasMany(indexName: "byPost", fields: ["id"]) @auth(rules: [{ allow: groups, groups: ["Admin"] }])
    }
    type Comment @model(subscriptions: { level: public }) @auth(rules: [{ allow: private }, { allow: private, provider: oidc, operations: [list] }]) {
        id: ID!
        postId: ID @index(name: "byPost", queryField: "commentsByPost")
    }
    type Page @model(subscriptions: null) { id: ID! }
    type Query {
        trending: String @function(name: "f") @auth(rules: [{ allow: public }, { allow: groups, groups: ["Admin"] }])
        open: String @function(name: "f")
        byKey: String @aws_api_key
        forStaff: String @aws_cognito_user_pools(cognito_groups: ["Staff"])
    }
    type Report @model(subscriptions: null) @auth(rules: [
        { allow: owner, operations: [read] }
        { allow: owner, inGroups: ["Editors"], operations: [create, update] }
    ]) { id: ID! }
    type Extract { text: String @function(name: "f") }
    type Mutation { extract: Extract @function(name: "f") @auth(rules: [{ allow: private }, { allow: public }]) }
"#;

fn all_options() -> Options {
    Options {
        sandbox: true,
        admin_roles: vec!["Backend".to_owned()],
        iam_callers: true,
        ..options()
    }
}

fn table() -> AccessTable {
    access(&model_with(BLOG, &all_options()), &all_options())
}

#[test]
fn the_table_says_who_may_do_what() {
    let table = table();
    let mut said = String::new();
    for (index, caller) in table.callers.iter().enumerate() {
        writeln!(said, "{index}: {caller:?}").expect("a string takes text");
    }
    for row in &table.rows {
        let field = row.field.as_ref().map(|field| format!(" {field}"));
        let verdicts: Vec<String> = row
            .verdicts
            .iter()
            .map(|verdict| match verdict {
                Verdict::Allowed => "yes".to_owned(),
                Verdict::Filtered(fields) => fields.join("+"),
                Verdict::Denied => "-".to_owned(),
            })
            .collect();
        let (field, verdicts) = (field.unwrap_or_default(), verdicts.join(" | "));
        writeln!(said, "{}{field}: {verdicts}", row.coordinate).expect("a string takes text");
    }
    expect_file!["../../rules/table.txt"].assert_eq(&said);
}

/// Someone of the kind, who owns items by `s-1::ann` and is of the group `red`.
fn sample(caller: &Caller) -> oracle::Caller {
    let claims = json!({ "sub": "s-1", "username": "ann" });
    let token = |provider: &Provider, claims: Value| match provider {
        Provider::Oidc => callers::oidc(claims),
        _ => callers::user(claims),
    };
    match caller {
        Caller::ApiKey => callers::api_key(),
        Caller::Lambda => callers::lambda(),
        Caller::User(provider) => token(provider, claims),
        Caller::Member {
            provider,
            claim,
            group,
        } => {
            let mut claims = claims;
            claims[claim] = json!([group.as_deref().unwrap_or("red")]);
            token(provider, claims)
        }
        Caller::SignedIn => callers::iam(&callers::session("signed-in"), true),
        Caller::Guest => callers::iam(&callers::session("guest"), true),
        Caller::Admin => {
            // Of an identity pool, so that only the admin roles let them in.
            callers::iam("arn:aws:sts::123456789012:assumed-role/Backend/x", true)
        }
        Caller::IamCaller => callers::iam("arn:aws:iam::123456789012:user/x", false),
    }
}

/// An item that names the sample in one field only, or in none.
fn item(field: Option<&str>) -> Value {
    let mut item = json!({
        "id": "1", "owner": "s-2::ben", "editors": ["s-2::ben"], "team": "other", "price": 5,
    });
    match field {
        Some("team") => item["team"] = json!("red"),
        Some("editors") => item["editors"] = json!(["s-2::ben", "s-1::ann"]),
        Some(field) => item[field] = json!("s-1::ann"),
        None => {}
    }
    item
}

/// Whether the checks let the sample do it with the item.
fn may(api: &Api, row: &AccessRow, caller: &oracle::Caller, item: &Value) -> bool {
    let (parent, name) = row.coordinate.split_once('.').expect("a coordinate");
    let mut request = Request {
        identity: caller.identity.clone(),
        item: item.clone(),
        source: item.clone(),
        ..Request::default()
    };
    if parent == "Mutation" {
        let mut input = json!({ "id": "1" });
        if name.starts_with("create") {
            for owner in ["owner", "editors", "team"] {
                input[owner] = item[owner].clone();
            }
        }
        if let Some(field) = &row.field {
            input[field] = json!(7);
        }
        request.arguments = json!({ "input": input });
    }
    let reads_field = row.field.is_some() && parent == "Query";
    let coordinate = if reads_field {
        "Post.price"
    } else {
        &row.coordinate
    };
    match api.ask(coordinate, &request) {
        Ok(through) => passes(&through.stash["authFilter"], item),
        Err(_) => false,
    }
}

#[test]
fn the_checks_do_what_the_table_says() {
    let api = Api::new(BLOG, &all_options());
    let table = table();
    for row in &table.rows {
        let is_event = row.coordinate.starts_with("Subscription.");
        // The schema's directives decide where no check does, and events show owners by another name.
        let is_unchecked = [
            "Query.open",
            "Query.byKey",
            "Query.forStaff",
            "Post.label",
            "Extract.text",
        ]
        .contains(&row.coordinate.as_str());
        if is_event || is_unchecked || row.field.as_deref() == Some("id") {
            continue;
        }
        for (caller, verdict) in table.callers.iter().zip(&row.verdicts) {
            let somebody = sample(caller);
            let about = |what: &str| format!("{row:?}\n{caller:?} {what}");
            let mut fields = vec![None];
            if let Verdict::Filtered(named) = verdict {
                fields.extend(named.iter().map(|field| Some(field.as_str())));
            }
            for field in fields {
                let expected = match verdict {
                    Verdict::Allowed => true,
                    Verdict::Filtered(_) => field.is_some(),
                    Verdict::Denied => false,
                };
                let may = may(&api, row, &somebody, &item(field));
                assert_eq!(may, expected, "{}", about(&format!("with {field:?}")));
            }
        }
    }
}
