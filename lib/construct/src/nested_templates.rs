//! The templates of nested stacks, which are assets of the stacks around them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::iter;

use appsynth_cloudformation::{CircularDependency, Expr, Map, Problems, Template, content_hash};
use appsynth_parallel as parallel;

use crate::bootstrap;
use crate::files::FileSink;
use crate::resolver::Resolver;
use crate::synth::NestedTemplate;
use crate::tree::StackIndex;

impl Resolver {
    /// Gives each nested stack's resource the address of its template. By top-level stack: the templates. Those
    /// that exceed a quota are reported.
    pub(crate) fn finish_nested(&mut self) -> Vec<Vec<NestedTemplate>> {
        let mut finished: Vec<Vec<NestedTemplate>> =
            self.tree.stacks.iter().map(|_| Vec::new()).collect();
        for level in self.nested_levels() {
            let templates: Vec<(String, Template)> = level
                .iter()
                .map(|index| {
                    let template = std::mem::take(&mut self.templates[*index]);
                    (self.nested_file_name(*index), template)
                })
                .collect();
            let sink = self.tree.sink.as_deref();
            let text = |bytes: &mut Vec<u8>, (file_name, template): (String, Template)| {
                let text = Text::of(bytes, &file_name, template, sink);
                (file_name, text)
            };
            let texts = parallel::map_with(templates, TEMPLATES_OF_A_THREAD, Vec::new, text);
            for (index, (file_name, text)) in level.into_iter().zip(texts) {
                self.report(index, text.circle.as_ref(), text.problems);
                let template = NestedTemplate {
                    path: self.tree.path(self.tree.stacks[index].node),
                    file_name,
                    text: text.json,
                    hash: text.hash,
                };
                self.point_at(index, &template);
                finished[self.tree.top_level(index)].push(template);
            }
        }
        finished
    }

    /// The nested stacks, those that are nested deepest first: what is nested in a template is to be complete
    /// before it.
    fn nested_levels(&self) -> Vec<Vec<StackIndex>> {
        let mut levels: BTreeMap<Reverse<usize>, Vec<StackIndex>> = BTreeMap::new();
        for index in (0..self.tree.stacks.len()).rev() {
            let parent = |index: &StackIndex| Some(self.tree.stacks[*index].nested?.parent);
            let depth = iter::successors(Some(index), parent).count() - 1;
            if depth > 0 {
                levels.entry(Reverse(depth)).or_default().push(index);
            }
        }
        levels.into_values().collect()
    }

    fn nested_file_name(&self, index: StackIndex) -> String {
        let id = self.tree.unique_id(self.tree.stacks[index].node);
        file_name(&id)
    }

    /// Gives a nested stack's resource the address of its template and what it gets from elsewhere.
    fn point_at(&mut self, index: StackIndex, template: &NestedTemplate) {
        let nested = self.tree.stacks[index].nested;
        let nested = nested.expect("invariant: the stack is nested");
        let parameters: Map = std::mem::take(&mut self.generated[index].parameters)
            .into_iter()
            .map(|(id, value)| (id.0, value))
            .collect();
        let parent = &mut self.templates[nested.parent];
        let resource = self.ids[nested.resource]
            .as_ref()
            .and_then(|id| parent.resources.get_mut(id))
            .expect("invariant: a nested stack has a resource in its parent");
        if !parameters.is_empty() {
            let own = resource.properties.entry("Parameters".to_owned());
            match own.or_insert_with(|| Expr::Map(Map::new())) {
                Expr::Map(own) => own.extend(parameters),
                own => *own = Expr::Map(parameters),
            }
        }
        let url = bootstrap::object_url(&format!("{}.json", template.hash));
        resource.properties.insert("TemplateURL".to_owned(), url);
        let metadata = &mut resource.metadata;
        metadata.insert(
            "aws:asset:path".to_owned(),
            template.file_name.clone().into(),
        );
        metadata.insert("aws:asset:property".to_owned(), "TemplateURL".into());
    }
}

const TEMPLATES_OF_A_THREAD: usize = 8;

/// A template as it is uploaded.
struct Text {
    /// None if it was written already.
    json: Option<String>,
    /// The SHA-256 of it, in hexadecimal.
    hash: String,
    /// Resources that need each other.
    circle: Option<CircularDependency>,
    /// The quotas that it exceeds.
    problems: Problems,
}

impl Text {
    /// The template is dropped: those of a thousand models would take more than all the rest. `bytes` is room that
    /// is there already.
    fn of(
        bytes: &mut Vec<u8>,
        file_name: &str,
        template: Template,
        sink: Option<&dyn FileSink>,
    ) -> Self {
        let circle = template.dependency_order().err();
        bytes.clear();
        template.write_json(bytes);
        let json = str::from_utf8(bytes).expect("invariant: JSON is UTF-8");
        let json = match sink {
            None => Some(json.to_owned()),
            Some(sink) => {
                sink.template(file_name, json);
                None
            }
        };
        Self {
            json,
            circle,
            hash: content_hash(&*bytes),
            problems: template.check_quotas(bytes.len()),
        }
    }
}

/// The name of a template's file, as the CDK has it, unless it would be longer than file systems take. An id ends in a
/// hash, which stays.
fn file_name(id: &str) -> String {
    const ENDING: &str = ".nested.template.json";
    const HASH: usize = 8;
    let most = 255 - ENDING.len();
    if id.len() <= most {
        return format!("{id}{ENDING}");
    }
    let (words, hash) = id.split_at(id.len() - HASH);
    let words = words.get(..most - HASH).unwrap_or(words);
    format!("{words}{hash}{ENDING}")
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_systems_take_the_names_of_templates() {
        assert_eq!(
            file_name("Post97C1642E"),
            "Post97C1642E.nested.template.json"
        );
        let long = file_name(&format!("{}97C1642E", "P".repeat(240)));
        assert_eq!(long.len(), 255);
        assert!(long.ends_with("PP97C1642E.nested.template.json"));
    }
}
