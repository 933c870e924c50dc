//! What of the user's input a resource was made for.

use appsynth_cloudformation::LogicalId;
use indexmap::IndexMap;

use super::TemplateTree;
use super::compare;

/// What of the user's input constructs were made for, by their paths; it holds for all below them.
pub(crate) type Origins = IndexMap<String, String>;

/// What a resource of a template was made for: what is said of the construct nearest to it.
pub(crate) fn origin_of(
    tree: &TemplateTree,
    logical_id: &str,
    origins: &Origins,
) -> Option<String> {
    let id = LogicalId(logical_id.to_owned());
    let resource = tree.template.resources.get(&id)?;
    nearest(&compare::path_or(logical_id, resource), origins).map(str::to_owned)
}

/// What the construct of a path was made for, or else the nearest one around it.
pub(super) fn nearest<'o>(mut path: &str, origins: &'o Origins) -> Option<&'o str> {
    loop {
        // The resource of a nested stack is beside the scope that has what is in it.
        let scope = path.strip_suffix(".NestedStack").unwrap_or(path);
        if let Some(origin) = origins.get(scope) {
            return Some(origin);
        }
        (path, _) = path.rsplit_once('/')?;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::read;
    use super::*;

    #[test]
    fn the_nearest_construct_tells() {
        let resource = |path: &str| serde_json::json!({ "Type": "AWS::SQS::Queue", "Metadata": { "aws:cdk:path": path } });
        let template = serde_json::json!({ "Resources": {
            "Table": resource("blog/Models/Post/Table/Resource"),
            "Field": resource("blog/Models/Post/Resolvers/Post.comments/Resource"),
            "Nested": resource("blog/Models/Post.NestedStack/Post.NestedStackResource"),
            "Other": resource("blog/Models/Poster/Table/Resource"),
        }});
        let tree = TemplateTree {
            template: read("blog", &template.to_string()).expect("a template"),
            ..TemplateTree::default()
        };
        let origins = [
            ("blog/Models/Post", "the model"),
            ("blog/Models/Post/Resolvers/Post.comments", "the relation"),
        ];
        let origins = origins.map(|(path, what)| (path.to_owned(), what.to_owned()));
        let origins = Origins::from(origins);
        let of = |id: &str| origin_of(&tree, id, &origins);
        assert_eq!(of("Table").as_deref(), Some("the model"));
        assert_eq!(of("Field").as_deref(), Some("the relation"));
        assert_eq!(of("Nested").as_deref(), Some("the model"));
        assert_eq!(of("Other"), None);
        assert_eq!(of("Missing"), None);
    }
}
