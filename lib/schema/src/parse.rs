//! Text to [`Document`]: the only module that knows the parser's own tree.

mod help;

use apollo_compiler::ast as parsed;
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::{Parser, SourceSpan};
use apollo_compiler::{Name as ParsedName, Node};
use appsynth_diagnostics::{Diagnostics, SourceId, Sources, Span};
use appsynth_parallel as parallel;

use crate::ast::{
    Argument, Definition, Directive, DirectiveDefinition, DirectiveLocation, Document,
    EnumValueDefinition, Field, FieldDefinition, FragmentDefinition, FragmentSpread,
    InlineFragment, InputValueDefinition, Name, OperationDefinition, OperationType,
    SchemaDefinition, Selection, Type, TypeDefinition, TypeKind, Value, ValueKind,
    VariableDefinition,
};
use crate::diagnostics;

/// How deep a text may nest before it is refused, which protects the stack.
const NESTING_LIMIT: usize = 200;

/// Reads several texts as one document, in the order of `ids`. What could be read is in the document
/// even if there were syntax errors.
///
/// An id that is not of `sources` counts as an empty text.
pub fn parse(
    sources: &Sources,
    ids: impl IntoIterator<Item = SourceId>,
) -> (Document, Diagnostics) {
    let mut document = Document::default();
    let mut problems = Diagnostics::new();
    for id in ids {
        let Some(source) = sources.get(id) else {
            continue;
        };
        let (more, errors) = parse_text(id, source.text());
        document.definitions.extend(more.definitions);
        problems.extend(errors.into_iter().map(|error| {
            let help = help::help(&error.message, source.text(), error.span.start);
            diagnostics::syntax(error.span, &error.message, help)
        }));
    }
    (document, problems)
}

/// A text that is not GraphQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// How long the parts of a text are at least that are parsed one beside the other. Texts that are built in are shorter
/// than two: what waits for them must not be shared out ([`appsynth_parallel::begin`]).
const PART: usize = 4_096;

pub(crate) fn parse_text(id: SourceId, text: &str) -> (Document, Vec<SyntaxError>) {
    if let Some(document) = parse_parts(id, text) {
        return (document, Vec::new());
    }
    parse_whole(
        Reader {
            source: id,
            offset: 0,
        },
        text,
    )
}

/// Parses a long text part by part; none for a short one, and if any part is no whole definitions.
fn parse_parts(id: SourceId, text: &str) -> Option<Document> {
    let parts = parts(text);
    if parts.len() < 2 {
        return None;
    }
    let parsed = parallel::map(parts, 1, |(offset, text)| {
        let (part, errors) = parse_whole(Reader { source: id, offset }, text);
        errors.is_empty().then_some(part)
    });
    let mut document = Document::default();
    for part in parsed {
        document.definitions.extend(part?.definitions);
    }
    Some(document)
}

/// The text in parts that end with lines of a closing brace alone, each with its offset. Where that is the end of no
/// definition but lies in a string or in another definition, that is not whole in its part.
fn parts(text: &str) -> Vec<(usize, &str)> {
    const END: &str = "\n}\n";
    let mut parts = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..)
        && rest.len() >= 2 * PART
    {
        let mut ends = rest.match_indices(END).map(|(at, end)| at + end.len());
        let Some(end) = ends.find(|end| *end >= PART) else {
            break;
        };
        let (part, after) = rest.split_at(end);
        if after.len() < PART {
            break;
        }
        parts.push((start, part));
        start += end;
    }
    parts.extend(text.get(start..).map(|rest| (start, rest)));
    parts
}

fn parse_whole(reader: Reader, text: &str) -> (Document, Vec<SyntaxError>) {
    let result = Parser::new()
        .recursion_limit(NESTING_LIMIT)
        .parse_ast(text, "");
    let (tree, errors) = match result {
        Ok(tree) => (tree, Vec::new()),
        Err(failed) => {
            let errors = failed
                .errors
                .iter()
                .map(|one| SyntaxError {
                    span: one
                        .error
                        .location()
                        .map_or(reader.end_of(text), |at| reader.span(at)),
                    message: in_our_words(&one.error.to_string()),
                })
                .collect();
            (failed.partial, one_per_definition(text, errors))
        }
    };
    let definitions = tree
        .definitions
        .iter()
        .map(|one| reader.definition(one))
        .collect();
    (Document { definitions }, errors)
}

/// After a mistake the parser stumbles over the rest of the definition. What it says from there to the next
/// line that starts like a definition is noise.
fn one_per_definition(text: &str, mut errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    errors.sort_by_key(|error| error.span.start);
    let mut quiet_until = 0;
    errors.retain(|error| {
        let counts = error.span.start >= quiet_until;
        if counts {
            quiet_until = next_definition(text, error.span.start);
        }
        counts
    });
    errors
}

