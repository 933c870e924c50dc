//! Back to text: the same data gives the same bytes, and parsing them gives the same data.

use std::fmt::{Display, Formatter, Result, Write};

use appsynth_parallel as parallel;

use crate::ast::{
    Argument, Definition, Directive, DirectiveDefinition, Document, EnumValueDefinition, Field,
    FieldDefinition, FragmentDefinition, FragmentSpread, InlineFragment, InputValueDefinition,
    OperationDefinition, OperationType, SchemaDefinition, Selection, Type, TypeDefinition,
    TypeKind, Value, ValueKind, VariableDefinition,
};
use crate::{Schema, Valid};

/// The text of a document, as [`Display`] gives it, by all processors: for the schemas of large APIs.
pub fn print(document: &Document) -> String {
    let parts: Vec<&[Definition]> = document.definitions.chunks(DEFINITIONS_OF_A_PART).collect();
    let parts = parallel::map(parts, PARTS_OF_A_THREAD, |part| Part(part).to_string());
    parts.join("\n")
}

const DEFINITIONS_OF_A_PART: usize = 32;

/// With fewer, another thread is not worth waking.
const PARTS_OF_A_THREAD: usize = 4;

/// Definitions that follow each other.
struct Part<'a>(&'a [Definition]);

impl Display for Part<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        separated(f, self.0, "\n")
    }
}

impl Display for Document {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        Part(&self.definitions).fmt(f)
    }
}

impl Display for Schema {
    /// The declared definitions, extensions merged; the `schema` block only where the root types are not
    /// called Query, Mutation and Subscription.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut first = true;
        let mut gap = |f: &mut Formatter<'_>| {
            if !std::mem::take(&mut first) {
                f.write_char('\n')?;
            }
            Ok(())
        };
        if let Some(definition) = &self.definition
            && !says_the_usual(definition)
        {
            gap(f)?;
            definition.fmt(f)?;
        }
        for directive in self.directives() {
            gap(f)?;
            directive.fmt(f)?;
        }
        for definition in self.types() {
            gap(f)?;
            definition.fmt(f)?;
        }
        Ok(())
    }
}

impl<T: Display> Display for Valid<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        (**self).fmt(f)
    }
}

fn says_the_usual(definition: &SchemaDefinition) -> bool {
    definition.description.is_none()
        && definition.directives.is_empty()
        && definition
            .root_operations
            .iter()
            .all(|(kind, name)| &**name == kind.default_type_name())
}

impl Display for Definition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Schema(one) => one.fmt(f),
            Self::Type(one) => one.fmt(f),
            Self::Directive(one) => one.fmt(f),
            Self::Operation(one) => one.fmt(f),
            Self::Fragment(one) => one.fmt(f),
        }
    }
}

impl Display for SchemaDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        describe(f, &self.description, "")?;
        if self.extend {
            f.write_str("extend ")?;
        }
        f.write_str("schema")?;
        directives(f, &self.directives)?;
        if !self.root_operations.is_empty() {
            f.write_str(" {\n")?;
            for (kind, name) in &self.root_operations {
                writeln!(f, "  {}: {name}", kind.keyword())?;
            }
            f.write_char('}')?;
        }
        f.write_char('\n')
    }
}

impl Display for TypeDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        describe(f, &self.description, "")?;
        if self.extend {
            f.write_str("extend ")?;
        }
        write!(f, "{} {}", self.kind.keyword(), self.name)?;
        if !self.implements().is_empty() {
            f.write_str(" implements ")?;
            separated(f, self.implements(), " & ")?;
        }
        directives(f, &self.directives)?;
        match &self.kind {
            TypeKind::Scalar => {}
            TypeKind::Union { members } if members.is_empty() => {}
            TypeKind::Union { members } => {
                f.write_str(" = ")?;
                separated(f, members, " | ")?;
            }
            TypeKind::Object { fields, .. } | TypeKind::Interface { fields, .. } => {
                block(f, fields)?;
            }
            TypeKind::Enum { values } => block(f, values)?,
            TypeKind::InputObject { fields } => {
                let members: Vec<Member<'_>> = fields.iter().map(Member).collect();
                block(f, &members)?;
            }
        }
        f.write_char('\n')
    }
}

