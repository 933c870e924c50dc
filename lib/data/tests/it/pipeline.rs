//! Functions and the pipelines that share them.

use appsynth_construct::Synthesis;
use appsynth_transform::plan::{Deployed, Home, Slot};

use crate::plans::{models, properties, schema, step, synthesize};

fn names(synthesis: &Synthesis, kind: &str) -> Vec<String> {
    let properties = properties(synthesis, kind).into_iter();
    let mut names: Vec<_> = properties
        .filter_map(|one| one["Name"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    names
}

const FUNCTION: &str = "AWS::AppSync::FunctionConfiguration";

#[test]
fn a_function_that_one_resolver_uses_is_named_for_it() {
    let synthesis = synthesize(schema(models(&["Post"])));
    assert_eq!(
        names(&synthesis, FUNCTION),
        [
            "QueryGetPostDataResolverFn",
            "QuerygetPostpostAuth0Function"
        ]
    );
}

#[test]
fn functions_that_are_the_same_are_one() {
    let synthesis = synthesize(schema(models(&["Post", "Comment"])));
    let names = names(&synthesis, FUNCTION);
    let shared: Vec<_> = names
        .iter()
        .filter(|name| name.starts_with("postAuth_"))
        .collect();
    assert_eq!((names.len(), shared.len()), (3, 1), "{names:?}");
}

#[test]
fn a_role_may_do_what_its_functions_ask_for() {
    let synthesis = synthesize(schema(models(&["Post"])));
    let roles = properties(&synthesis, "AWS::IAM::Role");
    let statement = &roles[0]["Policies"][0]["PolicyDocument"]["Statement"][0];
    assert_eq!(statement["Action"], "dynamodb:GetItem");
}

#[test]
fn the_deployment_fills_in_the_id_of_the_api() {
    let mut plan = models(&["Post"]);
    let resolver = plan.resolvers.get_mut("Query.getPost").expect("is there");
    resolver
        .steps
        .insert(0, step(Slot::Init, 0, &Deployed::ApiId.mark()));
    let synthesis = synthesize(schema(plan));
    let functions = properties(&synthesis, FUNCTION);
    let joined = functions
        .iter()
        .find(|one| one["Code"].is_object())
        .expect("has a join");
    let parts = joined["Code"]["Fn::Join"][1].as_array().expect("has parts");
    assert_eq!(parts.len(), 3);
    assert!(parts[0].as_str().expect("is text").ends_with('\''));
    assert_eq!(parts[1]["Fn::GetAtt"][1], "ApiId");
}

#[test]
fn tables_are_kept_and_protected_outside_this_machine() {
    let synthesis = synthesize(schema(models(&["Post"])));
    let tables = properties(&synthesis, "AWS::DynamoDB::Table");
    assert_eq!(tables[0]["DeletionProtectionEnabled"], true);
    assert_eq!(tables[0]["TableName"]["Fn::Join"][1][0], "Post");
    assert_eq!(tables[0]["TableName"]["Fn::Join"][1][2], "dev");
}

#[test]
fn relations_use_the_functions_of_the_related_model() {
    let mut plan = models(&["Post", "Comment"]);
    let mut relation = plan.resolvers["Query.getPost"].clone();
    relation.home = Home::Relations("Comment".to_owned());
    relation.type_name = "Comment".to_owned();
    relation.field_name = "id".to_owned();
    plan.resolvers.insert(relation.coordinate(), relation);
    let synthesis = synthesize(schema(plan));
    assert_eq!(names(&synthesis, FUNCTION).len(), 3);
    let nested: Vec<_> = synthesis.stacks[0]
        .nested
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert!(
        nested.contains(&"blog/Data/Relations/Comment"),
        "{nested:?}"
    );
}