/// The start of the first line after `offset` that begins with a letter or a description.
fn next_definition(text: &str, offset: usize) -> usize {
    let mut at = offset;
    while let Some(line_end) = text.get(at..).and_then(|rest| rest.find('\n')) {
        at += line_end + 1;
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        if next.is_some_and(|next| next.is_alphabetic() || next == '"') {
            return at;
        }
    }
    text.len() + 1
}

/// The parser names tokens and nodes as its grammar does; people read signs and plain words.
fn in_our_words(message: &str) -> String {
    let message = message.strip_prefix("syntax error: ").unwrap_or(message);
    let message = message.trim_end_matches('.').replace(", got ", ", found ");
    if message == "Unexpected <EOF>" {
        return "the text is empty, or ends in the middle of a definition".to_owned();
    }
    if matches!(
        message.as_str(),
        "expected definition" | "expected a StringValue, Name or OperationDefinition"
    ) {
        return "expected a definition such as `type` or `input`".to_owned();
    }
    let words: Vec<String> = message.split(' ').map(plain_word).collect();
    words.join(" ")
}

fn plain_word(word: &str) -> String {
    let (word, rest) = match word.strip_suffix(',') {
        Some(word) => (word, ","),
        None => (word, ""),
    };
    let plain = match word {
        "R_PAREN" => "`)`".to_owned(),
        "L_PAREN" => "`(`".to_owned(),
        "R_CURLY" => "`}`".to_owned(),
        "L_CURLY" => "`{`".to_owned(),
        "R_BRACK" => "`]`".to_owned(),
        "L_BRACK" => "`[`".to_owned(),
        "COLON" => "`:`".to_owned(),
        "StringValue" => "description".to_owned(),
        "<EOF>" | "EOF" => "the end of the text".to_owned(),
        _ if word.chars().all(|letter| letter.is_ascii_punctuation()) => {
            let quoted = word
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            format!("`{}`", quoted.unwrap_or(word))
        }
        _ if word.chars().skip(1).all(char::is_lowercase) => word.to_lowercase(),
        _ => word.to_owned(),
    };
    plain + rest
}

struct Reader {
    source: SourceId,
    /// Where the text begins in its source.
    offset: usize,
}

impl Reader {
    fn span(&self, at: SourceSpan) -> Span {
        Span {
            source: self.source,
            start: self.offset + at.offset(),
            end: self.offset + at.end_offset(),
        }
    }

    fn end_of(&self, text: &str) -> Span {
        Span {
            source: self.source,
            start: self.offset + text.len(),
            end: self.offset + text.len(),
        }
    }

    fn at<T: ?Sized>(&self, node: &Node<T>) -> Option<Span> {
        node.location().map(|at| self.span(at))
    }

    fn name(&self, name: &ParsedName) -> Name {
        Name {
            text: name.as_str().to_owned(),
            span: name.location().map(|at| self.span(at)),
        }
    }

    fn names(&self, names: &[ParsedName]) -> Vec<Name> {
        names.iter().map(|name| self.name(name)).collect()
    }

    fn definition(&self, definition: &parsed::Definition) -> Definition {
        use parsed::Definition as From;
        match definition {
            From::OperationDefinition(one) => Definition::Operation(self.operation(one)),
            From::FragmentDefinition(one) => Definition::Fragment(FragmentDefinition {
                name: self.name(&one.name),
                type_condition: self.name(&one.type_condition),
                directives: self.directives(&one.directives),
                selection_set: self.selections(&one.selection_set),
                span: self.at(one),
            }),
            From::DirectiveDefinition(one) => Definition::Directive(DirectiveDefinition {
                description: text(&one.description),
                name: self.name(&one.name),
                arguments: self.input_values(&one.arguments),
                repeatable: one.repeatable,
                locations: one
                    .locations
                    .iter()
                    .filter_map(|location| DirectiveLocation::from_name(location.name()))
                    .collect(),
                span: self.at(one),
            }),
            From::SchemaDefinition(one) => Definition::Schema(SchemaDefinition {
                extend: false,
                description: text(&one.description),
                directives: self.directives(&one.directives),
                root_operations: self.root_operations(&one.root_operations),
                span: self.at(one),
            }),
            From::SchemaExtension(one) => Definition::Schema(SchemaDefinition {
                extend: true,
                description: None,
                directives: self.directives(&one.directives),
                root_operations: self.root_operations(&one.root_operations),
                span: self.at(one),
            }),
            From::ScalarTypeDefinition(_)
            | From::ObjectTypeDefinition(_)
            | From::InterfaceTypeDefinition(_)
            | From::UnionTypeDefinition(_)
            | From::EnumTypeDefinition(_)
            | From::InputObjectTypeDefinition(_)
            | From::ScalarTypeExtension(_)
            | From::ObjectTypeExtension(_)
            | From::InterfaceTypeExtension(_)
            | From::UnionTypeExtension(_)
            | From::EnumTypeExtension(_)
            | From::InputObjectTypeExtension(_) => Definition::Type(self.type_of(definition)),
        }
    }

