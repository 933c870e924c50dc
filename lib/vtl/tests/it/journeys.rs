//! Templates as people write them.

use appsynth_util::{Context, Evaluation, Outcome};
use serde_json::{Value, json};

use crate::render;

#[track_caller]
fn value(template: &str, context: &Context) -> Value {
    match render(template, context).evaluation.outcome {
        Outcome::Value(value) | Outcome::EarlyReturn { value, .. } => value,
        Outcome::Error(error) => panic!("{}", error.message),
    }
}

const UPDATE: &str = r##"
#set($names = {})
#set($values = {})
#set($sets = [])
#set($removes = [])
#foreach($entry in $util.map.copyAndRemoveAllKeys($ctx.args.input, ["id"]).entrySet())
  #set($name = "#$entry.key")
  $util.qr($names.put($name, $entry.key))
  #if($util.isNull($entry.value))
    $util.qr($removes.add($name))
  #else
    $util.qr($values.put(":$entry.key", $util.dynamodb.toDynamoDB($entry.value)))
    $util.qr($sets.add("$name = :$entry.key"))
  #end
#end
#set($expression = "")
#foreach($set in $sets)
  #if($foreach.first)#set($expression = "SET ")#end
  #set($expression = "$expression$set#if($foreach.hasNext), #end")
#end
#if(!$removes.isEmpty())
  #set($expression = "$expression REMOVE #foreach($name in $removes)$name#if($foreach.hasNext), #end#end")
#end
{
  "version": "2018-05-29",
  "operation": "UpdateItem",
  "key": { "id": $util.dynamodb.toDynamoDBJson($ctx.args.input.id) },
  "update": {
    "expression": "$expression.trim()",
    "expressionNames": $util.toJson($names)
    #if(!$values.isEmpty()), "expressionValues": $util.toJson($values) #end
  }
}
"##;

#[test]
fn an_update_sets_what_is_given_and_removes_what_is_null() {
    let input = json!({"id": "1", "title": "T", "rating": 5, "draft": null});
    let context = Context {
        arguments: json!({"input": input}),
        ..Context::default()
    };
    assert_eq!(
        value(UPDATE, &context),
        json!({
            "version": "2018-05-29",
            "operation": "UpdateItem",
            "key": {"id": {"S": "1"}},
            "update": {
                "expression": "SET #title = :title, #rating = :rating REMOVE #draft",
                "expressionNames": {"#title": "title", "#rating": "rating", "#draft": "draft"},
                "expressionValues": {":title": {"S": "T"}, ":rating": {"N": 5}},
            },
        })
    );
}

const AUTHORIZE: &str = r##"
#set($isAuthorized = false)
#set($groups = $util.defaultIfNull($ctx.identity.claims.get("cognito:groups"), []))
#if($util.isString($groups))
  #if($util.isList($util.parseJson($groups)))
    #set($groups = $util.parseJson($groups))
  #else
    #set($groups = [$groups])
  #end
#end
#foreach($allowed in ["Admin", "Editor"])
  #if($groups.contains($allowed))
    #set($isAuthorized = true)
    #break
  #end
#end
#if(!$isAuthorized)
  $util.unauthorized()
#end
$util.qr($ctx.stash.put("hasAuth", true))
#return
"##;

#[test]
fn groups_may_be_a_list_its_text_or_one_name() {
    for (groups, is_allowed) in [
        (json!(["Reader", "Editor"]), true),
        (json!("[\"Admin\"]"), true),
        (json!("Admin"), true),
        (json!("Reader"), false),
        (Value::Null, false),
    ] {
        let identity = json!({"sub": "s", "claims": {"cognito:groups": groups}});
        let rendered = render(
            AUTHORIZE,
            &Context {
                identity,
                ..Context::default()
            },
        );
        let Evaluation { outcome, stash, .. } = rendered.evaluation;
        assert_eq!(
            matches!(outcome, Outcome::EarlyReturn { .. }),
            is_allowed,
            "{groups}: {outcome:?}"
        );
        assert_eq!(
            stash.is_some_and(|stash| stash.get("hasAuth").is_some()),
            is_allowed
        );
    }
}

const LIST: &str = r##"
#set($limit = $util.defaultIfNull($ctx.args.limit, 100))
#set($request = { "version": "2018-05-29", "operation": "Scan", "limit": $limit })
#if($ctx.args.nextToken)
  #set($request.nextToken = $ctx.args.nextToken)
#end
#if(!$util.isNullOrEmpty($ctx.args.filter))
  #set($filter = $util.parseJson($util.transform.toDynamoDBFilterExpression($ctx.args.filter)))
  #if(!$util.isNullOrBlank($filter.expression))
    #set($request.filter = $filter)
  #end
#end
$util.toJson($request)
"##;

#[test]
fn a_list_takes_limit_token_and_filter() {
    let with = |arguments| Context {
        arguments,
        ..Context::default()
    };
    assert_eq!(
        value(
            LIST,
            &with(json!({"filter": {"title": {"beginsWith": "A"}}, "nextToken": "t", "limit": 5}))
        ),
        json!({
            "version": "2018-05-29",
            "operation": "Scan",
            "limit": 5,
            "nextToken": "t",
            "filter": {
                "expression": "(begins_with(#title,:title_beginsWith))",
                "expressionNames": {"#title": "title"},
                "expressionValues": {":title_beginsWith": {"S": "A"}},
            },
        })
    );
    assert_eq!(
        value(LIST, &with(json!({}))),
        json!({"version": "2018-05-29", "operation": "Scan", "limit": 100})
    );
}
