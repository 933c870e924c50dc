//! What functions of the file return.

use oxc::{ast::AstKind, semantic::NodeId, span::GetSpan};

use super::{Type, Types, one_of};

impl<'a> Types<'_, 'a> {
    /// What a function of the file returns.
    pub(super) fn result_of(&self, function: NodeId) -> Type {
        if let Some(known) = self.results.borrow().get(&function) {
            return known.clone().unwrap_or(Type::Unknown);
        }
        self.results.borrow_mut().insert(function, None);
        let nodes = self.semantic.nodes();
        let found = match nodes.kind(function) {
            AstKind::ArrowFunctionExpression(arrow) => {
                match (&arrow.return_type, arrow.get_expression()) {
                    (Some(annotation), _) => self.annotated(&annotation.type_annotation),
                    (None, value) => self.documented_result(function).unwrap_or_else(|| {
                        let value = value.map(|value| self.of(value));
                        let value = value.unwrap_or_else(|| self.returned(function));
                        promised(value, arrow.r#async)
                    }),
                }
            }
            AstKind::Function(declared) => match &declared.return_type {
                Some(annotation) => self.annotated(&annotation.type_annotation),
                None if declared.generator => Type::Unknown,
                None => self
                    .documented_result(function)
                    .unwrap_or_else(|| promised(self.returned(function), declared.r#async)),
            },
            _ => Type::Unknown,
        };
        self.results
            .borrow_mut()
            .insert(function, Some(found.clone()));
        found
    }

    /// What a comment says that a function returns.
    fn documented_result(&self, function: NodeId) -> Option<Type> {
        self.comment_starts(function)
            .find_map(|start| self.documented(start, &["returns", "return"]))
    }

    /// Where comments about a function end: a comment belongs to the outermost thing that begins there.
    pub(super) fn comment_starts(&self, function: NodeId) -> impl Iterator<Item = u32> {
        let nodes = self.semantic.nodes();
        let own = nodes.kind(function).span().start;
        let outermost = nodes
            .ancestor_kinds(function)
            .take_while(|kind| !matches!(kind, AstKind::Program(_) | AstKind::FunctionBody(_)))
            .map(|kind| kind.span().start)
            .chain([own])
            .min()
            .unwrap_or_default();
        [own, outermost].into_iter()
    }

    fn returned(&self, function: NodeId) -> Type {
        let nodes = self.semantic.nodes();
        let span = nodes.kind(function).span();
        let values = nodes.iter().filter_map(|node| match node.kind() {
            AstKind::ReturnStatement(statement) if span.contains_inclusive(statement.span) => {
                let own = nodes.ancestors_enumerated(node.id()).find(|(_, around)| {
                    matches!(
                        around.kind(),
                        AstKind::Function(_) | AstKind::ArrowFunctionExpression(_)
                    )
                });
                (own?.0 == function).then_some(statement.argument.as_ref()?)
            }
            _ => None,
        });
        one_of(values.map(|value| self.of(value)))
    }
}

fn promised(value: Type, is_async: bool) -> Type {
    if is_async {
        Type::Promise(Box::new(value))
    } else {
        value
    }
}
