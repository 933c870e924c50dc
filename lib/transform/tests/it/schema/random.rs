//! Whatever is declared, AppSync gets a valid schema.

use std::fmt::Write;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::{assert_valid, schema};

const TYPES: &[&str] = &[
    "ID",
    "String",
    "Int",
    "Float",
    "Boolean",
    "AWSDate",
    "AWSTime",
    "AWSDateTime",
    "AWSTimestamp",
    "AWSEmail",
    "AWSJSON",
    "AWSURL",
    "AWSPhone",
    "AWSIPAddress",
    "Unit",
    "Size",
    "Shape",
    "Named",
];

const KEY_TYPES: &[&str] = &[
    "ID!",
    "String!",
    "Int!",
    "Float!",
    "AWSDateTime!",
    "AWSTimestamp!",
    "Unit!",
];

const RULES: &[&str] = &[
    "{ allow: public }",
    "{ allow: public, provider: identityPool, operations: [read] }",
    "{ allow: private, operations: [get, list] }",
    "{ allow: private, provider: oidc, operations: [create, update] }",
    "{ allow: owner }",
    r#"{ allow: owner, ownerField: "writer", provider: oidc, operations: [read, delete] }"#,
    r#"{ allow: groups, groups: ["Staff"] }"#,
    "{ allow: custom, operations: [listen, search, sync] }",
];

const ARGUMENTS: &[&str] = &[
    "",
    "(queries: null)",
    "(mutations: null)",
    "(subscriptions: null)",
    "(subscriptions: { level: public })",
    "(queries: { list: null }, mutations: { create: null })",
    "(timestamps: null)",
];

/// The types that fields may have besides scalars.
const AROUND: &str = r"
enum Unit { MM CM }
interface Named { name: String }
union Shape = Size | Corner
type Size implements Named { name: String width: Float! corner: Corner units: [Unit!] }
type Corner { x: Int! size: Size shape: Shape }
type Query { size(unit: Unit = MM): Size }
";

#[derive(Debug, Clone)]
struct Entity {
    arguments: &'static str,
    rules: Vec<&'static str>,
    is_searchable: bool,
    /// The types of the primary key's fields; none for an `id` that is added.
    key: Vec<&'static str>,
    fields: Vec<(&'static str, &'static str)>,
    /// The types of an index's fields.
    index: Option<Vec<&'static str>>,
    /// How the next entity belongs to this one.
    relation: Option<&'static str>,
}

fn entity() -> impl Strategy<Value = Entity> {
    let wrapping = select(&["T", "T!", "[T]", "[T!]", "[T]!", "[T!]!"][..]);
    (
        select(ARGUMENTS),
        subsequence(RULES, 0..=RULES.len()),
        any::<bool>(),
        vec(select(KEY_TYPES), 0..4),
        vec((select(TYPES), wrapping), 0..8),
        option::of(vec(select(KEY_TYPES), 1..4)),
        option::of(select(&["hasOne", "hasMany", "manyToMany"][..])),
    )
        .prop_map(
            |(arguments, rules, is_searchable, key, fields, index, relation)| Entity {
                arguments,
                rules,
                is_searchable,
                key,
                fields,
                index,
                relation,
            },
        )
}

fn names(prefix: &str, range: std::ops::Range<usize>) -> String {
    let names: Vec<String> = range.map(|i| format!("\"{prefix}{i}\"")).collect();
    names.join(", ")
}

/// The fields of a key, the first with a directive that names the others.
fn key_fields(prefix: &str, types: &[&str], directive: &str) -> String {
    let mut text = String::new();
    for (i, ty) in types.iter().enumerate() {
        let directive = match i {
            0 => format!(
                "{directive}sortKeyFields: [{}])",
                names(prefix, 1..types.len())
            ),
            _ => String::new(),
        };
        writeln!(text, "  {prefix}{i}: {ty} {directive}").expect("writes to a string");
    }
    text
}

fn declaration(position: usize, entity: &Entity, before: Option<&Entity>, is_last: bool) -> String {
    let mut text = format!("type M{position} @model{}", entity.arguments);
    if entity.is_searchable {
        text.push_str(" @searchable");
    }
    if !entity.rules.is_empty() {
        text.push_str(&format!(" @auth(rules: [{}])", entity.rules.join(", ")));
    }
    text.push_str(" {\n  writer: String\n");
    text.push_str(&key_fields("key", &entity.key, "@primaryKey("));
    if let Some(index) = &entity.index {
        text.push_str(&key_fields("part", index, "@index(name: \"by-part\", "));
    }
    for (i, (ty, wrapping)) in entity.fields.iter().enumerate() {
        text.push_str(&format!("  field{i}: {}\n", wrapping.replace('T', ty)));
    }
    if let (Some(relation), false) = (entity.relation, is_last) {
        let next = position + 1;
        text.push_str(&match relation {
            "hasOne" => format!("  next: M{next} @hasOne\n"),
            "hasMany" => format!("  next: [M{next}] @hasMany\n"),
            _ => format!("  next: [M{next}] @manyToMany(relationName: \"pair{position}\")\n"),
        });
    }
    if let (Some(relation), Some(last)) = (
        before.and_then(|before| before.relation),
        position.checked_sub(1),
    ) {
        text.push_str(&match relation {
            "manyToMany" => {
                format!("  last: [M{last}] @manyToMany(relationName: \"pair{last}\")\n")
            }
            _ => format!("  last: M{last} @belongsTo\n"),
        });
    }
    text.push_str("}\n");
    text
}

fn declared(entities: &[Entity], settings: &[&str]) -> String {
    let mut text = settings.join("\n");
    text.push_str(AROUND);
    for (position, entity) in entities.iter().enumerate() {
        let before = position.checked_sub(1).and_then(|one| entities.get(one));
        let is_last = position + 1 == entities.len();
        text.push_str(&declaration(position, entity, before, is_last));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_schema_is_valid(
        entities in vec(entity(), 1..4),
        settings in subsequence(&["# conflict resolution", "# sandbox", "# iam callers"][..], 0..=3),
    ) {
        let modes = "# auth: API_KEY AMAZON_COGNITO_USER_POOLS OPENID_CONNECT AWS_LAMBDA";
        let mut lines = vec![modes, "# identity pool"];
        lines.extend(settings);
        let text = declared(&entities, &lines);
        assert_valid(&schema(&text), &text);
    }
}
