//! What a template uses that only the rest of a project can judge.

mod context;
mod operation;

use std::ops::Range;

pub use context::{Part, Read};

use crate::{
    Template,
    tree::{Expression, Node, NodeKind, Reference, Root, Slot, Step, UtilityFunction},
    util,
    visit::{self, Visit},
};

/// What a template uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Calls of functions that `$util` does not have, and the name that may have been meant.
    pub unknown_utilities: Vec<UnknownUtility>,
    /// Keys of the stash that are read.
    pub stash_reads: Vec<(String, Range<usize>)>,
    /// Keys of the stash that are written.
    pub stash_writes: Vec<String>,
    /// Whether the stash is used in a way that hides which keys are written.
    pub stash_is_hidden: bool,
    /// Members of arguments and source that are read.
    pub context_reads: Vec<Read>,
    /// Members of arguments and source that are written.
    pub context_writes: Vec<(Part, String)>,
    /// Arguments or source where they are set or get another name as a whole, so that members may be written that
    /// are not among [`Self::context_writes`].
    pub context_aliases: Vec<Part>,
    /// What is printed as the value of `operation`.
    pub operations: Vec<(String, Range<usize>)>,
}

/// A call of a function that AppSync does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownUtility {
    /// Such as `util.toJSON`.
    pub name: String,
    /// A function of a similar name.
    pub similar: Option<String>,
    /// The bytes of the function's own name.
    pub range: Range<usize>,
}

impl Template {
    /// What the template uses.
    pub fn facts(&self) -> Facts {
        let mut walk = Walk(Facts {
            operations: operation::printed(&self.tree.body),
            ..Facts::default()
        });
        walk.block(&self.tree.body);
        for definition in &self.tree.macros {
            walk.block(&definition.body);
        }
        walk.0
    }
}

struct Walk(Facts);

impl Visit for Walk {
    fn node(&mut self, node: &Node) {
        let NodeKind::Set { target, value } = &node.kind else {
            return visit::node(self, node);
        };
        let facts = &mut self.0;
        facts.context_writes.extend(context::written(target));
        facts.context_aliases.extend(context::whole(target));
        facts.context_aliases.extend(context::aliased(value));
        match stash_key(target) {
            Some(StashUse::Key(name, _)) => facts.stash_writes.push(name.to_owned()),
            Some(StashUse::Hidden) => facts.stash_is_hidden = true,
            Some(StashUse::Put(_)) | None => {}
        }
        self.expression(value);
    }

    fn reference(&mut self, reference: &Reference) {
        let facts = &mut self.0;
        match context::put(reference) {
            Some(written) => facts.context_writes.push(written),
            None => facts.context_reads.extend(context::read(reference)),
        }
        facts.context_aliases.extend(context::changed(reference));
        match stash_key(reference) {
            Some(StashUse::Key(name, range)) => facts.stash_reads.push((name.to_owned(), range)),
            Some(StashUse::Put(name)) => facts.stash_writes.push(name.to_owned()),
            Some(StashUse::Hidden) => facts.stash_is_hidden = true,
            None => {}
        }
        if let Root::Utility(call) = &reference.root
            && matches!(call.function, UtilityFunction::Unknown)
        {
            let start = call.position.0;
            let last = call.name.rsplit('.').next().unwrap_or_default();
            facts.unknown_utilities.push(UnknownUtility {
                name: call.name.to_string(),
                similar: util::nearest(&call.name),
                range: start..start + last.len(),
            });
        }
        visit::reference(self, reference);
    }
}

enum StashUse<'a> {
    Key(&'a str, Range<usize>),
    Put(&'a str),
    Hidden,
}

/// How a reference uses the stash, if it does.
fn stash_key(reference: &Reference) -> Option<StashUse<'_>> {
    let Root::Variable(Slot::CONTEXT | Slot::CTX) = reference.root else {
        return None;
    };
    let mut steps = reference.steps.iter();
    match steps.next()? {
        Step::Property(name) if **name == *"stash" => {}
        _ => return None,
    }
    let start = reference.position.0;
    Some(match steps.next() {
        Some(Step::Property(key)) => {
            StashUse::Key(key, start..start + "$ctx.stash.".len() + key.len())
        }
        Some(Step::Method {
            name, arguments, ..
        }) => match (&**name, arguments.first()) {
            ("put", Some(Expression::Text(key))) => StashUse::Put(key),
            ("get" | "containsKey", Some(Expression::Text(key))) => {
                StashUse::Key(key, start..start + "$ctx.stash".len())
            }
            _ => StashUse::Hidden,
        },
        Some(Step::Index(..)) | None => StashUse::Hidden,
    })
}
