//! `tree.json`: the construct tree as the CDK writes it.

use serde::{Serialize, Serializer};

use crate::TreeNode;

/// Only tools read it, and indentation would make half of it.
pub(crate) fn tree_file(nodes: &[TreeNode]) -> Vec<u8> {
    let app = Node {
        id: "App",
        path: "",
        attributes: None,
        children: Nodes(nodes),
    };
    let tree = TreeFile {
        version: "tree-0.1",
        tree: app,
    };
    serde_json::to_vec(&tree).expect("invariant: a tree has text keys")
}

#[derive(Serialize)]
struct TreeFile<'c> {
    version: &'static str,
    tree: Node<'c>,
}

#[derive(Serialize)]
struct Node<'c> {
    id: &'c str,
    path: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Attributes<'c>>,
    #[serde(skip_serializing_if = "Nodes::is_empty")]
    children: Nodes<'c>,
}

#[derive(Serialize)]
struct Attributes<'c> {
    #[serde(rename = "aws:cdk:cloudformation:type")]
    resource_type: &'c str,
}

/// Nodes beside each other, each followed by what is below it.
struct Nodes<'c>(&'c [TreeNode]);

impl Nodes<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'c> Iterator for Nodes<'c> {
    type Item = Node<'c>;

    fn next(&mut self) -> Option<Node<'c>> {
        let (node, rest) = self.0.split_first()?;
        let (below, after) = rest.split_at(node.below.min(rest.len()));
        self.0 = after;
        Some(Node {
            id: node.path.rsplit('/').next().unwrap_or_default(),
            path: &node.path,
            attributes: node
                .resource_type
                .as_deref()
                .map(|resource_type| Attributes { resource_type }),
            children: Self(below),
        })
    }
}

impl Serialize for Nodes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Self(self.0).map(|node| (node.id, node)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_holds_those_below_it_by_their_ids() {
        let node = |path: &str, below, resource_type: Option<&str>| TreeNode {
            path: path.into(),
            resource_type: resource_type.map(Into::into),
            below,
        };
        let nodes = [
            node("blog", 3, None),
            node("blog/Posts", 1, None),
            node("blog/Posts/Resource", 0, Some("AWS::DynamoDB::Table")),
            node("blog/Api", 0, None),
            node("shop", 0, None),
        ];
        let written: serde_json::Value = serde_json::from_slice(&tree_file(&nodes)).expect("JSON");
        let resource = serde_json::json!({
            "id": "Resource",
            "path": "blog/Posts/Resource",
            "attributes": { "aws:cdk:cloudformation:type": "AWS::DynamoDB::Table" },
        });
        let posts = serde_json::json!({
            "id": "Posts",
            "path": "blog/Posts",
            "children": { "Resource": resource },
        });
        let blog = serde_json::json!({
            "id": "blog",
            "path": "blog",
            "children": { "Posts": posts, "Api": { "id": "Api", "path": "blog/Api" } },
        });
        let expected = serde_json::json!({
            "version": "tree-0.1",
            "tree": {
                "id": "App",
                "path": "",
                "children": { "blog": blog, "shop": { "id": "shop", "path": "shop" } },
            },
        });
        assert_eq!(written, expected);
    }
}
