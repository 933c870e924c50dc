//! Who may have which field.

use std::sync::Arc;

use appsynth_runtime::{AuthMode, AuthType, Caller, FieldGrants};
use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::fixture::Fixture;

const SCHEMA: &str = r#"
    type Query {
        post: Post @aws_api_key @aws_cognito_user_pools
        plain: String
        admin: String @aws_cognito_user_pools(cognito_groups: ["Admin", "Owner"])
        old: String @aws_auth(cognito_groups: ["Admin"])
        posts: [Post] @aws_api_key
    }
    type Post @aws_api_key @aws_cognito_user_pools {
        id: ID
        secret: String @aws_iam
        hidden: String! @aws_iam
        after: Post
        resolved: String
    }
"#;

fn check(default: AuthMode, caller: Caller, query: &str, expected: Expect) {
    let mut fixture = Fixture::new(SCHEMA)
        .value(
            "Query.post",
            json!({"id": "1", "secret": "s", "hidden": "h"}),
        )
        .value(
            "Query.posts",
            json!([
                {"id": "1", "secret": "s", "after": {"id": "0", "secret": "s", "hidden": "h"}},
                null,
            ]),
        )
        .value("Post.resolved", json!("r"))
        .value("Query.plain", json!("p"))
        .value("Query.admin", json!("a"))
        .value("Query.old", json!("o"));
    fixture.definition.default_auth = default;
    fixture.check_as(caller, query, json!({}), expected);
}

fn user(groups: &[&str]) -> Caller {
    Caller {
        identity: json!({"sub": "1", "groups": groups}),
        ..Caller::new(AuthType::UserPool)
    }
}

fn pool(default_action: &str) -> AuthMode {
    AuthMode::UserPool(json!({"DefaultAction": default_action}))
}

#[test]
fn directives_on_fields_win_over_those_on_types() {
    check(
        AuthMode::ApiKey,
        Caller::new(AuthType::ApiKey),
        "{ post { id secret } }",
        expect![[r#"
            {"post":{"id":"1","secret":null}}
            {"path":["post","secret"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":13,"sourceName":null}],"message":"Not Authorized to access secret on type Post"}
        "#]],
    );
    check(
        AuthMode::ApiKey,
        Caller::new(AuthType::Iam),
        "{ post { id } }",
        expect![[r#"
            {"post":null}
            {"path":["post"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"Not Authorized to access post on type Query"}
        "#]],
    );
}

#[test]
fn fields_of_items_are_refused_wherever_they_are() {
    check(
        AuthMode::ApiKey,
        Caller::new(AuthType::ApiKey),
        "{ posts { id secret after { also: secret } } }",
        expect![[r#"
            {"posts":[{"id":"1","secret":null,"after":{"also":null}},null]}
            {"path":["posts",0,"secret"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":14,"sourceName":null}],"message":"Not Authorized to access secret on type Post"}
            {"path":["posts",0,"after","also"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":29,"sourceName":null}],"message":"Not Authorized to access secret on type Post"}
        "#]],
    );
    check(
        AuthMode::ApiKey,
        Caller::new(AuthType::ApiKey),
        "{ posts { secret after { hidden id } resolved } }",
        expect![[r#"
            {"posts":[{"secret":null,"after":null,"resolved":"r"},null]}
            {"path":["posts",0,"secret"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":11,"sourceName":null}],"message":"Not Authorized to access secret on type Post"}
            {"path":["posts",0,"after","hidden"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":26,"sourceName":null}],"message":"Not Authorized to access hidden on type Post"}
            {"path":["posts",0,"after","hidden"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Post' (/posts[0]/after/hidden)"}
        "#]],
    );
}

#[test]
fn fields_without_directives_are_for_the_default_mode() {
    check(
        AuthMode::ApiKey,
        user(&[]),
        "{ plain post { id __typename } }",
        expect![[r#"
            {"plain":null,"post":{"id":"1","__typename":"Post"}}
            {"path":["plain"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"Not Authorized to access plain on type Query"}
        "#]],
    );
    check(
        pool("DENY"),
        user(&["Admin"]),
        "{ plain admin }",
        expect![[r#"
            {"plain":null,"admin":"a"}
            {"path":["plain"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"Not Authorized to access plain on type Query"}
        "#]],
    );
}

#[test]
fn groups_are_read_from_the_identity() {
    let query = "{ admin old }";
    check(
        pool("ALLOW"),
        user(&["Owner"]),
        query,
        expect![[r#"
            {"admin":"a","old":null}
            {"path":["old"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":9,"sourceName":null}],"message":"Not Authorized to access old on type Query"}
        "#]],
    );
    let by_claims = Caller {
        identity: json!({"claims": {"cognito:groups": ["Admin"]}}),
        ..Caller::new(AuthType::UserPool)
    };
    check(
        pool("ALLOW"),
        by_claims,
        query,
        expect![[r#"
            {"admin":"a","old":"o"}
        "#]],
    );
    let nobody = Caller {
        identity: Value::Null,
        ..Caller::new(AuthType::UserPool)
    };
    check(
        pool("ALLOW"),
        nobody,
        "{ admin }",
        expect![[r#"
            {"admin":null}
            {"path":["admin"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"Not Authorized to access admin on type Query"}
        "#]],
    );
}

#[test]
fn an_unauthorized_non_null_field_takes_its_object() {
    check(
        AuthMode::ApiKey,
        Caller::new(AuthType::ApiKey),
        "{ post { hidden } }",
        expect![[r#"
            {"post":null}
            {"path":["post","hidden"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":10,"sourceName":null}],"message":"Not Authorized to access hidden on type Post"}
            {"path":["post","hidden"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Post' (/post/hidden)"}
        "#]],
    );
}

/// Lets a caller ask for `Query.post`, and keeps `Post.id` back.
#[derive(Debug)]
struct PostWithoutId;

impl FieldGrants for PostWithoutId {
    fn admits(&self, type_name: &str, field_name: &str) -> bool {
        (type_name, field_name) == ("Query", "post")
    }

    fn withholds(&self, type_name: &str, field_name: &str) -> bool {
        (type_name, field_name) == ("Post", "id")
    }
}

#[test]
fn grants_refuse_requests_and_withhold_fields() {
    let caller = || Caller {
        grants: Some(Arc::new(PostWithoutId)),
        ..Caller::new(AuthType::ApiKey)
    };
    check(
        AuthMode::ApiKey,
        caller(),
        "{ post { id __typename } __typename }",
        expect![[r#"
            {"post":{"id":null,"__typename":"Post"},"__typename":"Query"}
            {"path":["post","id"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":10,"sourceName":null}],"message":"Not Authorized to access id on type Post"}
        "#]],
    );
    check(
        AuthMode::ApiKey,
        caller(),
        "{ post { __typename } ...more } fragment more on Query { plain }",
        expect![[r#"
            null
            {"path":null,"data":null,"errorType":"UnauthorizedException","errorInfo":null,"locations":null,"message":"Permission denied"}
        "#]],
    );
    check(
        AuthMode::ApiKey,
        caller(),
        "{ __schema { __typename } }",
        expect![[r#"
            null
            {"path":null,"data":null,"errorType":"UnauthorizedException","errorInfo":null,"locations":null,"message":"Permission denied"}
        "#]],
    );
}
