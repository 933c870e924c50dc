//! From the fields of a struct to the members of an object in a template.

use appsynth_cloudformation::Map;
use appsynth_construct::{Expr, Intrinsic, NodeId, Value};
use indexmap::IndexMap;

/// The type of a field.
pub(crate) trait Member {
    /// The value in the template; none if the member is left out.
    fn member(self) -> Option<Expr>;
}

impl<T: Into<Expr>> Member for Value<T> {
    fn member(self) -> Option<Expr> {
        Some(self.into())
    }
}

impl Member for Expr {
    fn member(self) -> Option<Expr> {
        Some(self)
    }
}

impl<T: Member> Member for Option<T> {
    fn member(self) -> Option<Expr> {
        self.and_then(Member::member)
    }
}

impl<T: Member> Member for Vec<T> {
    fn member(self) -> Option<Expr> {
        if self.is_empty() {
            return None;
        }
        Some(Expr::List(
            self.into_iter().filter_map(Member::member).collect(),
        ))
    }
}

impl<T: Member> Member for IndexMap<String, T> {
    fn member(self) -> Option<Expr> {
        if self.is_empty() {
            return None;
        }
        let members = self
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.member()?)));
        Some(Expr::Map(members.collect()))
    }
}

pub(crate) fn put(members: &mut Map<NodeId>, name: &str, field: impl Member) {
    if let Some(value) = field.member() {
        members.insert(name.to_owned(), value);
    }
}

pub(crate) fn reference(node: NodeId) -> Value<String> {
    Value::AtDeploy(Intrinsic::Ref(node).into())
}

pub(crate) fn attribute(node: NodeId, name: &str) -> Value<String> {
    Value::AtDeploy(Intrinsic::GetAtt(node, name.into()).into())
}