/// A member of an input type, on lines of its own.
struct Member<'a>(&'a InputValueDefinition);

impl Display for Member<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        describe(f, &self.0.description, "  ")?;
        f.write_str("  ")?;
        self.0.fmt(f)?;
        f.write_char('\n')
    }
}

impl Display for FieldDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        describe(f, &self.description, "  ")?;
        write!(f, "  {}", self.name)?;
        argument_definitions(f, &self.arguments, "  ")?;
        write!(f, ": {}", self.ty)?;
        directives(f, &self.directives)?;
        f.write_char('\n')
    }
}

impl Display for EnumValueDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        describe(f, &self.description, "  ")?;
        write!(f, "  {}", self.name)?;
        directives(f, &self.directives)?;
        f.write_char('\n')
    }
}

impl Display for InputValueDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}: {}", self.name, self.ty)?;
        if let Some(value) = &self.default_value {
            write!(f, " = {value}")?;
        }
        directives(f, &self.directives)
    }
}

impl Display for DirectiveDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        describe(f, &self.description, "")?;
        write!(f, "directive @{}", self.name)?;
        argument_definitions(f, &self.arguments, "")?;
        if self.repeatable {
            f.write_str(" repeatable")?;
        }
        f.write_str(" on ")?;
        let locations: Vec<&str> = self.locations.iter().map(|one| one.name()).collect();
        separated(f, &locations, " | ")?;
        f.write_char('\n')
    }
}

impl Display for Directive {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "@{}", self.name)?;
        arguments(f, &self.arguments)
    }
}

impl Display for Argument {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}: {}", self.name, self.value)
    }
}

impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Named(name) => name.fmt(f),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::NonNull(inner) => write!(f, "{inner}!"),
        }
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.kind {
            ValueKind::Null => f.write_str("null"),
            ValueKind::Enum(name) => f.write_str(name),
            ValueKind::Variable(name) => write!(f, "${name}"),
            ValueKind::String(text) => quoted(f, text),
            ValueKind::Int(number) | ValueKind::Float(number) => f.write_str(number),
            ValueKind::Boolean(yes) => yes.fmt(f),
            ValueKind::List(items) => {
                f.write_char('[')?;
                separated(f, items, ", ")?;
                f.write_char(']')
            }
            ValueKind::Object(members) => {
                f.write_char('{')?;
                for (position, (name, value)) in members.iter().enumerate() {
                    let comma = if position == 0 { "" } else { ", " };
                    write!(f, "{comma}{name}: {value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

impl Display for OperationDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let bare = self.name.is_none() && self.variables.is_empty() && self.directives.is_empty();
        if !(bare && self.operation_type == OperationType::Query) {
            f.write_str(self.operation_type.keyword())?;
            if let Some(name) = &self.name {
                write!(f, " {name}")?;
            }
            if !self.variables.is_empty() {
                f.write_char('(')?;
                separated(f, &self.variables, ", ")?;
                f.write_char(')')?;
            }
            directives(f, &self.directives)?;
            f.write_char(' ')?;
        }
        selection_set(f, &self.selection_set, 0)?;
        f.write_char('\n')
    }
}

impl Display for VariableDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "${}: {}", self.name, self.ty)?;
        if let Some(value) = &self.default_value {
            write!(f, " = {value}")?;
        }
        directives(f, &self.directives)
    }
}

impl Display for FragmentDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "fragment {} on {}", self.name, self.type_condition)?;
        directives(f, &self.directives)?;
        f.write_char(' ')?;
        selection_set(f, &self.selection_set, 0)?;
        f.write_char('\n')
    }
}

