//! Tables in templates.

use appsynth_appsync::*;
use appsynth_construct::Environment;
use expect_test::expect;
use serde_json::json;

use crate::stack::{check, check_allowed, resources};

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

fn kept_by(key: &str) -> Table {
    let table = Table::new(Key::partition(string("id")));
    table.encryption(Encryption::CustomerManaged(key.into()))
}

#[test]
fn whoever_may_use_a_table_may_use_its_key_for_it() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1234";
    check_allowed(
        |stack| {
            let reader = stack.add("Reader", Role::of_service("appsync.amazonaws.com"));
            let writer = stack.add("Writer", Role::of_service("appsync.amazonaws.com"));
            let posts = stack.add("Posts", kept_by(key));
            stack.grant(reader, posts.read());
            stack.grant(writer, posts.write());
            let notes = stack.add("Notes", Table::external("notes").kms_key("5678"));
            stack.grant(reader, notes.read());
        },
        expect![[r#"
            ReaderDefaultPolicy151F3818: ["dynamodb:BatchGetItem","dynamodb:GetItem","dynamodb:Query","dynamodb:Scan"] on {"Fn::GetAtt":["Posts868B3EAD","Arn"]}
            ReaderDefaultPolicy151F3818: ["kms:Decrypt","kms:DescribeKey"] on "arn:aws:kms:eu-west-1:111122223333:key/1234"
            ReaderDefaultPolicy151F3818: ["dynamodb:BatchGetItem","dynamodb:GetItem","dynamodb:Query","dynamodb:Scan"] on {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":dynamodb:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":table/notes"]]}
            ReaderDefaultPolicy151F3818: ["kms:Decrypt","kms:DescribeKey"] on {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":kms:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":key/5678"]]}
            WriterDefaultPolicyDC585BCE: ["dynamodb:BatchWriteItem","dynamodb:ConditionCheckItem","dynamodb:DeleteItem","dynamodb:PutItem","dynamodb:UpdateItem"] on {"Fn::GetAtt":["Posts868B3EAD","Arn"]}
            WriterDefaultPolicyDC585BCE: ["kms:Decrypt","kms:DescribeKey","kms:Encrypt","kms:GenerateDataKey*","kms:ReEncrypt*"] on "arn:aws:kms:eu-west-1:111122223333:key/1234"
        "#]],
    );
}

#[test]
fn a_key_that_is_known_by_an_alias_is_meant_by_a_condition() {
    check(
        &["AWS::IAM::Policy"],
        |stack| {
            let reader = stack.add("Reader", Role::of_service("appsync.amazonaws.com"));
            let posts = stack.add("Posts", kept_by("alias/blog"));
            stack.grant(reader, posts.read());
        },
        expect![[r#"
            ReaderDefaultPolicy151F3818: {
              "Properties": {
                "PolicyDocument": {
                  "Statement": [
                    {
                      "Action": [
                        "dynamodb:BatchGetItem",
                        "dynamodb:GetItem",
                        "dynamodb:Query",
                        "dynamodb:Scan"
                      ],
                      "Effect": "Allow",
                      "Resource": {"Fn::GetAtt":["Posts868B3EAD","Arn"]}
                    },
                    {
                      "Action": ["kms:Decrypt","kms:DescribeKey"],
                      "Condition": {
                        "StringLike": {"kms:ViaService":"dynamodb.*"},
                        "ForAnyValue:StringEquals": {"kms:ResourceAliases":"alias/blog"}
                      },
                      "Effect": "Allow",
                      "Resource": {
                        "Fn::Join": [
                          "",
                          [
                            "arn:",
                            {"Ref":"AWS::Partition"},
                            ":kms:",
                            {"Ref":"AWS::Region"},
                            ":",
                            {"Ref":"AWS::AccountId"},
                            ":key/*"
                          ]
                        ]
                      }
                    }
                  ],
                  "Version": "2012-10-17"
                },
                "PolicyName": "blogReader04CAF69CDefaultPolicy",
                "Roles": [{"Ref":"ReaderF7BF189D"}]
              }
            }
        "#]],
    );
}
