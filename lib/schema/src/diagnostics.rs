//! The wording of every message about a schema.

use appsynth_diagnostics::codes::schema as codes;
use appsynth_diagnostics::{Diagnostic, Span};

use crate::ast::{
    Directive, DirectiveLocation, FieldDefinition, InputValueDefinition, Name, OperationType,
    TypeDefinition,
};
use crate::validate::Misfit;

/// A type definition made by a program has no place to mark.
trait Places: Sized {
    fn mark(self, span: Option<Span>, text: impl Into<String>) -> Self;
    fn mark_also(self, span: Option<Span>, text: impl Into<String>) -> Self;
    fn suggest(self, near: Option<&str>) -> Self;
}

impl Places for Diagnostic {
    fn mark(self, span: Option<Span>, text: impl Into<String>) -> Self {
        match span {
            Some(span) => self.at(span, text),
            None => self,
        }
    }

    fn mark_also(self, span: Option<Span>, text: impl Into<String>) -> Self {
        match span {
            Some(span) => self.also(span, text),
            None => self,
        }
    }

    fn suggest(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(format!("there is a similar name: `{near}`")),
            None => self,
        }
    }
}

pub(crate) fn syntax(span: Span, message: &str, help: String) -> Diagnostic {
    Diagnostic::error(&codes::SYNTAX, message)
        .at(span, "does not fit")
        .help(help)
}

pub(crate) fn undefined_type(name: &Name, near: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::UNDEFINED_TYPE,
        format!("the type `{name}` is not defined"),
    )
    .mark(name.span, "not defined");
    match near {
        Some(_) => diagnostic.suggest(near),
        None => diagnostic.help(format!("define it: `type {name} {{ … }}`")),
    }
}

pub(crate) fn duplicate_type(name: &Name, first: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::DUPLICATE_TYPE,
        format!("the type `{name}` is defined twice"),
    )
    .mark(name.span, "defined again")
    .mark_also(first.span, "first defined here")
    .help(format!(
        "remove one, or write `extend type {name}` to add to the first"
    ))
}

pub(crate) fn built_in_type(name: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::DUPLICATE_TYPE,
        format!("`{name}` is a built-in scalar"),
    )
    .mark(name.span, "defined as something else")
    .help("choose another name")
}

pub(crate) fn duplicate_directive(name: &Name, first: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::DUPLICATE_TYPE,
        format!("the directive `@{name}` is defined twice"),
    )
    .mark(name.span, "defined again")
    .mark_also(first.span, "first defined here")
    .help("remove one")
}

pub(crate) fn duplicate_schema(span: Option<Span>, first: Option<Span>) -> Diagnostic {
    Diagnostic::error(&codes::DUPLICATE_TYPE, "there are two `schema` blocks")
        .mark(span, "the second")
        .mark_also(first, "the first")
        .help("keep one, or write `extend schema`")
}

pub(crate) fn duplicate_member(what: &str, of: &str, name: &Name, first: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::DUPLICATE_MEMBER,
        format!("`{of}` has the {what} `{name}` twice"),
    )
    .mark(name.span, "again")
    .mark_also(first.span, "first here")
    .help("remove or rename one of them")
}

pub(crate) fn missing_query() -> Diagnostic {
    Diagnostic::error(&codes::MISSING_QUERY, "the schema has no query type")
        .help("add `type Query { … }` with at least one field; AppSync requires it")
}

pub(crate) fn unknown_directive(directive: &Directive, near: Option<&str>) -> Diagnostic {
    let name = &directive.name;
    let diagnostic = Diagnostic::error(
        &codes::UNKNOWN_DIRECTIVE,
        format!("the directive `@{name}` is not defined"),
    )
    .mark(directive.span.or(name.span), "not defined");
    match (successors(name), near) {
        (Some(successors), _) => diagnostic.help(format!(
            "this directive is of Amplify's first transformer; write {successors} instead"
        )),
        (None, Some(near)) => diagnostic.help(format!("there is a similar name: `@{near}`")),
        (None, None) => {
            diagnostic.help(format!("remove it, or define it: `directive @{name} on …`"))
        }
    }
}

/// What takes the place of a directive of Amplify's first transformer.
///
/// <https://docs.amplify.aws/gen1/react/tools/cli/migration/transformer-migration/>
pub(crate) fn successors(name: &str) -> Option<&'static str> {
    match name {
        "key" => Some("`@primaryKey` or `@index` at the field that the key begins with"),
        "connection" => Some("`@hasOne`, `@hasMany`, `@belongsTo` or `@manyToMany`"),
        "versioned" => Some("`conflict-resolution` among the API's settings"),
        _ => None,
    }
}

