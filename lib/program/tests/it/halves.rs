//! Halves as Amplify's transformer has them: the language must say them well.

use appsynth_program::{
    CtxPath, Expr, Half, Kind, Name, Stmt, all, any, arg, auth_type, auto_id, claim, comment,
    concat, contains, data_source_error, data_source_failed, empty_list, empty_map, end_if,
    for_each, if_, if_else, is, is_empty, is_null, is_present, is_true, item, let_, map, not,
    now_iso8601, null, prev_result, print, push, put, put_all, result, return_, same, set, stash,
    stash_put, text, to_condition_expression, to_dynamodb, to_map_values, unauthorized, var,
};
use appsynth_util::{Context, Outcome};
use expect_test::expect_file;
use serde_json::{Value, json};

use crate::agreement::evaluations;

/// The request half of a mutation's resolver: what its functions find in the stash.
fn init(type_name: &str, field: &str, table: &str) -> Half {
    Half::new(
        [
            stash_put("typeName", type_name),
            stash_put("fieldName", field),
            stash_put("conditions", empty_list()),
            stash_put(
                "metadata",
                map([
                    ("dataSourceType", text("AMAZON_DYNAMODB")),
                    ("apiId", text("the-api")),
                ]),
            ),
            stash_put("dataSourceName", format!("{table}Table")),
            stash_put("tableName", table),
        ],
        return_(empty_map()),
    )
}

/// Gives a new item its id and timestamps.
fn defaults() -> Half {
    Half::new(
        [
            let_("now", now_iso8601()),
            stash_put(
                "defaultValues",
                map([
                    ("id", auto_id().into()),
                    ("createdAt", var("now").into()),
                    ("updatedAt", var("now").into()),
                ]),
            ),
        ],
        return_(empty_map()),
    )
}

/// The data step of a create mutation.
fn create_request(type_name: &str, key: &str) -> Half {
    let condition = |expression: &str, name: &str| {
        map([
            ("expression", text(expression)),
            ("expressionNames", map([(name, text(key))]).into()),
        ])
    };
    Half::new(
        [
            comment("Default values give way to what the caller sends."),
            let_("item", empty_map()),
            put_all("item", stash("defaultValues")),
            put_all("item", arg("input")),
            put("item", "__typename", type_name),
            comment("An item of this key must not be there yet."),
            let_("condition", condition("attribute_not_exists(#id)", "#id")),
            let_(
                "custom",
                to_condition_expression(arg("condition")).or(empty_map()),
            ),
            if_(
                not(is_empty(var("custom").get("expression"))),
                [
                    put_all(
                        "condition",
                        map([(
                            "expression",
                            concat([
                                var("condition").get("expression"),
                                text(" AND "),
                                var("custom").get("expression"),
                            ])
                            .into(),
                        )]),
                    ),
                    let_("names", map([("#id", text(key))])),
                    put_all("names", var("custom").get("expressionNames")),
                    put("condition", "expressionNames", var("names")),
                    put(
                        "condition",
                        "expressionValues",
                        var("custom").get("expressionValues"),
                    ),
                ],
            ),
        ],
        return_(map([
            ("version", text("2018-05-29")),
            ("operation", text("PutItem")),
            (
                "key",
                map([(key, to_dynamodb(var("item").get(key)).into())]).into(),
            ),
            ("attributeValues", to_map_values(var("item"))),
            ("condition", var("condition").into()),
        ])),
    )
}

fn create_response() -> Half {
    Half::new(
        [if_(is_present(data_source_error()), [data_source_failed()])],
        return_(result()),
    )
}

