//! Texts in directives with places to fill in: `${env}`, `${aws_region}`, `:name`, `${ctx.source.id}`.

use appsynth_schema::ast::Name;

use crate::model::{Template, TemplatePart};

/// What stands for the API's region.
pub(super) const REGION: &str = "${aws_region}";

/// Only `${env}` is filled in.
pub(super) fn with_environment(text: &Name) -> Template {
    parse(text, Fill::Environment)
}

/// `${env}` and `${aws_region}`.
pub(super) fn with_region(text: &Name) -> Template {
    parse(text, Fill::Region)
}

/// `${env}`, `${aws_region}` and values of the context.
pub(super) fn with_context(text: &Name) -> Template {
    parse(text, Fill::Context)
}

/// `${env}`, `${aws_region}`, values of the context and `:parameters`.
pub(super) fn with_parameters(text: &Name) -> Template {
    parse(text, Fill::Parameters)
}

/// What is filled in; each includes those before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fill {
    Environment,
    Region,
    Context,
    Parameters,
}

fn parse(text: &str, fill: Fill) -> Template {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((part, after)) = part(&plain, rest, fill) {
            if !plain.is_empty() {
                parts.push(TemplatePart::Text(std::mem::take(&mut plain)));
            }
            parts.push(part);
            rest = after;
        } else {
            plain.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
    }
    if !plain.is_empty() {
        parts.push(TemplatePart::Text(plain));
    }
    Template { parts }
}

fn part<'a>(before: &str, text: &'a str, fill: Fill) -> Option<(TemplatePart, &'a str)> {
    if let Some(after) = text.strip_prefix("${env}") {
        return Some((TemplatePart::Environment, after));
    }
    if fill >= Fill::Region
        && let Some(after) = text.strip_prefix(REGION)
    {
        return Some((TemplatePart::Region, after));
    }
    if fill >= Fill::Context
        && let Some(found) = context_value(text)
    {
        return Some(found);
    }
    if fill >= Fill::Parameters
        && before.ends_with('/')
        && let Some(after) = text.strip_prefix(':')
    {
        let (name, after) = word(after, |letter| {
            letter.is_ascii_alphanumeric() || letter == '_'
        });
        return (!name.is_empty()).then(|| (TemplatePart::Parameter(name.to_owned()), after));
    }
    None
}

/// `${ctx.source.id}`, `$ctx.source.id` and the same with `context`.
fn context_value(text: &str) -> Option<(TemplatePart, &str)> {
    let after = text.strip_prefix('$')?;
    let (after, is_braced) = match after.strip_prefix('{') {
        Some(after) => (after, true),
        None => (after, false),
    };
    let after = after
        .strip_prefix("context.")
        .or_else(|| after.strip_prefix("ctx."))?;
    let (path, after) = word(after, |letter| {
        letter.is_ascii_alphanumeric() || letter == '_' || letter == '.'
    });
    let after = if is_braced {
        after.strip_prefix('}')?
    } else {
        after
    };
    let path: Vec<String> = path.split('.').map(str::to_owned).collect();
    let is_path = path.iter().all(|member| !member.is_empty());
    is_path.then_some((TemplatePart::Context(path), after))
}

fn word(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|letter| !belongs(letter)).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, fill: Fill, expected: Expect) {
        expected.assert_eq(&format!("{:?}", parse(text, fill).parts));
    }

    #[test]
    fn every_kind_of_place_is_found() {
        check(
            "/${env}/articles/:id/of/${ctx.source.author.id}?x=$ctx.args.y",
            Fill::Parameters,
            expect![[
                r#"[Text("/"), Environment, Text("/articles/"), Parameter("id"), Text("/of/"), Context(["source", "author", "id"]), Text("?x="), Context(["args", "y"])]"#
            ]],
        );
    }

    #[test]
    fn other_signs_are_letters() {
        check(
            "a:b$util.x()${other}",
            Fill::Parameters,
            expect![[r#"[Text("a:b$util.x()${other}")]"#]],
        );
        check("/:id", Fill::Context, expect![[r#"[Text("/:id")]"#]]);
    }
}
