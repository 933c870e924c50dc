//! One environment's assembly as another environment would have it.

mod derived;

use std::collections::BTreeMap;

use appsynth_assembly::{Assembly, Stack, TemplateFile};
use appsynth_cloudformation::content_hash;
use serde_json::{Map, Value};

/// The assembly of the environment `from` under the names of the environment `to`, whose own assembly is
/// `other`: compared with what is deployed of `other`, it shows what `to` would get.
///
/// What differs by nothing but the environment's name is as it is in `other`. Stacks that `other` alone has are
/// left out.
pub fn counterpart(assembly: &Assembly, from: &str, mut other: Assembly, to: &str) -> Assembly {
    let mut names = Names::new(from, to);
    let stacks = assembly.stacks.iter().map(|stack| {
        let mut own = other.stacks.iter();
        let own = own.find(|one| names.are_equal(&one.id, &stack.id));
        if let Some(own) = own {
            names.learn(&stack.template, &own.template);
        }
        match own {
            Some(own) => Stack {
                template: names.template(&stack.template, Some(&own.template)),
                tags: names.tags(stack, own),
                ..own.clone()
            },
            None => Stack {
                id: names.renamed(&stack.id),
                name: names.renamed(&stack.name),
                template: names.template(&stack.template, None),
                ..stack.clone()
            },
        }
    });
    other.stacks = stacks.collect();
    other
}

/// The names of two environments.
struct Names<'n> {
    from: &'n str,
    to: &'n str,
    /// Other names that differ by them, by those of `from`.
    derived: BTreeMap<String, String>,
}

impl<'n> Names<'n> {
    fn new(from: &'n str, to: &'n str) -> Self {
        let derived = BTreeMap::new();
        Self { from, to, derived }
    }

    fn renamed(&self, text: &str) -> String {
        let text = replaced(text, self.from, self.to);
        if self.derived.is_empty() {
            return text;
        }
        let words = text.split_inclusive(|one: char| !one.is_ascii_alphanumeric());
        let words = words.map(|word| {
            let name = word.trim_end_matches(|one: char| !one.is_ascii_alphanumeric());
            let derived = self.derived.get(name).map_or(name, String::as_str);
            [derived, &word[name.len()..]].concat()
        });
        words.collect()
    }

    /// Whether two texts differ by nothing but the environment's name.
    fn are_equal(&self, one: &str, other: &str) -> bool {
        one == other || self.renamed(one) == self.renamed(other)
    }

    fn tags(&self, stack: &Stack, own: &Stack) -> indexmap::IndexMap<String, String> {
        let tags = stack.tags.iter().map(|(name, value)| {
            let same = own.tags.get(name).filter(|own| self.are_equal(value, own));
            (name.clone(), same.unwrap_or(value).clone())
        });
        tags.collect()
    }

    /// A template with those nested in it, each under the name that its content gives it.
    fn template(&self, file: &TemplateFile, own: Option<&TemplateFile>) -> TemplateFile {
        let mut text = file.text.clone();
        let mut nested = indexmap::IndexMap::new();
        for (id, file) in &file.nested {
            let own = own.and_then(|own| own.nested.get(id));
            let made = self.template(file, own);
            text = text.replace(&content_hash(&file.text), &content_hash(&made.text));
            nested.insert(id.clone(), made);
        }
        let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
        let text = match (
            parse(&text),
            own.and_then(|own| Some((own, parse(&own.text)?))),
        ) {
            (Some(value), Some((own, same))) => match self.value(&value, Some(&same)) {
                value if value == same => own.text.clone(),
                value => value.to_string(),
            },
            (Some(value), None) => self.value(&value, None).to_string(),
            // YAML, which only other tools write.
            (None, _) => self.renamed(&text),
        };
        TemplateFile {
            path: file.path.clone(),
            text,
            nested,
        }
    }

    /// A value, with what is at the same place of the other environment's wherever it is the same.
    fn value(&self, value: &Value, own: Option<&Value>) -> Value {
        match (value, own) {
            (Value::String(text), Some(Value::String(own))) if self.are_equal(text, own) => {
                Value::String(own.clone())
            }
            (Value::String(text), None) => Value::String(self.renamed(text)),
            (Value::Array(items), own) => {
                let item = |(index, item)| self.value(item, own.and_then(|own| own.get(index)));
                Value::Array(items.iter().enumerate().map(item).collect())
            }
            (Value::Object(members), own) => {
                let member = |(name, member): (&String, &Value)| {
                    let name = self.derived.get(name).unwrap_or(name);
                    let own = own.and_then(|own| own.get(name));
                    (name.clone(), self.value(member, own))
                };
                Value::Object(members.iter().map(member).collect::<Map<_, _>>())
            }
            (value, _) => value.clone(),
        }
    }
}

