//! What a search may count and sum up, where that differs between roles: whoever may not search a field
//! of an item may not have it counted either.

use appsynth_program::{
    Condition, Expr, Stmt, empty_list, empty_map, for_each, if_, item, let_, list, push, put,
    stash_put, text, var,
};

use super::caller::Claims;
use super::{gate, read};
use crate::model::{Entity, Operation, Provider};
use crate::options::Options;
use crate::plan::grants::{Access, Grant};
use crate::plan::schema::aggregate_fields;

/// The variable of the fields that the caller may have counted over everything that is found.
const EVERYWHERE: &str = "everywhere";

/// The variable of the filters of the other fields that the caller may have counted.
const SOMEWHERE: &str = "somewhere";

/// The fields of searches, and who may have which of them counted.
pub(super) struct Aggregates<'a> {
    options: &'a Options,
    entity: &'a Entity,
    grants: Vec<Grant<'a>>,
    fields: Vec<&'a str>,
}

impl<'a> Aggregates<'a> {
    /// None if all who may search may have all fields counted.
    pub(super) fn of(
        options: &'a Options,
        entity: &'a Entity,
        access: &Access<'a>,
    ) -> Option<Self> {
        let fields = aggregate_fields(entity, options);
        let searching = access
            .grants
            .iter()
            .filter(|grant| grant.allows(Operation::Search));
        let grants: Vec<Grant<'a>> = searching.cloned().collect();
        let is_limited = grants
            .iter()
            .any(|grant| fields.iter().any(|field| !may_search(grant, field)));
        is_limited.then_some(Self {
            options,
            entity,
            grants,
            fields,
        })
    }

    /// Puts into the stash what callers of a provider may have counted.
    pub(super) fn allow(&self, provider: Provider, claims: &Claims<'_>) -> Vec<Stmt> {
        let mut body = vec![let_(EVERYWHERE, empty_list())];
        for grant in self.grants_of(provider) {
            let fields: Vec<&str> = self
                .fields
                .iter()
                .copied()
                .filter(|field| may_search(grant, field))
                .collect();
            let is_everyone = gate::is_everyone(&grant.role);
            match gate::has_role(grant.role, claims) {
                Some(has_role) => body.extend(allow_everywhere(&fields, Some(has_role))),
                None if is_everyone => body.extend(allow_everywhere(&fields, None)),
                None => {}
            }
        }
        if provider == Provider::IdentityPool {
            let privileged = gate::privileged(self.options);
            let everything = privileged.map(|is_so| allow_everywhere(&self.fields, Some(is_so)));
            body.extend(everything.flatten());
        }
        body.push(stash_put("allowedAggFields", var(EVERYWHERE)));
        body.push(let_(SOMEWHERE, empty_map()));
        for (roles, fields) in self.by_roles_of_items(provider) {
            let filters = roles
                .into_iter()
                .filter_map(|grant| read::filter(self.entity, &grant.role, claims));
            let put_each = for_each(
                "field",
                names(&fields),
                [put(SOMEWHERE, item("field"), gate::any_of_the_filters())],
            );
            body.extend(gate::collect(filters.collect(), [put_each]));
        }
        body.push(stash_put("aggFieldsFilterMap", var(SOMEWHERE)));
        body
    }

    fn grants_of(&self, provider: Provider) -> impl Iterator<Item = &Grant<'a>> {
        let grants = self.grants.iter();
        grants.filter(move |grant| grant.role.provider == provider)
    }

    /// The fields that roles may search which take the item to know, together with those roles.
    fn by_roles_of_items(&self, provider: Provider) -> Vec<(Vec<&Grant<'a>>, Vec<&'a str>)> {
        let mut sets: Vec<(Vec<&Grant<'a>>, Vec<&str>)> = Vec::new();
        for field in &self.fields {
            let roles: Vec<&Grant<'a>> = self
                .grants_of(provider)
                .filter(|grant| grant.role.needs_item() && may_search(grant, field))
                .collect();
            let is_same = |set: &&mut (Vec<&Grant<'a>>, Vec<&str>)| {
                set.0
                    .iter()
                    .map(|grant| grant.role)
                    .eq(roles.iter().map(|grant| grant.role))
            };
            match sets.iter_mut().find(is_same) {
                _ if roles.is_empty() => {}
                Some((_, fields)) => fields.push(field),
                None => sets.push((roles, vec![field])),
            }
        }
        sets
    }
}

fn may_search(grant: &Grant<'_>, field: &str) -> bool {
    grant.on(field).contains(Operation::Search)
}

fn allow_everywhere(fields: &[&str], condition: Option<Condition>) -> Option<Stmt> {
    if fields.is_empty() {
        return None;
    }
    let push_each = for_each("field", names(fields), [push(EVERYWHERE, item("field"))]);
    Some(match condition {
        Some(condition) => if_(condition, [push_each]),
        None => push_each,
    })
}

fn names(fields: &[&str]) -> Expr {
    list(fields.iter().map(|field| text(*field))).into()
}
