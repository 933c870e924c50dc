//! What a translation says beside its statements: the template's comments, and marks where something has
//! no translation.

use std::ops::Range;

use crate::{handler::Handler, js::quoted, value::Untranslated};

impl Handler<'_, '_> {
    /// What has no translation ends the resolver, so that nothing is let through that a template stops.
    pub(crate) fn give_up(&mut self, range: Range<usize>, error: Untranslated) {
        let source = self.template.source();
        let at = if error.range.is_empty() {
            range.clone()
        } else {
            error.range
        };
        let before = &source[..source.floor_char_boundary(at.start)];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|one| *one != '\n').count() + 1;
        let place = format!("{}:{line}:{column}", self.path);
        self.line(format!("// Not translated, {place}: {}.", error.why));
        let original = source.get(range).unwrap_or_default().trim();
        for line in original.lines() {
            let line = format!("//   {}", line.trim_end());
            self.line(line.trim_end());
        }
        self.import("util");
        let message = quoted(&format!("not translated: {place}"));
        self.line(format!("util.error({message});"));
        self.untranslated.push(Untranslated {
            range: at,
            why: error.why,
        });
    }

    /// Comments that stand before a place.
    pub(crate) fn comments_before(&mut self, place: usize) {
        let comments = &self.template.tree().comments;
        while let Some(comment) = comments.get(self.comments).filter(|one| one.start < place) {
            self.comments += 1;
            for line in comment.text.lines() {
                let line = line.trim().trim_start_matches('*').trim();
                let line = line.trim_end_matches(['*', '#']).trim_end();
                if !line.is_empty() {
                    self.line(format!("// {line}"));
                }
            }
        }
    }

    pub(crate) fn remaining_comments(&mut self) {
        self.comments = self.template.tree().comments.len();
    }
}
