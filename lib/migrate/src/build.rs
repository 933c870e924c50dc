//! The JSON that a template prints, as an expression or built step by step.

use appsynth_vtl::tree::{Node, NodeKind, PrintedReference};

use crate::{
    handler::Handler,
    js::{Js, Key, access, quoted},
    output::{self, Choice, Entry, Part, Piece},
    value::{Kind, Translated, no},
    variables::javascript_name,
};

/// After a request of this version a failure of the data source ends the resolver, and the response half
/// does not run. Handlers are all of the new version.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-changelog.html>
const OLD_VERSION: &str = "2017-02-28";
const NEW_VERSION: &str = "2018-05-29";

impl Handler<'_, '_> {
    /// Translates the value that the nodes begin with; tells how many they are.
    pub(crate) fn output(&mut self, nodes: &[Node]) -> Translated<usize> {
        let (piece, taken) = output::read(nodes)?;
        let js = self.build(&piece, "result")?;
        if let Some(last) = nodes.get(taken.saturating_sub(1)) {
            self.comments_passed(last.range.end);
        }
        if self.keeps_output {
            self.statement("output = ", &js, ";");
        } else {
            self.statement("return ", &js, ";");
        }
        Ok(taken)
    }

    /// Comments within JSON text have no place in an expression.
    fn comments_passed(&mut self, place: usize) {
        let comments = &self.template.tree().comments;
        while comments
            .get(self.comments)
            .is_some_and(|one| one.start < place)
        {
            self.comments += 1;
        }
    }

    /// An expression for the value, after the statements that it takes to build it.
    fn build(&mut self, piece: &Piece<'_>, name: &str) -> Translated<Js> {
        if is_expression(piece) {
            return self.value_of(piece);
        }
        if let Piece::Object(entries) = piece
            && entries.iter().all(is_quiet_member)
        {
            return self.object_of_parts(entries);
        }
        let name = self.fresh(name);
        match piece {
            Piece::Object(entries) => {
                let pure = entries.iter().take_while(|one| is_pure(one)).count();
                let first = self.object(&entries[..pure])?;
                self.statement(&format!("const {name} = "), &first, ";");
                self.fill(&entries[pure..], &name)?;
            }
            Piece::List(entries) => {
                let pure = entries.iter().take_while(|one| is_pure(one)).count();
                let first = self.list(&entries[..pure])?;
                self.statement(&format!("const {name} = "), &first, ";");
                self.fill(&entries[pure..], &name)?;
            }
            Piece::Choice(choice) => {
                self.line(format!("let {name};"));
                self.choice(choice, |handler, entries| {
                    for entry in entries {
                        match entry {
                            Entry::Item(piece) => {
                                let js = handler.build(piece, "value")?;
                                handler.statement(&format!("{name} = "), &js, ";");
                            }
                            other => handler.put(other, &name)?,
                        }
                    }
                    Ok(())
                })?;
            }
            Piece::Literal(_) | Piece::Text(_) | Piece::Hole(_) => {
                unreachable!("invariant: these are expressions")
            }
        }
        Ok(Js::Atom(name))
    }

    /// An object whose parts are built before it, as nothing else is done between them.
    fn object_of_parts(&mut self, entries: &[Entry<'_>]) -> Translated<Js> {
        let mut members = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Entry::Member(key, piece) = entry {
                let key = self.key(key)?;
                let wanted = match &key {
                    Key::Name(name) => javascript_name(name),
                    Key::Computed(_) => "member".to_owned(),
                };
                let value = self.build(piece, &wanted)?;
                let value = self.of_new_version(&key, value);
                members.push((key, value));
            }
        }
        Ok(Js::Object(members))
    }

