//! One app, several environments: what differs, and that nothing else does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use integration::Project;
use serde_json::Value;

fn synth(project: &Project, environment: &str) -> BTreeMap<String, Vec<u8>> {
    let assembly = project.path().join("out").join(environment);
    let path = assembly.to_str().expect("UTF-8");
    project.succeed(&["synth", "--env", environment, "--output", path]);
    let mut files = BTreeMap::new();
    collect(&assembly, &assembly, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .expect("below")
                .display()
                .to_string();
            files.insert(name, fs::read(&path).expect("a file"));
        }
    }
}

/// The resources of a stack and of those nested in it.
fn resources(files: &BTreeMap<String, Vec<u8>>) -> Vec<Value> {
    let templates = files
        .iter()
        .filter(|(name, _)| name.ends_with(".template.json"));
    let resources = templates.flat_map(|(_, text)| {
        let template: Value = serde_json::from_slice(text).expect("JSON");
        let resources = template["Resources"].as_object().expect("resources");
        resources.values().cloned().collect::<Vec<_>>()
    });
    resources.collect()
}

fn of_kind<'a>(resources: &'a [Value], kind: &str) -> Vec<&'a Value> {
    let same = |resource: &&Value| resource["Type"] == kind;
    resources.iter().filter(same).collect()
}

#[test]
fn production_keeps_its_items_and_uses_the_other_teams_table() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let local = resources(&synth(&project, "local"));
    let prod = resources(&synth(&project, "prod"));

    assert_eq!(of_kind(&local, "AWS::DynamoDB::Table").len(), 4);
    let tables = of_kind(&prod, "AWS::DynamoDB::Table");
    assert_eq!(tables.len(), 3);
    for table in tables {
        assert_eq!(table["DeletionPolicy"], "Retain");
        assert_eq!(table["Properties"]["DeletionProtectionEnabled"], true);
    }

    let mode = |resources: &[Value]| {
        let api = &of_kind(resources, "AWS::AppSync::GraphQLApi")[0]["Properties"];
        api["AuthenticationType"].clone()
    };
    assert_eq!(mode(&local), "API_KEY");
    assert_eq!(mode(&prod), "AMAZON_COGNITO_USER_POOLS");
}

#[test]
fn the_same_input_gives_the_same_bytes_anywhere() {
    for environment in ["local", "dev", "prod"] {
        let first = synth(
            &Project::example(env!("CARGO_BIN_EXE_example-app")),
            environment,
        );
        let second = synth(
            &Project::example(env!("CARGO_BIN_EXE_example-app")),
            environment,
        );
        assert_eq!(
            first.keys().collect::<Vec<_>>(),
            second.keys().collect::<Vec<_>>()
        );
        for (name, bytes) in &first {
            assert!(bytes == &second[name], "{name} differs in {environment}");
        }
    }
}

#[test]
fn every_half_of_every_resolver_lies_in_the_assembly_under_its_familiar_name() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let files = synth(&project, "dev");
    for name in [
        "schema.graphql",
        "resolvers/Query.getPost.js",
        "resolvers/Query.listPosts.req.vtl",
        "resolvers/Query.listPosts.res.vtl",
        "resolvers/Mutation.createPost.postAuth.2.js",
        "resolvers/Query.echo.req.vtl",
    ] {
        assert!(files.contains_key(name), "no {name} in {:?}", files.keys());
    }
}
