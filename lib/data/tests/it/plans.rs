//! Small plans, and what is built of them.

use std::collections::BTreeMap;

use appsynth_appsync::{Api, Auth, Days, SchemaSource};
use appsynth_construct::{App, Environment, MemoryFiles, Synthesis};
use appsynth_data::GraphqlSchema;
use appsynth_diagnostics::Sources;
use appsynth_program::{Half, arg, map, result, return_, text};
use appsynth_transform::Plan;
use appsynth_transform::plan::{
    Code, Home, KeyAttribute, Resolver, Slot, Source, SourceKind, Step, Table,
};
use serde_json::Value;

/// A plan of models that each have one query, `get<Model>`, whose rules are the same.
pub(crate) fn models(names: &[&str]) -> Plan {
    let mut plan = Plan::default();
    let fields = names
        .iter()
        .map(|name| format!("get{name}(id: ID!): {name}"));
    let types = names
        .iter()
        .map(|name| format!("type {name} {{ id: ID! }}"));
    let query = format!("type Query {{ {} }}", fields.collect::<Vec<_>>().join(" "));
    plan.schema = document(&format!("{query} {}", types.collect::<Vec<_>>().join(" ")));
    let none = Source {
        name: Source::NONE.to_owned(),
        kind: SourceKind::None,
    };
    plan.sources.insert(none.name.clone(), none);
    for name in names {
        add_model(&mut plan, name);
    }
    plan
}

/// A step that asks nothing and gives `word`.
pub(crate) fn step(slot: Slot, index: u32, word: &str) -> Step {
    Step {
        slot,
        index,
        source: Source::NONE.to_owned(),
        operations: &[],
        code: code(word),
    }
}

fn add_model(plan: &mut Plan, name: &str) {
    let table = Table {
        entity: name.to_owned(),
        name: name.to_owned(),
        partition: KeyAttribute {
            name: "id".to_owned(),
            is_number: false,
        },
        sort: None,
        indexes: Vec::new(),
        versioned: false,
    };
    let source = Source {
        name: Source::of_table(name),
        kind: SourceKind::Table(name.to_owned()),
    };
    let resolver = Resolver {
        type_name: "Query".to_owned(),
        field_name: format!("get{name}"),
        home: Home::Entity(name.to_owned()),
        model: None,
        around: code(&format!("Query.get{name}")),
        steps: vec![
            step(Slot::PostAuth, 0, "allowed"),
            Step {
                slot: Slot::Data,
                index: 0,
                source: source.name.clone(),
                operations: &["GetItem"],
                code: Code::generated(
                    Half::new(
                        [],
                        return_(map([("operation", text("GetItem")), ("key", arg("id"))])),
                    ),
                    Half::new([], return_(result())),
                ),
            },
        ],
    };
    plan.tables.insert(name.to_owned(), table);
    plan.sources.insert(source.name.clone(), source);
    plan.resolvers.insert(resolver.coordinate(), resolver);
}

fn code(word: &str) -> Code {
    Code::generated(
        Half::new([], return_(map([("payload", text(word))]))),
        Half::new([], return_(result())),
    )
}

fn document(text: &str) -> appsynth_schema::Document {
    let mut sources = Sources::new();
    let id = sources.add("schema.graphql", text);
    appsynth_schema::parse(&sources, [id]).0
}

/// What is wanted of a plan, with an API key.
pub(crate) fn schema(plan: Plan) -> GraphqlSchema {
    let api = Api::new(SchemaSource::text(""), Auth::api_key(Days(7)));
    GraphqlSchema::planned(api, plan)
}

/// What is wanted of a schema with directives, with an API key.
pub(crate) fn of_schema(text: &str) -> GraphqlSchema {
    GraphqlSchema::new(Api::new(SchemaSource::text(text), Auth::api_key(Days(7))))
}

/// The fields with a resolver.
pub(crate) fn resolver_fields(synthesis: &Synthesis) -> Vec<String> {
    let resolvers = properties(synthesis, "AWS::AppSync::Resolver");
    resolvers.iter().map(coordinate).collect()
}

fn coordinate(resolver: &Value) -> String {
    format!(
        "{}.{}",
        text_of(&resolver["TypeName"]),
        text_of(&resolver["FieldName"])
    )
}

/// The synthesis of a stack with nothing else, which has no mistakes.
pub(crate) fn synthesize(schema: GraphqlSchema) -> Synthesis {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    app.stack("blog").add("Data", schema);
    app.synth().unwrap_or_else(|failure| panic!("{failure:#?}"))
}

/// The properties of all resources of a type, in all templates.
pub(crate) fn properties(synthesis: &Synthesis, kind: &str) -> Vec<Value> {
    resources(synthesis)
        .filter(|(_, resource)| resource["Type"] == kind)
        .map(|(_, resource)| resource["Properties"].clone())
        .collect()
}

/// The functions of a pipeline in order: each one's name, and its request template or its module.
pub(crate) fn functions(synthesis: &Synthesis, field: &str) -> Vec<(String, String)> {
    let resources: BTreeMap<String, Value> = resources(synthesis).collect();
    let resolver = resources
        .values()
        .map(|resource| &resource["Properties"])
        .find(|one| field == coordinate(one))
        .unwrap_or_else(|| panic!("{field} has a resolver"));
    let ids = resolver["PipelineConfig"]["Functions"]
        .as_array()
        .expect("is a pipeline");
    let function = |id: &Value| {
        // A function of another stack arrives as a parameter, named by the readable part of its path.
        let named = id["Fn::GetAtt"][0]
            .as_str()
            .or_else(|| id["Ref"].as_str())
            .expect("is a reference");
        let stem = |id: &str| id.get(..id.len() - 8).unwrap_or_default().to_owned();
        let (_, resource) = resources
            .iter()
            .filter(|(id, resource)| {
                resource["Type"] == "AWS::AppSync::FunctionConfiguration"
                    && named.contains(&stem(id))
            })
            .max_by_key(|(id, _)| id.len())
            .unwrap_or_else(|| panic!("{named} is there"));
        let properties = &resource["Properties"];
        let code = match &properties["Code"] {
            Value::Null => &properties["RequestMappingTemplate"],
            code => code,
        };
        (
            text_of(&properties["Name"]).to_owned(),
            text_of(code).to_owned(),
        )
    };
    ids.iter().map(function).collect()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// All resources by logical id, in all templates.
pub(crate) fn resources(synthesis: &Synthesis) -> impl Iterator<Item = (String, Value)> {
    let texts = synthesis.stacks.iter().flat_map(|stack| {
        let nested = stack
            .nested
            .iter()
            .map(|nested| nested.text.as_ref().expect("no sink has taken it"));
        std::iter::once(&stack.text).chain(nested)
    });
    let templates = texts.map(|text| serde_json::from_str::<Value>(text).expect("is JSON"));
    templates.flat_map(|template| {
        template["Resources"]
            .as_object()
            .cloned()
            .unwrap_or_default()
    })
}
