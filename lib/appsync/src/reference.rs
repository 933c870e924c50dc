//! References to resources and texts around them.

use appsynth_cloudformation::Pseudo;
use appsynth_construct::{Expr, Intrinsic, NodeId, Scope, Value};

/// `Ref` of a resource.
pub(crate) fn reference(node: NodeId) -> Value<String> {
    Value::AtDeploy(Intrinsic::Ref(node).into())
}

/// `Fn::GetAtt` of a resource.
pub(crate) fn attribute(node: NodeId, name: &str) -> Value<String> {
    Value::AtDeploy(Intrinsic::GetAtt(node, name.into()).into())
}

/// A pseudo parameter.
pub(crate) fn pseudo(pseudo: Pseudo) -> Value<String> {
    Value::AtDeploy(Intrinsic::Pseudo(pseudo).into())
}

/// The parts one after the other; known if all of them are.
pub(crate) fn join(parts: impl IntoIterator<Item = Value<String>>) -> Value<String> {
    let mut joined: Vec<Value<String>> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Value::Known(text)), Value::Known(more)) => text.push_str(&more),
            (_, part) => joined.push(part),
        }
    }
    match joined.as_slice() {
        [] => "".into(),
        [one] => one.clone(),
        _ => Value::AtDeploy(Intrinsic::Join(String::new(), Expr::from(joined)).into()),
    }
}

/// The ARN of a resource in the stack's partition, account and region.
pub(crate) fn arn(
    service: &str,
    resource: impl IntoIterator<Item = Value<String>>,
) -> Value<String> {
    let (region, account) = (pseudo(Pseudo::Region), pseudo(Pseudo::AccountId));
    arn_in(service, region, account, resource)
}

/// The ARN of a resource in the stack's partition.
pub(crate) fn arn_in(
    service: &str,
    region: Value<String>,
    account: Value<String>,
    resource: impl IntoIterator<Item = Value<String>>,
) -> Value<String> {
    let place = [
        "arn:".into(),
        pseudo(Pseudo::Partition),
        format!(":{service}:").as_str().into(),
        region,
        ":".into(),
        account,
        ":".into(),
    ];
    join(place.into_iter().chain(resource))
}

/// The region of an external resource whose ARN or id says it; remembered at its node.
#[derive(Debug)]
pub(crate) struct ExternalRegion(pub(crate) String);

/// The region that a resource is in: the one remembered of it, else the stack's.
pub(crate) fn region_of(scope: &Scope<'_>, resource: impl Into<NodeId>) -> Value<String> {
    match scope.recall::<ExternalRegion>(resource) {
        Some(ExternalRegion(region)) => region.as_str().into(),
        None => pseudo(Pseudo::Region),
    }
}
