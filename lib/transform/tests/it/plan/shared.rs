//! Code that models with equal rules share.

use std::sync::Arc;

use appsynth_transform::plan::{Code, Plan, Step};

use super::{plan_of, resolver};

/// Models that differ in one thing each that checks may depend on: all have the name `Box` when they are alone.
const MODELS: &[&str] = &[
    r#"type Box @model @auth(rules: [{ allow: owner }]) { id: ID! note: String }"#,
    r#"type Box @model @auth(rules: [{ allow: owner }]) { id: ID! note: String owner: [String] }"#,
    r#"type Box @model @auth(rules: [{ allow: owner }]) { id: ID! note: String owner: String @refersTo(name: "holder") }"#,
    r#"type Box @model @auth(rules: [{ allow: owner, ownerField: "holder" }]) { id: ID! note: String holder: String }"#,
    r#"type Box @model @auth(rules: [{ allow: owner, identityClaim: "email" }]) { id: ID! note: String }"#,
    r#"type Box @model @auth(rules: [{ allow: owner, operations: [read, create] }]) { id: ID! note: String }"#,
    r#"type Box @model @auth(rules: [{ allow: owner }]) { shelf: ID! @primaryKey note: String }"#,
    r#"type Box @model @auth(rules: [{ allow: owner }]) { id: ID! note: String @auth(rules: [{ allow: owner, operations: [read] }]) }"#,
    r#"type Box @model @auth(rules: [{ allow: owner }, { allow: private, operations: [read] }]) { id: ID! note: String @auth(rules: [{ allow: owner }]) }"#,
    r#"type Box @model @auth(rules: [{ allow: groups, groups: ["A"] }]) { id: ID! note: String }"#,
    r#"type Box @model @auth(rules: [{ allow: groups, groups: ["A", "B"] }]) { id: ID! note: String }"#,
    r#"type Box @model @auth(rules: [{ allow: groups, groupsField: "team" }]) { id: ID! note: String team: String }"#,
    r#"type Box @model @auth(rules: [{ allow: groups, groupsField: "team" }]) { id: ID! note: String team: [String] }"#,
    r#"type Box @model @auth(rules: [{ allow: private, provider: identityPool }]) { id: ID! note: String }"#,
    r#"type Box @model @auth(rules: [{ allow: public }]) { id: ID! note: String }"#,
];

/// The operations of the model of this number, and those of the model that is alone.
const OPERATIONS: &[&str] = &[
    "Query.getBox",
    "Query.listBoxes",
    "Mutation.createBox",
    "Mutation.updateBox",
    "Mutation.deleteBox",
    "Subscription.onUpdateBox",
];

/// What a number makes of a name; it is a letter, so that plurals are the same.
fn letter(number: usize) -> char {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        .chars()
        .nth(number)
        .expect("a letter")
}

fn checks<'p>(plan: &'p Plan, coordinate: &str) -> Vec<&'p Step> {
    let steps = resolver(plan, coordinate).steps.iter();
    steps
        .filter(|step| step.slot.name().to_lowercase().contains("auth"))
        .collect()
}

#[test]
fn models_beside_each_other_have_the_checks_that_each_has_alone() {
    let renamed =
        |number: usize| MODELS[number].replace("type Box", &format!("type {}Box", letter(number)));
    let together = plan_of(
        &(0..MODELS.len())
            .map(renamed)
            .collect::<Vec<_>>()
            .join("\n"),
    );
    for (number, model) in MODELS.iter().enumerate() {
        let alone = plan_of(model);
        for operation in OPERATIONS {
            let own = operation.replace("Box", &format!("{}Box", letter(number)));
            let (alone, together) = (checks(&alone, operation), checks(&together, &own));
            assert!(!alone.is_empty(), "{operation} of {model}");
            assert_eq!(codes(&alone), codes(&together), "{operation} of {model}");
        }
    }
}

fn codes<'p>(steps: &[&'p Step]) -> Vec<&'p Code> {
    steps.iter().map(|step| &step.code).collect()
}

#[test]
fn equal_rules_have_one_check() {
    let model = |name: &str| MODELS[0].replace("Box", name);
    let plan = plan_of(&(model("Box") + &model("Jar")));
    for operation in OPERATIONS {
        let of_jar = operation.replace("Boxes", "Jars").replace("Box", "Jar");
        let (one, other) = (checks(&plan, operation), checks(&plan, &of_jar));
        for (one, other) in one.iter().zip(&other) {
            let [Some(one), Some(other)] = [one, other].map(|step| step.code.generated_halves())
            else {
                panic!("{operation} is generated");
            };
            assert!(Arc::ptr_eq(one[1], other[1]), "{operation}");
        }
    }
}
