//! What the user wrote that constructs were made for.

use appsynth_diagnostics::{Sources, Span};

use crate::tree::{NodeIndex, Tree};
use crate::{NodeId, Scope};

/// Remembered of a node.
pub(crate) struct Origin {
    what: String,
    span: Option<Span>,
}

impl Scope<'_> {
    /// Says what of the user's input a construct, with all below it, was made for: `what` in the user's own
    /// words, such as `` `@model` Post``, and where that is written. Whoever deploys tells it when something
    /// fails; templates do not have it, so that moving a line changes no stack.
    pub fn originate(
        &mut self,
        node: impl Into<NodeId>,
        what: impl Into<String>,
        span: Option<Span>,
    ) {
        let what = what.into();
        self.remember(node, Origin { what, span });
    }
}

impl Tree {
    /// What a node was made for, such as `` `@model` Post (schema.graphql:12)``.
    pub(crate) fn origin(&self, node: NodeIndex) -> Option<String> {
        let origin: &Origin = self.facts.get(node)?;
        let place = origin.span.and_then(|span| place(&self.sources, span));
        Some(match place {
            Some(place) => format!("{} ({place})", origin.what),
            None => origin.what.clone(),
        })
    }
}

/// File and line.
fn place(sources: &Sources, span: Span) -> Option<String> {
    let source = sources.get(span.source)?;
    let line = source.line_column(span.start).line;
    Some(format!("{}:{line}", source.name()))
}

#[cfg(test)]
mod tests {
    use appsynth_diagnostics::Span;

    use crate::{App, CfnResource, Environment, MemoryFiles};

    #[test]
    fn a_construct_is_told_by_what_it_was_made_for_and_where_that_is() {
        let text = "type Query { a: Int }\ntype Post { id: ID! }\n";
        let files = MemoryFiles::new().file("schema.graphql", text);
        let mut app = App::new(Environment::local(), files);
        let mut stack = app.stack("blog");
        let source = stack.read("schema.graphql").expect("a file");
        let start = stack.text(source).find("Post").expect("a type");
        let span = Span {
            source,
            start,
            end: start + 4,
        };
        let topic = stack.add("Topic", CfnResource::new("AWS::SNS::Topic"));
        stack.originate(topic, "`@model` Post", Some(span));
        let queue = stack.add("Queue", CfnResource::new("AWS::SQS::Queue"));
        stack.originate(queue, "the queue", None);
        let synthesis = app.synth().expect("no mistakes");
        let origins = &synthesis.stacks[0].origins;
        assert_eq!(origins["blog/Topic"], "`@model` Post (schema.graphql:2)");
        assert_eq!(origins["blog/Queue"], "the queue");
    }
}
