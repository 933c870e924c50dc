//! What becomes of templates and tables.

use appsynth_local::LocalError;
use serde_json::{Value, json};

use crate::project::{
    Project, add, api, blog, posts_table, query, query_with, resolver, source, table_source,
};

fn create(outputs: &appsynth_local::Outputs, id: &str) {
    let create = "mutation ($id: ID!) { createPost(input: {id: $id, author: \"ann\"}) { id } }";
    let answer = query_with(outputs, create, json!({"id": id}));
    assert_eq!(answer["data"]["createPost"]["id"], id, "{answer}");
}

/// A blog whose table has an index by author, and a query that uses it.
fn blog_by_author() -> Value {
    let mut template = blog();
    let properties = &mut template["Resources"]["Posts"]["Properties"];
    properties["AttributeDefinitions"] = json!([
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "author", "AttributeType": "S"},
    ]);
    properties["GlobalSecondaryIndexes"] = json!([{
        "IndexName": "byAuthor",
        "KeySchema": [{"AttributeName": "author", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }]);
    let schema = template["Resources"]["Schema"]["Properties"]["Definition"]
        .as_str()
        .expect("the schema");
    let schema =
        format!("{schema} extend type Query {{ postsOf(author: String!): PostConnection }}");
    template["Resources"]["Schema"]["Properties"]["Definition"] = json!(schema);
    add(
        &mut template,
        "PostsOf",
        resolver(
            "Query.postsOf",
            "PostsSource",
            r#"{"version": "2018-05-29", "operation": "Query", "index": "byAuthor", "query": {
            "expression": "author = :a", "expressionValues": {":a": $util.dynamodb.toDynamoDBJson($ctx.args.author)}
        }}"#,
        ),
    );
    template
}

