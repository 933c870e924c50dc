//! Which fields of the input a caller may write, where that differs between roles.

use appsynth_program::{
    Condition, Expr, Present, Stmt, all, any, arg, concat, contains, empty_list, error, for_each,
    for_entries, if_, is_empty, is_null, is_true, item, join, let_, list, not, push, set, text,
    var,
};

use super::caller::{Claims, allow};
use super::gate;
use crate::model::{Entity, Operation, Provider};
use crate::options::Options;
use crate::plan::grants::{Access, Grant};

/// The variable of the fields that have rules of their own.
const RULED_FIELDS: &str = "ruledFields";

/// The fields that callers may write.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in crate::plan) struct Writable<'a> {
    operation: Operation,
    ruled_fields: Vec<&'a str>,
    /// The fields that tell which item is changed, and of which version; who may change any field of it may name them.
    /// None where every role may write all.
    key_fields: Vec<&'a str>,
    /// Whether some role may write only some fields.
    is_limited: bool,
}

impl<'a> Writable<'a> {
    /// The fields that roles may give a new item.
    pub(super) fn of_new(access: &Access<'a>) -> Self {
        Self::of(access, Operation::Create)
    }

    /// The fields that roles may change, and those that tell which item that is.
    pub(super) fn of_changed(options: &Options, entity: &'a Entity, access: &Access<'a>) -> Self {
        let mut writable = Self::of(access, Operation::Update);
        if writable.is_limited {
            let version = options.conflict_resolution.then_some("_version");
            writable.key_fields = entity.primary_key.fields().chain(version).collect();
        }
        writable
    }

    fn of(access: &Access<'a>, operation: Operation) -> Self {
        let grants = access.grants.iter().filter(|one| one.allows(operation));
        let mut writable = Self {
            operation,
            ruled_fields: access.ruled_fields.clone(),
            key_fields: Vec::new(),
            is_limited: false,
        };
        writable.is_limited = grants.clone().any(|one| !writable.is_unlimited(one));
        writable
    }

    /// The operations that a role needs to write a field: taking a value away is deleting it.
    fn needed(&self) -> &'static [Operation] {
        match self.operation {
            Operation::Update => &[Operation::Update, Operation::Delete],
            _ => &[Operation::Create],
        }
    }

    fn is_unlimited(&self, grant: &Grant<'_>) -> bool {
        self.needed().iter().all(|one| grant.allows_on_all(*one))
    }

    /// Declares the variables that tell what the caller may write.
    pub(super) fn declare(&self) -> Vec<Stmt> {
        if !self.is_limited {
            return Vec::new();
        }
        let mut declared = vec![let_("isUnlimited", false)];
        if !self.ruled_fields.is_empty() {
            declared.push(let_(RULED_FIELDS, names_of(&self.ruled_fields)));
        }
        for names in self.names() {
            declared.push(let_(names.others, false));
            if !self.ruled_fields.is_empty() {
                declared.push(let_(names.fields, empty_list()));
            }
        }
        declared
    }

    /// Lets the caller through to the fields of a role that they have.
    pub(super) fn allow(&self, grant: &Grant<'_>) -> Vec<Stmt> {
        let mut body = vec![allow()];
        if !self.is_limited {
            return body;
        }
        if self.is_unlimited(grant) {
            body.push(set("isUnlimited", true));
            return body;
        }
        for (names, operation) in self.names().zip(self.needed()) {
            if grant.others.contains(*operation) {
                body.push(set(names.others, true));
            }
            let ruled = grant.ruled.iter();
            let fields = ruled.filter(|(_, operations)| operations.contains(*operation));
            let fields: Vec<&str> = fields.map(|(field, _)| *field).collect();
            body.extend(self.push_all(names.fields, &fields));
        }
        body
    }

    /// Adds fields to a list. Many take a loop: AppSync limits the size of code.
    fn push_all(&self, to: &'static str, fields: &[&str]) -> Vec<Stmt> {
        const FEW: usize = 3;
        if fields.len() <= FEW {
            return fields.iter().map(|field| push(to, text(*field))).collect();
        }
        let fields = match fields.len() == self.ruled_fields.len() {
            true => Expr::from(var(RULED_FIELDS)),
            false => names_of(fields).into(),
        };
        vec![for_each("ruled", fields, [push(to, item("ruled"))])]
    }

    /// Lets the caller through as far as roles go that take no item to know.
    pub(super) fn outright(
        &self,
        options: &Options,
        provider: Provider,
        grants: &[&Grant<'_>],
        claims: &Claims<'_>,
    ) -> Vec<Stmt> {
        let mut body = Vec::new();
        for grant in grants {
            if gate::is_everyone(&grant.role) {
                body.extend(self.allow(grant));
            } else if let Some(has_role) = gate::has_role(grant.role, claims) {
                body.push(if_(has_role, self.allow(grant)));
            }
        }
        if provider == Provider::IdentityPool
            && let Some(is_privileged) = gate::privileged(options)
        {
            let mut everything = vec![allow()];
            if self.is_limited {
                everything.push(set("isUnlimited", true));
            }
            body.push(if_(is_privileged, everything));
        }
        body
    }

    /// Ends the resolver where the input has a field that the caller may not write.
    pub(super) fn refuse_others(&self) -> Vec<Stmt> {
        if !self.is_limited {
            return Vec::new();
        }
        let refusals: Vec<Condition> = self
            .names()
            .zip(self.needed())
            .map(|(names, operation)| {
                let may_not = not(self.may_write(names));
                match operation {
                    Operation::Delete => all([is_null(item("value")), may_not]),
                    _ => may_not,
                }
            })
            .collect();
        let mut check = if_(any(refusals), [push("refused", item("field"))]);
        let mut body = Vec::new();
        if !self.key_fields.is_empty() {
            body.push(let_("keyFields", names_of(&self.key_fields)));
            check = if_(not(contains(var("keyFields"), item("field"))), [check]);
        }
        body.extend([
            let_("refused", empty_list()),
            for_entries(("field", "value"), arg("input"), [check]),
            if_(
                not(is_empty(var("refused"))),
                [error(
                    concat([
                        text("Unauthorized on ["),
                        join(var("refused"), ", ").into(),
                        text("]"),
                    ]),
                    "Unauthorized",
                )],
            ),
        ]);
        vec![if_(not(is_true(var("isUnlimited"))), body)]
    }

    fn may_write(&self, names: Names) -> Condition {
        let others = is_true(var(names.others));
        if self.ruled_fields.is_empty() {
            return others;
        }
        any([
            contains(var(names.fields), item("field")),
            all([others, not(contains(var(RULED_FIELDS), item("field")))]),
        ])
    }

    fn names(&self) -> impl Iterator<Item = Names> + use<> {
        const WRITE: Names = Names {
            others: "mayWriteOthers",
            fields: "writable",
        };
        const CLEAR: Names = Names {
            others: "mayClearOthers",
            fields: "clearable",
        };
        [WRITE, CLEAR].into_iter().take(self.needed().len())
    }
}

fn names_of(fields: &[&str]) -> Present {
    list(fields.iter().map(|field| text(*field)))
}

/// The variables for one way of writing.
#[derive(Clone, Copy)]
struct Names {
    /// Whether the caller may write the fields without rules of their own.
    others: &'static str,
    /// The fields with rules of their own that the caller may write.
    fields: &'static str,
}