pub(crate) fn unknown_directive_argument(
    directive: &Directive,
    argument: &Name,
    known: &[InputValueDefinition],
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::DIRECTIVE_ARGUMENT,
        format!("`@{}` has no argument `{argument}`", directive.name),
    )
    .mark(argument.span, "no such argument");
    if known.is_empty() {
        diagnostic.help("it takes no arguments")
    } else {
        let names: Vec<String> = known.iter().map(|one| format!("`{}`", one.name)).collect();
        diagnostic.help(format!("it takes {}", names.join(", ")))
    }
}

pub(crate) fn repeated_directive_argument(
    directive: &Directive,
    argument: &Name,
    first: &Name,
) -> Diagnostic {
    Diagnostic::error(
        &codes::DIRECTIVE_ARGUMENT,
        format!("`@{}` is given `{argument}` twice", directive.name),
    )
    .mark(argument.span, "again")
    .mark_also(first.span, "first here")
    .help("keep one of them")
}

pub(crate) fn missing_directive_argument(
    directive: &Directive,
    missing: &InputValueDefinition,
) -> Diagnostic {
    Diagnostic::error(
        &codes::DIRECTIVE_ARGUMENT,
        format!("`@{}` requires `{}`", directive.name, missing.name),
    )
    .mark(directive.span, format!("`{}` is missing", missing.name))
    .help(format!(
        "write `@{}({}: …)` with a value of type `{}`",
        directive.name, missing.name, missing.ty
    ))
}

pub(crate) fn wrong_directive_argument(
    directive: &Directive,
    argument: &Name,
    misfit: &Misfit,
) -> Diagnostic {
    Diagnostic::error(
        &codes::DIRECTIVE_ARGUMENT,
        format!(
            "`{}` of `@{}` takes `{}`",
            path(argument, misfit),
            directive.name,
            misfit.expected
        ),
    )
    .mark(misfit.span, &misfit.why)
    .help(&misfit.help)
}

/// Such as `rules.allow`.
fn path(outermost: &Name, misfit: &Misfit) -> String {
    let members = misfit.path.iter().map(String::as_str);
    let names: Vec<&str> = std::iter::once(&**outermost).chain(members).collect();
    names.join(".")
}

pub(crate) fn misplaced_directive(
    directive: &Directive,
    location: DirectiveLocation,
    allowed: &[DirectiveLocation],
) -> Diagnostic {
    let places: Vec<&str> = allowed.iter().map(|one| place_in_words(*one)).collect();
    Diagnostic::error(
        &codes::MISPLACED_DIRECTIVE,
        format!(
            "`@{}` may not stand on {}",
            directive.name,
            place_in_words(location)
        ),
    )
    .mark(directive.span, "not here")
    .help(format!("it may stand on {}", places.join(", ")))
}

pub(crate) fn repeated_directive(directive: &Directive, first: &Directive) -> Diagnostic {
    Diagnostic::error(
        &codes::MISPLACED_DIRECTIVE,
        format!("`@{}` may stand in a place once only", directive.name),
    )
    .mark(directive.span, "again")
    .mark_also(first.span, "first here")
    .help("keep one of them")
}

fn place_in_words(location: DirectiveLocation) -> &'static str {
    match location {
        DirectiveLocation::Query => "a query",
        DirectiveLocation::Mutation => "a mutation",
        DirectiveLocation::Subscription => "a subscription",
        DirectiveLocation::Field => "a selected field",
        DirectiveLocation::FragmentDefinition => "a fragment",
        DirectiveLocation::FragmentSpread => "a fragment spread",
        DirectiveLocation::InlineFragment => "an inline fragment",
        DirectiveLocation::VariableDefinition => "a variable",
        DirectiveLocation::Schema => "the schema",
        DirectiveLocation::Scalar => "a scalar",
        DirectiveLocation::Object => "an object type",
        DirectiveLocation::FieldDefinition => "a field",
        DirectiveLocation::ArgumentDefinition => "an argument",
        DirectiveLocation::Interface => "an interface",
        DirectiveLocation::Union => "a union",
        DirectiveLocation::Enum => "an enum",
        DirectiveLocation::EnumValue => "an enum value",
        DirectiveLocation::InputObject => "an input type",
        DirectiveLocation::InputFieldDefinition => "a field of an input type",
    }
}

pub(crate) fn not_an_interface(name: &Name, keyword: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::INTERFACE,
        format!("`{name}` cannot be implemented: it is no interface"),
    )
    .mark(name.span, format!("defined with `{keyword}`"))
    .help(format!("define `interface {name}`, or remove it here"))
}

