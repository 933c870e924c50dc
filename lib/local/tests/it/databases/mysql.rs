//! Statements in MySQL's dialect, carried out by MariaDB.

use expect_test::expect;
use serde_json::{Value, json};

use super::{RAW, RUN, Shop};
use crate::mariadb::MariaDb;
use crate::project::query;

const PRODUCT: &str = "
import { select, createMySQLStatement, toJsonObject } from '@aws-appsync/utils/rds';
export function request(ctx) {
    return createMySQLStatement(select({ table: 'products', columns: '*', where: { id: { eq: ctx.args.id } } }));
}
export function response(ctx) {
    return toJsonObject(ctx.result)[0][0];
}
";

const ADD: &str = "
import { insert, select, createMySQLStatement, toJsonObject } from '@aws-appsync/utils/rds';
export function request(ctx) {
    const made = insert({ table: 'products', values: ctx.args });
    const read = select({ table: 'products', columns: '*', where: { name: { eq: ctx.args.name } } });
    return createMySQLStatement(made, read);
}
export function response(ctx) {
    return toJsonObject(ctx.result)[1][0];
}
";

const FIELDS: [(&str, &str, &str); 4] = [
    ("Query", "product", PRODUCT),
    ("Query", "raw", RAW),
    ("Mutation", "run", RUN),
    ("Mutation", "add", ADD),
];

/// A resolver that gives the answer of the Data API as it is.
const ANSWER: &str = "
export function request(ctx) {
    return JSON.parse(ctx.args.request);
}
export function response(ctx) {
    return ctx.result;
}
";

/// One server for all of it: making one takes seconds.
#[test]
fn a_mysql_database_answers_as_the_data_api_does() {
    let Some(mariadb) = MariaDb::start() else {
        return;
    };
    let shop = Shop::new(mariadb.url(), &FIELDS);
    let table = "CREATE TABLE products (
        id int AUTO_INCREMENT PRIMARY KEY, name varchar(100) NOT NULL UNIQUE, price decimal(8, 2), sold boolean
    )";
    run(&shop, json!([table]), json!({})).expect("a table is made");
    statements_of_a_request_are_one_transaction(&shop);
    statements_of_the_helpers_write_and_read(&shop);
    rows_that_are_found_count_as_updated(&mariadb);
    columns_are_described_and_generated_keys_given(&mariadb);
    every_type_has_the_data_api_s_form(&shop);
    variables_have_the_type_of_their_json(&shop);
    statements_that_cannot_be_prepared_run(&shop);
    many_requests_take_turns(&shop);
}

fn run(shop: &Shop, statements: Value, variables: Value) -> Result<Value, String> {
    shop.run(statements, variables, json!({}))
}

/// What the Data API answers to a request.
fn answer(mariadb: &MariaDb, request: Value) -> Value {
    let shop = Shop::new(mariadb.url(), &[("Mutation", "run", ANSWER)]);
    let answer = crate::project::query_with(
        &shop.outputs,
        "mutation Run($request: String!) { run(request: $request) }",
        json!({"request": request.to_string()}),
    );
    let text = answer["data"]["run"].as_str();
    serde_json::from_str(text.unwrap_or_else(|| panic!("no result: {answer}"))).expect("JSON")
}