    fn fill(&mut self, entries: &[Entry<'_>], name: &str) -> Translated<()> {
        entries.iter().try_for_each(|entry| self.put(entry, name))
    }

    /// Puts an entry into the object or list of this name.
    fn put(&mut self, entry: &Entry<'_>, name: &str) -> Translated<()> {
        match entry {
            Entry::Member(key, piece) => {
                let (place, wanted) = match self.key(key)? {
                    Key::Name(key) => (format!("{name}{}", access(&key)), javascript_name(&key)),
                    Key::Computed(key) => (format!("{name}[{}]", key.flat()), "member".to_owned()),
                };
                let js = self.build(piece, &wanted)?;
                self.statement(&format!("{place} = "), &js, ";");
            }
            Entry::Item(piece) => {
                let js = self.build(piece, "item")?;
                self.statement(&format!("{name}.push("), &js, ");");
            }
            Entry::Statement(node) => self.within(node)?,
            Entry::If(choice) => {
                self.choice(choice, |handler, entries| handler.fill(entries, name))?;
            }
            Entry::Each(foreach, entries) => {
                let at = foreach.position.0..foreach.position.0 + 1;
                self.foreach(foreach, &at, |handler| {
                    handler.indent += 2;
                    let filled = handler.fill(entries, name);
                    handler.indent -= 2;
                    filled
                })?;
            }
        }
        Ok(())
    }

    /// A statement within JSON text.
    fn within(&mut self, node: &Node) -> Translated<()> {
        if matches!(node.kind, NodeKind::Text(_)) {
            return Ok(());
        }
        self.node(node).map(drop)
    }

    fn value_of(&mut self, piece: &Piece<'_>) -> Translated<Js> {
        match piece {
            Piece::Literal(text) => Ok(Js::atom(text)),
            Piece::Text(parts) => self.json_text(parts),
            Piece::Hole(printed) => self.hole(printed),
            Piece::Object(entries) => self.object(entries),
            Piece::List(entries) => self.list(entries),
            Piece::Choice(Choice {
                branches,
                otherwise,
            }) => {
                let mut js = self.single(otherwise)?;
                for (condition, entries) in branches.iter().rev() {
                    let at = self.range_of(condition);
                    let test = self.condition(condition, &at)?;
                    js = Js::conditional(&test, &self.single(entries)?, &js);
                }
                Ok(js)
            }
        }
    }

    fn single(&mut self, entries: &[Entry<'_>]) -> Translated<Js> {
        match entries {
            [Entry::Item(piece)] => self.value_of(piece),
            _ => no(0..0, "a branch does not print one value"),
        }
    }

    fn object(&mut self, entries: &[Entry<'_>]) -> Translated<Js> {
        let mut members = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Entry::Member(key, piece) = entry {
                let key = self.key(key)?;
                let value = self.value_of(piece)?;
                let value = self.of_new_version(&key, value);
                members.push((key, value));
            }
        }
        Ok(Js::Object(members))
    }

    fn of_new_version(&mut self, key: &Key, value: Js) -> Js {
        if key.is("version") && value == Js::atom(quoted(OLD_VERSION)) {
            self.needs.old_version = true;
            return Js::atom(quoted(NEW_VERSION));
        }
        value
    }

    fn list(&mut self, entries: &[Entry<'_>]) -> Translated<Js> {
        let mut list = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Entry::Item(piece) = entry {
                list.push(self.value_of(piece)?);
            }
        }
        Ok(Js::List(list))
    }

    fn key(&mut self, parts: &[Part<'_>]) -> Translated<Key> {
        match parts {
            [] => Ok(Key::Name(String::new())),
            [Part::Text(name)] => Ok(Key::Name(name.clone())),
            parts => Ok(Key::Computed(self.json_text(parts)?)),
        }
    }

    /// A reference that is printed where a value is expected: its text is read as JSON.
    fn hole(&mut self, printed: &PrintedReference) -> Translated<Js> {
        let at = self.range_of_reference(&printed.reference);
        if printed.backslashes > 0 {
            return no(at, "backslashes before a reference");
        }
        let value = self.reference(&printed.reference)?;
        Ok(match value.kind {
            Kind::Text => Js::call("JSON.parse", vec![value.js]),
            Kind::Map => return no(at, "a map is printed in Java's notation"),
            Kind::Json => value.or_null(),
            Kind::Unknown | Kind::Bool | Kind::Number | Kind::List => value.js,
        })
    }
}

/// Whether a value is one expression.
fn is_expression(piece: &Piece<'_>) -> bool {
    match piece {
        Piece::Literal(_) | Piece::Text(_) | Piece::Hole(_) => true,
        Piece::Object(entries) | Piece::List(entries) => entries.iter().all(is_pure),
        Piece::Choice(choice) => {
            let is_single = |entries: &[Entry<'_>]| matches!(entries, [entry] if is_pure(entry));
            choice
                .branches
                .iter()
                .all(|(_, entries)| is_single(entries))
                && is_single(&choice.otherwise)
        }
    }
}

/// A member that is built without statements of the template's own.
fn is_quiet_member(entry: &Entry<'_>) -> bool {
    matches!(entry, Entry::Member(..)) && is_quiet(entry)
}

fn is_quiet(entry: &Entry<'_>) -> bool {
    let are_quiet = |choice: &Choice<'_>| {
        let branches = choice.branches.iter().flat_map(|(_, entries)| entries);
        branches.chain(&choice.otherwise).all(is_quiet)
    };
    match entry {
        Entry::Statement(_) => false,
        Entry::If(choice) => are_quiet(choice),
        Entry::Each(_, entries) => entries.iter().all(is_quiet),
        Entry::Member(_, piece) | Entry::Item(piece) => match piece {
            Piece::Literal(_) | Piece::Text(_) | Piece::Hole(_) => true,
            Piece::Object(entries) | Piece::List(entries) => entries.iter().all(is_quiet),
            Piece::Choice(choice) => are_quiet(choice),
        },
    }
}

fn is_pure(entry: &Entry<'_>) -> bool {
    match entry {
        Entry::Member(_, piece) | Entry::Item(piece) => is_expression(piece),
        Entry::Statement(_) | Entry::If(_) | Entry::Each(..) => false,
    }
}
