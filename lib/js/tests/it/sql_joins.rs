//! What `@aws-appsync/utils/rds` says of several tables, of aggregates and of rows that were changed.
//!
//! <https://github.com/aws-samples/aws-appsync-resolver-samples> describes these parts of the module.

use serde_json::{Value, json};

use crate::{evaluate, value};

/// The only statement of a request.
#[track_caller]
fn check(create: &str, statement: &str, sql: &str) {
    let request = value(&format!("rds.{create}({statement})"));
    assert_eq!(request["statements"], json!([sql]), "{statement}");
}

#[track_caller]
fn check_postgres(statement: &str, sql: &str) {
    check("createPgStatement", statement, sql);
}

#[track_caller]
fn check_refused(expression: &str, message: &str) {
    let actual = evaluate(expression, Value::Null).expect_err(expression);
    assert!(actual.ends_with(message), "{expression}: {actual}");
}

#[test]
fn tables_are_joined_by_columns_of_one_name() {
    check_postgres(
        "rds.select({ from: 'album', join: [{ from: 'artist', using: ['artist_id'] }] })",
        r#"SELECT * FROM "album" JOIN "artist" USING ("artist_id")"#,
    );
    check(
        "createMySQLStatement",
        "rds.select({ table: 'a', leftJoin: [{ table: 'b', using: ['x', 'y'] }], crossJoin: [{ from: 'c' }] })",
        "SELECT * FROM `a` LEFT JOIN `b` USING (`x`, `y`) CROSS JOIN `c`",
    );
}

#[test]
fn tables_are_joined_by_conditions() {
    check_postgres(
        "rds.select({ from: 'album', join: [{ from: 'artist', on: rds.sql`album.a = artist.b` }] })",
        r#"SELECT * FROM "album" JOIN "artist" ON album.a = artist.b"#,
    );
    let request = value(
        "rds.createPgStatement(rds.select({ from: 'a', innerJoin: [{ from: { o: 'b' }, on: { 'o.kind': { eq: 1 } } }], where: { id: { eq: 2 } } }))",
    );
    assert_eq!(
        request["statements"],
        json!([r#"SELECT * FROM "a" INNER JOIN "b" as "o" ON "o"."kind" = :P0 WHERE "id" = :P1"#])
    );
    assert_eq!(request["variableMap"], json!({ ":P0": 1, ":P1": 2 }));
}

#[test]
fn every_kind_of_join_is_written() {
    for (key, sql) in [
        ("join", "JOIN"),
        ("innerJoin", "INNER JOIN"),
        ("leftJoin", "LEFT JOIN"),
        ("leftOuterJoin", "LEFT OUTER JOIN"),
        ("rightJoin", "RIGHT JOIN"),
        ("rightOuterJoin", "RIGHT OUTER JOIN"),
        ("fullOuterJoin", "FULL OUTER JOIN"),
        ("crossJoin", "CROSS JOIN"),
        ("joinNatural", "NATURAL JOIN"),
        ("innerJoinNatural", "NATURAL INNER JOIN"),
        ("leftJoinNatural", "NATURAL LEFT JOIN"),
        ("leftOuterJoinNatural", "NATURAL LEFT OUTER JOIN"),
        ("rightJoinNatural", "NATURAL RIGHT JOIN"),
        ("rightOuterJoinNatural", "NATURAL RIGHT OUTER JOIN"),
        ("fullOuterJoinNatural", "NATURAL FULL OUTER JOIN"),
    ] {
        check_postgres(
            &format!("rds.select({{ table: 'a', {key}: [{{ table: 'b' }}] }})"),
            &format!(r#"SELECT * FROM "a" {sql} "b""#),
        );
    }
    check_refused(
        "rds.createMySQLStatement(rds.select({ table: 'a', fullOuterJoin: [{ table: 'b' }] }))",
        "fullOuterJoin is not supported in MySQL.",
    );
    check_refused(
        "rds.createPgStatement(rds.select({ table: 'a', join: { table: 'b' } }))",
        "join expects an array.",
    );
    check_refused(
        "rds.createPgStatement(rds.select({ table: 'a', join: ['b'] }))",
        "join item expected to be an object.",
    );
}

#[test]
fn columns_have_other_names() {
    check_postgres(
        "rds.select({ table: 'album', columns: ['id', { name: 'album.title' }, { n: rds.agg.count('*') }] })",
        r#"SELECT "id", "album"."title" as "name", COUNT(*) as "n" FROM "album""#,
    );
}

#[test]
fn groups_are_filtered_by_aggregates() {
    let request = value(
        "rds.createPgStatement(rds.select({ table: 'album', columns: ['artist'], groupBy: ['artist', 2], having: { id: { count: { ge: 5 }, maxDistinct: { between: [1, 2] } } } }))",
    );
    assert_eq!(
        request["statements"],
        json!([
            r#"SELECT "artist" FROM "album" GROUP BY "artist", 2 HAVING COUNT("id") >= :P0 AND MAX(DISTINCT "id") BETWEEN :P1 AND :P2"#
        ])
    );
    check_refused(
        "rds.createPgStatement(rds.select({ table: 't', having: { id: { count: { in: [1] } } } }))",
        "id.count has invalid count operator.",
    );
}

#[test]
fn a_table_may_be_a_query() {
    check_postgres(
        "rds.select({ from: { sub: rds.select({ from: 'album', where: { id: { gt: 1 } } }) }, join: [{ from: 'artist', using: ['id'] }], limit: 3 })",
        r#"SELECT * FROM (SELECT * FROM "album" WHERE "id" > :P0) as "sub" JOIN "artist" USING ("id") LIMIT :P1"#,
    );
    check_postgres(
        "rds.select({ from: { s: rds.sql`select 1` } })",
        r#"SELECT * FROM (select 1) as "s""#,
    );
}

#[test]
fn conditions_are_negated() {
    let statement = |condition: &str| format!("rds.select({{ table: 't', where: {condition} }})");
    check_postgres(
        &statement("{ not: [{ a: { eq: 1 } }] }"),
        r#"SELECT * FROM "t" WHERE NOT ("a" = :P0)"#,
    );
    check_postgres(
        &statement("{ not: [{ or: [{ a: { eq: 1 } }, { b: { attributeExists: false } }] }] }"),
        r#"SELECT * FROM "t" WHERE NOT (("a" = :P0) OR ("b" IS NULL))"#,
    );
    check_postgres(
        &statement("{ c: { eq: 1 }, not: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }"),
        r#"SELECT * FROM "t" WHERE "c" = :P0 AND NOT (("a" = :P1) AND ("b" = :P2))"#,
    );
    check_postgres(&statement("{ not: [] }"), r#"SELECT * FROM "t""#);
}

#[test]
fn updated_rows_are_returned() {
    check_postgres(
        "rds.update({ table: 'p', values: { a: 1 }, where: { id: { eq: 2 } }, returning: ['id', 'a'] })",
        r#"UPDATE "p" SET "a" = :P0 WHERE "id" = :P1 RETURNING "id", "a""#,
    );
    check_refused(
        "rds.createMySQLStatement(rds.update({ table: 'p', values: { a: 1 }, returning: '*' }))",
        "returning is not supported in MySQL.",
    );
}

#[test]
fn a_second_statement_may_be_null() {
    check_postgres("rds.select({ table: 't' }), null", r#"SELECT * FROM "t""#);
    check_postgres("'select 1', undefined", "select 1");
}
