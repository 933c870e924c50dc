//! Whether the properties of a resource fit its schema.

use appsynth_diagnostics::{Code, Diagnostic, codes::assembly};

use crate::place::Trail;
use crate::problems::Anchor;
use crate::schemas::{List, Object, Property, Range, ResourceSchema, Rule, Schema, Text};
use crate::{
    Expr, Intrinsic, Map, Place, Problems, Pseudo, SubPart, Template, diagnostics, resource_schema,
};

/// What is wrong with a property of a resource.
#[derive(Debug, Clone)]
pub struct PropertyProblem {
    /// The property, from the resource's `Properties` on.
    pub path: Place,
    /// The kind of mistake.
    pub code: &'static Code,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl From<PropertyProblem> for Diagnostic {
    fn from(problem: PropertyProblem) -> Self {
        let diagnostic = Diagnostic::error(problem.code, problem.message);
        match problem.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// What is wrong with the properties of a resource of this type; nothing for a type without a schema here.
///
/// Of values that are known only at deployment no more is checked than whether the function can give text
/// or a list at all.
pub fn check_properties<R>(kind: &str, properties: &Map<R>) -> Vec<PropertyProblem> {
    let Some(schema) = resource_schema(kind) else {
        return Vec::new();
    };
    let mut check = Check {
        schema,
        problems: Vec::new(),
    };
    check.object(schema.properties, properties, &Trail::Top);
    check.problems
}

impl Template {
    /// What is wrong with the properties of the template's resources.
    pub fn check_properties(&self) -> Problems {
        let mut problems = Problems::default();
        for (id, resource) in &self.resources {
            for problem in check_properties(&resource.kind, &resource.properties) {
                let at = Place::of(&["Resources", &id.0, "Properties"]);
                let steps = at.steps.into_iter().chain(problem.path.steps.clone());
                let place = Place {
                    steps: steps.collect(),
                };
                let kind = &resource.kind;
                let note = format!("`Resources.{id}` is of type `{kind}`");
                // What should not be there is marked by its name.
                let superfluous = problem.code == &assembly::UNKNOWN_PROPERTY
                    || problem.code == &assembly::READ_ONLY_PROPERTY;
                let anchor = if superfluous {
                    Anchor::Key
                } else {
                    Anchor::Value
                };
                problems.add(place, anchor, Diagnostic::from(problem).note(note));
            }
        }
        problems
    }
}

struct Check {
    schema: &'static ResourceSchema,
    problems: Vec<PropertyProblem>,
}

impl Check {
    fn object<R>(&mut self, object: &Object, members: &Map<R>, at: &Trail<'_>) {
        for (name, value) in members {
            match object.property(name) {
                Some(property) => self.value(&property.schema, value, &at.key(name)),
                None if object.open => {}
                None => self.unknown(object, name, at),
            }
        }
        for property in object.properties {
            if property.required && !is_set(members, property.name) {
                self.missing(property, at);
            }
        }
        for rule in object.rules {
            self.rule(rule, members, at);
        }
    }

    fn unknown(&mut self, object: &Object, name: &str, at: &Trail<'_>) {
        if matches!(at, Trail::Top) && self.schema.read_only.contains(&name) {
            let message = format!("`{name}` is set, but only AWS sets it");
            let help = format!("remove it; `Fn::GetAtt` of `{name}` reads it");
            self.report(
                &assembly::READ_ONLY_PROPERTY,
                &at.key(name),
                message,
                Some(help),
            );
            return;
        }
        let owner = self.name(at);
        let known = object.properties.iter().map(|property| property.name);
        let message = format!("`{owner}` has no property `{name}`");
        let help = diagnostics::suggestion(name, known);
        self.report(
            &assembly::UNKNOWN_PROPERTY,
            &at.key(name),
            message,
            Some(help),
        );
    }

    fn missing(&mut self, property: &Property, at: &Trail<'_>) {
        let owner = self.name(at);
        let name = property.name;
        let message = format!("`{owner}` needs `{name}`");
        self.report(&assembly::MISSING_PROPERTY, at, message, None);
    }

    fn rule<R>(&mut self, rule: &Rule, members: &Map<R>, at: &Trail<'_>) {
        let all_set = |names: &[&str]| names.iter().all(|name| is_set(members, name));
        let message = match rule {
            Rule::ExactlyOne(groups) => {
                match groups.iter().filter(|group| all_set(group)).count() {
                    1 => return,
                    0 => format!("needs {}", alternatives(groups)),
                    _ => format!("can have only one of {}", alternatives(groups)),
                }
            }
            Rule::AtLeastOne(groups) => {
                if groups.iter().any(|group| all_set(group)) {
                    return;
                }
                format!("needs {}", alternatives(groups))
            }
            Rule::Needs(name, others) => {
                if !is_set(members, name) || all_set(others) {
                    return;
                }
                format!("has `{name}`, which needs `{}`", others.join("`, `"))
            }
            Rule::Excludes(name, others) => {
                let excluded = others.iter().find(|other| is_set(members, other));
                match excluded {
                    Some(other) if is_set(members, name) => {
                        format!("cannot have both `{name}` and `{other}`")
                    }
                    _ => return,
                }
            }
        };
        let message = format!("`{}` {message}", self.name(at));
        self.report(&assembly::PROPERTY_COMBINATION, at, message, None);
    }

    fn value<R>(&mut self, schema: &Schema, value: &Expr<R>, at: &Trail<'_>) {
        if let Expr::Call(intrinsic) = value {
            return self.intrinsic(schema, intrinsic, at);
        }
        if matches!(value, Expr::Null) {
            let message = format!("`{}` is null, which CloudFormation refuses", self.name(at));
            let help = "leave the property out".to_owned();
            return self.report(&assembly::PROPERTY_TYPE, at, message, Some(help));
        }
        match (schema, value) {
            (Schema::Any, _) | (Schema::Json, Expr::Map(_) | Expr::Text(_)) => {}
            (Schema::Boolean, Expr::Bool(_)) => {}
            (Schema::Boolean, Expr::Text(text)) if is_boolean(text) || is_dynamic(text) => {}
            (Schema::Integer(range) | Schema::Number(range), Expr::Number(number)) => {
                let whole = number.is_i64() || number.is_u64();
                self.number(schema, range, number.as_f64(), whole, at);
            }
            (Schema::Integer(range) | Schema::Number(range), Expr::Text(text)) => {
                if !is_dynamic(text) {
                    let whole = text.parse::<i64>().is_ok();
                    self.number(schema, range, text.parse().ok(), whole, at);
                }
            }
            (Schema::Text(rules), Expr::Text(text)) => self.text(rules, text, at),
            // CloudFormation writes them as text.
            (Schema::Text(_), Expr::Bool(_) | Expr::Number(_)) => {}
            (Schema::List(rules), Expr::List(items)) => self.list(rules, items, at),
            (Schema::Map(values), Expr::Map(members)) => {
                for (name, value) in members {
                    self.value(values, value, &at.key(name));
                }
            }
            (Schema::Object(object), Expr::Map(members)) => self.object(object, members, at),
            _ => self.wrong_type(schema, describe(value), at),
        }
    }

    fn intrinsic<R>(&mut self, schema: &Schema, intrinsic: &Intrinsic<R>, at: &Trail<'_>) {
        let gives_text = matches!(
            intrinsic,
            Intrinsic::Sub(..)
                | Intrinsic::Join(..)
                | Intrinsic::Base64(_)
                | Intrinsic::ToJsonString(_)
        );
        let gives_list = matches!(
            intrinsic,
            Intrinsic::Split(..) | Intrinsic::Cidr(..) | Intrinsic::GetAZs(_)
        );
        let wants_text = matches!(schema, Schema::Text(_) | Schema::Boolean);
        let wants_more = matches!(schema, Schema::List(_) | Schema::Map(_) | Schema::Object(_));
        match intrinsic {
            Intrinsic::If(_, yes, no) => {
                self.value(schema, yes, at);
                self.value(schema, no, at);
            }
            // Without a reference in it, it is known now.
            Intrinsic::Sub(parts, _)
                if let ([SubPart::Text(text)], Schema::Text(rules)) =
                    (parts.as_slice(), schema) =>
            {
                self.text(rules, text, at);
            }
            _ if gives_text && wants_more => {
                self.wrong_type(schema, "the text that the function gives", at);
            }
            _ if gives_list && wants_text => {
                self.wrong_type(schema, "the list that the function gives", at);
            }
            _ => {}
        }
    }

    fn number(
        &mut self,
        schema: &Schema,
        range: &Range,
        number: Option<f64>,
        whole: bool,
        at: &Trail<'_>,
    ) {
        let Some(number) = number else {
            return self.wrong_type(schema, "text", at);
        };
        if matches!(schema, Schema::Integer(_)) && !whole {
            return self.wrong_type(schema, "a fraction", at);
        }
        let allowed = range.values;
        if !allowed.is_empty() {
            if !allowed.iter().any(|value| *value as f64 == number) {
                let message = format!("`{}` cannot be {number}", self.name(at));
                let allowed: Vec<_> = allowed.iter().map(i64::to_string).collect();
                let help = format!("it can be {}", allowed.join(", "));
                self.report(&assembly::PROPERTY_VALUE, at, message, Some(help));
            }
            return;
        }
        if number < range.min || number > range.max {
            let limits = limits(range.min, range.max);
            let message = format!("`{}` must be {limits}, not {number}", self.name(at));
            self.report(&assembly::PROPERTY_VALUE, at, message, None);
        }
    }

    fn text(&mut self, rules: &Text, text: &str, at: &Trail<'_>) {
        if is_dynamic(text) {
            return;
        }
        if !rules.values.is_empty() {
            if !rules.values.contains(&text) {
                let message = format!("`{}` cannot be `{text}`", self.name(at));
                let help = diagnostics::value_suggestion(text, rules.values);
                self.report(&assembly::PROPERTY_VALUE, at, message, Some(help));
            }
            return;
        }
        // As many bytes are never more characters.
        let (min, max) = (rules.min as usize, rules.max as usize);
        if text.len() > max || text.len() < min * 4 {
            let length = text.chars().count();
            if length < min || length > max {
                let limits = limits(f64::from(rules.min), upper(rules.max));
                let message = format!(
                    "the length of `{}` must be {limits}, not {length}",
                    self.name(at)
                );
                self.report(&assembly::PROPERTY_VALUE, at, message, None);
            }
        }
        if let Some(pattern) = rules.pattern
            && !pattern.matches(text)
        {
            let message = format!(
                "`{}` must match `{}`, but is `{}`",
                self.name(at),
                pattern.as_str(),
                shortened(text)
            );
            self.report(&assembly::PROPERTY_VALUE, at, message, None);
        }
    }

    fn list<R>(&mut self, rules: &List, items: &[Expr<R>], at: &Trail<'_>) {
        for (index, item) in items.iter().enumerate() {
            self.value(rules.items, item, &at.index(index));
        }
        if rules.unique
            && let Some(index) = repeated(items)
        {
            let at = &at.index(index);
            let message = format!("`{}` is there already", self.name(at));
            let help = "remove it: the items of this list must differ".to_owned();
            self.report(&assembly::PROPERTY_VALUE, at, message, Some(help));
        }
        // A function may give nothing or more than one item.
        if items.iter().any(|item| matches!(item, Expr::Call(_))) {
            return;
        }
        let (min, max) = (rules.min as usize, rules.max as usize);
        if items.len() < min || items.len() > max {
            let limits = limits(f64::from(rules.min), upper(rules.max));
            let count = items.len();
            let message = format!(
                "the number of items of `{}` must be {limits}, not {count}",
                self.name(at)
            );
            self.report(&assembly::PROPERTY_VALUE, at, message, None);
        }
    }

    fn wrong_type(&mut self, schema: &Schema, found: &str, at: &Trail<'_>) {
        let wanted = match schema {
            Schema::Any => "any value",
            Schema::Json => "a JSON object",
            Schema::Boolean => "true or false",
            Schema::Integer(_) => "a whole number",
            Schema::Number(_) => "a number",
            Schema::Text(_) => "text",
            Schema::List(_) => "a list",
            Schema::Map(_) | Schema::Object(_) => "an object",
        };
        let message = format!("`{}` must be {wanted}, not {found}", self.name(at));
        self.report(&assembly::PROPERTY_TYPE, at, message, None);
    }

    /// How messages call a place: by its path, or by the resource type for the whole.
    fn name(&self, at: &Trail<'_>) -> String {
        match at {
            Trail::Top => self.schema.kind.to_owned(),
            _ => at.place().to_string(),
        }
    }

    fn report(
        &mut self,
        code: &'static Code,
        at: &Trail<'_>,
        message: String,
        help: Option<String>,
    ) {
        self.problems.push(PropertyProblem {
            path: at.place(),
            code,
            message,
            help,
        });
    }
}

fn is_set<R>(members: &Map<R>, name: &str) -> bool {
    match members.get(name) {
        None => false,
        Some(Expr::Call(call)) => !matches!(**call, Intrinsic::Pseudo(Pseudo::NoValue)),
        Some(_) => true,
    }
}

fn is_boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

/// Dynamic references are replaced at deployment.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>
fn is_dynamic(text: &str) -> bool {
    text.contains("{{resolve:")
}

/// The index of the first item that is there before.
fn repeated<R>(items: &[Expr<R>]) -> Option<usize> {
    let equal = |(index, item): (usize, &Expr<R>)| {
        let mut earlier = items.iter().take(index);
        earlier.any(|other| same(other, item)).then_some(index)
    };
    items.iter().enumerate().find_map(equal)
}

/// Whether two values are the same; what is known only at deployment never is.
fn same<R>(one: &Expr<R>, two: &Expr<R>) -> bool {
    match (one, two) {
        (Expr::Null, Expr::Null) => true,
        (Expr::Bool(one), Expr::Bool(two)) => one == two,
        (Expr::Number(one), Expr::Number(two)) => one == two,
        (Expr::Text(one), Expr::Text(two)) => one == two,
        (Expr::List(one), Expr::List(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(one, two))
        }
        (Expr::Map(one), Expr::Map(two)) => {
            one.len() == two.len()
                && one
                    .iter()
                    .all(|(key, value)| two.get(key).is_some_and(|other| same(value, other)))
        }
        _ => false,
    }
}

fn describe<R>(value: &Expr<R>) -> &'static str {
    match value {
        Expr::Null => "null",
        Expr::Bool(_) => "a boolean",
        Expr::Number(_) => "a number",
        Expr::Text(_) => "text",
        Expr::List(_) => "a list",
        Expr::Map(_) => "an object",
        Expr::Call(_) => "a function",
    }
}

fn alternatives(groups: &[&[&str]]) -> String {
    let groups: Vec<_> = groups
        .iter()
        .map(|group| format!("`{}`", group.join("` with `")))
        .collect();
    groups.join(" or ")
}

fn upper(max: u32) -> f64 {
    match max {
        u32::MAX => f64::INFINITY,
        max => f64::from(max),
    }
}

fn limits(min: f64, max: f64) -> String {
    if min == max {
        min.to_string()
    } else if max.is_infinite() {
        format!("at least {min}")
    } else if min.is_infinite() || min == 0.0 {
        format!("at most {max}")
    } else {
        format!("{min} to {max}")
    }
}

/// Enough of a long text to recognize it.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}
