//! The walk over a request that finds what does not fit the schema. AppSync validates with graphql-java, so
//! the rules, their order and their words are that library's.
//!
//! <https://spec.graphql.org/October2021/#sec-Validation>

use std::collections::HashSet;

use appsynth_diagnostics::Span;

use super::{
    RequestError, RequestErrorKind, RequestText, arguments, conflicts, fragments, variables,
};
use crate::Schema;
use crate::ast::{
    Definition, Directive, DirectiveLocation, Document, Field, FieldDefinition, FragmentDefinition,
    FragmentSpread, InlineFragment, Name, OperationDefinition, OperationType, Selection, Type,
    TypeDefinition,
};

/// As many mistakes as graphql-java looks for, so that answers stay short whatever is asked.
///
/// <https://github.com/graphql-java/graphql-java/blob/master/src/main/java/graphql/validation/Validator.java>
const MAX_ERRORS: usize = 100;

/// The mistakes of a request in the order of its text, at most [`MAX_ERRORS`].
pub(super) fn validate(
    schema: &Schema,
    document: &Document,
    text: &RequestText,
) -> Vec<RequestError> {
    let mut walk = Walk {
        schema,
        document,
        text,
        path: Vec::new(),
        errors: Vec::new(),
        compared: 0,
    };
    walk.document();
    walk.errors
}

/// Where the walk is, and what it has found.
pub(super) struct Walk<'a> {
    pub(super) schema: &'a Schema,
    pub(super) document: &'a Document,
    text: &'a RequestText,
    path: Vec<&'a str>,
    errors: Vec<RequestError>,
    /// How many fields were looked at to find conflicts.
    pub(super) compared: usize,
}

impl<'a> Walk<'a> {
    /// Records a mistake of graphql-java's kind `kind` at the current path.
    pub(super) fn refuse(&mut self, kind: &str, message: &str, spans: &[Option<Span>]) {
        if self.has_found_enough() {
            return;
        }
        let at = if self.path.is_empty() {
            String::new()
        } else {
            format!(" @ '{}'", self.path.join("/"))
        };
        self.errors.push(RequestError {
            kind: RequestErrorKind::Validation,
            message: format!("Validation error of type {kind}: {message}{at}"),
            locations: spans
                .iter()
                .filter_map(|span| self.text.place(*span))
                .collect(),
        });
    }

    fn has_found_enough(&self) -> bool {
        self.errors.len() >= MAX_ERRORS
    }

    /// Runs `inside` one step further down.
    pub(super) fn under(&mut self, name: &'a str, inside: impl FnOnce(&mut Self)) {
        self.path.push(name);
        inside(self);
        self.path.pop();
    }

