//! Which fields a caller may have, over everything or on items of their own, where that differs between roles.

use appsynth_program::{
    Condition, Expr, Stmt, empty_list, empty_map, for_each, if_, item, let_, list, push, put, text,
    var,
};

use super::caller::Claims;
use super::{gate, read};
use crate::model::{Entity, Operation, Provider};
use crate::options::Options;
use crate::plan::grants::{Access, Grant, Role, RoleFields};

/// The variable of the fields that not everyone may have.
pub(super) const LIMITED: &str = "limited";

/// The variable of the fields that the caller may have of everything that is found.
pub(super) const EVERYWHERE: &str = "everywhere";

/// The variable of the filters of the other fields that the caller may have, which let those items pass.
pub(super) const SOMEWHERE: &str = "somewhere";

/// What callers who may do something with items may have of some fields of them.
pub(super) struct Reach<'a> {
    options: &'a Options,
    role_fields: RoleFields<'a>,
    operation: Operation,
    grants: Vec<Grant<'a>>,
    fields: Vec<&'a str>,
    may: fn(&Grant<'_>, &str) -> bool,
    /// Whether the fields are those of [`LIMITED`].
    is_limited: bool,
}

impl<'a> Reach<'a> {
    /// What roles `may` have of the fields; none if all whom the operation is open to may have all.
    pub(super) fn new(
        options: &'a Options,
        entity: &'a Entity,
        access: &Access<'a>,
        operation: Operation,
        fields: Vec<&'a str>,
        may: fn(&Grant<'_>, &str) -> bool,
    ) -> Option<Self> {
        let reach = Self {
            options,
            role_fields: access.role_fields(entity),
            operation,
            grants: access.grants.clone(),
            fields,
            may,
            is_limited: false,
        };
        (!reach.limited().is_empty()).then_some(reach)
    }

    /// The fields that not everyone may have who may do something with items by the operation.
    pub(super) fn limited(&self) -> Vec<&'a str> {
        let fields = self.fields.iter().copied();
        fields
            .filter(|field| {
                let having = self.grants.iter().filter(|one| (self.may)(one, field));
                let having: Vec<Role<'_>> = having.map(|one| one.role).collect();
                let mut asking = self.grants.iter().filter(|one| self.asks(one));
                asking.any(|one| !having.iter().any(|role| role.covers(&one.role)))
            })
            .collect()
    }

    /// The same of those fields only that not everyone may have.
    pub(super) fn of_limited(self) -> Self {
        Self {
            fields: self.limited(),
            is_limited: true,
            ..self
        }
    }

    /// Declares [`LIMITED`].
    pub(super) fn declare_limited(&self) -> Stmt {
        let_(LIMITED, list(self.limited().into_iter().map(text)))
    }

    /// Adds fields to [`EVERYWHERE`].
    pub(super) fn push_each(&self, fields: &[&str]) -> Stmt {
        if let [only] = fields {
            return push(EVERYWHERE, text(*only));
        }
        let push_one = [push(EVERYWHERE, item("readable"))];
        for_each("readable", self.names(fields), push_one)
    }

    /// A list of some of the fields.
    fn names(&self, fields: &[&str]) -> Expr {
        match self.is_limited && fields.len() == self.fields.len() {
            true => var(LIMITED).into(),
            false => list(fields.iter().map(|field| text(*field))).into(),
        }
    }

    fn allow_everywhere(&self, fields: &[&str], condition: Option<Condition>) -> Option<Stmt> {
        if fields.is_empty() {
            return None;
        }
        let push_each = self.push_each(fields);
        Some(match condition {
            Some(condition) => if_(condition, [push_each]),
            None => push_each,
        })
    }

    fn asks(&self, grant: &Grant<'_>) -> bool {
        grant.allows(self.operation)
    }

