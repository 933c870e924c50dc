//! The constructs of conflict resolution.

use appsynth_appsync::{ConflictHandler, Function};
use appsynth_construct::{App, Environment, MemoryFiles, Synthesis};
use appsynth_data::{ConflictHandlers, GraphqlSchema};
use serde_json::{Value, json};

use crate::plans::{of_schema, properties, resolver_fields, synthesize};

fn note() -> GraphqlSchema {
    of_schema("type Note @model @auth(rules: [{ allow: public }]) { id: ID! text: String }")
}

fn versioned() -> Synthesis {
    synthesize(note().conflict_handler(ConflictHandler::Automerge))
}

/// The functions and whether the data source of each is the table.
fn functions(synthesis: &Synthesis) -> Vec<(bool, Value)> {
    let functions = properties(synthesis, "AWS::AppSync::FunctionConfiguration");
    functions
        .into_iter()
        .map(|function| {
            let is_of_table = function["Name"]
                .as_str()
                .is_some_and(|name| name.ends_with("DataResolverFn") && name.contains("Note"));
            (is_of_table, function["SyncConfig"].clone())
        })
        .collect()
}

#[test]
fn models_get_a_sync_query() {
    let is_sync = |field: &String| field == "Query.syncNotes";
    assert!(resolver_fields(&versioned()).iter().any(is_sync));
    assert!(!resolver_fields(&synthesize(note())).iter().any(is_sync));
}

#[test]
fn recent_changes_go_to_one_table_and_expire() {
    let synthesis = versioned();
    let tables = properties(&synthesis, "AWS::DynamoDB::Table");
    assert_eq!(tables.len(), 2);
    for table in &tables {
        let time_to_live = &table["TimeToLiveSpecification"];
        assert_eq!(
            time_to_live,
            &json!({ "AttributeName": "_ttl", "Enabled": true })
        );
    }
    let changes = tables
        .iter()
        .find(|one| one["TableName"]["Fn::Join"][1][0] == "AmplifyDataStore")
        .expect("the table of changes");
    assert_eq!(
        changes["KeySchema"],
        json!([
            { "AttributeName": "ds_pk", "KeyType": "HASH" },
            { "AttributeName": "ds_sk", "KeyType": "RANGE" },
        ])
    );
    assert_eq!(
        properties(&synthesize(note()), "AWS::DynamoDB::Table").len(),
        1
    );
}

#[test]
fn data_sources_of_tables_keep_versions() {
    let sources = properties(&versioned(), "AWS::AppSync::DataSource");
    let of_tables = sources
        .iter()
        .filter(|one| one["Type"] == "AMAZON_DYNAMODB");
    let configs: Vec<_> = of_tables.map(|one| &one["DynamoDBConfig"]).collect();
    assert_eq!(configs.len(), 1);
    assert_eq!(configs[0]["Versioned"], true);
    let sync = &configs[0]["DeltaSyncConfig"];
    assert_eq!(
        (&sync["BaseTableTTL"], &sync["DeltaSyncTableTTL"]),
        (&json!("43200"), &json!("30"))
    );
}

#[test]
fn functions_that_ask_a_table_detect_conflicts_and_no_others_do() {
    let automerge = json!({ "ConflictDetection": "VERSION", "ConflictHandler": "AUTOMERGE" });
    let functions = functions(&versioned());
    assert!(functions.iter().any(|(is_of_table, _)| !is_of_table));
    for (is_of_table, config) in functions {
        let expected = if is_of_table {
            &automerge
        } else {
            &Value::Null
        };
        assert_eq!(&config, expected);
    }
    let unversioned = self::functions(&synthesize(note()));
    assert!(unversioned.iter().all(|(_, config)| config.is_null()));
}

#[test]
fn a_function_can_decide() {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    let mut stack = app.stack("notes");
    let judge = stack.add("Judge", Function::external("judge"));
    stack.add(
        "Data",
        note().conflict_handler(ConflictHandler::Lambda(judge)),
    );
    let synthesis = app.synth().expect("no mistakes");
    let (_, config) = functions(&synthesis)
        .into_iter()
        .find(|(is_of_table, _)| *is_of_table)
        .expect("a function");
    assert_eq!(config["ConflictHandler"], "LAMBDA");
    let arn = &config["LambdaConflictHandlerConfig"]["LambdaConflictHandlerArn"];
    assert!(arn.to_string().contains("judge"), "{config}");
}

#[test]
fn a_model_can_have_a_conflict_handler_of_its_own() {
    let schema = "type Note @model @auth(rules: [{ allow: public }]) { id: ID! }
        type Post @model @auth(rules: [{ allow: public }]) { id: ID! }";
    let handlers = ConflictHandlers::from(ConflictHandler::Automerge)
        .model("Post", ConflictHandler::OptimisticConcurrency);
    let synthesis = synthesize(of_schema(schema).conflict_handler(handlers));
    let functions = properties(&synthesis, "AWS::AppSync::FunctionConfiguration");
    let handler = |name: &str| {
        let named = |one: &&Value| one["Name"] == name;
        let function = functions.iter().find(named).expect("a function");
        function["SyncConfig"]["ConflictHandler"].clone()
    };
    assert_eq!(handler("MutationUpdateNoteDataResolverFn"), "AUTOMERGE");
    assert_eq!(
        handler("MutationUpdatePostDataResolverFn"),
        "OPTIMISTIC_CONCURRENCY"
    );
}

#[test]
fn the_role_may_read_what_a_change_conflicts_with() {
    let roles = properties(&versioned(), "AWS::IAM::Role");
    let statements = roles[0]["Policies"][0]["PolicyDocument"]["Statement"]
        .as_array()
        .expect("statements");
    assert_eq!(statements.len(), 2, "{statements:?}");
    for statement in statements {
        let actions = statement["Action"].as_array().expect("actions");
        assert!(actions.contains(&json!("dynamodb:GetItem")), "{statement}");
    }
}
