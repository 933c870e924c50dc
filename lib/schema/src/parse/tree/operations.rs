//! Operations and what they select.

use apollo_compiler::Node;
use apollo_compiler::ast as parsed;

use super::{Reader, operation_type};
use crate::ast::{
    Field, FragmentSpread, InlineFragment, OperationDefinition, Selection, VariableDefinition,
};

impl Reader {
    pub(super) fn operation(&self, one: &Node<parsed::OperationDefinition>) -> OperationDefinition {
        OperationDefinition {
            operation_type: operation_type(one.operation_type),
            name: one.name.as_ref().map(|name| self.name(name)),
            variables: one
                .variables
                .iter()
                .map(|variable| VariableDefinition {
                    name: self.name(&variable.name),
                    ty: self.ty(&variable.ty),
                    default_value: variable
                        .default_value
                        .as_ref()
                        .map(|value| self.value(value)),
                    directives: self.directives(&variable.directives),
                    span: self.at(variable),
                })
                .collect(),
            directives: self.directives(&one.directives),
            selection_set: self.selections(&one.selection_set),
            span: self.at(one),
        }
    }

    pub(super) fn selections(&self, list: &[parsed::Selection]) -> Vec<Selection> {
        list.iter()
            .map(|one| match one {
                parsed::Selection::Field(field) => Selection::Field(Field {
                    alias: field.alias.as_ref().map(|alias| self.name(alias)),
                    name: self.name(&field.name),
                    arguments: self.arguments(&field.arguments),
                    directives: self.directives(&field.directives),
                    selection_set: self.selections(&field.selection_set),
                    span: self.at(field),
                }),
                parsed::Selection::FragmentSpread(spread) => {
                    Selection::FragmentSpread(FragmentSpread {
                        name: self.name(&spread.fragment_name),
                        directives: self.directives(&spread.directives),
                        span: self.at(spread),
                    })
                }
                parsed::Selection::InlineFragment(fragment) => {
                    Selection::InlineFragment(InlineFragment {
                        type_condition: fragment
                            .type_condition
                            .as_ref()
                            .map(|name| self.name(name)),
                        directives: self.directives(&fragment.directives),
                        selection_set: self.selections(&fragment.selection_set),
                        span: self.at(fragment),
                    })
                }
            })
            .collect()
    }
}