pub(crate) fn missing_interface(
    definition: &TypeDefinition,
    interface: &Name,
    inherited: &Name,
) -> Diagnostic {
    Diagnostic::error(
        &codes::INTERFACE,
        format!(
            "`{}` implements `{interface}`, so it has to implement `{inherited}` too",
            definition.name
        ),
    )
    .mark(interface.span, format!("implements `{inherited}`"))
    .help(format!("write `implements {interface} & {inherited}`"))
}

pub(crate) fn interface_of_itself(name: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::INTERFACE,
        format!("the interface `{name}` implements itself"),
    )
    .mark(name.span, "the interface itself")
    .help("remove it from the list")
}

pub(crate) fn missing_interface_field(
    definition: &TypeDefinition,
    interface: &Name,
    field: &FieldDefinition,
) -> Diagnostic {
    Diagnostic::error(
        &codes::INTERFACE,
        format!(
            "`{}` implements `{interface}` but lacks its field `{}`",
            definition.name, field.name
        ),
    )
    .mark(interface.span, format!("requires `{}`", field.name))
    .mark_also(field.name.span, "the interface's field")
    .help(format!("add `{}: {}`", field.name, field.ty))
}

pub(crate) fn interface_field_type(
    definition: &TypeDefinition,
    field: &FieldDefinition,
    interface: &Name,
    required: &FieldDefinition,
) -> Diagnostic {
    Diagnostic::error(
        &codes::INTERFACE,
        format!(
            "`{}.{}` gives `{}`, but `{interface}` requires `{}`",
            definition.name, field.name, field.ty, required.ty
        ),
    )
    .mark(
        field.ty.named().span,
        format!("not `{}` nor narrower", required.ty),
    )
    .mark_also(required.ty.named().span, "the interface's field")
    .help(format!("make it `{}`", required.ty))
}

pub(crate) fn interface_argument(
    definition: &TypeDefinition,
    field: &FieldDefinition,
    interface: &Name,
    required: &InputValueDefinition,
) -> Diagnostic {
    Diagnostic::error(
        &codes::INTERFACE,
        format!(
            "`{}.{}` has to take the argument `{}: {}` of `{interface}`",
            definition.name, field.name, required.name, required.ty
        ),
    )
    .mark(field.name.span, "takes other arguments")
    .mark_also(required.name.span, "the interface's argument")
    .help(format!(
        "add the argument `{}: {}`",
        required.name, required.ty
    ))
}

pub(crate) fn extra_required_argument(
    definition: &TypeDefinition,
    field: &FieldDefinition,
    interface: &Name,
    extra: &InputValueDefinition,
) -> Diagnostic {
    Diagnostic::error(
        &codes::INTERFACE,
        format!(
            "`{}.{}` requires the argument `{}`, which `{interface}` does not have",
            definition.name, field.name, extra.name
        ),
    )
    .mark(extra.name.span, "required here only")
    .help(format!(
        "make it optional: `{}: {}`",
        extra.name,
        extra.ty.nullable()
    ))
}

pub(crate) fn input_cycle(
    definition: &TypeDefinition,
    path: &[&InputValueDefinition],
) -> Diagnostic {
    let names: Vec<&str> = path.iter().map(|field| &*field.name).collect();
    let mut diagnostic = Diagnostic::error(
        &codes::INPUT_CYCLE,
        format!(
            "the input type `{}` requires itself through `{}`",
            definition.name,
            names.join(".")
        ),
    );
    if let Some(first) = path.first() {
        diagnostic = diagnostic.mark(first.name.span, "required");
    }
    diagnostic.help("make one of these fields nullable")
}

pub(crate) fn default_value(input: &InputValueDefinition, misfit: &Misfit) -> Diagnostic {
    Diagnostic::error(
        &codes::DEFAULT_VALUE,
        format!(
            "the default of `{}` does not fit `{}`",
            path(&input.name, misfit),
            misfit.expected
        ),
    )
    .mark(misfit.span, &misfit.why)
    .help(&misfit.help)
}

pub(crate) fn custom_scalar(name: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::CUSTOM_SCALAR,
        format!("AppSync does not take the custom scalar `{name}`"),
    )
    .mark(name.span, "not one of AppSync's scalars")
    .help("use `AWSJSON` for data of any form, or `String`")
}

pub(crate) fn not_output(field: &FieldDefinition, keyword: &str) -> Diagnostic {
    let name = field.ty.named();
    Diagnostic::error(
        &codes::WRONG_KIND_OF_TYPE,
        format!("the field `{}` cannot give `{name}`", field.name),
    )
    .mark(name.span, format!("defined with `{keyword}`"))
    .help("define a `type` with the same fields")
}