/// The check of a create mutation by an owner rule: the caller becomes the owner, or must be.
fn owner_check(owner_field: &str, identity_claim: &str, group: &str) -> Half {
    let owner = arg("input").get(owner_field);
    let is_authorized = Name::from("isAuthorized");
    let allow = || set("isAuthorized", true);
    let groups = claim("cognito:groups");
    Half::new(
        [
            let_(is_authorized.clone(), false),
            if_(
                same(auth_type(), "User Pool Authorization"),
                [
                    comment("Members of the group may do everything."),
                    if_(contains(groups, group), [allow()]),
                    if_(
                        all([
                            not(is_true(var(is_authorized.clone()))),
                            is(Kind::Text, claim(identity_claim)),
                        ]),
                        [
                            let_("caller", concat([claim(identity_claim)])),
                            if_else(
                                is_null(owner.clone()),
                                [
                                    let_("input", empty_map()),
                                    put_all("input", arg("input")),
                                    put("input", owner_field, var("caller")),
                                    stash_put(
                                        "transformedArgs",
                                        map([("input", var("input").into())]),
                                    ),
                                    allow(),
                                ],
                                [if_(
                                    any([
                                        same(owner.clone(), var("caller")),
                                        contains(owner, var("caller")),
                                    ]),
                                    [allow()],
                                )],
                            ),
                        ],
                    ),
                ],
            ),
            if_(not(is_true(var(is_authorized))), [unauthorized()]),
        ],
        return_(map([
            ("version", text("2018-05-29")),
            ("payload", empty_map().into()),
        ])),
    )
}

#[test]
fn halves_of_a_model_read_well() {
    let pass = || Half::new([], return_(prev_result()));
    let halves = [
        ("init", init("Mutation", "createPost", "Post"), pass()),
        ("defaults", defaults(), Half::new([], return_(empty_map()))),
        ("create", create_request("Post", "id"), create_response()),
        (
            "owner",
            owner_check("owner", "sub", "Admin"),
            Half::new([], return_(empty_map())),
        ),
    ];
    for (name, request, response) in halves {
        expect_file![format!("../halves/{name}.req.vtl")].assert_eq(&print::vtl(&request));
        expect_file![format!("../halves/{name}.res.vtl")].assert_eq(&print::vtl(&response));
        expect_file![format!("../halves/{name}.js")].assert_eq(&print::js(&request, &response));
    }
}

fn context(arguments: Value, identity: Value) -> Context {
    Context {
        arguments,
        identity,
        ..Context::default()
    }
}

fn user(claims: Value) -> Value {
    json!({"sub": "s", "issuer": "i", "username": "u", "claims": claims,
           "sourceIp": ["127.0.0.1"], "defaultAuthStrategy": "ALLOW"})
}

#[test]
fn the_stash_of_a_mutation_is_filled() {
    let evaluation = evaluations(
        &init("Mutation", "createPost", "Post"),
        &[Context::default()],
    );
    assert_eq!(
        evaluation[0].stash,
        Some(json!({
            "typeName": "Mutation", "fieldName": "createPost", "conditions": [],
            "metadata": {"dataSourceType": "AMAZON_DYNAMODB", "apiId": "the-api"},
            "dataSourceName": "PostTable", "tableName": "Post",
        }))
    );
}

#[test]
fn a_new_item_is_put_only_if_its_key_is_free() {
    let stash = evaluations(&defaults(), &[Context::default()])
        .remove(0)
        .stash_of(&Context::default());
    let arguments = json!({
        "input": {"title": "Hello", "rating": 5, "note": null},
        "condition": {"rating": {"gt": 3}},
    });
    let with = |arguments: Value| Context {
        stash: stash.clone(),
        ..context(arguments, Value::Null)
    };
    let evaluations = evaluations(
        &create_request("Post", "id"),
        &[
            with(json!({"input": {"id": "1"}})),
            with(arguments),
            with(json!({})),
        ],
    );
    let Outcome::Value(request) = &evaluations[0].outcome else {
        panic!("{evaluations:?}");
    };
    assert_eq!(request["key"], json!({"id": {"S": "1"}}));
    assert_eq!(
        request["condition"],
        json!({"expression": "attribute_not_exists(#id)", "expressionNames": {"#id": "id"}})
    );
    let Outcome::Value(request) = &evaluations[1].outcome else {
        panic!("{evaluations:?}");
    };
    assert_eq!(request["attributeValues"]["note"], json!({"NULL": null}));
    assert_eq!(
        request["condition"]["expression"],
        json!("attribute_not_exists(#id) AND (#rating > :rating_gt)")
    );
}

