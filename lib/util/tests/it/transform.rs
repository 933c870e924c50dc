use serde_json::{Value, json};

use crate::{call, check, check_error, check_json};

const FILTER: &str = "transform.toDynamoDBFilterExpression";
const CONDITION: &str = "transform.toDynamoDBConditionExpression";
const QUERY: &str = "transform.toElasticsearchQueryDSL";
const SUBSCRIPTION: &str = "transform.toSubscriptionFilter";

/// The expression alone.
#[track_caller]
fn check_expression(filter: Value, expression: &str) {
    let text = call(FILTER, &json!([filter]))
        .unwrap_or_else(|error| panic!("{filter}: {}", error.message));
    let result: Value = serde_json::from_str(text.as_str().unwrap_or_default()).expect("JSON text");
    assert_eq!(result["expression"], expression);
}

#[test]
fn a_filter_names_its_fields_and_values() {
    let expected = json!({
        "expression": "(contains(#title,:title_contains))",
        "expressionNames": {"#title": "title"},
        "expressionValues": {":title_contains": {"S": "Hello World"}},
    });
    check_json(
        "transform.toDynamoDBFilterExpression",
        json!([{"title": {"contains": "Hello World"}}]),
        expected.clone(),
    );
    check_json(
        "transform.toDynamoDBConditionExpression",
        json!([{"title": {"contains": "Hello World"}}]),
        expected,
    );
    check_json(
        CONDITION,
        json!([{"id": {"attributeExists": true}}]),
        json!({
            "expression": "(attribute_exists(#id))",
            "expressionNames": {"#id": "id"},
            "expressionValues": {},
        }),
    );
}

#[test]
fn every_operator_becomes_an_expression() {
    for (operator, operand, expression) in [
        ("eq", json!(1), "(#a = :a_eq)"),
        ("ne", json!(1), "(#a <> :a_ne)"),
        ("lt", json!(1), "(#a < :a_lt)"),
        ("le", json!(1), "(#a <= :a_le)"),
        ("gt", json!(1), "(#a > :a_gt)"),
        ("ge", json!(1), "(#a >= :a_ge)"),
        ("contains", json!("x"), "(contains(#a,:a_contains))"),
        (
            "notContains",
            json!("x"),
            "(NOT contains(#a,:a_notContains))",
        ),
        ("beginsWith", json!("x"), "(begins_with(#a,:a_beginsWith))"),
        (
            "between",
            json!([1, 2]),
            "(#a BETWEEN :a_between_start AND :a_between_end)",
        ),
        (
            "between",
            json!([1, 2, 3]),
            "(#a BETWEEN :a_between_start AND :a_between_end)",
        ),
        ("in", json!([1]), "(#a IN (:a_in_0))"),
        ("in", json!([1, 2]), "(#a IN (:a_in_0, :a_in_1))"),
        ("attributeExists", json!(true), "(attribute_exists(#a))"),
        (
            "attributeExists",
            json!(false),
            "(attribute_not_exists(#a))",
        ),
        (
            "attributeType",
            json!("string"),
            "(attribute_type(#a,:a_attributeType))",
        ),
        ("size", json!({"gt": 2}), "(size(#a) > :a_size_gt)"),
        (
            "size",
            json!({"gt": 2, "lt": 5}),
            "((size(#a) > :a_size_gt) AND (size(#a) < :a_size_lt))",
        ),
        (
            "size",
            json!({"between": [1, 3]}),
            "(size(#a) BETWEEN :a_size_between_start AND :a_size_between_end)",
        ),
        (
            "size",
            json!({"size": {"gt": 1}}),
            "(size(#a) > :a_size_size_gt)",
        ),
    ] {
        check_expression(json!({"a": {operator: operand}}), expression);
    }
}

#[test]
fn attribute_types_are_named_in_words() {
    for (name, code) in [
        ("_null", "NULL"),
        ("boolean", "BOOL"),
        ("numberSet", "NS"),
        ("map", "M"),
    ] {
        check_json(
            FILTER,
            json!([{"a": {"attributeType": name}}]),
            json!({
                "expression": "(attribute_type(#a,:a_attributeType))",
                "expressionNames": {"#a": "a"},
                "expressionValues": {":a_attributeType": {"S": code}},
            }),
        );
    }
}

