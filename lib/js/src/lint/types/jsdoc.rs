//! Types as JSDoc writes them, which TypeScript heeds in JavaScript only.

use oxc::{ast::ast::Statement, parser::Parser, span::SourceType};

use super::{Language, Type, Types};

/// One tag of a comment, such as `@param {string} [name] Whose it is`.
struct Tag<'c> {
    name: &'c str,
    /// The type in braces.
    written: Option<&'c str>,
    /// The name that comes next, without the brackets of an optional one: `input.name`.
    subject: &'c str,
}

impl<'a> Types<'_, 'a> {
    /// The type that the comment before a place gives under one of these tags: `@type {T}`, `@returns {T}`.
    pub(super) fn documented(&self, start: u32, names: &[&str]) -> Option<Type> {
        let tags = tags(self.comment(start)?);
        let tag = tags.iter().find(|tag| names.contains(&tag.name))?;
        tag.written.map(|written| self.parsed(written))
    }

    /// The type that the comment before a function gives a parameter: by its name or, if it is a pattern, by
    /// its place.
    pub(super) fn documented_parameter(
        &self,
        start: u32,
        place: usize,
        name: Option<&str>,
    ) -> Option<Type> {
        let tags = tags(self.comment(start)?);
        let mut parameters = tags
            .iter()
            .filter(|tag| is_parameter(tag) && !tag.subject.contains('.'));
        let tag = match name {
            Some(name) => parameters.find(|tag| tag.subject == name),
            None => parameters.nth(place),
        }?;
        let written = tag.written?;
        let within = format!("{}.", tag.subject);
        let members: Vec<&Tag<'_>> = tags
            .iter()
            .filter(|member| is_parameter(member) && member.subject.starts_with(&within))
            .collect();
        if members.is_empty() {
            let each = written.trim().strip_prefix("...");
            return Some(match each {
                Some(each) => Type::Array(Box::new(self.parsed(each))),
                None => self.parsed(written),
            });
        }
        Some(self.described(members.iter().filter_map(|member| {
            let name = member.subject.strip_prefix(&within)?;
            (!name.contains('.')).then_some((name, member.written?))
        })))
    }

    /// A type that a comment of the file defines: `@typedef {T} Name`, an object by its `@property` tags,
    /// or a function after `@callback Name`.
    pub(super) fn defined(&self, name: &str) -> Option<Type> {
        if self.language == Language::TypeScript {
            return None;
        }
        if let Some(known) = self.defined.borrow().get(name) {
            return known.clone();
        }
        self.defined
            .borrow_mut()
            .insert(name.to_owned(), Some(Type::Unknown));
        let text = self.semantic.source_text();
        let comments = self.semantic.comments().iter();
        let found = comments
            .filter(|comment| comment.is_jsdoc())
            .find_map(|comment| {
                let tags = tags(comment.span.source_text(text));
                if tags
                    .iter()
                    .any(|tag| tag.name == "callback" && tag.subject == name)
                {
                    return Some(self.callback(&tags));
                }
                let at = tags
                    .iter()
                    .position(|tag| tag.name == "typedef" && tag.subject == name)?;
                let members = tags[at + 1..]
                    .iter()
                    .take_while(|tag| matches!(tag.name, "property" | "prop"))
                    .filter_map(|tag| Some((tag.subject, tag.written?)));
                Some(match tags[at].written {
                    Some(written) if !matches!(written.trim(), "Object" | "object") => {
                        self.parsed(written)
                    }
                    _ => self.described(members),
                })
            });
        self.defined
            .borrow_mut()
            .insert(name.to_owned(), found.clone());
        found
    }

    /// A function by its `@param` and `@returns` tags.
    fn callback(&self, tags: &[Tag<'_>]) -> Type {
        let parsed = |tag: &Tag<'_>| tag.written.map_or(Type::Unknown, |one| self.parsed(one));
        let result = tags
            .iter()
            .find(|tag| matches!(tag.name, "returns" | "return"));
        Type::Callable(
            tags.iter()
                .filter(|tag| is_parameter(tag))
                .map(parsed)
                .collect(),
            Box::new(result.map_or(Type::Unknown, parsed)),
        )
    }

    fn described<'t>(&self, members: impl Iterator<Item = (&'t str, &'t str)>) -> Type {
        Type::Object(
            members
                .map(|(name, written)| (name.to_owned(), self.parsed(written)))
                .collect(),
        )
    }

    /// The comment that belongs to what begins at a place: of several, the last.
    fn comment(&self, start: u32) -> Option<&'a str> {
        if self.language == Language::TypeScript {
            return None;
        }
        let mut comments = self.semantic.comments().iter().rev();
        let comment =
            comments.find(|comment| comment.attached_to == start && comment.is_jsdoc())?;
        Some(comment.span.source_text(self.semantic.source_text()))
    }

    /// A type from its text.
    fn parsed(&self, written: &str) -> Type {
        let lines = written
            .lines()
            .map(|line| line.trim_start().trim_start_matches("* "));
        let written = lines
            .collect::<Vec<_>>()
            .join("\n")
            .trim()
            .trim_start_matches(['?', '!'])
            .trim_end_matches('=')
            .replace("import('@aws-appsync/utils').", "")
            .replace("import(\"@aws-appsync/utils\").", "");
        let text = self.allocator.alloc_str(&format!("type T = {written}"));
        let parsed = Parser::new(self.allocator, text, SourceType::ts()).parse();
        let Some(Statement::TSTypeAliasDeclaration(alias)) =
            self.allocator.alloc(parsed.program).body.first()
        else {
            return Type::Unknown;
        };
        self.annotated(&alias.type_annotation)
    }
}

fn is_parameter(tag: &Tag<'_>) -> bool {
    matches!(tag.name, "param" | "arg" | "argument")
}

fn tags(comment: &str) -> Vec<Tag<'_>> {
    let mut starts = Vec::new();
    let mut depth = 0;
    let mut before = ' ';
    for (at, character) in comment.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            '@' if depth == 0 && (before.is_whitespace() || before == '*') => starts.push(at + 1),
            _ => {}
        }
        before = character;
    }
    starts.iter().map(|start| tag(&comment[*start..])).collect()
}

fn tag(text: &str) -> Tag<'_> {
    let end = text
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let (written, rest) = match braced(rest.trim_start()) {
        Some((written, rest)) => (Some(written), rest),
        None => (None, rest),
    };
    let subject = rest
        .trim_start()
        .trim_start_matches('[')
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$' | '.'))
        .next()
        .unwrap_or_default();
    Tag {
        name,
        written,
        subject,
    }
}

/// The text in the braces that a text begins with, and what follows them.
fn braced(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{')?;
    let mut depth = 1;
    for (at, character) in inner.char_indices() {
        depth += match character {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        if depth == 0 {
            return Some((&inner[..at], &inner[at + 1..]));
        }
    }
    None
}