#[test]
fn errors_of_the_data_source_end_the_resolver() {
    let failed = Context {
        error: json!({"message": "no", "type": "DynamoDB:ConditionalCheckFailedException"}),
        result: json!({"id": "1"}),
        ..Context::default()
    };
    let evaluations = evaluations(&create_response(), &[failed, Context::default()]);
    let Outcome::Error(error) = &evaluations[0].outcome else {
        panic!("{evaluations:?}");
    };
    assert_eq!(error.message, "no");
    assert_eq!(error.data, json!({"id": "1"}));
    assert_eq!(evaluations[1].outcome, Outcome::Value(Value::Null));
}

#[test]
fn only_owners_and_members_of_the_group_pass() {
    let me = || user(json!({"sub": "me"}));
    let allowed = [
        context(json!({"input": {}}), me()),
        context(json!({"input": {"owner": null}}), me()),
        context(json!({"input": {"owner": "me"}}), me()),
        context(json!({"input": {"owner": ["you", "me"]}}), me()),
        context(
            json!({"input": {"owner": "you"}}),
            user(json!({"cognito:groups": ["Admin"]})),
        ),
    ];
    let denied = [
        context(json!({"input": {"owner": "you"}}), me()),
        context(json!({"input": {"owner": "meme"}}), me()),
        context(json!({"input": {"owner": []}}), me()),
        context(json!({"input": {"owner": {"sub": "me"}}}), me()),
        context(json!({"input": {}}), user(json!({"sub": ["me"]}))),
        context(json!({"input": {}}), user(Value::Null)),
        context(json!({"input": {}}), Value::Null),
        context(
            json!({"input": {}}),
            user(json!({"cognito:groups": "Admin and others"})),
        ),
    ];
    let half = owner_check("owner", "sub", "Admin");
    for evaluation in evaluations(&half, &allowed) {
        assert!(
            matches!(evaluation.outcome, Outcome::Value(_)),
            "{evaluation:?}"
        );
    }
    for evaluation in evaluations(&half, &denied) {
        assert!(
            matches!(evaluation.outcome, Outcome::Error(_)),
            "{evaluation:?}"
        );
    }
}

/// The response of a query that stands for reading one item.
#[test]
fn the_first_item_of_a_result_is_returned() {
    let items = result().get("items");
    let half = Half::new(
        [],
        end_if(
            is_empty(items.clone()),
            Half::new([], return_(null())),
            Half::new([], return_(appsynth_program::first(items))),
        ),
    );
    let with = |result: Value| Context {
        result,
        ..Context::default()
    };
    let evaluations = evaluations(
        &half,
        &[
            with(json!({"items": [{"id": "1"}, {"id": "2"}]})),
            with(json!({"items": []})),
            with(Value::Null),
        ],
    );
    let outcomes: Vec<_> = evaluations.into_iter().map(|one| one.outcome).collect();
    assert_eq!(
        outcomes,
        [json!({"id": "1"}), Value::Null, Value::Null].map(Outcome::Value)
    );
}

/// A filter made of all rules that the caller's claims meet.
#[test]
fn filters_are_built_in_loops() {
    let statements: Vec<Stmt> = vec![
        let_("filters", empty_list()),
        for_each(
            "group",
            claim("groups"),
            [if_(
                is(Kind::Text, item("group")),
                [push(
                    "filters",
                    map([("group", map([("eq", item("group"))]).into())]),
                )],
            )],
        ),
        stash_put("authFilter", map([("or", var("filters").into())])),
    ];
    let half = Half::new(statements, return_(Expr::Ctx(CtxPath::Stash)));
    let evaluation = evaluations(
        &half,
        &[
            context(json!({}), user(json!({"groups": ["a", null, 1, "b"]}))),
            context(json!({}), Value::Null),
        ],
    );
    assert_eq!(
        evaluation[0].stash,
        Some(json!({"authFilter": {"or": [{"group": {"eq": "a"}}, {"group": {"eq": "b"}}]}}))
    );
    let nobody = json!({"authFilter": {"or": []}});
    assert_eq!(evaluation[1].stash, Some(nobody));
}