pub(crate) fn not_input(input: &InputValueDefinition, keyword: &str) -> Diagnostic {
    let name = input.ty.named();
    Diagnostic::error(
        &codes::WRONG_KIND_OF_TYPE,
        format!("`{}` cannot take `{name}`", input.name),
    )
    .mark(name.span, format!("defined with `{keyword}`"))
    .help("define an `input` with the same fields")
}

pub(crate) fn not_a_member(union: &Name, member: &Name, keyword: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::WRONG_KIND_OF_TYPE,
        format!("the union `{union}` cannot hold `{member}`"),
    )
    .mark(member.span, format!("defined with `{keyword}`"))
    .help("a union holds object types only")
}

pub(crate) fn empty_type(definition: &TypeDefinition) -> Diagnostic {
    let what = definition.kind.keyword();
    Diagnostic::error(
        &codes::EMPTY_TYPE,
        format!("`{what} {}` has no members", definition.name),
    )
    .mark(definition.name.span, "empty")
    .help("add one, or remove the type")
}

pub(crate) fn reserved_name(name: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::RESERVED_NAME,
        format!("`{name}` starts with two underscores"),
    )
    .mark(name.span, "kept for introspection")
    .help(format!("call it `{}`", name.trim_start_matches('_')))
}

pub(crate) fn root_is_no_object(
    operation: OperationType,
    name: &Name,
    keyword: &str,
) -> Diagnostic {
    Diagnostic::error(
        &codes::ROOT_TYPE,
        format!(
            "the {} type `{name}` is not an object type",
            operation.keyword()
        ),
    )
    .mark(name.span, format!("defined with `{keyword}`"))
    .help(format!("define `type {name} {{ … }}`"))
}

pub(crate) fn repeated_root(operation: OperationType, name: &Name, first: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::ROOT_TYPE,
        format!("the schema names two {} types", operation.keyword()),
    )
    .mark(name.span, "again")
    .mark_also(first.span, "first here")
    .help("keep one of them")
}

pub(crate) fn shared_root(name: &Name, first: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::ROOT_TYPE,
        format!("`{name}` is the root of two kinds of operation"),
    )
    .mark(name.span, "again")
    .mark_also(first.span, "first here")
    .help("give each kind of operation a type of its own")
}

pub(crate) fn executable_in_schema(what: &str, span: Option<Span>) -> Diagnostic {
    Diagnostic::error(
        &codes::EXECUTABLE_DEFINITION,
        format!("a {what} does not belong in a schema"),
    )
    .mark(span, "part of a request")
    .help("move it to a file that is not part of the schema")
}

pub(crate) fn extension_of_nothing(extension: &TypeDefinition, near: Option<&str>) -> Diagnostic {
    let (keyword, name) = (extension.kind.keyword(), &extension.name);
    let diagnostic = Diagnostic::error(
        &codes::EXTENSION,
        format!("`extend {keyword} {name}` extends nothing: `{name}` is not defined"),
    )
    .mark(name.span, "not defined");
    match near {
        Some(_) => diagnostic.suggest(near),
        None => diagnostic.help(format!("leave out `extend` to define `{name}` here")),
    }
}

pub(crate) fn extension_of_another_kind(
    extension: &TypeDefinition,
    extended: &TypeDefinition,
) -> Diagnostic {
    let name = &extension.name;
    Diagnostic::error(
        &codes::EXTENSION,
        format!(
            "`extend {} {name}` does not fit: `{name}` is defined with `{}`",
            extension.kind.keyword(),
            extended.kind.keyword()
        ),
    )
    .mark(name.span, "another kind of type")
    .mark_also(extended.name.span, "defined here")
    .help(format!("write `extend {} {name}`", extended.kind.keyword()))
}

pub(crate) fn unknown_mutation(
    mutation: &str,
    span: Option<Span>,
    near: Option<&str>,
) -> Diagnostic {
    Diagnostic::error(
        &codes::SUBSCRIPTION_SOURCE,
        format!("there is no mutation `{mutation}` to listen to"),
    )
    .mark(span, "not a mutation")
    .suggest(near)
}

pub(crate) fn subscription_type(
    subscription: &FieldDefinition,
    mutation: &FieldDefinition,
) -> Diagnostic {
    let expected = mutation.ty.named();
    Diagnostic::error(
        &codes::SUBSCRIPTION_SOURCE,
        format!(
            "the subscription `{}` gives `{}`, but the mutation `{}` returns `{}`",
            subscription.name, subscription.ty, mutation.name, mutation.ty
        ),
    )
    .mark(subscription.ty.named().span, format!("not `{expected}`"))
    .mark_also(mutation.ty.named().span, "what subscribers receive")
    .help(format!("make it `{expected}`"))
}
