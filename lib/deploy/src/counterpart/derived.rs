//! Names that are made of a path, which the environment's name is a part of.

use appsynth_assembly::TemplateFile;
use appsynth_diagnostics::Sources;
use serde_json::Value;

use super::Names;

impl Names<'_> {
    /// Learns the names of the files, parameters and outputs of nested stacks, such as
    /// `referencetoblogdevApiB4AF2DACApiId`: they have the environment's name within a word and the hash of a
    /// path with it. Two are the same if they stand for the same.
    pub(super) fn learn(&mut self, file: &TemplateFile, own: &TemplateFile) {
        self.learn_outputs(file, own);
        self.learn_parameters(file, own);
    }

    /// What an output gives tells which one it is; those of the stacks within come first.
    fn learn_outputs(&mut self, file: &TemplateFile, own: &TemplateFile) {
        for ((_, nested), own) in pairs(file, own) {
            if let (Some(name), Some(own)) = (name_of(nested), name_of(own)) {
                self.derived.insert(name.to_owned(), own.to_owned());
            }
            self.learn_outputs(nested, own);
        }
        self.pair(&parsed(file)["Outputs"], &parsed(own)["Outputs"]);
    }

    /// What a parameter is given tells which one it is; those of the stack around come first.
    fn learn_parameters(&mut self, file: &TemplateFile, own: &TemplateFile) {
        let (template, same) = (parsed(file), parsed(own));
        for ((id, nested), own) in pairs(file, own) {
            let given = |template: &Value| -> Value {
                template["Resources"][id]["Properties"]["Parameters"].clone()
            };
            self.pair(&given(&template), &given(&same));
            self.learn_parameters(nested, own);
        }
    }

    /// Learns which members are the same under different names.
    fn pair(&mut self, members: &Value, own: &Value) {
        let (Some(members), Some(own)) = (members.as_object(), own.as_object()) else {
            return;
        };
        let (from, to) = (alphanumeric(self.from), alphanumeric(self.to));
        let named = members.iter().filter(|(name, _)| name.contains(&from));
        let named = named.filter(|(name, _)| !own.contains_key(*name));
        let others = own.iter().filter(|(name, _)| name.contains(&to));
        let mut others: Vec<_> = others
            .filter(|(name, _)| !members.contains_key(*name))
            .collect();
        for (name, member) in named {
            let is_same = |other: &Value| self.value(member, Some(other)) == *other;
            if let Some(at) = others.iter().position(|(_, other)| is_same(other)) {
                let (other, _) = others.remove(at);
                self.derived.insert(name.clone(), other.clone());
            }
        }
    }
}

/// The nested stacks that both have, with their logical ids.
fn pairs<'f>(
    file: &'f TemplateFile,
    own: &'f TemplateFile,
) -> impl Iterator<Item = ((&'f String, &'f TemplateFile), &'f TemplateFile)> {
    let nested = file.nested.iter();
    nested.filter_map(|(id, nested)| Some(((id, nested), own.nested.get(id)?)))
}

/// The name of a template's file without its endings.
fn name_of(file: &TemplateFile) -> Option<&str> {
    file.path.file_name()?.to_str()?.split('.').next()
}

/// A template as JSON. From a text that is none, nothing is learned; whoever compares it tells why.
fn parsed(file: &TemplateFile) -> Value {
    let (template, _) = file.template(&mut Sources::new());
    template.map_or(Value::Null, |template| template.to_value())
}

/// As a path is in logical ids.
fn alphanumeric(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}
