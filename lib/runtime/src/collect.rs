//! Which fields are asked of an object.

use appsynth_schema::ast::{Directive, Field, Selection, ValueKind};
use appsynth_schema::{Request, Schema};
use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value};

/// Selected fields by response key, in the order they were asked. Fields with the same key are one: what is
/// selected inside them is merged.
pub(crate) type Collected<'a> = IndexMap<&'a str, Vec<&'a Field>>;

/// What collecting looks at.
#[derive(Clone, Copy)]
pub(crate) struct Collector<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) request: &'a Request,
    pub(crate) variables: &'a Map<String, Value>,
}

impl<'a> Collector<'a> {
    /// The fields that apply to an object of this type.
    ///
    /// <https://spec.graphql.org/October2021/#CollectFields()>
    pub(crate) fn collect(
        self,
        object_type: &str,
        selections: impl IntoIterator<Item = &'a [Selection]>,
    ) -> Collected<'a> {
        let mut fields = Collected::new();
        let mut entered = IndexSet::new();
        for set in selections {
            self.collect_into(&mut fields, &mut entered, object_type, set);
        }
        fields
    }

    /// Whether `@skip` and `@include` leave a selection in.
    pub(crate) fn is_included(self, directives: &[Directive]) -> bool {
        directives.iter().all(|directive| match &*directive.name {
            "skip" => !self.condition(directive),
            "include" => self.condition(directive),
            _ => true,
        })
    }

    fn collect_into(
        self,
        fields: &mut Collected<'a>,
        entered: &mut IndexSet<&'a str>,
        object_type: &str,
        selections: &'a [Selection],
    ) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    if self.is_included(&field.directives) {
                        fields.entry(field.response_key()).or_default().push(field);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let applies = match &fragment.type_condition {
                        Some(name) => self.schema.is_possible_type(name, object_type),
                        None => true,
                    };
                    if applies && self.is_included(&fragment.directives) {
                        self.collect_into(fields, entered, object_type, &fragment.selection_set);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    if !self.is_included(&spread.directives) || !entered.insert(&spread.name) {
                        continue;
                    }
                    if let Some(fragment) = self.request.fragment(&spread.name)
                        && self
                            .schema
                            .is_possible_type(&fragment.type_condition, object_type)
                    {
                        self.collect_into(fields, entered, object_type, &fragment.selection_set);
                    }
                }
            }
        }
    }

    fn condition(self, directive: &Directive) -> bool {
        match directive.argument("if").map(|value| &value.kind) {
            Some(ValueKind::Boolean(yes)) => *yes,
            Some(ValueKind::Variable(name)) => {
                self.variables.get(name).and_then(Value::as_bool) == Some(true)
            }
            _ => false,
        }
    }
}