fn statements_of_a_request_are_one_transaction(shop: &Shop) {
    let insert = "INSERT INTO products (name) VALUES (:name)";
    let failed = run(shop, json!([insert, insert]), json!({":name": "Tea"}));
    expect![[r#"400 Bad Request: RDSHttp:{"message":"Duplicate entry 'Tea' for key 'name'; Error code: 1062; SQLState: 23000"}"#]]
        .assert_eq(&failed.expect_err("a refusal"));
    let count = "SELECT count(*) AS count FROM products";
    assert_eq!(
        run(shop, json!([count]), json!({})).expect("an answer"),
        json!([[{"count": 0}]])
    );
    assert_eq!(
        run(shop, json!([insert, count]), json!({":name": "Tea"})).expect("an answer"),
        json!([[], [{"count": 1}]])
    );
}

fn statements_of_the_helpers_write_and_read(shop: &Shop) {
    assert_eq!(
        query(
            &shop.outputs,
            r#"mutation { add(name: "Coffee", price: 2.5) { name price } }"#
        ),
        json!({"data": {"add": {"name": "Coffee", "price": "2.50"}}})
    );
    assert_eq!(
        query(&shop.outputs, "{ product(id: 9) { name } }"),
        json!({"data": {"product": null}})
    );
}

fn rows_that_are_found_count_as_updated(mariadb: &MariaDb) {
    let update = "UPDATE products SET sold = true";
    let answer = answer(mariadb, json!({"statements": [update, update]}));
    assert_eq!(
        answer["sqlStatementResults"][0]["numberOfRecordsUpdated"],
        2
    );
    assert_eq!(
        answer["sqlStatementResults"][1]["numberOfRecordsUpdated"],
        2
    );
}

fn columns_are_described_and_generated_keys_given(mariadb: &MariaDb) {
    let answer = answer(
        mariadb,
        json!({"statements": [
            "INSERT INTO products (name, price) VALUES ('Cup', 12.5)",
            "SELECT id, name AS title, price, 1 + 1 AS two FROM products WHERE name = 'Cup'",
        ]}),
    );
    let made = &answer["sqlStatementResults"][0];
    assert_eq!(made["numberOfRecordsUpdated"], 1);
    let id = made["generatedFields"][0]["longValue"].clone();
    assert!(id.is_u64(), "{made}");
    let column = |label: &str, more: Value| {
        let mut column = json!({
            "arrayBaseColumnType": 0, "isAutoIncrement": false, "isCaseSensitive": false, "isCurrency": false,
            "isSigned": true, "label": label, "name": label, "nullable": 0, "precision": 11, "scale": 0,
            "schemaName": "", "tableName": "products", "type": 4, "typeName": "INT",
        });
        let more = more.as_object().expect("members").clone();
        column.as_object_mut().expect("members").extend(more);
        column
    };
    assert_eq!(
        answer["sqlStatementResults"][1],
        json!({
            "columnMetadata": [
                column("id", json!({"isAutoIncrement": true})),
                column("title", json!({
                    "name": "name", "isSigned": false, "precision": 100, "type": 12, "typeName": "VARCHAR",
                })),
                column("price", json!({
                    "nullable": 1, "precision": 8, "scale": 2, "type": 3, "typeName": "DECIMAL",
                })),
                column("two", json!({"tableName": "", "precision": 3})),
            ],
            "records": [[{"longValue": id}, {"stringValue": "Cup"}, {"stringValue": "12.50"}, {"longValue": 2}]],
            "numberOfRecordsUpdated": 0,
            "generatedFields": [],
        })
    );
}

fn every_type_has_the_data_api_s_form(shop: &Shop) {
    let table = "CREATE TABLE kinds (
        yes boolean, flag bit(1), bits bit(12), small smallint, middle mediumint, big bigint, huge bigint unsigned,
        part float, half double, exact decimal(10, 2), day date, hour time(1), late time, moment datetime,
        exactly datetime(3), zoned timestamp NULL, born year, letter char(2), word varchar(10), story text,
        data json, size enum('s', 'm'), colors set('red', 'blue'), raw varbinary(4), bytes blob, nothing int
    )";
    let row = r#"INSERT INTO kinds VALUES (
        true, b'1', b'100000000001', -7, 8388607, -9007199254740991, 9007199254740991,
        1.1, 1.5, -12345.6, '2026-01-31', '09:30:01.5', '-30:00:00', '2026-01-31 09:30:00',
        '2026-01-31 09:30:00.25', '2026-01-31 09:30:00', 2026, 'x', 'é', 'once',
        '{"a": [1]}', 'm', 'red,blue', x'0102', x'0102', NULL
    )"#;
    run(shop, json!([table, row]), json!({})).expect("a row");
    assert_eq!(
        run(shop, json!(["SELECT * FROM kinds"]), json!({})).expect("an answer"),
        json!([[{
            "yes": true, "flag": true, "bits": "CAE=", "small": -7, "middle": 8388607, "big": -9007199254740991_i64,
            "huge": 9007199254740991_i64, "part": 1.1, "half": 1.5, "exact": "-12345.60", "day": "2026-01-31",
            "hour": "09:30:01.5", "late": "-30:00:00", "moment": "2026-01-31 09:30:00",
            "exactly": "2026-01-31 09:30:00.250", "zoned": "2026-01-31 09:30:00", "born": "2026", "letter": "x",
            "word": "é", "story": "once", "data": "{\"a\": [1]}", "size": "m", "colors": "red,blue", "raw": "AQI=",
            "bytes": "AQI=",
        }]])
    );
    let refused = run(
        shop,
        json!(["SELECT 18446744073709551615 AS much"]),
        json!({}),
    );
    expect![[r#"400 Bad Request: RDSHttp:{"message":"The value 18446744073709551615 of the column much is out of range for a long; cast it to CHAR"}"#]]
        .assert_eq(&refused.expect_err("a refusal"));
}

fn variables_have_the_type_of_their_json(shop: &Shop) {
    let variables = json!({":text": "it's :n", ":n": 2, ":half": 0.5, ":yes": true, ":none": null, ":day": "2026-01-31"});
    let statement = "SELECT :text AS text, :n + 1 AS n, :n * 2 AS m, :half AS half, :yes = true AS yes, \
                     :none AS none, date_add(:day, INTERVAL 1 DAY) AS day";
    let hints = json!({":day": "DATE"});
    assert_eq!(
        shop.run(json!([statement]), variables, hints)
            .expect("an answer"),
        json!([[{"text": "it's :n", "n": 3, "m": 4, "half": 0.5, "yes": 1, "day": "2026-02-01"}]])
    );
    let unknown = run(shop, json!(["SELECT :other AS other"]), json!({}));
    expect![[r#"400 Bad Request: RDSHttp:{"message":"The statement has a named parameter that has no value"}"#]].assert_eq(&unknown.expect_err("a refusal"));
}

fn statements_that_cannot_be_prepared_run(shop: &Shop) {
    let made = "CREATE PROCEDURE twice(x int) BEGIN SELECT x * 2 AS y; SELECT 'more' AS more; END";
    run(shop, json!([made]), json!({})).expect("a procedure");
    assert_eq!(
        run(shop, json!(["CALL twice(:x)"]), json!({":x": 4})).expect("an answer"),
        json!([[{"y": 8}]])
    );
    assert_eq!(
        run(
            shop,
            json!(["LOCK TABLES products READ", "UNLOCK TABLES"]),
            json!({})
        )
        .expect("an answer"),
        json!([[], []])
    );
}

fn many_requests_take_turns(shop: &Shop) {
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let slept = run(shop, json!(["SELECT sleep(0.05) AS slept"]), json!({}));
                assert_eq!(slept.expect("an answer"), json!([[{"slept": 0}]]));
            });
        }
    });
}