    pub(super) fn fragment(&self, name: &str) -> Option<&'a FragmentDefinition> {
        self.document.fragments().find(|one| &*one.name == name)
    }

    fn document(&mut self) {
        let document = self.document;
        self.lone_anonymous_operation();
        self.unique_names();
        for definition in &document.definitions {
            match definition {
                Definition::Operation(operation) => self.operation(operation),
                Definition::Fragment(fragment) => {
                    self.under(&fragment.name, |walk| walk.fragment_definition(fragment));
                }
                Definition::Schema(_) | Definition::Type(_) | Definition::Directive(_) => {
                    let message = "Type definition is not executable";
                    self.refuse("NonExecutableDefinition", message, &[]);
                }
            }
        }
        fragments::check_use(self);
    }

    fn lone_anonymous_operation(&mut self) {
        let several = self.document.operations().count() > 1;
        for operation in self.document.operations() {
            if several && operation.name.is_none() {
                let kind = "LoneAnonymousOperationViolation";
                let message = "Anonymous operation with other operations.";
                self.refuse(kind, message, &[operation.span]);
            }
        }
    }

    fn unique_names(&mut self) {
        let document = self.document;
        let operations = document.operations().filter_map(|one| one.name.as_ref());
        for name in repeated(operations) {
            let message = format!("There can be only one operation named '{name}'");
            self.refuse("DuplicateOperationName", &message, &[name.span]);
        }
        for name in repeated(document.fragments().map(|one| &one.name)) {
            let message = format!("There can be only one fragment named '{name}'");
            self.refuse("DuplicateFragmentName", &message, &[name.span]);
        }
    }

    fn operation(&mut self, operation: &'a OperationDefinition) {
        let location = match operation.operation_type {
            OperationType::Query => DirectiveLocation::Query,
            OperationType::Mutation => DirectiveLocation::Mutation,
            OperationType::Subscription => DirectiveLocation::Subscription,
        };
        self.directives(&operation.directives, location);
        variables::check_definitions(self, operation);
        let Some(root) = self.schema.root(operation.operation_type) else {
            let message = format!(
                "Schema is not configured for {}s",
                operation.operation_type.keyword()
            );
            self.refuse("UnknownOperation", &message, &[operation.span]);
            return;
        };
        let root = self.schema.type_definition(root);
        self.selection_set(&operation.selection_set, root);
        variables::check_uses(self, operation, root);
    }

    fn fragment_definition(&mut self, fragment: &'a FragmentDefinition) {
        self.directives(&fragment.directives, DirectiveLocation::FragmentDefinition);
        fragments::check_cycle(self, fragment);
        let condition = self.type_condition(
            &fragment.type_condition,
            fragment.span,
            "FragmentTypeConditionInvalid",
            "Fragment type condition is invalid, must be on Object/Interface/Union",
        );
        self.selection_set(&fragment.selection_set, condition);
    }

    fn selection_set(&mut self, selections: &'a [Selection], parent: Option<&'a TypeDefinition>) {
        for selection in selections {
            if self.has_found_enough() {
                return;
            }
            match selection {
                Selection::Field(field) => {
                    self.under(&field.name, |walk| walk.field(field, parent));
                }
                Selection::FragmentSpread(spread) => self.fragment_spread(spread, parent),
                Selection::InlineFragment(fragment) => self.inline_fragment(fragment, parent),
            }
        }
        conflicts::check(self, selections, parent);
    }

    fn field(&mut self, field: &'a Field, parent: Option<&'a TypeDefinition>) {
        let definition = parent.and_then(|parent| self.schema.selected_field(parent, &field.name));
        if let (None, Some(parent)) = (definition, parent) {
            let message = format!(
                "Field '{}' in type '{}' is undefined",
                field.name, parent.name
            );
            self.refuse("FieldUndefined", &message, &[field.span]);
        }
        if let Some(definition) = definition {
            arguments::check_required(self, field, definition);
            self.leaf(field, definition);
        }
        arguments::check_given(self, &field.arguments, definition);
        self.directives(&field.directives, DirectiveLocation::Field);
        // What is selected of a leaf has been refused as a whole.
        let inner = definition
            .and_then(|definition| self.schema.type_definition(definition.ty.named()))
            .filter(|ty| ty.kind.is_composite());
        self.selection_set(&field.selection_set, inner);
    }

    /// What has fields needs a selection, what has none cannot have one.
    fn leaf(&mut self, field: &Field, definition: &FieldDefinition) {
        let Some(ty) = self.schema.type_definition(definition.ty.named()) else {
            return;
        };
        let selects = !field.selection_set.is_empty();
        // graphql-java has no name for a list or a non-null type.
        let shown = match &definition.ty {
            Type::Named(name) => &**name,
            Type::List(_) | Type::NonNull(_) => "null",
        };
        if selects && !ty.kind.is_composite() {
            let message = format!(
                "Sub selection not allowed on leaf type {shown} of field {}",
                field.name
            );
            self.refuse("SubSelectionNotAllowed", &message, &[field.span]);
        } else if !selects && ty.kind.is_composite() {
            let message = format!(
                "Sub selection required for type {shown} of field {}",
                field.name
            );
            self.refuse("SubSelectionRequired", &message, &[field.span]);
        }
    }

    fn fragment_spread(&mut self, spread: &'a FragmentSpread, parent: Option<&'a TypeDefinition>) {
        self.directives(&spread.directives, DirectiveLocation::FragmentSpread);
        let Some(fragment) = self.fragment(&spread.name) else {
            let message = format!("Undefined fragment {}", spread.name);
            self.refuse("UndefinedFragment", &message, &[spread.span]);
            return;
        };
        let condition = self.schema.type_definition(&fragment.type_condition);
        if let (Some(parent), Some(condition)) = (parent, condition)
            && !fragments::overlap(self.schema, parent, condition)
        {
            let message = format!(
                "Fragment {} cannot be spread here as objects of type {} can never be of type {}",
                spread.name, parent.name, condition.name
            );
            self.refuse("InvalidFragmentType", &message, &[spread.span]);
        }
    }

    fn inline_fragment(
        &mut self,
        fragment: &'a InlineFragment,
        parent: Option<&'a TypeDefinition>,
    ) {
        self.directives(&fragment.directives, DirectiveLocation::InlineFragment);
        let Some(name) = &fragment.type_condition else {
            self.selection_set(&fragment.selection_set, parent);
            return;
        };
        let condition = self.type_condition(
            name,
            fragment.span,
            "InlineFragmentTypeConditionInvalid",
            "Inline fragment type condition is invalid, must be on Object/Interface/Union",
        );
        if let (Some(parent), Some(condition)) = (parent, condition)
            && !fragments::overlap(self.schema, parent, condition)
        {
            let message = format!(
                "Fragment cannot be spread here as objects of type {} can never be of type {}",
                parent.name, condition.name
            );
            self.refuse("InvalidFragmentType", &message, &[fragment.span]);
        }
        self.selection_set(&fragment.selection_set, condition);
    }

    fn type_condition(
        &mut self,
        name: &Name,
        span: Option<Span>,
        kind: &str,
        message: &str,
    ) -> Option<&'a TypeDefinition> {
        match self.schema.type_definition(name) {
            None => {
                self.refuse("UnknownType", &format!("Unknown type {name}"), &[name.span]);
                None
            }
            Some(definition) if !definition.kind.is_composite() => {
                self.refuse(kind, message, &[span]);
                None
            }
            found => found,
        }
    }

    pub(super) fn directives(&mut self, directives: &'a [Directive], location: DirectiveLocation) {
        for directive in directives {
            let Some(definition) = self.schema.directive(&directive.name) else {
                let message = format!("Unknown directive {}", directive.name);
                self.refuse("UnknownDirective", &message, &[directive.span]);
                continue;
            };
            if !definition.locations.contains(&location) {
                let message = format!("Directive {} not allowed here", directive.name);
                self.refuse("MisplacedDirective", &message, &[directive.span]);
            }
            arguments::check_directive(self, directive, definition);
        }
        for name in repeated(directives.iter().map(|one| &one.name)) {
            if self
                .schema
                .directive(name)
                .is_some_and(|one| !one.repeatable)
            {
                let message = format!(
                    "Non repeatable directives must be uniquely named within a location. The directive '{name}' is not unique"
                );
                self.refuse("DuplicateDirectiveName", &message, &[name.span]);
            }
        }
    }
}

/// The second and later of equal names.
pub(super) fn repeated<'a>(names: impl IntoIterator<Item = &'a Name>) -> Vec<&'a Name> {
    let mut seen = HashSet::new();
    names
        .into_iter()
        .filter(|name| !seen.insert(&***name))
        .collect()
}