#[test]
fn conditions_are_combined() {
    for (filter, expression) in [
        (
            json!({"a": {"gt": 1, "lt": 5}, "b": {"eq": 2}}),
            "((#a > :a_gt) AND (#a < :a_lt)) AND (#b = :b_eq)",
        ),
        (json!({"and": [{"a": {"eq": 1}}]}), "(#a = :and_0_a_eq)"),
        (
            json!({"a": {"eq": 1}, "and": [{"b": {"eq": 2}}]}),
            "(#a = :a_eq) AND (#b = :and_0_b_eq)",
        ),
        (
            json!({"or": [{"a": {"eq": 1}}, {"a": {"eq": 2}, "b": {"eq": 3}}]}),
            "((#a = :or_0_a_eq) OR ((#a = :or_1_a_eq) AND (#b = :or_1_b_eq)))",
        ),
        (
            json!({"and": [{"a": {"eq": 1}}, {"not": {"b": {"eq": 2}}}]}),
            "((#a = :and_0_a_eq) AND (NOT (#b = :and_1_not_b_eq)))",
        ),
        (
            json!({"and": [{"or": [{"and": [{"a": {"eq": 1}}]}]}]}),
            "(#a = :and_0_or_0_and_0_a_eq)",
        ),
        (
            json!({"not": {"not": {"a": {"eq": 1}}}}),
            "(NOT (NOT (#a = :not_not_a_eq)))",
        ),
        (
            json!({"not": {"a": {"gt": 1, "lt": 5}}}),
            "(NOT ((#a > :not_a_gt) AND (#a < :not_a_lt)))",
        ),
    ] {
        check_expression(filter, expression);
    }
}

#[test]
fn names_of_fields_are_taken_as_they_are() {
    check_json(
        FILTER,
        json!([{"a.b": {"eq": 1}}]),
        json!({
            "expression": "(#a.b = :a.b_eq)",
            "expressionNames": {"#a.b": "a.b"},
            "expressionValues": {":a.b_eq": {"N": 1}},
        }),
    );
}

#[test]
fn members_without_conditions_leave_nothing_behind() {
    for (filter, expression) in [
        (json!({}), ""),
        (json!({"and": []}), ""),
        (json!({"a": {}}), ""),
        (json!({"a": {"size": {}}}), ""),
        (json!({"a": {"in": []}}), "(null)"),
        (json!({"not": {}}), "(NOT )"),
        (json!({"a": {"eq": 1}, "b": {}}), "(#a = :a_eq) AND "),
        (
            json!({"and": [{"a": {"eq": 1}}, {}]}),
            "((#a = :and_0_a_eq) AND )",
        ),
    ] {
        check_expression(filter, expression);
    }
}

#[test]
fn what_is_no_filter_gives_null() {
    for filter in [
        json!(null),
        json!([]),
        json!("text"),
        json!({"a": 1}),
        json!({"a": {"is": 1}}),
        json!({"a": {"b": {"eq": 1}}}),
        json!({"a": {"between": "test"}}),
        json!({"a": {"between": [1]}}),
        json!({"a": {"in": "x"}}),
        json!({"a": {"attributeExists": 1}}),
        json!({"a": {"attributeType": "S"}}),
        json!({"a": {"size": 3}}),
        json!({"and": null}),
        json!({"and": {"a": {"eq": 1}}}),
        json!({"and": [{"a": {"eq": 1}}, null]}),
        json!({"not": [{"a": {"eq": 1}}]}),
    ] {
        check(FILTER, json!([filter]), Value::Null);
        check(CONDITION, json!([filter]), Value::Null);
    }
}

