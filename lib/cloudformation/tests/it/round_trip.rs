//! Writing a template and reading it again changes nothing, whatever the template.

use appsynth_cloudformation::{
    DeletionPolicy, Expr, Intrinsic, LogicalId, Map, Output, Parameter, Pseudo, Resource, SubPart,
    Template,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::template;

fn name() -> impl Strategy<Value = String> {
    "[A-Z][A-Za-z0-9]{0,6}"
}

fn id() -> impl Strategy<Value = LogicalId> {
    name().prop_map(LogicalId)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~é\n\"\\\\]{0,8}", "[$!{}.a]{0,10}"]
}

fn pseudo() -> impl Strategy<Value = Pseudo> {
    prop::sample::select(Pseudo::ALL.as_slice())
}

/// Text of `Fn::Sub` that a reference may follow: an unclosed `${` would swallow it.
fn sub_text() -> impl Strategy<Value = String> {
    text().prop_map(|text| match text.rsplit_once("${") {
        Some((_, after)) if !after.contains('}') => text + "}",
        _ => text,
    })
}

/// Adjacent texts would be read as one, and no text at all as an empty one.
fn sub() -> impl Strategy<Value = Vec<SubPart>> {
    let reference = prop_oneof![
        id().prop_map(SubPart::Ref),
        pseudo().prop_map(SubPart::Pseudo),
        (id(), name()).prop_map(|(id, attribute)| SubPart::GetAtt(id, attribute)),
    ];
    let pairs = vec((sub_text(), reference), 1..4);
    (pairs, text()).prop_map(|(pairs, last)| {
        let mut parts = Vec::new();
        for (text, reference) in pairs {
            if !text.is_empty() {
                parts.push(SubPart::Text(text));
            }
            parts.push(reference);
        }
        if !last.is_empty() {
            parts.push(SubPart::Text(last));
        }
        parts
    })
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        Just(Expr::Null),
        any::<bool>().prop_map(Expr::from),
        any::<i64>().prop_map(Expr::from),
        text().prop_map(Expr::from),
        id().prop_map(|id| Intrinsic::Ref(id).into()),
        pseudo().prop_map(|pseudo| Intrinsic::Pseudo(pseudo).into()),
        sub().prop_map(|parts| Intrinsic::Sub(parts, None).into()),
        (id(), name()).prop_map(|(id, name)| Intrinsic::GetAtt(id, name.into()).into()),
    ]
}

fn expr() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Expr::List),
            map(inner.clone()).prop_map(Expr::Map),
            (text(), inner.clone()).prop_map(|(text, list)| Intrinsic::Join(text, list).into()),
            (text(), inner.clone()).prop_map(|(text, of)| Intrinsic::Split(text, of).into()),
            (inner.clone(), inner.clone())
                .prop_map(|(index, list)| Intrinsic::Select(index, list).into()),
            (id(), inner.clone(), inner.clone())
                .prop_map(|(id, yes, no)| Intrinsic::If(id, yes, no).into()),
            (
                inner.clone(),
                inner.clone(),
                inner.clone(),
                option::of(inner.clone())
            )
                .prop_map(|(map, top, second, default)| {
                    Intrinsic::FindInMap(map, top, second, default).into()
                }),
            (inner.clone(), inner.clone(), option::of(inner.clone()))
                .prop_map(|(block, count, bits)| Intrinsic::Cidr(block, count, bits).into()),
            inner
                .clone()
                .prop_map(|value| Intrinsic::ImportValue(value).into()),
            inner
                .clone()
                .prop_map(|value| Intrinsic::ToJsonString(value).into()),
            inner.prop_map(|value| Intrinsic::Other("Fn::Transform".into(), value).into()),
        ]
    })
}

fn map(value: impl Strategy<Value = Expr>) -> impl Strategy<Value = Map> {
    vec((name(), value), 0..4).prop_map(|members| {
        members
            .into_iter()
            .filter(|(key, _)| key != "Ref")
            .collect()
    })
}

fn condition() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        id().prop_map(|id| Expr::from(Intrinsic::Condition(id))),
        (leaf(), leaf()).prop_map(|(one, two)| Intrinsic::Equals(one, two).into()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(|all| Intrinsic::And(all).into()),
            vec(inner.clone(), 2..4).prop_map(|all| Intrinsic::Or(all).into()),
            inner.prop_map(|one| Intrinsic::Not(one).into()),
        ]
    })
}

fn resource() -> impl Strategy<Value = Resource> {
    let policy = prop::sample::select(vec![
        DeletionPolicy::Delete,
        DeletionPolicy::Retain,
        DeletionPolicy::RetainExceptOnCreate,
        DeletionPolicy::Snapshot,
    ]);
    (
        text(),
        map(expr()),
        vec(id(), 0..3),
        option::of(id()),
        option::of(policy.clone()),
        option::of(policy),
        map(leaf()),
    )
        .prop_map(
            |(kind, properties, depends_on, condition, deletion, replace, metadata)| Resource {
                kind,
                properties,
                depends_on,
                condition,
                deletion_policy: deletion,
                update_replace_policy: replace,
                metadata,
                ..Resource::default()
            },
        )
}

fn output() -> impl Strategy<Value = Output> {
    (
        expr(),
        option::of(text()),
        option::of(expr()),
        option::of(id()),
    )
        .prop_map(|(value, description, export, condition)| Output {
            value,
            description,
            export,
            condition,
        })
}

fn any_template() -> impl Strategy<Value = Template> {
    let section = 0..3;
    (
        option::of(text()),
        vec((id(), condition()), section.clone()),
        vec((id(), resource()), section.clone()),
        vec((id(), output()), section.clone()),
        vec((id(), text()), section),
    )
        .prop_map(
            |(description, conditions, resources, outputs, parameters)| Template {
                description,
                conditions: conditions.into_iter().collect(),
                resources: resources.into_iter().collect(),
                outputs: outputs.into_iter().collect(),
                parameters: parameters
                    .into_iter()
                    .map(|(id, kind)| {
                        let parameter = Parameter {
                            kind,
                            ..Parameter::default()
                        };
                        (id, parameter)
                    })
                    .collect(),
                ..Template::default()
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_what_was_written_gives_the_same_template(original in any_template()) {
        let json = original.to_json();
        prop_assert_eq!(&template(&json), &original, "{}", json);
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), original.to_value());
    }
}
