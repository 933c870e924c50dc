//! Relational databases: statements of resolvers, carried out by real servers.

mod mysql;
mod tls;

use appsynth_local::{DataSourceStandIn, DatabaseTls, Outputs, Secret};
use expect_test::expect;
use serde_json::{Value, json};

use crate::postgres::Postgres;
use crate::project::{Project, add, api, query, query_with, source};

const SCHEMA: &str = "
    type Query { product(id: Int!): Product raw: AWSJSON }
    type Mutation { run(request: String!): AWSJSON add(name: String!, price: Float): Product }
    type Product { id: Int name: String price: String }
";

/// Sends the request in its argument and gives the rows of each statement.
const RUN: &str = "
import { util } from '@aws-appsync/utils';
import { toJsonObject } from '@aws-appsync/utils/rds';
export function request(ctx) {
    return JSON.parse(ctx.args.request);
}
export function response(ctx) {
    if (ctx.error) util.error(ctx.error.message, ctx.error.type);
    return JSON.stringify(toJsonObject(ctx.result));
}
";

const PRODUCT: &str = "
import { util } from '@aws-appsync/utils';
import { select, createPgStatement, toJsonObject } from '@aws-appsync/utils/rds';
export function request(ctx) {
    return createPgStatement(select({ table: 'products', columns: '*', where: { id: { eq: ctx.args.id } } }));
}
export function response(ctx) {
    if (ctx.error) util.error(ctx.error.message, ctx.error.type);
    return toJsonObject(ctx.result)[0][0];
}
";

const ADD: &str = "
import { insert, select, createPgStatement, toJsonObject } from '@aws-appsync/utils/rds';
export function request(ctx) {
    const made = insert({ table: 'products', values: ctx.args, returning: '*' });
    return createPgStatement(made, select({ table: 'products', columns: ['id'] }));
}
export function response(ctx) {
    return toJsonObject(ctx.result)[0][0];
}
";

