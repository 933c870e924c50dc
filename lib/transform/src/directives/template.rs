//! Texts in directives with places to fill in: `${env}`, `${NAME}`, `${aws_region}`, `:name`, `${ctx.source.id}`.

use appsynth_schema::ast::Name;
use indexmap::IndexMap;

use crate::model::{Template, TemplatePart};

/// What stands for the API's region.
pub(super) const REGION: &str = "${aws_region}";

/// The API's environment variables: values by name.
type Variables = IndexMap<String, String>;

/// `${env}` and variables are filled in.
pub(super) fn with_environment(text: &Name, variables: &Variables) -> Template {
    parse(text, Fill::Environment, variables)
}

/// `${env}`, variables, `${aws_region}` and values of the context.
pub(super) fn with_context(text: &Name, variables: &Variables) -> Template {
    parse(text, Fill::Context, variables)
}

/// `${env}`, variables, `${aws_region}`, values of the context and `:parameters`.
pub(super) fn with_parameters(text: &Name, variables: &Variables) -> Template {
    parse(text, Fill::Parameters, variables)
}

/// The names in `${NAME}` that stand for nothing.
pub(super) fn unknown(template: &Template) -> impl Iterator<Item = &str> {
    let letters = template.parts.iter().filter_map(|part| match part {
        TemplatePart::Text(text) => Some(text),
        _ => None,
    });
    let names = letters.flat_map(|text| text.split('$').skip(1).filter_map(braced_name));
    names
        .map(|(name, _)| name)
        .filter(|name| *name != "aws_region")
}

/// What is filled in; each includes those before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fill {
    Environment,
    Context,
    Parameters,
}

fn parse(text: &str, fill: Fill, variables: &Variables) -> Template {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((part, after)) = part(&plain, rest, fill, variables) {
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

fn part<'a>(
    before: &str,
    text: &'a str,
    fill: Fill,
    variables: &Variables,
) -> Option<(TemplatePart, &'a str)> {
    if let Some(after) = text.strip_prefix("${env}") {
        return Some((TemplatePart::Environment, after));
    }
    if fill >= Fill::Context
        && let Some(after) = text.strip_prefix(REGION)
    {
        return Some((TemplatePart::Region, after));
    }
    if let Some((name, after)) = text.strip_prefix('$').and_then(braced_name)
        && let Some(value) = variables.get(name)
    {
        let (name, value) = (name.to_owned(), value.clone());
        return Some((TemplatePart::Variable { name, value }, after));
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
        let (name, after) = word(after, is_of_name);
        return (!name.is_empty()).then(|| (TemplatePart::Parameter(name.to_owned()), after));
    }
    None
}

/// The name in `{NAME}` at the start of the text, and what follows.
fn braced_name(text: &str) -> Option<(&str, &str)> {
    let (name, after) = word(text.strip_prefix('{')?, is_of_name);
    let after = after.strip_prefix('}')?;
    (!name.is_empty()).then_some((name, after))
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
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
    let (path, after) = word(after, |letter| is_of_name(letter) || letter == '.');
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
        let variables = Variables::from([("HOST".to_owned(), "example.org".to_owned())]);
        let template = parse(text, fill, &variables);
        expected.assert_eq(&format!("{:?}", template.parts));
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
    fn variables_have_their_values() {
        check(
            "https://${HOST}/${GUEST}",
            Fill::Environment,
            expect![[
                r#"[Text("https://"), Variable { name: "HOST", value: "example.org" }, Text("/${GUEST}")]"#
            ]],
        );
    }

    #[test]
    fn names_that_stand_for_nothing_are_told() {
        let text = "${env}-${HOST}${GUEST}/${ctx.args.id}$util.x()${$ {}${aws_region}";
        let template = parse(text, Fill::Parameters, &Variables::new());
        assert_eq!(unknown(&template).collect::<Vec<_>>(), ["HOST", "GUEST"]);
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