    /// The claims that these roles take to know, and those that may have any of the fields.
    pub(super) fn claims(&self, provider: Provider, roles: &[Role<'a>]) -> Claims<'a> {
        let own = self.grants_of(provider).map(|grant| grant.role);
        Claims::of(&roles.iter().copied().chain(own).collect::<Vec<_>>())
    }

    /// Declares [`EVERYWHERE`] and [`SOMEWHERE`] for callers of a provider.
    pub(super) fn declare(&self, provider: Provider, claims: &Claims<'_>) -> Vec<Stmt> {
        let mut body = self.declare_everywhere(provider, claims);
        body.extend(self.declare_somewhere(provider, claims));
        body
    }

    /// Declares [`EVERYWHERE`] for callers of a provider.
    pub(super) fn declare_everywhere(&self, provider: Provider, claims: &Claims<'_>) -> Vec<Stmt> {
        let mut body = vec![let_(EVERYWHERE, empty_list())];
        for grant in self.grants_of(provider) {
            let fields: Vec<&str> = self
                .fields
                .iter()
                .copied()
                .filter(|field| (self.may)(grant, field))
                .collect();
            let is_everyone = gate::is_everyone(&grant.role);
            match gate::has_role(grant.role, claims) {
                Some(has_role) => body.extend(self.allow_everywhere(&fields, Some(has_role))),
                None if is_everyone => body.extend(self.allow_everywhere(&fields, None)),
                None => {}
            }
        }
        if provider == Provider::IdentityPool {
            let privileged = gate::privileged(self.options);
            let everything =
                privileged.map(|is_so| self.allow_everywhere(&self.fields, Some(is_so)));
            body.extend(everything.flatten());
        }
        body
    }

    fn declare_somewhere(&self, provider: Provider, claims: &Claims<'_>) -> Vec<Stmt> {
        let mut body = vec![let_(SOMEWHERE, empty_map())];
        for (roles, fields) in self.by_roles_of_items(provider) {
            let filters = roles
                .iter()
                .filter_map(|role| read::filter(&self.role_fields, role, claims));
            let put_each = for_each(
                "readable",
                self.names(&fields),
                [put(SOMEWHERE, item("readable"), gate::any_of_the_filters())],
            );
            body.extend(gate::collect(filters.collect(), [put_each]));
        }
        body
    }

    /// The fields that roles may have which take the item to know, together with those roles. What they let pass
    /// are items that the operation is open to them for.
    pub(super) fn by_roles_of_items(
        &self,
        provider: Provider,
    ) -> Vec<(Vec<Role<'a>>, Vec<&'a str>)> {
        let mut sets: Vec<(Vec<Role<'a>>, Vec<&str>)> = Vec::new();
        for field in &self.fields {
            let roles: Vec<Role<'a>> = self
                .grants_of(provider)
                .filter(|grant| grant.role.needs_item() && self.asks(grant))
                .filter(|grant| (self.may)(grant, field))
                .map(|grant| grant.role)
                .collect();
            match sets.iter_mut().find(|set| set.0 == roles) {
                _ if roles.is_empty() => {}
                Some((_, fields)) => fields.push(field),
                None => sets.push((roles, vec![field])),
            }
        }
        sets
    }

    /// The roles of a provider that take the item to know, each with the fields that it may have.
    pub(super) fn of_item_roles(&self, provider: Provider) -> Vec<(Role<'a>, Vec<&'a str>)> {
        let roles = self
            .grants_of(provider)
            .filter(|grant| grant.role.needs_item());
        let with_fields = roles.map(|grant| {
            let fields = self.fields.iter().copied();
            let fields = fields.filter(|field| (self.may)(grant, field));
            (grant.role, fields.collect::<Vec<_>>())
        });
        with_fields
            .filter(|(_, fields)| !fields.is_empty())
            .collect()
    }

    fn grants_of(&self, provider: Provider) -> impl Iterator<Item = &Grant<'a>> {
        let grants = self.grants.iter();
        grants.filter(move |grant| grant.role.provider == provider)
    }
}