#[test]
fn every_operator_becomes_a_search_query() {
    check_json(
        "transform.toElasticsearchQueryDSL",
        json!([{"upvotes": {"ne": 15, "range": [10, 20]}, "title": {"eq": "hihihi", "wildcard": "h*i"}}]),
        json!({"bool": {"must": [
            {"bool": {"must": [
                {"bool": {"must_not": {"term": {"upvotes": 15}}}},
                {"range": {"upvotes": {"gte": 10, "lte": 20}}},
            ]}},
            {"bool": {"must": [{"term": {"title": "hihihi"}}, {"wildcard": {"title": "h*i"}}]}},
        ]}}),
    );
    for (filter, query) in [
        (json!({"n": {"gt": 3}}), json!({"range": {"n": {"gt": 3}}})),
        (json!({"n": {"le": 3}}), json!({"range": {"n": {"lte": 3}}})),
        (json!({"s": {"match": "x"}}), json!({"match": {"s": "x"}})),
        (
            json!({"s": {"matchPhrase": "x"}}),
            json!({"match_phrase": {"s": "x"}}),
        ),
        (
            json!({"s": {"matchPhrasePrefix": "x"}}),
            json!({"match_phrase_prefix": {"s": "x"}}),
        ),
        (
            json!({"s": {"multiMatch": "x"}}),
            json!({"multi_match": {"query": "x", "fields": ["s"]}}),
        ),
        (json!({"s": {"regexp": "x"}}), json!({"regexp": {"s": "x"}})),
        (
            json!({"s": {"exists": true}}),
            json!({"exists": {"field": "s"}}),
        ),
        (
            json!({"s": {"exists": false}}),
            json!({"bool": {"must_not": {"exists": {"field": "s"}}}}),
        ),
        (
            json!({"not": {"a": {"gt": 1}}}),
            json!({"bool": {"must_not": {"range": {"a": {"gt": 1}}}}}),
        ),
        (
            json!({"or": [{"a": {"gt": 1}}, {"b": {"lt": 2}}]}),
            json!({"bool": {"should": [{"range": {"a": {"gt": 1}}}, {"range": {"b": {"lt": 2}}}], "minimum_should_match": 1}}),
        ),
    ] {
        check_json(QUERY, json!([filter]), query);
    }
    let error = call(QUERY, &json!([{"a": {"is": 1}}])).unwrap_err();
    assert_eq!(
        (error.message.as_str(), error.error_type.as_deref()),
        (
            "`is` of `a` is not an operator",
            Some("Unrecognized Filter")
        )
    );
}

fn filter(field: &str, operator: &str, value: Value) -> Value {
    json!({"fieldName": field, "operator": operator, "value": value})
}

#[test]
fn subscription_filters_are_groups_of_which_one_must_hold() {
    let group = |percentage: Value, last: Value| {
        json!({"filters": [
            percentage,
            filter("title", "ne", json!("Book1")),
            filter("downvotes", "gt", json!(2000)),
            last,
        ]})
    };
    let at_most = || filter("percentageUp", "lte", json!(50));
    let at_least = || filter("percentageUp", "gte", json!(20));
    let admin = || filter("author", "eq", json!("Admin"));
    let unpublished = || filter("isPublished", "eq", json!(false));
    check(
        "transform.toSubscriptionFilter",
        json!([{
            "percentageUp": {"lte": 50, "gte": 20},
            "and": [{"title": {"ne": "Book1"}}, {"downvotes": {"gt": 2000}}],
            "or": [{"author": {"eq": "Admin"}}, {"isPublished": {"eq": false}}],
        }]),
        json!({"filterGroup": [
            group(at_most(), admin()),
            group(at_most(), unpublished()),
            group(at_least(), admin()),
            group(at_least(), unpublished()),
        ]}),
    );
    check(
        SUBSCRIPTION,
        json!([{"not": {"a": {"eq": 1}}}]),
        json!({"filterGroup": [{"filters": [filter("not", "a", json!({"eq": 1}))]}]}),
    );
}

#[test]
fn ignored_fields_are_left_out_and_a_rule_must_hold() {
    check(
        SUBSCRIPTION,
        json!([{"a": {"eq": 1}, "b": {"eq": 2}}, ["a"], {"owner": {"eq": "me"}, "group": {"in": ["g"]}}]),
        json!({"filterGroup": [
            {"filters": [filter("b", "eq", json!(2)), filter("owner", "eq", json!("me"))]},
            {"filters": [filter("b", "eq", json!(2)), filter("group", "in", json!(["g"]))]},
        ]}),
    );
    check(
        SUBSCRIPTION,
        json!([{"a": {"eq": 1}, "and": [{"b": {"eq": 2}}]}, ["b"]]),
        json!({"filterGroup": [{"filters": [filter("a", "eq", json!(1))]}]}),
    );
}

#[test]
fn filters_without_conditions_have_no_groups() {
    for empty in [json!({}), json!({"a": {}}), json!({"and": []})] {
        check(SUBSCRIPTION, json!([empty]), json!({"filterGroup": []}));
    }
    check(
        SUBSCRIPTION,
        json!([{"a": {"eq": 1}}, ["a"]]),
        json!({"filterGroup": []}),
    );
    for unreadable in [json!(null), json!([]), json!("{\"a\": {\"eq\": 1}}")] {
        check(SUBSCRIPTION, json!([unreadable]), Value::Null);
    }
}

#[test]
fn filters_that_multiply_out_are_refused() {
    let branches: Vec<Value> = (0..10).map(|index| json!({"a": {"eq": index}})).collect();
    let all: Vec<Value> = (0..4).map(|_| json!({"or": branches})).collect();
    check_error(
        SUBSCRIPTION,
        json!([{"and": all}]),
        "the filter has more than 1000 combinations",
    );
}
