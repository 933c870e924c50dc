//! Tables in templates.

use appsynth_appsync::*;
use appsynth_construct::Environment;
use expect_test::expect;
use serde_json::json;

use crate::stack::{check, resources};

#[test]
fn a_table_has_what_was_asked_for() {
    let table = Table::new(Key::partition(string("id")).sort(number("version")))
        .global_index(
            GlobalIndex::new("byAuthor", Key::partition(string("author")))
                .projection(Projection::include(["title"]))
                .capacity(Capacity { read: 2, write: 1 }),
        )
        .local_index(LocalIndex::new("byTitle", string("title")).projection(Projection::KeysOnly))
        .name("posts")
        .billing(Billing::provisioned(5, 3))
        .class(TableClass::StandardInfrequentAccess)
        .stream(StreamView::NewAndOldImages)
        .time_to_live("expires")
        .point_in_time_recovery(true)
        .encryption(Encryption::CustomerManaged("alias/blog".into()))
        .deletion_protection(true)
        .removal(RemovalPolicy::Delete)
        .tag("team", "web");
    check(
        &["AWS::DynamoDB::Table"],
        |stack| {
            stack.add("Posts", table);
        },
        expect![[r#"
            Posts868B3EAD: {
              "DeletionPolicy": "Delete",
              "Properties": {
                "AttributeDefinitions": [
                  {"AttributeName":"id","AttributeType":"S"},
                  {"AttributeName":"version","AttributeType":"N"},
                  {"AttributeName":"author","AttributeType":"S"},
                  {"AttributeName":"title","AttributeType":"S"}
                ],
                "BillingMode": "PROVISIONED",
                "DeletionProtectionEnabled": true,
                "GlobalSecondaryIndexes": [
                  {
                    "IndexName": "byAuthor",
                    "KeySchema": [{"AttributeName":"author","KeyType":"HASH"}],
                    "Projection": {"NonKeyAttributes":["title"],"ProjectionType":"INCLUDE"},
                    "ProvisionedThroughput": {"ReadCapacityUnits":2,"WriteCapacityUnits":1}
                  }
                ],
                "KeySchema": [
                  {"AttributeName":"id","KeyType":"HASH"},
                  {"AttributeName":"version","KeyType":"RANGE"}
                ],
                "LocalSecondaryIndexes": [
                  {
                    "IndexName": "byTitle",
                    "KeySchema": [
                      {"AttributeName":"id","KeyType":"HASH"},
                      {"AttributeName":"title","KeyType":"RANGE"}
                    ],
                    "Projection": {"ProjectionType":"KEYS_ONLY"}
                  }
                ],
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled":true},
                "ProvisionedThroughput": {"ReadCapacityUnits":5,"WriteCapacityUnits":3},
                "SSESpecification": {"KMSMasterKeyId":"alias/blog","SSEEnabled":true,"SSEType":"KMS"},
                "StreamSpecification": {"StreamViewType":"NEW_AND_OLD_IMAGES"},
                "TableClass": "STANDARD_INFREQUENT_ACCESS",
                "TableName": "posts",
                "TimeToLiveSpecification": {"AttributeName":"expires","Enabled":true},
                "Tags": [{"Key":"team","Value":"web"}]
              },
              "UpdateReplacePolicy": "Delete"
            }
        "#]],
    );
}

#[test]
fn items_outlive_the_stack_except_on_the_users_own_machine() {
    let policy = |environment: &str| {
        let resources = resources(Environment::new(environment), |stack| {
            stack.add("Posts", Table::new(Key::partition(string("id"))));
        });
        resources
            .values()
            .map(|table| table["DeletionPolicy"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(policy("local"), [json!("Delete")]);
    assert_eq!(policy("dev"), [json!("Retain")]);
}
