use serde_json::{Value, json};

use crate::{check, check_error, check_js, check_json};

fn answer() -> Value {
    json!({"sqlStatementResults": [
        {
            "records": [
                [{"stringValue": "Ann"}, {"longValue": 3}, {"isNull": true}],
                [{"stringValue": "Bo"}, {"doubleValue": 4.5}, {"booleanValue": true}],
                [{"stringValue": "Cy"}, {"longValue": 5}, {"arrayValue": {"longValues": [1, 2]}}],
            ],
            "columnMetadata": [{"name": "name", "label": "first"}, {"name": "age"}, {"label": "flag"}],
        },
        {"numberOfRecordsUpdated": 1},
    ]})
}

#[test]
fn each_statement_gives_its_rows() {
    let rows = json!([
        [
            {"first": "Ann", "age": 3, "flag": null},
            {"first": "Bo", "age": 4.5, "flag": true},
            {"first": "Cy", "age": 5, "flag": [1, 2]},
        ],
        [],
    ]);
    check("rds.toJsonObject", json!([answer()]), rows.clone());
    check(
        "rds.toJsonObject",
        json!([answer().to_string()]),
        rows.clone(),
    );
    check_json("rds.toJsonString", json!([answer().to_string()]), rows);
}

/// As recorded on AWS for <https://github.com/localstack/appsync-utils>.
#[test]
fn in_appsync_js_nulls_are_left_out() {
    check_js(
        "rds.toJsonObject",
        json!([answer().to_string()]),
        json!([
            [
                {"first": "Ann", "age": 3},
                {"first": "Bo", "age": 4.5, "flag": true},
                {"first": "Cy", "age": 5, "flag": [1, 2]},
            ],
            [{}],
        ]),
    );
    let arrays = json!({"sqlStatementResults": [{
        "records": [[
            {"arrayValue": {"arrayValues": [{"booleanValues": [true]}, {"stringValues": ["a"]}]}},
            {"arrayValue": {}},
            {"blobValue": "aGVsbG8="},
        ]],
        "columnMetadata": [{"name": "nested"}, {"name": "none"}, {"name": "blob", "label": "BLOB"}],
    }]});
    check_js(
        "rds.toJsonObject",
        json!([arrays]),
        json!([[{"nested": [[true], ["a"]], "none": [], "BLOB": "aGVsbG8="}]]),
    );
}

#[test]
fn what_is_no_answer_is_refused() {
    check_error(
        "rds.toJsonObject",
        json!([{}]),
        "rds.toJsonObject: the answer has no `sqlStatementResults`",
    );
    assert!(crate::call("rds.toJsonObject", &json!(["{"])).is_err());
}
