//! The text of `Fn::Sub`, taken apart and put together.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html>

use std::fmt::{Display, Write};

use crate::{LogicalId, Map, Pseudo, SubPart};

/// Takes the text of a `Fn::Sub` apart. `variables` are the ones the function defines itself; they win
/// over resources and parameters of the same name.
///
/// # Errors
/// The names between `${` and `}` that CloudFormation refuses: they may have letters, digits,
/// underscores, periods and colons, and spaces around.
pub(crate) fn parse(text: &str, variables: Option<&Map>) -> Result<Vec<SubPart>, Vec<String>> {
    let mut parts = Vec::new();
    let mut bad_names = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else {
            break;
        };
        literal.push_str(before);
        if let Some(escaped) = name.strip_prefix('!') {
            literal.push_str("${");
            literal.push_str(escaped);
            literal.push('}');
        } else if is_name(name.trim()) {
            if !literal.is_empty() {
                parts.push(SubPart::Text(std::mem::take(&mut literal)));
            }
            parts.push(reference(name.trim(), variables));
        } else {
            bad_names.push(name.to_owned());
        }
        rest = behind;
    }
    literal.push_str(rest);
    if !literal.is_empty() || parts.is_empty() {
        parts.push(SubPart::Text(literal));
    }
    if bad_names.is_empty() {
        Ok(parts)
    } else {
        Err(bad_names)
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':'))
}

fn reference(name: &str, variables: Option<&Map>) -> SubPart {
    if variables.is_some_and(|variables| variables.contains_key(name)) {
        return SubPart::Variable(name.to_owned());
    }
    if let Some(pseudo) = Pseudo::named(name) {
        return SubPart::Pseudo(pseudo);
    }
    match name.split_once('.') {
        Some((resource, attribute)) => {
            SubPart::GetAtt(LogicalId(resource.to_owned()), attribute.to_owned())
        }
        None => SubPart::Ref(LogicalId(name.to_owned())),
    }
}

/// Puts the text of a `Fn::Sub` together.
pub(crate) fn print<R: Display>(parts: &[SubPart<R>]) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            SubPart::Text(text) => print_literal(&mut out, text),
            SubPart::Ref(name) => write!(out, "${{{name}}}").expect("invariant: text is writable"),
            SubPart::Pseudo(pseudo) => {
                write!(out, "${{{}}}", pseudo.name()).expect("invariant: text is writable");
            }
            SubPart::GetAtt(name, attribute) => {
                write!(out, "${{{name}.{attribute}}}").expect("invariant: text is writable");
            }
            SubPart::Variable(name) => {
                write!(out, "${{{name}}}").expect("invariant: text is writable");
            }
        }
    }
    out
}

/// Escapes `${` where CloudFormation would read a variable, that is up to the next `}`.
fn print_literal(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else {
            break;
        };
        write!(out, "{before}${{!{name}}}").expect("invariant: text is writable");
        rest = behind;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[SubPart]) {
        let parts = parse(text, None).unwrap();
        assert_eq!(parts, expected);
        assert_eq!(print(&parts), text);
    }

    #[test]
    fn references_attributes_and_pseudo_parameters_are_told_apart() {
        check(
            "a ${B} ${C.D.E}${AWS::Region}",
            &[
                SubPart::Text("a ".into()),
                SubPart::Ref(LogicalId("B".into())),
                SubPart::Text(" ".into()),
                SubPart::GetAtt(LogicalId("C".into()), "D.E".into()),
                SubPart::Pseudo(Pseudo::Region),
            ],
        );
    }

    #[test]
    fn an_escaped_variable_is_text() {
        check(
            "$util ${!ctx.args}",
            &[SubPart::Text("$util ${ctx.args}".into())],
        );
        check("${!!x}", &[SubPart::Text("${!x}".into())]);
        check("${!${}", &[SubPart::Text("${${}".into())]);
    }

    #[test]
    fn an_unclosed_variable_is_text() {
        check("a ${b", &[SubPart::Text("a ${b".into())]);
        check("", &[SubPart::Text(String::new())]);
    }

    #[test]
    fn spaces_around_a_name_are_no_part_of_it() {
        let parts = parse("${ A } ${ AWS::Region}", None).unwrap();
        assert_eq!(print(&parts), "${A} ${AWS::Region}");
    }

    #[test]
    fn names_with_other_characters_are_refused() {
        assert_eq!(
            parse("${a-b} ${c} ${}", None),
            Err(vec!["a-b".into(), String::new()])
        );
    }
}