    fn type_of(&self, definition: &parsed::Definition) -> TypeDefinition {
        use parsed::Definition as From;
        let (description, kind) = match definition {
            From::ScalarTypeDefinition(one) => (text(&one.description), TypeKind::Scalar),
            From::ObjectTypeDefinition(one) => (
                text(&one.description),
                TypeKind::Object {
                    implements: self.names(&one.implements_interfaces),
                    fields: self.fields(&one.fields),
                },
            ),
            From::ObjectTypeExtension(one) => (
                None,
                TypeKind::Object {
                    implements: self.names(&one.implements_interfaces),
                    fields: self.fields(&one.fields),
                },
            ),
            From::InterfaceTypeDefinition(one) => (
                text(&one.description),
                TypeKind::Interface {
                    implements: self.names(&one.implements_interfaces),
                    fields: self.fields(&one.fields),
                },
            ),
            From::InterfaceTypeExtension(one) => (
                None,
                TypeKind::Interface {
                    implements: self.names(&one.implements_interfaces),
                    fields: self.fields(&one.fields),
                },
            ),
            From::UnionTypeDefinition(one) => (
                text(&one.description),
                TypeKind::Union {
                    members: self.names(&one.members),
                },
            ),
            From::UnionTypeExtension(one) => (
                None,
                TypeKind::Union {
                    members: self.names(&one.members),
                },
            ),
            From::EnumTypeDefinition(one) => (
                text(&one.description),
                TypeKind::Enum {
                    values: self.enum_values(&one.values),
                },
            ),
            From::EnumTypeExtension(one) => (
                None,
                TypeKind::Enum {
                    values: self.enum_values(&one.values),
                },
            ),
            From::InputObjectTypeDefinition(one) => (
                text(&one.description),
                TypeKind::InputObject {
                    fields: self.input_values(&one.fields),
                },
            ),
            From::InputObjectTypeExtension(one) => (
                None,
                TypeKind::InputObject {
                    fields: self.input_values(&one.fields),
                },
            ),
            From::ScalarTypeExtension(_)
            | From::OperationDefinition(_)
            | From::FragmentDefinition(_)
            | From::DirectiveDefinition(_)
            | From::SchemaDefinition(_)
            | From::SchemaExtension(_) => (None, TypeKind::Scalar),
        };
        TypeDefinition {
            extend: definition.is_extension_definition(),
            description,
            name: definition
                .name()
                .map_or_else(|| Name::new(""), |name| self.name(name)),
            directives: self.directives(definition.directives()),
            kind,
            span: definition.location().map(|at| self.span(at)),
        }
    }

    fn root_operations(
        &self,
        list: &[Node<(parsed::OperationType, ParsedName)>],
    ) -> Vec<(OperationType, Name)> {
        list.iter()
            .map(|one| (operation_type(one.0), self.name(&one.1)))
            .collect()
    }

    fn fields(&self, list: &[Node<parsed::FieldDefinition>]) -> Vec<FieldDefinition> {
        list.iter()
            .map(|one| FieldDefinition {
                description: text(&one.description),
                name: self.name(&one.name),
                arguments: self.input_values(&one.arguments),
                ty: self.ty(&one.ty),
                directives: self.directives(&one.directives),
                span: self.at(one),
            })
            .collect()
    }

    fn input_values(
        &self,
        list: &[Node<parsed::InputValueDefinition>],
    ) -> Vec<InputValueDefinition> {
        list.iter()
            .map(|one| InputValueDefinition {
                description: text(&one.description),
                name: self.name(&one.name),
                ty: self.ty(&one.ty),
                default_value: one.default_value.as_ref().map(|value| self.value(value)),
                directives: self.directives(&one.directives),
                span: self.at(one),
            })
            .collect()
    }

    fn enum_values(&self, list: &[Node<parsed::EnumValueDefinition>]) -> Vec<EnumValueDefinition> {
        list.iter()
            .map(|one| EnumValueDefinition {
                description: text(&one.description),
                name: self.name(&one.value),
                directives: self.directives(&one.directives),
            })
            .collect()
    }

    fn directives(&self, list: &parsed::DirectiveList) -> Vec<Directive> {
        list.iter()
            .map(|one| Directive {
                name: self.name(&one.name),
                arguments: self.arguments(&one.arguments),
                span: self.at(one),
            })
            .collect()
    }

