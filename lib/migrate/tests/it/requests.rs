//! Requests: JSON text with references and directives in it.

use expect_test::expect;

use crate::check_request;

#[test]
fn json_text_becomes_an_object() {
    check_request(
        r#"{
  "version": "2018-05-29",
  "operation": "PutItem",
  "key": { "id": $util.dynamodb.toDynamoDBJson($util.autoId()) },
  "attributeValues": $util.dynamodb.toMapValuesJson($ctx.args.input),
  "condition": { "expression": "attribute_not_exists(id)" }
}"#,
        expect![[r#"
              return {
                version: '2018-05-29',
                operation: 'PutItem',
                key: { id: util.dynamodb.toDynamoDB(util.autoId()) },
                attributeValues: util.dynamodb.toMapValues(ctx.args.input),
                condition: { expression: 'attribute_not_exists(id)' },
              };
        "#]],
    );
}

#[test]
fn a_reference_in_a_string_is_a_template_literal() {
    check_request(
        r#"{
  "version": "2018-05-29",
  "method": "GET",
  "resourcePath": "/users/${ctx.args.id}/posts",
  "params": { "headers": { "Authorization": "$ctx.request.headers.authorization", "x-kind": "$!ctx.args.kind" } }
}"#,
        expect![[r#"
              return {
                version: '2018-05-29',
                method: 'GET',
                resourcePath: `/users/${ctx.args.id}/posts`,
                params: {
                  headers: {
                    Authorization: `${ctx.request?.headers?.authorization}`,
                    'x-kind': `${ctx.args.kind ?? ''}`,
                  },
                },
              };
        "#]],
    );
}

#[test]
fn values_that_may_be_absent_are_null() {
    check_request(
        r#"{
  "operation": "Query",
  "limit": $util.defaultIfNull($ctx.args.limit, 20),
  "nextToken": $util.toJson($util.defaultIfNullOrBlank($ctx.args.nextToken, null)),
  "filter": #if($ctx.args.filter) $util.transform.toDynamoDBFilterExpression($ctx.args.filter) #else null #end
}"#,
        expect![[r#"
              return {
                operation: 'Query',
                limit: ctx.args.limit ?? 20,
                nextToken: (isNullOrBlank(ctx.args.nextToken) ? null : ctx.args.nextToken) ?? null,
                filter: isTrue(ctx.args.filter) ? JSON.parse(util.transform.toDynamoDBFilterExpression(ctx.args.filter)) : null,
              };
        "#]],
    );
}

#[test]
fn members_under_a_condition_are_put_one_by_one() {
    check_request(
        r#"{
  "operation": "Scan"
  #if($ctx.args.limit > 0)
  ,"limit": $ctx.args.limit
  #end
  #if(!$util.isNullOrEmpty($ctx.args.nextToken))
  ,"nextToken": "$ctx.args.nextToken"
  #else
  ,"consistentRead": true
  #end
}"#,
        expect![[r#"
              const result = { operation: 'Scan' };
              if (ctx.args.limit > 0) {
                result.limit = ctx.args.limit;
              }
              if (!isNullOrEmpty(ctx.args.nextToken)) {
                result.nextToken = `${ctx.args.nextToken}`;
              } else {
                result.consistentRead = true;
              }
              return result;
        "#]],
    );
}

#[test]
fn a_loop_in_a_list_pushes() {
    check_request(
        r#"#set($ids = $ctx.args.ids)
{
  "operation": "BatchGetItem",
  "tables": {
    "posts": {
      "keys": [
        #foreach($id in $ids)
          { "id": $util.dynamodb.toDynamoDBJson($id) }#if($foreach.hasNext),#end
        #end
      ]
    }
  }
}"#,
        expect![[r#"
              const ids = ctx.args.ids;
              const keys = [];
              for (const id of ids ?? []) {
                keys.push({ id: util.dynamodb.toDynamoDB(id) });
              }
              return { operation: 'BatchGetItem', tables: { posts: { keys } } };
        "#]],
    );
}

#[test]
fn an_update_expression_is_built_member_by_member() {
    check_request(
        r##"#set($names = {})
#set($values = {})
#set($sets = {})
#set($removes = [])
## Everything but the key is set or removed.
#foreach($entry in $context.arguments.input.entrySet())
  #if($entry.key != "id")
    #if((!$entry.value) && ("$!{entry.value}" == ""))
      #set($discard = ${removes.add("#${entry.key}")})
      $!{names.put("#${entry.key}", "$entry.key")}
    #else
      $!{sets.put("#${entry.key}", ":${entry.key}")}
      $!{names.put("#${entry.key}", "$entry.key")}
      $!{values.put(":${entry.key}", { "S": "${entry.value}" })}
    #end
  #end
#end
#set($expression = "")
#if(!${sets.isEmpty()})
  #set($expression = "SET")
  #foreach($entry in $sets.entrySet())
    #set($expression = "${expression} ${entry.key} = ${entry.value}")
    #if($foreach.hasNext())
      #set($expression = "${expression},")
    #end
  #end
#end
{
  "version": "2018-05-29",
  "operation": "UpdateItem",
  "key": { "id": { "S": "${context.arguments.id}" } },
  "update": {
    "expression": "${expression}"
    #if(!${names.isEmpty()})
    ,"expressionNames": $utils.toJson($names)
    #end
    #if(!${values.isEmpty()})
    ,"expressionValues": $utils.toJson($values)
    #end
  }
}"##,
        expect![[r#"
              const names = {};
              const values = {};
              const sets = {};
              const removes = [];
              // Everything but the key is set or removed.
              for (const [key, value] of Object.entries(ctx.args.input ?? {})) {
                if (key !== 'id') {
                  if (!isTrue(value) && `${value ?? ''}` === '') {
                    removes.push(`#${key}`);
                    names[`#${key}`] = key;
                  } else {
                    sets[`#${key}`] = `:${key}`;
                    names[`#${key}`] = key;
                    values[`:${key}`] = { S: `${value}` };
                  }
                }
              }
              let expression = '';
              if (size(sets) !== 0) {
                expression = 'SET';
                const entryList = Object.entries(sets);
                let index = -1;
                for (const [key, value] of entryList) {
                  index += 1;
                  expression = `${expression} ${key} = ${value}`;
                  if (index + 1 < entryList.length) {
                    expression = `${expression},`;
                  }
                }
              }
              const update = { expression };
              if (size(names) !== 0) {
                update.expressionNames = names;
              }
              if (size(values) !== 0) {
                update.expressionValues = values;
              }
              return {
                version: '2018-05-29',
                operation: 'UpdateItem',
                key: { id: { S: `${ctx.args.id}` } },
                update,
              };
        "#]],
    );
}

#[test]
fn text_that_is_json_is_parsed() {
    check_request(
        r#"#set($key = $util.toJson({"id": $ctx.args.id}))
#set($body = '{"a": 1}')
{ "key": $key, "body": $body, "text": $util.toJson("k: $key") }"#,
        expect![[r#"
              const key = { id: ctx.args.id ?? null };
              const body = '{"a": 1}';
              return { key, body: JSON.parse(body), text: `k: ${JSON.stringify(key)}` };
        "#]],
    );
}

#[test]
fn strings_are_escaped_for_json_only() {
    check_request(
        r#"{ "statements": ["select * from posts where title = 'it''s' and id = \"$util.escapeJavaScript($ctx.args.id)\""], "raw": "$util.escapeJavaScript($ctx.args.text)" }"#,
        expect![[r#"
              return {
                statements: [`select * from posts where title = 'it''s' and id = "${ctx.args.id}"`],
                raw: `${ctx.args.text}`,
              };
        "#]],
    );
}
