//! Changing and deleting an item: callers have to have a role already, which the stored item may tell.

use appsynth_program::{
    Expr, Half, Stmt, arg, data_source_error, data_source_failed, empty_map, if_, is_present, map,
    not, result, return_, stash, text, to_dynamodb, unauthorized,
};

use super::caller::{Claims, allow};
use super::fields::Writable;
use super::item::let_owners_through;
use super::reach::Reach;
use super::{asked, gate};
use crate::model::{Entity, Operation, Provider};
use crate::options::Options;
use crate::plan::Code;
use crate::plan::grants::{Access, Role, RoleFields};

/// What the code of a check of changes depends on, beside the options and which fields not everyone may ask by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::plan) struct Changed<'a> {
    pub(super) access: Access<'a>,
    fields: RoleFields<'a>,
    /// Whether the primary key is declared, or the `id` that goes without saying.
    has_declared_key: bool,
}

impl<'a> Changed<'a> {
    pub(super) fn of(entity: &'a Entity, access: &Access<'a>) -> Self {
        Self {
            access: access.clone(),
            fields: access.role_fields(entity),
            has_declared_key: entity.primary_key.declared.is_some(),
        }
    }

    /// Whether the check reads the item.
    pub(super) fn reads_item(&self, operation: Operation) -> bool {
        needs_item(&self.access.roles(operation))
    }

    /// Lets callers change an item, with the fields that they may write.
    pub(super) fn update_code(
        &self,
        options: &Options,
        writable: &Writable<'_>,
        readable: Option<&Reach<'_>>,
    ) -> Code {
        let roles = self.access.roles(Operation::Update);
        let has_item = needs_item(&roles);
        let mut body = writable.declare();
        body.extend(readable.map(Reach::declare_limited));
        body.extend(gate::check(gate::by_provider(
            options,
            &roles,
            |provider, roles| {
                let grants = self.access.grants_of(provider, Operation::Update);
                let claims = claims(readable, provider, roles);
                let mut body = claims.declare();
                body.extend(writable.outright(options, provider, &grants, &claims));
                body.extend(grants.iter().filter_map(|grant| {
                    let then = writable.allow(grant);
                    let_owners_through(&self.fields, &grant.role, &claims, self.stored(), &then)
                }));
                if let Some(reach) = readable {
                    let stored = has_item.then(|| self.stored());
                    let fields = &self.fields;
                    body.extend(asked::check_condition(
                        fields, provider, reach, &claims, stored,
                    ));
                }
                body
            },
        )));
        body.extend(writable.refuse_others());
        self.with_item(options, &roles, body)
    }

    /// Lets callers delete an item, who may delete every field of it.
    pub(super) fn delete_code(&self, options: &Options, readable: Option<&Reach<'_>>) -> Code {
        let roles = self.access.roles(Operation::Delete);
        let has_item = needs_item(&roles);
        let fields = &self.fields;
        let narrow = |roles: &[Role<'_>], claims: &Claims<'_>| {
            let owners = roles.iter().filter_map(|role| {
                let_owners_through(fields, role, claims, self.stored(), &[allow()])
            });
            owners.collect()
        };
        let mut body: Vec<Stmt> = readable.map(Reach::declare_limited).into_iter().collect();
        body.extend(match readable {
            None => gate::check_roles(options, &roles, narrow),
            Some(reach) => gate::check(gate::by_provider(options, &roles, |provider, roles| {
                let claims = reach.claims(provider, roles);
                let mut body = claims.declare();
                body.extend(gate::let_through(options, provider, roles, &claims, narrow));
                let stored = has_item.then(|| self.stored());
                body.extend(asked::check_condition(
                    fields, provider, reach, &claims, stored,
                ));
                body
            })),
        });
        self.with_item(options, &roles, body)
    }

    /// A field of the stored item.
    fn stored(&self) -> impl Fn(&str) -> Expr + use<'_, 'a> {
        |field| result().get(self.fields.attribute(field))
    }

    /// The check where it has what it needs: the stored item, if any role takes it to know. It is read for
    /// callers only who may come to be let through.
    fn with_item(&self, options: &Options, roles: &[Role<'_>], check: Vec<Stmt>) -> Code {
        if !needs_item(roles) {
            return gate::local(check);
        }
        let request = Half::new(
            [if_(
                not(gate::may_be_let_through(options, roles)),
                [unauthorized()],
            )],
            return_(map([
                ("version", text("2018-05-29")),
                ("operation", text("GetItem")),
                ("key", self.key()),
            ])),
        );
        let mut body = vec![
            gate::has_auth(),
            if_(is_present(data_source_error()), [data_source_failed()]),
        ];
        body.extend(check);
        Code::generated(request, Half::new(body, return_(empty_map())))
    }

    /// The primary key as the steps before left it, or the `id` that goes without saying.
    fn key(&self) -> Expr {
        if self.has_declared_key {
            stash("metadata").get("modelObjectKey")
        } else {
            map([("id", to_dynamodb(arg("input").get("id")).into())]).into()
        }
    }
}

fn needs_item(roles: &[Role<'_>]) -> bool {
    roles.iter().any(Role::needs_item)
}

fn claims<'a>(readable: Option<&Reach<'a>>, provider: Provider, roles: &[Role<'a>]) -> Claims<'a> {
    match readable {
        Some(reach) => reach.claims(provider, roles),
        None => Claims::of(roles),
    }
}