fn selection_set(f: &mut Formatter<'_>, selections: &[Selection], depth: usize) -> Result {
    f.write_str("{\n")?;
    for selection in selections {
        indent(f, depth + 1)?;
        match selection {
            Selection::Field(Field {
                alias,
                name,
                arguments: given,
                directives: list,
                selection_set: inner,
                span: _,
            }) => {
                if let Some(alias) = alias {
                    write!(f, "{alias}: ")?;
                }
                name.fmt(f)?;
                arguments(f, given)?;
                directives(f, list)?;
                if !inner.is_empty() {
                    f.write_char(' ')?;
                    selection_set(f, inner, depth + 1)?;
                }
            }
            Selection::FragmentSpread(FragmentSpread {
                name,
                directives: list,
                span: _,
            }) => {
                write!(f, "...{name}")?;
                directives(f, list)?;
            }
            Selection::InlineFragment(InlineFragment {
                type_condition,
                directives: list,
                selection_set: inner,
                span: _,
            }) => {
                f.write_str("...")?;
                if let Some(name) = type_condition {
                    write!(f, " on {name}")?;
                }
                directives(f, list)?;
                f.write_char(' ')?;
                selection_set(f, inner, depth + 1)?;
            }
        }
        f.write_char('\n')?;
    }
    indent(f, depth)?;
    f.write_char('}')
}

/// Prints a selection set as AppSync gives it in `ctx.info.selectionSetGraphQL`.
pub fn print_selection_set(selections: &[Selection]) -> String {
    struct Set<'a>(&'a [Selection]);
    impl Display for Set<'_> {
        fn fmt(&self, f: &mut Formatter<'_>) -> Result {
            selection_set(f, self.0, 0)
        }
    }
    if selections.is_empty() {
        return String::new();
    }
    Set(selections).to_string()
}

fn indent(f: &mut Formatter<'_>, depth: usize) -> Result {
    (0..depth).try_for_each(|_| f.write_str("  "))
}

fn describe(f: &mut Formatter<'_>, description: &Option<String>, indent: &str) -> Result {
    let Some(text) = description else {
        return Ok(());
    };
    // A block string drops indentation and blank lines at its ends, and cannot hold control characters.
    let block = text.contains('\n')
        && text.trim() == text
        && !text.contains('\r')
        && !text.contains('\\')
        && text.lines().all(|line| !line.starts_with([' ', '\t']))
        && text
            .chars()
            .all(|letter| letter == '\n' || !letter.is_control());
    f.write_str(indent)?;
    if block {
        f.write_str("\"\"\"\n")?;
        for line in text.replace("\"\"\"", "\\\"\"\"").lines() {
            if line.is_empty() {
                f.write_char('\n')?;
            } else {
                writeln!(f, "{indent}{line}")?;
            }
        }
        writeln!(f, "{indent}\"\"\"")
    } else {
        quoted(f, text)?;
        f.write_char('\n')
    }
}

fn quoted(f: &mut Formatter<'_>, text: &str) -> Result {
    f.write_char('"')?;
    for letter in text.chars() {
        match letter {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            letter if letter.is_control() => write!(f, "\\u{:04X}", u32::from(letter))?,
            letter => f.write_char(letter)?,
        }
    }
    f.write_char('"')
}

fn directives(f: &mut Formatter<'_>, list: &[Directive]) -> Result {
    list.iter().try_for_each(|one| write!(f, " {one}"))
}

fn arguments(f: &mut Formatter<'_>, list: &[Argument]) -> Result {
    if list.is_empty() {
        return Ok(());
    }
    f.write_char('(')?;
    separated(f, list, ", ")?;
    f.write_char(')')
}

fn argument_definitions(
    f: &mut Formatter<'_>,
    list: &[InputValueDefinition],
    indent: &str,
) -> Result {
    if list.is_empty() {
        return Ok(());
    }
    f.write_char('(')?;
    if list.iter().all(|one| one.description.is_none()) {
        separated(f, list, ", ")?;
    } else {
        let inner = format!("{indent}  ");
        f.write_char('\n')?;
        for one in list {
            describe(f, &one.description, &inner)?;
            writeln!(f, "{inner}{one}")?;
        }
        f.write_str(indent)?;
    }
    f.write_char(')')
}

fn block<T: Display>(f: &mut Formatter<'_>, members: &[T]) -> Result {
    if members.is_empty() {
        return Ok(());
    }
    f.write_str(" {\n")?;
    members.iter().try_for_each(|one| one.fmt(f))?;
    f.write_char('}')
}

fn separated<T: Display>(f: &mut Formatter<'_>, list: &[T], between: &str) -> Result {
    for (position, one) in list.iter().enumerate() {
        if position > 0 {
            f.write_str(between)?;
        }
        one.fmt(f)?;
    }
    Ok(())
}