#[test]
fn an_index_that_is_added_later_finds_older_items_and_can_go_again() {
    let mut project = Project::new(&blog());
    create(&project.deploy(), "1");
    project.stop();

    project.set_template(&blog_by_author());
    let outputs = project.deploy();
    assert_eq!(
        query(&outputs, r#"{ postsOf(author: "ann") { items { id } } }"#),
        json!({"data": {"postsOf": {"items": [{"id": "1"}]}}})
    );
    project.stop();

    project.set_template(&blog());
    let outputs = project.deploy();
    assert_eq!(
        query(&outputs, r#"{ getPost(id: "1") { id } }"#),
        json!({"data": {"getPost": {"id": "1"}}})
    );
}

#[test]
fn a_table_without_items_may_change_its_key() {
    let mut project = Project::new(&blog());
    project.deploy();
    project.stop();
    let mut changed = blog();
    let properties = &mut changed["Resources"]["Posts"]["Properties"];
    properties["AttributeDefinitions"] = json!([{"AttributeName": "slug", "AttributeType": "S"}]);
    properties["KeySchema"] = json!([{"AttributeName": "slug", "KeyType": "HASH"}]);
    project.set_template(&changed);
    project.deploy();
}

#[test]
fn conditions_and_parameters_decide_what_is_deployed() {
    let mut template = api("type Query { stage: String }");
    template["Parameters"] = json!({"Stage": {"Type": "String", "Default": "dev"}});
    template["Conditions"] = json!({"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}});
    add(
        &mut template,
        "Nothing",
        source("Nothing", "NONE", json!({})),
    );
    let mut stage = resolver("Query.stage", "Nothing", "");
    stage["Properties"]["RequestMappingTemplate"] =
        json!({"Fn::Sub": "{\"version\": \"2018-05-29\", \"payload\": \"${Stage}\"}"});
    add(&mut template, "Stage1", stage);
    let mut posts = posts_table();
    posts["Condition"] = json!("IsProd");
    posts["Properties"]["TableName"] = json!({"Fn::Sub": "posts-${Stage}"});
    add(&mut template, "Posts", posts);
    template["Outputs"]["Table"] =
        json!({"Condition": "IsProd", "Value": {"Fn::GetAtt": ["Posts", "Arn"]}});

    let mut project = Project::new(&template);
    let outputs = project.deploy();
    assert_eq!(
        query(&outputs, "{ stage }"),
        json!({"data": {"stage": "dev"}})
    );
    assert_eq!(outputs.stacks["blog"].get("Table"), None);
    project.stop();

    let mut options = project.options();
    options
        .parameters
        .insert("Stage".to_owned(), "prod".to_owned());
    let outputs = project.deploy_with(options).unwrap();
    assert_eq!(
        query(&outputs, "{ stage }"),
        json!({"data": {"stage": "prod"}})
    );
    assert_eq!(
        outputs.stacks["blog"]["Table"],
        "arn:aws:dynamodb:us-east-1:123456789012:table/posts-prod"
    );
}

#[test]
fn a_value_for_a_parameter_that_no_stack_has_is_refused() {
    let mut template = api("type Query { stage: String }");
    template["Parameters"] = json!({"Stage": {"Type": "String", "Default": "dev"}});
    let mut project = Project::new(&template);
    let mut options = project.options();
    for name in ["Stage", "blog.Stage", "Staeg"] {
        options
            .parameters
            .insert(name.to_owned(), "prod".to_owned());
    }
    let Err(LocalError::Diagnostics { diagnostics, .. }) = project.deploy_with(options) else {
        panic!("it was deployed");
    };
    let said: Vec<_> = diagnostics
        .iter()
        .map(|one| (one.code.id, one.message.as_str(), one.help.join("")))
        .collect();
    assert_eq!(
        said,
        [(
            "AS7007",
            "no stack has a parameter `Staeg`",
            "there is one with a similar name: `Stage`".to_owned()
        )]
    );
}

#[test]
fn a_file_that_is_no_text_is_told_with_the_reason() {
    let mut template = blog();
    let schema = &mut template["Resources"]["Schema"]["Properties"];
    schema
        .as_object_mut()
        .expect("properties")
        .remove("Definition");
    schema["DefinitionS3Location"] = json!("s3://assets/5c4e.graphql");
    let mut project = Project::new(&template);
    project.set_asset("5c4e", "schema.graphql", "file");
    let path = project.assembly().join("schema.graphql");
    std::fs::write(&path, b"type Query { caf\xe9: Int }").expect("a written file");
    let Err(LocalError::Diagnostics { diagnostics, .. }) = project.try_deploy() else {
        panic!("it is not in UTF-8");
    };
    let all: Vec<_> = diagnostics.iter().collect();
    let [refused] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(refused.code.id, "AS7012");
    let said = format!(
        "`DefinitionS3Location` leads to `{}`, which cannot be read: stream did not contain valid UTF-8",
        path.display()
    );
    assert_eq!(refused.message, said);
}

#[test]
fn values_go_through_nested_stacks_and_exports() {
    let data = json!({
        "Resources": {"Posts": posts_table()},
        "Outputs": {"Posts": {"Value": {"Ref": "Posts"}, "Export": {"Name": "blog-posts"}}},
    });
    let nested = json!({
        "Parameters": {"Table": {"Type": "String"}, "Prefix": {"Type": "String"}},
        "Resources": {"Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "x"}}},
        "Outputs": {"Name": {"Value": {"Fn::Join": ["", [{"Ref": "Prefix"}, {"Ref": "Table"}]]}}},
    });
    let mut template = blog();
    template["Resources"]
        .as_object_mut()
        .unwrap()
        .remove("Posts");
    add(
        &mut template,
        "Nested",
        json!({
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {
                "TemplateURL": "https://s3.us-east-1.amazonaws.com/assets/nested.json",
                "Parameters": {"Table": {"Fn::ImportValue": "blog-posts"}, "Prefix": ""},
            },
            "Metadata": {"aws:asset:path": "nested.template.json"},
        }),
    );
    add(
        &mut template,
        "PostsSource",
        table_source(
            "PostsSource",
            json!({"Fn::GetAtt": ["Nested", "Outputs.Name"]}),
        ),
    );
    let mut project = Project::new(&template);
    project.write("nested.template.json", &nested.to_string());
    project.set_stacks(&[("blog", &template, &["data"]), ("data", &data, &[])]);
    let outputs = project.deploy();
    create(&outputs, "1");
    assert_eq!(outputs.stacks["data"]["Posts"], "data-Posts");
}

#[test]
fn resources_that_are_no_part_of_an_api_are_passed_over() {
    let mut template = blog();
    add(
        &mut template,
        "Role",
        json!({
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": {}},
        }),
    );
    add(
        &mut template,
        "Custom",
        json!({
            "Type": "Custom::Thing",
            "Properties": {
                "ServiceToken": {"Fn::GetAtt": ["Role", "Arn"]},
                "BucketArn": "arn:aws:s3:::files",
            },
        }),
    );
    let bucket = json!({"Fn::Split": [":", {"Fn::GetAtt": ["Custom", "BucketArn"]}]});
    template["Outputs"] = json!({
        "Thing": {"Value": {"Fn::GetAtt": ["Custom", "Anything"]}},
        "Bucket": {"Value": {"Fn::Select": [5, bucket]}},
    });
    let mut project = Project::new(&template);
    let outputs = project.deploy();
    create(&outputs, "1");
    assert_eq!(outputs.stacks["blog"]["Bucket"], "files");
}

#[test]
fn a_table_of_amplify_s_custom_resource_is_a_table() {
    let mut template = blog_by_author();
    template["Resources"]["Posts"] = json!({
        "Type": "Custom::AmplifyDynamoDBTable",
        "Properties": {
            "ServiceToken": "arn:aws:lambda:us-east-1:123456789012:function:TableManager",
            "tableName": {"Fn::Join": ["-", ["Post", "NONE"]]},
            "attributeDefinitions": [
                {"attributeName": "id", "attributeType": "S"},
                {"attributeName": "author", "attributeType": "S"},
            ],
            "keySchema": [{"attributeName": "id", "keyType": "HASH"}],
            "globalSecondaryIndexes": [{
                "indexName": "byAuthor",
                "keySchema": [{"attributeName": "author", "keyType": "HASH"}],
                "projection": {"projectionType": "ALL"},
                "provisionedThroughput": {"Ref": "AWS::NoValue"},
            }],
            "streamSpecification": {"streamViewType": "NEW_AND_OLD_IMAGES"},
            "billingMode": "PAY_PER_REQUEST",
            "replaceTableUponGsiUpdate": false,
        },
    });
    template["Outputs"] = json!({
        "Name": {"Value": {"Ref": "Posts"}},
        "Arn": {"Value": {"Fn::GetAtt": ["Posts", "TableArn"]}},
        "Stream": {"Value": {"Fn::GetAtt": ["Posts", "TableStreamArn"]}},
    });
    let mut project = Project::new(&template);
    let outputs = project.deploy();
    create(&outputs, "1");
    assert_eq!(
        query(&outputs, r#"{ postsOf(author: "ann") { items { id } } }"#),
        json!({"data": {"postsOf": {"items": [{"id": "1"}]}}})
    );
    let stack = &outputs.stacks["blog"];
    let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Post-NONE";
    assert_eq!(stack["Name"], "Post-NONE");
    assert_eq!(stack["Arn"], arn);
    assert_eq!(stack["Stream"], format!("{arn}/stream/local"));
}

#[test]
fn a_template_of_the_cdk_is_deployed_as_it_is() {
    let mut template = blog();
    template["Parameters"] = json!({"BootstrapVersion": {
        "Type": "AWS::SSM::Parameter::Value<String>",
        "Default": "/cdk-bootstrap/hnb659fds/version",
    }});
    template["Rules"] = json!({"CheckBootstrapVersion": {"Assertions": [{
        "Assert": {"Fn::Not": [{"Fn::Contains": [
            ["1", "2", "3", "4", "5"],
            {"Ref": "BootstrapVersion"},
        ]}]},
        "AssertDescription": "the bootstrap stack is too old",
    }]}});
    template["Conditions"] = json!({"CDKMetadataAvailable": {"Fn::Or": [
        {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]},
        {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]},
    ]}});
    let metadata = json!({
        "Type": "AWS::CDK::Metadata",
        "Properties": {"Analytics": "v2:deflate64:H4sI"},
        "Condition": "CDKMetadataAvailable",
    });
    add(&mut template, "CDKMetadata", metadata);
    let mut project = Project::new(&template);
    create(&project.deploy(), "1");
}
