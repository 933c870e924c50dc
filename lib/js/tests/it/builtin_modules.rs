//! `@aws-appsync/utils/dynamodb`, `/rds` and `/ai`.

use expect_test::{Expect, expect};
use serde_json::json;

use crate::{evaluate, value};

fn check(expression: &str, expected: Expect) {
    let actual = match evaluate(expression, json!({})) {
        Ok(value) => value.to_string(),
        Err(message) => message,
    };
    expected.assert_eq(&actual);
}

#[test]
fn get_asks_for_the_item_of_a_key() {
    check(
        "ddb.get({ key: { id: '1' } })",
        expect![[r#"{"operation":"GetItem","key":{"id":{"S":"1"}}}"#]],
    );
}

#[test]
fn get_asks_for_the_projected_members() {
    check(
        "ddb.get({ key: { id: '1' }, consistentRead: true, projection: ['id', 'a.b', 'a.c'] })",
        expect![[
            r##"{"operation":"GetItem","key":{"id":{"S":"1"}},"consistentRead":true,"projection":{"expression":"#expName_1, #expName_2.#expName_3, #expName_2.#expName_4","expressionNames":{"#expName_1":"id","#expName_2":"a","#expName_3":"b","#expName_4":"c"}}}"##
        ]],
    );
}

#[test]
fn put_writes_members_as_attribute_values() {
    check(
        "ddb.put({ key: { id: '1' }, item: { a: 1, l: ['x'] } })",
        expect![[
            r#"{"operation":"PutItem","key":{"id":{"S":"1"}},"attributeValues":{"a":{"N":1},"l":{"L":[{"S":"x"}]}}}"#
        ]],
    );
}

#[test]
fn put_says_its_condition_version_and_keys() {
    check(
        "ddb.put({ key: { id: '1' }, item: { v: 1 }, condition: { v: { attributeExists: true } }, _version: 3, customPartitionKey: 'k', populateIndexFields: true })",
        expect![[
            r##"{"operation":"PutItem","key":{"id":{"S":"1"}},"attributeValues":{"v":{"N":1}},"condition":{"expression":"(attribute_exists(#v))","expressionNames":{"#v":"v"}},"_version":3,"customPartitionKey":"k","populateIndexFields":true}"##
        ]],
    );
}

#[test]
fn a_condition_that_is_none_is_refused() {
    check(
        "ddb.put({ key: { id: '1' }, item: {}, condition: { v: { is: 1 } } })",
        expect!["code.js:5:48: the condition or filter is not one that DynamoDB has"],
    );
}

#[test]
fn remove_says_its_condition_but_no_version_that_is_null() {
    check(
        "ddb.remove({ key: { id: '1' }, condition: { a: { eq: 1 } }, _version: null })",
        expect![[
            r##"{"operation":"DeleteItem","key":{"id":{"S":"1"}},"condition":{"expression":"(#a = :a_eq)","expressionNames":{"#a":"a"},"expressionValues":{":a_eq":{"N":1}}}}"##
        ]],
    );
}

#[test]
fn update_sets_increments_and_removes_members() {
    check(
        "ddb.update({ key: { id: '1' }, update: { title: 'x', gone: ddb.operations.remove(), n: ddb.operations.increment() } })",
        expect![[
            r##"{"operation":"UpdateItem","key":{"id":{"S":"1"}},"update":{"expression":"SET #expName_1 = :expValue_1, #expName_2 = #expName_2 + :expValue_2 REMOVE #expName_3","expressionNames":{"#expName_1":"title","#expName_2":"n","#expName_3":"gone"},"expressionValues":{":expValue_1":{"S":"x"},":expValue_2":{"N":1}}}}"##
        ]],
    );
}

#[test]
fn update_appends_prepends_decrements_replaces_and_adds() {
    check(
        "ddb.update({ key: { id: '1' }, update: { a: ddb.operations.append([1]), p: ddb.operations.prepend([2]), d: ddb.operations.decrement(3), r: ddb.operations.replace({ x: 1 }), s: ddb.operations.add(4) } }).update.expression",
        expect![[
            r#""SET #expName_1 = list_append(#expName_1, :expValue_1), #expName_2 = list_append(:expValue_2, #expName_2), #expName_3 = #expName_3 - :expValue_3, #expName_4 = :expValue_4, #expName_5 = :expValue_5""#
        ]],
    );
}

#[test]
fn update_sets_elements_of_lists_under_a_condition() {
    check(
        "ddb.update({ key: { id: '1' }, update: { f: [ddb.operations.updateListItem('x', 1), ddb.operations.updateListItem('y', 2)] }, condition: { b: { eq: 2 } } })",
        expect![[
            r##"{"operation":"UpdateItem","key":{"id":{"S":"1"}},"update":{"expression":"SET #expName_1[1] = :expValue_1, #expName_1[2] = :expValue_2","expressionNames":{"#expName_1":"f"},"expressionValues":{":expValue_1":{"S":"x"},":expValue_2":{"S":"y"}}},"condition":{"expression":"(#b = :b_eq)","expressionNames":{"#b":"b"},"expressionValues":{":b_eq":{"N":2}}}}"##
        ]],
    );
}

#[test]
fn update_goes_into_maps_that_hold_operations() {
    check(
        "ddb.update({ key: { id: '1' }, update: { info: { address: ddb.operations.replace({ street: 'x' }), old: ddb.operations.remove(), deep: { n: ddb.operations.increment(2), kept: 1 } }, plain: { a: 1 } } }).update",
        expect![[
            r##"{"expression":"SET #expName_1.#expName_2 = :expValue_1, #expName_1.#expName_3.#expName_4 = #expName_1.#expName_3.#expName_4 + :expValue_2, #expName_1.#expName_3.#expName_5 = :expValue_3, #expName_6 = :expValue_4 REMOVE #expName_1.#expName_7","expressionNames":{"#expName_1":"info","#expName_2":"address","#expName_3":"deep","#expName_4":"n","#expName_5":"kept","#expName_6":"plain","#expName_7":"old"},"expressionValues":{":expValue_1":{"M":{"street":{"S":"x"}}},":expValue_2":{"N":2},":expValue_3":{"N":1},":expValue_4":{"M":{"a":{"N":1}}}}}"##
        ]],
    );
}

#[test]
fn update_and_remove_say_their_version_and_keys() {
    check(
        "[ddb.update({ key: { id: '1' }, update: { a: 1 }, _version: 2, customPartitionKey: 'p', populateIndexFields: true }), ddb.remove({ key: { id: '1' }, _version: 2, customPartitionKey: 'p', populateIndexFields: true })]",
        expect![[
            r##"[{"operation":"UpdateItem","key":{"id":{"S":"1"}},"update":{"expression":"SET #expName_1 = :expValue_1","expressionNames":{"#expName_1":"a"},"expressionValues":{":expValue_1":{"N":1}}},"_version":2,"customPartitionKey":"p","populateIndexFields":true},{"operation":"DeleteItem","key":{"id":{"S":"1"}},"_version":2,"customPartitionKey":"p","populateIndexFields":true}]"##
        ]],
    );
}

#[test]
fn update_may_only_remove() {
    check(
        "ddb.update({ key: { id: '1' }, update: { a: ddb.operations.remove(), b: ddb.operations.remove() } }).update",
        expect![[
            r##"{"expression":"REMOVE #expName_1, #expName_2","expressionNames":{"#expName_1":"a","#expName_2":"b"},"expressionValues":{}}"##
        ]],
    );
}

#[test]
fn operations_are_objects_that_say_their_type() {
    check(
        "Object.entries(ddb.operations).map(([name, f]) => f(1, 2))",
        expect![[
            r#"[{"type":"OPERATION_ADD","value":1},{"type":"OPERATION_REMOVE"},{"type":"OPERATION_REPLACE","value":1},{"type":"OPERATION_INCREMENT","by":1},{"type":"OPERATION_DECREMENT","by":1},{"type":"OPERATION_APPEND","items":1},{"type":"OPERATION_PREPEND","items":1},{"type":"OPERATION_UPDATE_LIST_ITEM","value":1,"index":2}]"#
        ]],
    );
}

#[test]
fn query_asks_for_a_page_of_an_index() {
    check(
        "ddb.query({ query: { id: { eq: '1' } }, index: 'byId', limit: 5, nextToken: 't', scanIndexForward: false, select: 'ALL_ATTRIBUTES', filter: { done: { eq: true } } })",
        expect![[
            r##"{"operation":"Query","query":{"expression":"(#id = :id_eq)","expressionNames":{"#id":"id"},"expressionValues":{":id_eq":{"S":"1"}}},"index":"byId","limit":5,"nextToken":"t","filter":{"expression":"(#done = :done_eq)","expressionNames":{"#done":"done"},"expressionValues":{":done_eq":{"BOOL":true}}},"scanIndexForward":false,"select":"ALL_ATTRIBUTES"}"##
        ]],
    );
}

#[test]
fn scan_asks_for_a_segment() {
    check(
        "ddb.scan({ limit: 2, filter: { a: { contains: 'x' } }, segment: 1, totalSegments: 4 })",
        expect![[
            r##"{"operation":"Scan","limit":2,"filter":{"expression":"(contains(#a,:a_contains))","expressionNames":{"#a":"a"},"expressionValues":{":a_contains":{"S":"x"}}},"segment":1,"totalSegments":4}"##
        ]],
    );
}

#[test]
fn scan_needs_no_options() {
    check("ddb.scan()", expect![[r#"{"operation":"Scan"}"#]]);
}

#[test]
fn sync_asks_for_what_has_changed() {
    check(
        "ddb.sync({ basePartitionKey: 'b', deltaIndexName: 'd', limit: 5, lastSync: 2 })",
        expect![[
            r#"{"operation":"Sync","basePartitionKey":"b","deltaIndexName":"d","limit":5,"lastSync":2}"#
        ]],
    );
}

#[test]
fn batch_get_asks_for_the_projected_members_by_table() {
    check(
        "ddb.batchGet({ tables: { post: { keys: [{ id: '1' }], consistentRead: false, projection: ['id'] } } })",
        expect![[
            r##"{"operation":"BatchGetItem","tables":{"post":{"keys":[{"id":{"S":"1"}}],"consistentRead":false,"projection":{"expression":"#expName_1","expressionNames":{"#expName_1":"id"}}}}}"##
        ]],
    );
}

#[test]
fn batch_put_writes_items_by_table() {
    check(
        "ddb.batchPut({ tables: { post: [{ id: '1', v: 2 }] } })",
        expect![[
            r#"{"operation":"BatchPutItem","tables":{"post":[{"id":{"S":"1"},"v":{"N":2}}]}}"#
        ]],
    );
}

#[test]
fn batch_delete_removes_keys_by_table() {
    check(
        "ddb.batchDelete({ tables: { post: [{ id: '1' }] } })",
        expect![[r#"{"operation":"BatchDeleteItem","tables":{"post":[{"id":{"S":"1"}}]}}"#]],
    );
}

#[test]
fn transact_get_asks_for_the_projected_members() {
    check(
        "ddb.transactGet({ items: [{ table: 'post', key: { id: '1' }, projection: ['n'] }] })",
        expect![[
            r##"{"operation":"TransactGetItems","transactItems":[{"table":"post","key":{"id":{"S":"1"}},"projection":{"expression":"#expName_1","expressionNames":{"#expName_1":"n"}}}]}"##
        ]],
    );
}

#[test]
fn transact_write_puts_and_deletes() {
    check(
        "ddb.transactWrite({ items: [{ putItem: { table: 'p', key: { id: '1' }, item: { a: 1 } } }, { deleteItem: { table: 'p', key: { id: '2' }, condition: { v: { eq: 1 } } } }] })",
        expect![[
            r##"{"operation":"TransactWriteItems","transactItems":[{"table":"p","operation":"PutItem","key":{"id":{"S":"1"}},"attributeValues":{"a":{"N":1}}},{"table":"p","operation":"DeleteItem","key":{"id":{"S":"2"}},"condition":{"expression":"(#v = :v_eq)","expressionNames":{"#v":"v"},"expressionValues":{":v_eq":{"N":1}}}}]}"##
        ]],
    );
}

#[test]
fn transact_write_updates_and_checks_conditions() {
    check(
        "ddb.transactWrite({ items: [{ updateItem: { table: 'p', key: { id: '1' }, update: { a: 1 } } }, { conditionCheck: { table: 'p', key: { id: '2' }, condition: { v: { attributeExists: false } } } }] })",
        expect![[
            r##"{"operation":"TransactWriteItems","transactItems":[{"table":"p","operation":"UpdateItem","key":{"id":{"S":"1"}},"update":{"expression":"SET #expName_1 = :expValue_1","expressionNames":{"#expName_1":"a"},"expressionValues":{":expValue_1":{"N":1}}}},{"table":"p","operation":"ConditionCheck","key":{"id":{"S":"2"}},"condition":{"expression":"(attribute_not_exists(#v))","expressionNames":{"#v":"v"}}}]}"##
        ]],
    );
}

#[test]
fn sets_are_attribute_values_of_their_type() {
    check(
        "[ddb.toStringSet(['a']), ddb.toNumberSet([1]), ddb.toBinarySet(['Zg=='])]",
        expect![[r#"[{"SS":["a"]},{"NS":[1]},{"BS":["Zg=="]}]"#]],
    );
}

#[test]
fn sets_are_written_as_sets() {
    check(
        "ddb.put({ key: { id: '1' }, item: { tags: ddb.toStringSet(['a']), deep: [{ n: ddb.toNumberSet([1]), gone: undefined }], x: 1 } }).attributeValues",
        expect![[r#"{"tags":{"SS":["a"]},"deep":{"L":[{"M":{"n":{"NS":[1]}}}]},"x":{"N":1}}"#]],
    );
    check(
        "ddb.update({ key: { id: '1' }, update: { tags: ddb.toBinarySet(['Zg==']) } }).update.expressionValues",
        expect![[r#"{":expValue_1":{"BS":["Zg=="]}}"#]],
    );
    // What only looks like one is a map.
    check(
        "ddb.put({ key: { id: '1' }, item: { tags: { SS: ['a'] } } }).attributeValues",
        expect![[r#"{"tags":{"M":{"SS":{"L":[{"S":"a"}]}}}}"#]],
    );
}

#[test]
fn sql_select_has_columns_conditions_an_order_and_a_page() {
    check(
        "rds.createPgStatement(rds.select({ table: 'private.persons', columns: ['id', 'persons.*'], where: { or: [{ name: { eq: 'S' } }, { id: { gt: 10 } }] }, orderBy: [{ column: 'name' }, { column: 'id', dir: 'desc' }], limit: 10, offset: 1 }))",
        expect![[
            r#"{"statements":["SELECT \"id\", \"persons\".\"*\" FROM \"private\".\"persons\" WHERE (\"name\" = :P0) OR (\"id\" > :P1) ORDER BY \"name\" ASC, \"id\" DESC LIMIT :P2 OFFSET :P3"],"variableMap":{":P0":"S",":P1":10,":P2":10,":P3":1},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn sql_select_takes_all_columns_if_none_is_named() {
    check(
        "rds.createMySQLStatement(rds.select({ from: 'persons' })).statements",
        expect![[r#"["SELECT * FROM `persons`"]"#]],
    );
}

#[test]
fn sql_select_aggregates_groups_of_a_table_with_an_alias() {
    check(
        "rds.createPgStatement(rds.select({ table: { persons: 'p' }, columns: [rds.agg.countDistinct('id'), rds.agg.max('age')], groupBy: ['name'] })).statements",
        expect![[
            r#"["SELECT COUNT(DISTINCT \"id\"), MAX(\"age\") FROM \"p\" as \"persons\" GROUP BY \"name\""]"#
        ]],
    );
}

fn check_condition(condition: &str, expected: Expect) {
    let select = format!("rds.select({{ table: 't', where: {condition} }})");
    check(&format!("rds.createPgStatement({select})"), expected);
}

#[test]
fn sql_bounds_are_parameters_but_for_null() {
    check_condition(
        "{ a: { ge: 1, le: 9 }, b: { between: [null, 2] } }",
        expect![[
            r#"{"statements":["SELECT * FROM \"t\" WHERE \"a\" >= :P0 AND \"a\" <= :P1 AND \"b\" BETWEEN NULL AND :P2"],"variableMap":{":P0":1,":P1":9,":P2":2},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn sql_parts_of_texts_are_patterns() {
    check_condition(
        "{ a: { contains: 'x' }, b: { beginsWith: 'y' }, c: { notContains: 'z' } }",
        expect![[
            r#"{"statements":["SELECT * FROM \"t\" WHERE \"a\" LIKE :P0 AND \"b\" LIKE :P1 AND \"c\" NOT LIKE :P2"],"variableMap":{":P0":"%x%",":P1":"y%",":P2":"z"},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn sql_conditions_ask_for_absence_and_sizes() {
    check_condition(
        "{ a: { attributeExists: false }, b: { size: { gt: 1, between: [2, 3] } } }",
        expect![[
            r#"{"statements":["SELECT * FROM \"t\" WHERE \"a\" IS NULL AND LENGTH (\"b\") > :P0 AND LENGTH (\"b\") BETWEEN :P1 AND :P2"],"variableMap":{":P0":1,":P1":2,":P2":3},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn sql_conditions_nest_in_brackets() {
    check_condition(
        "{ and: [{ a: { eq: 1 } }, { or: [{ b: { ne: 2 } }, { c: { lt: 3 } }] }] }",
        expect![[
            r#"{"statements":["SELECT * FROM \"t\" WHERE (\"a\" = :P0) AND ((\"b\" != :P1) OR (\"c\" < :P2))"],"variableMap":{":P0":1,":P1":2,":P2":3},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn a_sql_condition_may_be_a_template() {
    check_condition(
        "rds.sql`id = ${1}`",
        expect![[
            r#"{"statements":["SELECT * FROM \"t\" WHERE id = :P0"],"variableMap":{":P0":1},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn an_empty_sql_condition_is_left_out() {
    check_condition(
        "{}",
        expect![[
            r#"{"statements":["SELECT * FROM \"t\""],"variableMap":{},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn an_empty_sql_condition_of_a_column_leaves_its_and() {
    check_condition(
        "{ a: { eq: 1 }, b: {} }",
        expect![[
            r#"{"statements":["SELECT * FROM \"t\" WHERE \"a\" = :P0 AND"],"variableMap":{":P0":1},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn sql_insert_has_null_in_its_place_and_parameters_for_the_rest() {
    check(
        "rds.createPgStatement(rds.insert({ table: 'p', values: { name: 'x', country: null, active: false }, returning: '*' }))",
        expect![[
            r#"{"statements":["INSERT INTO \"p\" (\"name\", \"country\", \"active\") VALUES (:P0, NULL, :P1) RETURNING *"],"variableMap":{":P0":"x",":P1":false},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn sql_update_sets_what_a_condition_holds_for() {
    check(
        "rds.createPgStatement(rds.update({ table: 'p', values: { a: 1 }, where: { id: { eq: 2 } } }))",
        expect![[
            r#"{"statements":["UPDATE \"p\" SET \"a\" = :P0 WHERE \"id\" = :P1"],"variableMap":{":P0":1,":P1":2},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn sql_remove_quotes_names_as_its_database_does() {
    check(
        "rds.createMySQLStatement(rds.remove({ table: 'p', where: { id: { eq: 1 } } }))",
        expect![[
            r#"{"statements":["DELETE FROM `p` WHERE `id` = :P0"],"variableMap":{":P0":1},"variableTypeHintMap":{}}"#
        ]],
    );
}

#[test]
fn sql_remove_returns_what_is_asked_for() {
    check(
        "rds.createPgStatement(rds.remove({ table: 'p', returning: ['id'] })).statements",
        expect![[r#"["DELETE FROM \"p\" RETURNING \"id\""]"#]],
    );
}

#[test]
fn sql_templates_have_parameters_with_hints() {
    check(
        "rds.createPgStatement(rds.sql`select * from t where id = ${rds.typeHint.UUID('u')} and n < ${2}`, 'select 1')",
        expect![[
            r#"{"statements":["select * from t where id = :P0 and n < :P1","select 1"],"variableMap":{":P0":"u",":P1":2},"variableTypeHintMap":{":P0":"UUID"}}"#
        ]],
    );
}

#[test]
fn sql_hints_say_their_type() {
    check(
        "Object.values(rds.typeHint).map((hint) => hint('v').type)",
        expect![[r#"["DECIMAL","JSON","TIMESTAMP","TIME","UUID","DATE"]"#]],
    );
}

#[test]
fn sql_that_cannot_be_written_is_refused() {
    for (expression, message) in [
        (
            "rds.createPgStatement()",
            "An argument is expected to be passed to createPgStatement",
        ),
        (
            "rds.createMySQLStatement(1)",
            "Unsupported type is passed as argument to createMySQLStatement",
        ),
        (
            "rds.createPgStatement({ type: 'BOGUS', properties: {} })",
            "Unsupported type is passed as argument to createPgStatement",
        ),
        (
            "rds.select()",
            "An argument is expected to be passed to select",
        ),
        ("rds.remove([])", "Expected payload to be an Object."),
        (
            "rds.sql(['a'], 1)",
            "java.lang.IllegalArgumentException: Unexpected argument passed to sql tagged template",
        ),
        ("pg(rds.select({}))", "'table' or 'from' key is required."),
        (
            "pg(rds.select({ table: 'a', from: 'b' }))",
            "'from' and 'table' keys cannot be used together",
        ),
        (
            "pg(rds.select({ table: {} }))",
            "java.util.NoSuchElementException",
        ),
        (
            "pg(rds.select({ table: { a: 'x', b: 'y' } }))",
            "table alias is allowed only one key-value pair.",
        ),
        (
            "pg(rds.select({ table: { a: 1 } }))",
            "Table alias value is expected to be a string.",
        ),
        (
            "pg(rds.select({ table: 1 }))",
            "table name is expected to be a string or alias.",
        ),
        (
            "pg(rds.select({ from: 1 }))",
            "'from' value is expected to be string or object.",
        ),
        (
            "pg(rds.select({ table: 't', columns: 'x' }))",
            "Expected column to be * or an array.",
        ),
        (
            "pg(rds.select({ table: 't', columns: [1] }))",
            "Invalid type in column array.",
        ),
        (
            "pg(rds.select({ table: 't', where: 'x' }))",
            "WHERE values are expected to be SQL templates or a condition object.",
        ),
        (
            "pg(rds.select({ table: 't', where: { a: 1 } }))",
            "Expected condition to be an Object.",
        ),
        (
            "pg(rds.select({ table: 't', where: { and: 1 } }))",
            "and expects conditions to be an array",
        ),
        (
            "pg(rds.select({ table: 't', where: { or: [1] } }))",
            "Expected or to be an Object.",
        ),
        (
            "pg(rds.select({ table: 't', where: { a: { in: [1] } } }))",
            "Unsupported condition a.in.",
        ),
        (
            "pg(rds.select({ table: 't', where: { a: { eq: null } } }))",
            "Value for a.eq can't be null.",
        ),
        (
            "pg(rds.select({ table: 't', where: { a: { contains: 1 } } }))",
            "a.contains expects a string value to be passed.",
        ),
        (
            "pg(rds.select({ table: 't', where: { a: { attributeExists: 1 } } }))",
            "a.attributeExists expects a boolean value to be passed.",
        ),
        (
            "pg(rds.select({ table: 't', where: { a: { between: 1 } } }))",
            "a.between condition expects an array with length of 2.",
        ),
        (
            "pg(rds.select({ table: 't', where: { a: { between: [1] } } }))",
            "a.between condition expects an array with 2 values but received an array with length 1.",
        ),
        (
            "pg(rds.select({ table: 't', where: { a: { size: 1 } } }))",
            "Expected a.size to be an Object.",
        ),
        (
            "pg(rds.select({ table: 't', where: { a: { size: { contains: 1 } } } }))",
            "a.size has invalid size operator.",
        ),
        (
            "pg(rds.select({ table: 't', orderBy: {} }))",
            "orderBy expects an array.",
        ),
        (
            "pg(rds.select({ table: 't', orderBy: [1] }))",
            "orderBy item expected to be an object.",
        ),
        (
            "pg(rds.select({ table: 't', orderBy: [{}] }))",
            "orderBy item expected to have property column.",
        ),
        (
            "pg(rds.select({ table: 't', orderBy: [{ column: 'a', dir: 'up' }] }))",
            "orderBy dir can have either ASC or DESC found up.",
        ),
        (
            "pg(rds.select({ table: 't', limit: 'x' }))",
            "limit expects a number.",
        ),
        (
            "pg(rds.insert({ table: 't' }))",
            "values are expected to be passed to insert",
        ),
        (
            "pg(rds.update({ table: 't', values: [] }))",
            "Expected values to an Object.",
        ),
        (
            "rds.createMySQLStatement(rds.remove({ table: 't', returning: '*' }))",
            "returning is not supported in MySQL.",
        ),
    ] {
        let expression = expression.replace("pg(", "rds.createPgStatement(");
        let actual = evaluate(&expression, json!({})).expect_err(&expression);
        let (_, actual) = actual.split_once(": ").expect("a place and a message");
        assert_eq!(actual, message, "{expression}");
    }
}

#[test]
fn invoke_model_hands_the_body_on() {
    check(
        "ai.invokeModel({ modelId: 'm', body: { inputText: 'x' } })",
        expect![[r#"{"operation":"InvokeModel","modelId":"m","body":{"inputText":"x"}}"#]],
    );
}

#[test]
fn converse_hands_the_messages_on() {
    check(
        "ai.converse({ modelId: 'm', messages: [{ role: 'user', content: [{ text: 'hi' }] }] })",
        expect![[
            r#"{"operation":"Converse","modelId":"m","messages":[{"role":"user","content":[{"text":"hi"}]}]}"#
        ]],
    );
}

#[test]
fn sql_aggregates_are_functions_of_a_column() {
    for (aggregate, sql) in [
        ("agg.min", "MIN(\"n\")"),
        ("agg.minDistinct", "MIN(DISTINCT \"n\")"),
        ("agg.max", "MAX(\"n\")"),
        ("agg.maxDistinct", "MAX(DISTINCT \"n\")"),
        ("agg.sum", "SUM(\"n\")"),
        ("agg.sumDistinct", "SUM(DISTINCT \"n\")"),
        ("agg.avg", "AVG(\"n\")"),
        ("agg.avgDistinct", "AVG(DISTINCT \"n\")"),
        ("agg.count", "COUNT(\"n\")"),
        ("agg.countDistinct", "COUNT(DISTINCT \"n\")"),
    ] {
        let statement = value(&format!(
            "rds.createPgStatement(rds.select({{ table: 't', columns: [rds.{aggregate}('n')] }})).statements[0]"
        ));
        assert_eq!(statement, format!("SELECT {sql} FROM \"t\""), "{aggregate}");
    }
}

#[test]
fn a_sql_hint_is_told_of_its_parameter() {
    for hint in [
        "typeHint.DECIMAL",
        "typeHint.JSON",
        "typeHint.TIMESTAMP",
        "typeHint.TIME",
        "typeHint.UUID",
        "typeHint.DATE",
    ] {
        let hints = value(&format!(
            "rds.createPgStatement(rds.sql`select ${{rds.{hint}('v')}}`).variableTypeHintMap"
        ));
        let name = hint.trim_start_matches("typeHint.");
        assert_eq!(hints, json!({ ":P0": name }));
    }
}

#[test]
fn answers_of_databases_are_read() {
    let answer = json!({
        "sqlStatementResults": [{
            "columnMetadata": [{ "label": "id" }],
            "records": [[{ "stringValue": "1" }]],
        }],
    });
    assert_eq!(
        evaluate(
            "rds.toJsonObject(ctx.args.answer)",
            json!({ "answer": answer.to_string() })
        ),
        Ok(json!([[{ "id": "1" }]]))
    );
}
