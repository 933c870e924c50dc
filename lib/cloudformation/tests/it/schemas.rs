//! Facts that the generated tables hold.

use appsynth_cloudformation::resource_schema;
use appsynth_cloudformation::schemas::{
    Object, Pattern, Property, SCHEMA_VERSION, Schema, resource_schemas,
};

fn property(kind: &str, path: &str) -> &'static Property {
    let top = resource_schema(kind).map(|schema| schema.properties);
    let mut names = path.split('.').rev();
    let last = names.next().expect("a path has a name");
    names
        .rev()
        .fold(top, |object, name| inner(&object?.property(name)?.schema))
        .and_then(|object| object.property(last))
        .unwrap_or_else(|| panic!("{kind} has no {path}"))
}

fn inner(schema: &Schema) -> Option<&'static Object> {
    match schema {
        Schema::Object(object) => Some(object),
        Schema::List(list) => inner(list.items),
        Schema::Map(values) => inner(values),
        _ => None,
    }
}

#[test]
fn the_tables_are_of_the_pinned_release() {
    assert_eq!(SCHEMA_VERSION, "1.58.0");
}

#[test]
fn required_properties_are_known() {
    assert!(property("AWS::AppSync::GraphQLApi", "AuthenticationType").required);
    assert!(property("AWS::DynamoDB::Table", "KeySchema").required);
    assert!(property("AWS::DynamoDB::Table", "GlobalSecondaryIndexes.Projection").required);
    assert!(!property("AWS::DynamoDB::Table", "TableName").required);
}

#[test]
fn values_patterns_and_limits_are_known() {
    let Schema::Text(kind) = property("AWS::AppSync::DataSource", "Type").schema else {
        panic!("`Type` is text");
    };
    assert!(kind.values.contains(&"AMAZON_BEDROCK_RUNTIME"));
    let Schema::Text(key) = property("AWS::DynamoDB::Table", "KeySchema.KeyType").schema else {
        panic!("`KeyType` is text");
    };
    assert_eq!(key.values, ["HASH", "RANGE"]);
    let Schema::Text(name) = property("AWS::AppSync::DataSource", "Name").schema else {
        panic!("`Name` is text");
    };
    let pattern = name.pattern.unwrap();
    assert!(pattern.matches("Posts_1") && !pattern.matches("1Posts"));
    let Schema::Text(code) = property("AWS::AppSync::Resolver", "Code").schema else {
        panic!("`Code` is text");
    };
    assert_eq!(code.max, 32_768);
}

#[test]
fn attributes_identifiers_and_replacing_changes_are_known() {
    let table = resource_schema("AWS::DynamoDB::Table").unwrap();
    assert!(table.has_attribute("StreamArn") && !table.has_attribute("TableName"));
    assert_eq!(table.primary_identifier, ["TableName"]);
    assert!(table.create_only.contains(&"TableName"));
    assert_eq!(table.conditional_create_only, ["KeySchema"]);
    assert!(table.read_only.contains(&"Arn") && table.properties.property("Arn").is_none());
    let stack = resource_schema("AWS::CloudFormation::Stack").unwrap();
    assert!(stack.has_attribute("Outputs.ApiUrl"));
}

#[test]
fn every_pattern_compiles() {
    let mut patterns = Vec::new();
    let mut objects: Vec<_> = resource_schemas().map(|one| one.properties).collect();
    let mut index = 0;
    while let Some(object) = objects.get(index).copied() {
        index += 1;
        for property in object.properties {
            patterns.extend(pattern(&property.schema));
            if let Some(inner) = inner(&property.schema)
                && !objects.iter().any(|known| std::ptr::eq(*known, inner))
            {
                objects.push(inner);
            }
        }
    }
    assert!(patterns.len() > 300, "{}", patterns.len());
    for pattern in patterns {
        assert!(regex::Regex::new(pattern.as_str()).is_ok(), "{pattern:?}");
    }
}

fn pattern(schema: &Schema) -> Option<&'static Pattern> {
    match schema {
        Schema::Text(text) => text.pattern,
        Schema::List(list) => pattern(list.items),
        Schema::Map(values) => pattern(values),
        _ => None,
    }
}
