//! Whom the directives of the deployed schema let in where no code checks rules: those that the user wrote and
//! those that follow from the rules of other fields.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html>

use appsynth_schema::Document;
use appsynth_schema::ast::{Directive, ValueKind};

use super::kinds::Caller;
use crate::model::Model;
use crate::options::{AuthMode, Options};
use crate::plan::schema::{Modes, schema};

/// The schema that AppSync gets, asked for its directives.
pub(super) struct Written {
    schema: Document,
    default: AuthMode,
}

impl Written {
    pub(super) fn new(model: &Model, options: &Options) -> Self {
        Self {
            schema: schema(model, options).0,
            default: options.default_auth,
        }
    }

    /// Whether a caller of this kind may ask for the field: by its own directives, or else by its type's, or
    /// else in the default mode.
    pub(super) fn lets_in(&self, type_name: &str, field: &str, caller: &Caller) -> bool {
        let definition = self.schema.types().find(|one| &*one.name == type_name);
        let of_type = definition.map_or(&[][..], |one| &one.directives);
        let of_field = definition
            .and_then(|one| one.field(field))
            .map_or(&[][..], |one| &one.directives);
        let said = [of_field, of_type].into_iter();
        let mut said = said.filter(|directives| !Modes::written(directives).is_empty());
        match said.next() {
            Some(directives) => {
                Modes::written(directives).contains(caller.mode()) && is_member(caller, directives)
            }
            None => caller.mode() == self.default,
        }
    }
}

/// Whether directives let in some modes or groups only of those who come in these modes.
pub(super) fn closes(directives: &[Directive], modes: Modes) -> bool {
    let written = Modes::written(directives);
    let lets_all_in = written.and(modes) == written && groups(directives).is_empty();
    !written.is_empty() && !lets_all_in
}

/// The groups of a user pool that directives name.
pub(super) fn groups(directives: &[Directive]) -> Vec<&str> {
    let named = directives.iter().filter(|one| {
        let name: &str = &one.name;
        ["aws_auth", "aws_cognito_user_pools"].contains(&name)
    });
    let lists = named.filter_map(|one| one.argument("cognito_groups"));
    let items = lists.flat_map(|value| match &value.kind {
        ValueKind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(value),
    });
    items
        .filter_map(|item| match &item.kind {
            ValueKind::String(group) => Some(group.as_str()),
            _ => None,
        })
        .collect()
}

/// Whether a user of the pool is of the groups that directives name, if they do.
fn is_member(caller: &Caller, directives: &[Directive]) -> bool {
    let groups = groups(directives);
    match caller {
        _ if groups.is_empty() || caller.mode() != AuthMode::UserPools => true,
        Caller::Member { claim, group, .. } => {
            let group = group.as_deref();
            claim == Caller::GROUPS && group.is_some_and(|group| groups.contains(&group))
        }
        _ => false,
    }
}
