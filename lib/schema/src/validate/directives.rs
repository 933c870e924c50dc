//! Directives: defined, where they may stand, and with the arguments they take.

use appsynth_diagnostics::{Diagnostics, near_name};

use super::{literal, types};
use crate::ast::{Directive, DirectiveDefinition, DirectiveLocation};
use crate::{Schema, diagnostics};

pub(super) fn check_definitions(schema: &Schema, problems: &mut Diagnostics) {
    for directive in schema.directives() {
        let names = directive.arguments.iter().map(|one| &one.name);
        types::check_unique("argument", &directive.name, names, problems);
        for argument in &directive.arguments {
            let at = DirectiveLocation::ArgumentDefinition;
            types::check_input(schema, argument, at, problems);
        }
    }
}

/// Checks the directives in one place.
pub(super) fn check(
    schema: &Schema,
    directives: &[Directive],
    location: DirectiveLocation,
    problems: &mut Diagnostics,
) {
    let mut seen: Vec<&Directive> = Vec::new();
    for directive in directives {
        let Some(definition) = schema.directive(&directive.name) else {
            let near = schema.near_directive(&directive.name);
            problems.push(diagnostics::unknown_directive(directive, near));
            continue;
        };
        if !definition.locations.contains(&location) {
            problems.push(diagnostics::misplaced_directive(
                directive,
                location,
                &definition.locations,
            ));
        }
        let before = seen.iter().find(|one| one.name.text == directive.name.text);
        if let (Some(first), false) = (before, definition.repeatable) {
            problems.push(diagnostics::repeated_directive(directive, first));
        }
        seen.push(directive);
        check_arguments(schema, directive, definition, problems);
    }
}

fn check_arguments(
    schema: &Schema,
    directive: &Directive,
    definition: &DirectiveDefinition,
    problems: &mut Diagnostics,
) {
    let known: Vec<&str> = (definition.arguments.iter().map(|one| &*one.name)).collect();
    // An argument that is given by a wrong name is not missing besides.
    let mut given: Vec<&str> = Vec::new();
    for (position, argument) in directive.arguments.iter().enumerate() {
        let name = &argument.name;
        let earlier = directive.arguments.iter().take(position);
        if let Some(first) = earlier
            .map(|one| &one.name)
            .find(|one| one.text == name.text)
        {
            problems.push(diagnostics::repeated_directive_argument(
                directive, name, first,
            ));
        }
        let Some(defined) = definition
            .arguments
            .iter()
            .find(|one| one.name.text == name.text)
        else {
            given.extend(near_name(name, known.iter().copied()));
            problems.push(diagnostics::unknown_directive_argument(
                directive,
                name,
                &definition.arguments,
            ));
            continue;
        };
        given.push(&defined.name);
        let misfits = literal::check(schema, &argument.value, &defined.ty);
        problems.extend(
            misfits
                .iter()
                .map(|misfit| diagnostics::wrong_directive_argument(directive, name, misfit)),
        );
    }
    let required = definition.arguments.iter().filter(|one| one.is_required());
    for missing in required.filter(|one| !given.contains(&&*one.name)) {
        problems.push(diagnostics::missing_directive_argument(directive, missing));
    }
}
