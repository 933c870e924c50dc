//! Which files there are for people.

use serde_json::Value;

use crate::plans::{of_schema, properties, synthesize};

/// A schema of so many models that differ by name only.
fn models(count: usize) -> String {
    (0..count)
        .map(|number| format!("type Model{number} @model {{ id: ID! title: String }}\n"))
        .collect()
}

#[test]
fn code_that_functions_of_many_models_have_is_listed_once() {
    let synthesis = synthesize(of_schema(&models(150)));
    let files = &synthesis.legible_files;
    let plan: Value = serde_json::from_str(&files["plan.json"]).expect("JSON");
    let text = |function: &str| {
        let file = &plan["functions"][function]["files"][0];
        let path = format!("resolvers/{}", file.as_str().expect("a file"));
        assert!(
            path.starts_with("resolvers/functions/DataResolver_"),
            "{path}"
        );
        (path.clone(), files[&path].clone())
    };
    let (path, code) = text("QueryGetModel7DataResolverFn");
    assert_eq!(text("QueryGetModel8DataResolverFn"), (path, code.clone()));
    let functions = properties(&synthesis, "AWS::AppSync::FunctionConfiguration");
    let function = functions
        .iter()
        .find(|function| function["Name"] == "QueryGetModel7DataResolverFn");
    assert_eq!(function.expect("a function")["Code"], *code);

    let listed = plan["functions"].as_object().expect("functions");
    assert_eq!(listed.len(), functions.len());
    for (name, function) in listed {
        for file in function["files"].as_array().expect("files") {
            let path = format!("resolvers/{}", file.as_str().expect("a path"));
            assert!(files.contains_key(&path), "{path} of {name}");
        }
    }
}

#[test]
fn a_small_api_has_a_file_for_every_function_of_a_field() {
    let synthesis = synthesize(of_schema(&models(2)));
    for field in ["Query.getModel0", "Query.getModel1"] {
        let path = format!("resolvers/{field}.js");
        assert!(synthesis.legible_files.contains_key(&path), "{path}");
    }
}