    fn arguments(&self, list: &[Node<parsed::Argument>]) -> Vec<Argument> {
        list.iter()
            .map(|one| Argument {
                name: self.name(&one.name),
                value: self.value(&one.value),
            })
            .collect()
    }

    fn ty(&self, ty: &parsed::Type) -> Type {
        match ty {
            parsed::Type::Named(name) => Type::Named(self.name(name)),
            parsed::Type::NonNullNamed(name) => {
                Type::NonNull(Box::new(Type::Named(self.name(name))))
            }
            parsed::Type::List(inner) => Type::List(Box::new(self.ty(inner))),
            parsed::Type::NonNullList(inner) => {
                Type::NonNull(Box::new(Type::List(Box::new(self.ty(inner)))))
            }
        }
    }

    fn value(&self, value: &Node<parsed::Value>) -> Value {
        let kind = match &**value {
            parsed::Value::Null => ValueKind::Null,
            parsed::Value::Enum(name) => ValueKind::Enum(name.to_string()),
            parsed::Value::Variable(name) => ValueKind::Variable(name.to_string()),
            parsed::Value::String(text) => ValueKind::String(text.clone()),
            parsed::Value::Float(number) => ValueKind::Float(number.as_str().to_owned()),
            parsed::Value::Int(number) => ValueKind::Int(number.as_str().to_owned()),
            parsed::Value::Boolean(yes) => ValueKind::Boolean(*yes),
            parsed::Value::List(items) => {
                ValueKind::List(items.iter().map(|item| self.value(item)).collect())
            }
            parsed::Value::Object(members) => ValueKind::Object(
                members
                    .iter()
                    .map(|(name, value)| (self.name(name), self.value(value)))
                    .collect(),
            ),
        };
        Value {
            kind,
            span: self.at(value),
        }
    }

    fn operation(&self, one: &Node<parsed::OperationDefinition>) -> OperationDefinition {
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

    fn selections(&self, list: &[parsed::Selection]) -> Vec<Selection> {
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

fn text(description: &Option<Node<str>>) -> Option<String> {
    description.as_ref().map(|text| text.to_string())
}

fn operation_type(operation_type: parsed::OperationType) -> OperationType {
    match operation_type {
        parsed::OperationType::Query => OperationType::Query,
        parsed::OperationType::Mutation => OperationType::Mutation,
        parsed::OperationType::Subscription => OperationType::Subscription,
    }
}

#[cfg(test)]
mod tests {
    use appsynth_diagnostics::Sources;

    use super::*;

    fn types(count: usize, description: &str) -> String {
        (0..count)
            .map(|number| format!("{description}type T{number} {{\n  name: String\n}}\n"))
            .collect()
    }

    /// What comes of the text at once and in parts.
    fn both(text: &str) -> [(Document, Vec<SyntaxError>); 2] {
        let id = Sources::new().add("schema.graphql", text);
        let whole = parse_whole(
            Reader {
                source: id,
                offset: 0,
            },
            text,
        );
        [whole, parse_text(id, text)]
    }

    fn assert_same(one: &(Document, Vec<SyntaxError>), other: &(Document, Vec<SyntaxError>)) {
        assert_eq!(one.1, other.1);
        assert!(format!("{:?}", one.0) == format!("{:?}", other.0));
    }

    #[test]
    fn a_long_text_is_parsed_in_parts_as_it_is_at_once() {
        let text = types(1_000, "");
        let parts = parts(&text);
        assert!(parts.len() > 4, "{} parts", parts.len());
        let texts: String = parts.iter().map(|(_, text)| *text).collect();
        assert_eq!(texts, text);
        let [whole, in_parts] = both(&text);
        assert_eq!(in_parts.0.definitions.len(), 1_000);
        assert_same(&in_parts, &whole);
    }

    #[test]
    fn a_brace_that_ends_no_definition_makes_no_difference() {
        let in_strings = types(300, &format!("\"\"\"\n{}\"\"\"\n", "}\n".repeat(40)));
        let in_definitions = format!("query Q {{\n{}}}\n", "a {\n  b\n}\n".repeat(2_000));
        for text in [in_strings, in_definitions] {
            assert!(parts(&text).len() > 1);
            let [whole, in_parts] = both(&text);
            assert!(whole.1.is_empty(), "{:?}", whole.1);
            assert_same(&in_parts, &whole);
        }
    }

    #[test]
    fn a_mistake_is_told_once_and_where_it_is() {
        let text = types(1_000, "") + "type Broken {\n  name String\n}\n" + &types(1_000, "");
        let [whole, in_parts] = both(&text);
        let starts: Vec<_> = whole.1.iter().map(|error| error.span.start).collect();
        assert_eq!(starts, [text.find("name String").expect("it is there") + 5]);
        assert_same(&in_parts, &whole);
    }
}