const RAW: &str = "
export function request(ctx) {
    return { statements: [\"SELECT 1 AS one, 'a' AS letter, NULL AS nothing\"], variableMap: {} };
}
export function response(ctx) {
    return ctx.result;
}
";

/// The code of each field for PostgreSQL.
const FIELDS: [(&str, &str, &str); 4] = [
    ("Query", "product", PRODUCT),
    ("Query", "raw", RAW),
    ("Mutation", "run", RUN),
    ("Mutation", "add", ADD),
];

fn template(fields: &[(&str, &str, &str)]) -> Value {
    let mut template = api(SCHEMA);
    let config = json!({"RelationalDatabaseConfig": {
        "RelationalDatabaseSourceType": "RDS_HTTP_ENDPOINT",
        "RdsHttpEndpointConfig": {
            "AwsRegion": "eu-west-1",
            "DbClusterIdentifier": "arn:aws:rds:eu-west-1:123456789012:cluster:shop",
            "AwsSecretStoreArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop",
        },
    }});
    add(
        &mut template,
        "Shop",
        source("Shop", "RELATIONAL_DATABASE", config),
    );
    for (type_name, field_name, code) in fields {
        let resolver = json!({
            "Type": "AWS::AppSync::Resolver",
            "DependsOn": ["Schema"],
            "Properties": {
                "ApiId": {"Fn::GetAtt": ["Api", "ApiId"]},
                "TypeName": type_name,
                "FieldName": field_name,
                "DataSourceName": {"Fn::GetAtt": ["Shop", "Name"]},
                "Runtime": {"Name": "APPSYNC_JS", "RuntimeVersion": "1.0.0"},
                "Code": code,
            },
        });
        add(&mut template, field_name, resolver);
    }
    template
}

/// An API with a database.
struct Shop {
    _project: Project,
    outputs: Outputs,
}

impl Shop {
    fn new(url: String, fields: &[(&str, &str, &str)]) -> Self {
        Self::with_tls(url, DatabaseTls::Off, fields)
    }

    fn with_tls(url: String, tls: DatabaseTls, fields: &[(&str, &str, &str)]) -> Self {
        let mut project = Project::new(&template(fields));
        let mut options = project.options();
        options.data_sources.insert(
            "Shop".to_owned(),
            DataSourceStandIn::Database {
                url: Secret::from(url),
                tls,
            },
        );
        let outputs = project.deploy_with(options).expect("deployed");
        Self {
            _project: project,
            outputs,
        }
    }

    /// The rows of each statement, or type and message of the error.
    fn run(&self, statements: Value, variables: Value, hints: Value) -> Result<Value, String> {
        let request = json!({
            "statements": statements,
            "variableMap": variables,
            "variableTypeHintMap": hints,
        });
        let answer = query_with(
            &self.outputs,
            "mutation Run($request: String!) { run(request: $request) }",
            json!({"request": request.to_string()}),
        );
        match answer["data"]["run"].as_str() {
            Some(rows) => Ok(serde_json::from_str(rows).expect("JSON")),
            None => {
                let error = &answer["errors"][0];
                let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
                Err(format!("{}: {}", text("errorType"), text("message")))
            }
        }
    }
}

/// One server for all of it: making one takes seconds.
#[test]
fn a_postgresql_database_answers_as_the_data_api_does() {
    let Some(postgres) = Postgres::start() else {
        return;
    };
    let shop = Shop::new(postgres.url(), &FIELDS);
    let table = "CREATE TABLE products (id serial PRIMARY KEY, name text NOT NULL UNIQUE, price numeric(8, 2))";
    shop.run(json!([table]), json!({}), json!({}))
        .expect("a table is made");
    statements_of_a_request_are_one_transaction(&shop);
    statements_of_the_helpers_write_and_read(&shop);
    the_result_has_the_shape_of_the_data_api(&shop);
    every_type_has_the_data_api_s_form(&shop);
    variables_have_the_type_of_their_json_or_of_their_hint(&shop);
    three_statements_are_too_many(&shop);
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
        query(
            &shop.outputs, // What the transaction that was taken back counted is not given again.
            "{ product(id: 3) { name price } }"
        ),
        json!({"data": {"product": {"name": "Tea", "price": null}}})
    );
    assert_eq!(
        query(&shop.outputs, "{ product(id: 9) { name } }"),
        json!({"data": {"product": null}})
    );
}

fn the_result_has_the_shape_of_the_data_api(shop: &Shop) {
    let answer = query(&shop.outputs, "{ raw }");
    let result: Value = serde_json::from_str(answer["data"]["raw"].as_str().expect("an answer"))
        .expect("an answer");
    assert_eq!(
        result,
        json!({"sqlStatementResults": [{
            "columnMetadata": [
                {"label": "one", "name": "one", "typeName": "int4"},
                {"label": "letter", "name": "letter", "typeName": "text"},
                {"label": "nothing", "name": "nothing", "typeName": "text"},
            ],
            "records": [[{"longValue": 1}, {"stringValue": "a"}, {"isNull": true}]],
            "numberOfRecordsUpdated": 0,
            "generatedFields": [],
        }]})
    );
}

fn statements_of_a_request_are_one_transaction(shop: &Shop) {
    let insert = "INSERT INTO products (name) VALUES (:name)";
    let failed = shop.run(json!([insert, insert]), json!({":name": "Tea"}), json!({}));
    expect![[r#"400 Bad Request: RDSHttp:{"message":"ERROR: duplicate key value violates unique constraint \"products_name_key\"; SQLState: 23505"}"#]]
        .assert_eq(&failed.expect_err("a refusal"));
    let count = "SELECT count(*) AS count FROM products";
    assert_eq!(
        shop.run(json!([count]), json!({}), json!({}))
            .expect("an answer"),
        json!([[{"count": 0}]])
    );
    assert_eq!(
        shop.run(json!([insert, count]), json!({":name": "Tea"}), json!({}))
            .expect("an answer"),
        json!([[], [{"count": 1}]])
    );
}

fn every_type_has_the_data_api_s_form(shop: &Shop) {
    let select = "SELECT true AS yes, 7::int2 AS small, 1.5::float8 AS half, -12345.60::numeric AS exact,
        0.0003::numeric AS tiny, 120000000::numeric AS big, date '2026-01-31' AS day, time '09:30:01.5' AS hour,
        timestamp '2026-01-31 09:30:00' AS moment, timestamptz '2026-01-31 09:30:00+02' AS zoned,
        'a81bc81b-dead-4e5d-abff-90865d1e13b1'::uuid AS id, '{\"a\": [1]}'::jsonb AS json,
        '\\x0102'::bytea AS bytes, ARRAY[1, NULL, 3] AS numbers, ARRAY['a'] AS letters, 'x'::char(2) AS padded";
    assert_eq!(
        shop.run(json!([select]), json!({}), json!({}))
            .expect("an answer"),
        json!([[{
            "yes": true, "small": 7, "half": 1.5, "exact": "-12345.60", "tiny": "0.0003", "big": "120000000",
            "day": "2026-01-31", "hour": "09:30:01.5", "moment": "2026-01-31 09:30:00",
            "zoned": "2026-01-31 07:30:00", "id": "a81bc81b-dead-4e5d-abff-90865d1e13b1",
            "json": "{\"a\": [1]}", "bytes": "AQI=", "numbers": [1, null, 3], "letters": ["a"], "padded": "x ",
        }]])
    );
    let unsupported = shop.run(
        json!(["SELECT interval '1 day' AS i"]),
        json!({}),
        json!({}),
    );
    assert!(
        unsupported
            .expect_err("a refusal")
            .contains("unsupported data type interval")
    );
}

fn variables_have_the_type_of_their_json_or_of_their_hint(shop: &Shop) {
    let id = "a81bc81b-dead-4e5d-abff-90865d1e13b1";
    let statement = format!(
        "SELECT :id = '{id}'::uuid AS same, :text AS text, :n + 1 AS n, :yes AS yes, :none::int AS none"
    );
    let variables = json!({":id": id, ":text": "it's :n", ":n": 2, ":yes": true, ":none": null});
    let untyped = shop.run(json!([statement]), variables.clone(), json!({}));
    expect![[r#"400 Bad Request: RDSHttp:{"message":"ERROR: operator does not exist: character varying = uuid; SQLState: 42883"}"#]]
        .assert_eq(&untyped.expect_err("a refusal"));
    assert_eq!(
        shop.run(json!([statement]), variables, json!({":id": "UUID"}))
            .expect("an answer"),
        json!([[{"same": true, "text": "it's :n", "n": 3, "yes": true}]])
    );
    let hints = json!({":d": "DATE", ":t": "TIMESTAMP", ":p": "DECIMAL", ":j": "JSON"});
    assert_eq!(
        shop.run(
            json!(["SELECT :d + 1 AS d, :t AS t, :p * 2 AS p, :j -> 'a' AS j"]),
            json!({":d": "2026-01-31", ":t": "2026-01-31 09:30:00", ":p": "1.25", ":j": "{\"a\": 1}"}),
            hints,
        )
        .expect("an answer"),
        json!([[{"d": "2026-02-01", "t": "2026-01-31 09:30:00", "p": "2.50", "j": "1"}]])
    );
}

#[test]
fn a_database_that_is_not_mapped_says_how_to_map_it_when_it_is_asked() {
    let mut project = Project::new(&template(&FIELDS));
    let outputs = project.deploy();
    let answer = query(&outputs, "{ product(id: 1) { name } __typename }");
    assert_eq!(answer["data"]["__typename"], "Query");
    expect![[r#"
        The data source `Shop` cannot be called: its database is on AWS; to have a PostgreSQL or MySQL database carry out its statements, write into appsynth.yaml: local: { data-sources: { Shop: { database: "postgres://user:${PASSWORD}@127.0.0.1/database" } } }, or mysql://…"#]]
    .assert_eq(answer["errors"][0]["message"].as_str().expect("an answer"));
}

#[test]
fn a_database_that_does_not_answer_is_an_error_without_its_password() {
    for scheme in ["postgres", "mysql"] {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = closed.local_addr().expect("an address");
        drop(closed);
        let shop = Shop::new(format!("{scheme}://shop:hush@{address}/shop"), &FIELDS);
        let answer = query(&shop.outputs, "{ product(id: 1) { name } }").to_string();
        assert!(
            answer.contains("The database cannot be reached"),
            "{answer}"
        );
        assert!(!answer.contains("hush"));
    }
}

fn three_statements_are_too_many(shop: &Shop) {
    let refused = shop.run(
        json!(["SELECT 1", "SELECT 2", "SELECT 3"]),
        json!({}),
        json!({}),
    );
    assert_eq!(
        refused.expect_err("a refusal"),
        "MappingTemplate: '$[statements]' has 3 statements; it may have 1 or 2."
    );
}