/// The text with another word for a word, which ends where letters and digits end.
fn replaced(text: &str, word: &str, by: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word).filter(|_| !word.is_empty()) {
        let (before, found) = rest.split_at(at);
        let after = &found[word.len()..];
        let begins = !before.ends_with(char::is_alphanumeric)
            && (!before.is_empty() || !replaced.ends_with(char::is_alphanumeric));
        let ends = !after.starts_with(char::is_alphanumeric);
        replaced.push_str(before);
        replaced.push_str(if begins && ends { by } else { word });
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NAMES: Names<'_> = Names {
        from: "dev",
        to: "prod",
        derived: BTreeMap::new(),
    };

    /// A stack that hands an attribute to a nested one, whose output another one gets.
    fn handing_on(environment: &str, hash_of_path: &str, attribute: &str) -> TemplateFile {
        let name = |of: &str| format!("blog{environment}{of}{hash_of_path}");
        let file = |of: &str, template: Value, nested| TemplateFile {
            path: format!("{}.nested.template.json", name(of)).into(),
            text: template.to_string(),
            nested,
        };
        let (given, output) = (format!("referenceto{}", name("Api")), name("Fn"));
        let taken = format!("referenceto{}", name("Posts"));
        let function =
            json!({ "Api": { "Ref": &given }, "Url": { "Fn::Sub": format!("a/${{{given}}}") } });
        let posts = json!({
            "Parameters": { &given: { "Type": "String" } },
            "Resources": { "Fn": { "Properties": function } },
            "Outputs": { &output: { "Value": { "Ref": "Fn" } } },
        });
        let more = json!({ "Parameters": { &taken: { "Type": "String" } } });
        let posts = file("Posts", posts, indexmap::IndexMap::new());
        let more = file("More", more, indexmap::IndexMap::new());
        let stack = |file: &TemplateFile, name: &str, value: Value| {
            let properties =
                json!({ "TemplateURL": content_hash(&file.text), "Parameters": { name: value } });
            let path = file.path.display().to_string();
            json!({ "Properties": properties, "Metadata": { "aws:asset:path": path } })
        };
        let from_posts = json!({ "Fn::GetAtt": ["Posts", format!("Outputs.{output}")] });
        let resources = json!({
            "Posts": stack(&posts, &given, json!({ "Fn::GetAtt": ["Api", attribute] })),
            "More": stack(&more, &taken, from_posts),
        });
        let nested = [("More".to_owned(), more), ("Posts".to_owned(), posts)];
        file("", json!({ "Resources": resources }), nested.into())
    }

    /// The template of one environment under the names of the other, beside that of the other.
    fn compared(attribute: &str) -> (TemplateFile, TemplateFile) {
        let dev = handing_on("dev", "B4AF2DAC", attribute);
        let prod = handing_on("prod", "77AF2D01", "Id");
        let mut names = Names::new("dev", "prod");
        names.learn(&dev, &prod);
        (names.template(&dev, Some(&prod)), prod)
    }

    #[test]
    fn names_made_of_paths_are_the_same_if_they_stand_for_the_same() {
        let (made, prod) = compared("Id");
        assert_eq!(made.text, prod.text);
        for (id, nested) in &made.nested {
            assert_eq!(nested.text, prod.nested[id].text);
        }
    }

    #[test]
    fn another_value_for_a_parameter_is_a_difference() {
        let (made, prod) = compared("Arn");
        assert_ne!(made.text, prod.text);
        assert_eq!(made.nested["More"].text, prod.nested["More"].text);
    }

    #[test]
    fn an_environments_name_is_a_word_of_its_own() {
        let renamed = NAMES.renamed("dev: blog-dev/Table, developer, dev_dev, devdev");
        assert_eq!(
            renamed,
            "prod: blog-prod/Table, developer, prod_prod, devdev"
        );
    }

    #[test]
    fn what_differs_by_the_environments_name_is_as_the_other_one_has_it() {
        let value = json!({ "Name": "posts-dev", "Text": "for dev and prod", "New": ["dev"] });
        let own = json!({ "Name": "posts-prod", "Text": "for dev and prod", "Other": 1 });
        let expected = json!({ "Name": "posts-prod", "Text": "for dev and prod", "New": ["prod"] });
        assert_eq!(NAMES.value(&value, Some(&own)), expected);
    }

    #[test]
    fn nested_templates_that_are_the_same_have_the_same_address() {
        let nested = |environment: &str| TemplateFile {
            path: "nested.json".into(),
            text: json!({ "Name": format!("posts-{environment}") }).to_string(),
            nested: indexmap::IndexMap::new(),
        };
        let parent = |environment: &str| {
            let nested = nested(environment);
            let url = format!("https://s3/{}.json", content_hash(&nested.text));
            TemplateFile {
                path: "parent.json".into(),
                text: json!({ "TemplateURL": url }).to_string(),
                nested: [("Posts".to_owned(), nested)].into(),
            }
        };
        let (dev, prod) = (parent("dev"), parent("prod"));
        assert_ne!(dev.text, prod.text);
        let made = NAMES.template(&dev, Some(&prod));
        assert_eq!(made.text, prod.text);
        assert_eq!(made.nested["Posts"].text, prod.nested["Posts"].text);
    }
}
