//! Values of a schema's types.

use appsynth_schema::Schema;
use appsynth_schema::ast::{FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

/// How often what may be left out is there.
const OFTEN: f64 = 0.7;
/// How often what may not be left out is there all the same.
const ALMOST_ALWAYS: f64 = 0.97;
/// How deep filters within filters go.
const DEPTH: usize = 3;

type Values = BoxedStrategy<Value>;

/// Makes values of the types of a schema.
pub(super) struct Maker<'a> {
    pub(super) schema: &'a Schema,
    /// Texts that mean something to the rules.
    pub(super) names: Vec<String>,
}

impl Maker<'_> {
    /// What a request may give a field as its arguments, now and then with one that it does not have, or
    /// without one that it needs.
    pub(super) fn arguments(&self, field: &FieldDefinition) -> Values {
        let more = weighted(0.1, Just(json!("unexpected"))).boxed();
        let arguments = field
            .arguments
            .iter()
            .map(|argument| (argument.name.text.clone(), self.given(argument, DEPTH)));
        object(arguments.chain([("more".to_owned(), more)]).collect())
    }

    /// What is stored of a type; of an answer to a mutation, with the mark that says so.
    pub(super) fn item(&self, type_name: &str) -> Values {
        let mut members = self.stored(type_name, DEPTH);
        let mark = weighted(0.2, Just(json!("Mutation"))).boxed();
        members.push(("__operation".to_owned(), mark));
        object(members)
    }

    /// What a field gives.
    pub(super) fn output(&self, ty: &Type) -> Values {
        self.of_type(ty, DEPTH)
    }

    fn given(&self, input: &InputValueDefinition, depth: usize) -> BoxedStrategy<Option<Value>> {
        let chance = if input.ty.is_non_null() {
            ALMOST_ALWAYS
        } else {
            OFTEN
        };
        let value = match &*input.name.text {
            "nextToken" => {
                let tokens = vec![Value::Null, json!("WyJhIiwxXQ=="), json!("no token")];
                select(tokens).boxed()
            }
            _ => self.of_type(&input.ty, depth),
        };
        weighted(chance, value).boxed()
    }

    fn of_type(&self, ty: &Type, depth: usize) -> Values {
        match ty {
            Type::NonNull(inner) => self.of_non_null(inner, depth),
            _ => prop_oneof![1 => Just(Value::Null), 9 => self.of_non_null(ty, depth)].boxed(),
        }
    }

    fn of_non_null(&self, ty: &Type, depth: usize) -> Values {
        match ty {
            Type::NonNull(inner) => self.of_non_null(inner, depth),
            Type::List(inner) => {
                let element = self.of_type(inner, depth.saturating_sub(1));
                proptest::collection::vec(element, 0..3)
                    .prop_map(Value::from)
                    .boxed()
            }
            Type::Named(name) => match self.schema.type_definition(name) {
                Some(definition) => self.of_definition(definition, depth),
                None => Just(Value::Null).boxed(),
            },
        }
    }

    fn of_definition(&self, definition: &TypeDefinition, depth: usize) -> Values {
        match &definition.kind {
            TypeKind::Scalar => self.scalar(&definition.name),
            TypeKind::Enum { values } => {
                let names: Vec<String> = values.iter().map(|one| one.name.text.clone()).collect();
                select(names).prop_map(Value::from).boxed()
            }
            TypeKind::InputObject { .. } if depth == 0 => Just(json!({})).boxed(),
            TypeKind::InputObject { fields } => self.input(&definition.name, fields, depth),
            TypeKind::Object { .. } => object(self.stored(&definition.name, depth)),
            TypeKind::Interface { .. } | TypeKind::Union { .. } => {
                Just(json!({ "__typename": "Other" })).boxed()
            }
        }
    }

    /// Filters and conditions mostly say little, other inputs much.
    fn input(&self, name: &str, fields: &[InputValueDefinition], depth: usize) -> Values {
        let member =
            |input: &InputValueDefinition| (input.name.text.clone(), self.given(input, depth - 1));
        let members: Vec<_> = fields.iter().map(member).collect();
        if !name.starts_with("Model")
            || name.contains("Composite") && !name.ends_with("ConditionInput")
        {
            return object(members);
        }
        let most = members.len().min(2);
        subsequence(members, 0..=most).prop_flat_map(object).boxed()
    }

    fn stored(&self, type_name: &str, depth: usize) -> Vec<(String, BoxedStrategy<Option<Value>>)> {
        let definition = self.schema.type_definition(type_name);
        let Some(TypeKind::Object { fields, .. }) = definition.map(|one| &one.kind) else {
            return Vec::new();
        };
        let stored = fields.iter().filter(|field| {
            let kind = self.schema.type_definition(field.ty.named());
            let is_object = kind.is_some_and(|one| matches!(one.kind, TypeKind::Object { .. }));
            depth > 1 || !is_object
        });
        stored
            .map(|field| {
                let chance = if field.ty.is_non_null() {
                    ALMOST_ALWAYS
                } else {
                    OFTEN
                };
                let value = self.of_type(&field.ty, depth / 2);
                (field.name.text.clone(), weighted(chance, value).boxed())
            })
            .collect()
    }

    fn scalar(&self, name: &str) -> Values {
        match name {
            "Int" | "AWSTimestamp" => (-2_i64..200).prop_map(Value::from).boxed(),
            "Float" => select(vec![json!(2.5), json!(-0.25), json!(7), json!(0)]).boxed(),
            "Boolean" => any::<bool>().prop_map(Value::from).boxed(),
            "AWSDate" => Just(json!("2026-01-02")).boxed(),
            "AWSTime" => Just(json!("03:04:05.678Z")).boxed(),
            "AWSDateTime" => Just(json!("2026-01-02T03:04:05Z")).boxed(),
            "AWSJSON" => select(vec![json!("{\"k\": [1, \"$x\"]}"), json!("1")]).boxed(),
            _ => {
                let odd = select(vec!["a", "", "z", "it's $5 #if", "a#b", "a::b"]);
                prop_oneof![
                    select(self.names.clone()).prop_map(Value::from),
                    odd.prop_map(Value::from),
                ]
                .boxed()
            }
        }
    }
}

/// A map of those members that are there.
pub(super) fn object(members: Vec<(String, BoxedStrategy<Option<Value>>)>) -> Values {
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value)| value.prop_map(move |value| Some((name.clone(), value?))))
        .collect();
    members
        .prop_map(|members| Value::Object(members.into_iter().flatten().collect::<Map<_, _>>()))
        .boxed()
}
