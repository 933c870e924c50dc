//! Types without `@model`: kept as written, readable in every mode that leads to them.

use std::collections::{HashMap, HashSet};

use appsynth_schema::ast::{Definition, Directive, FieldDefinition, TypeDefinition, TypeKind};
use indexmap::IndexMap;

use super::access::Access;
use super::endpoints::Endpoints;
use super::modes::{Modes, is_mode};
use crate::model::{CustomField, FieldKind, Model, Parent, Strategy};
use crate::options::{AuthMode, Options};
use crate::read::appsyncs_own;

/// The plain types of a schema and who reads them.
pub(super) struct PlainTypes<'m> {
    model: &'m Model,
    options: &'m Options,
    /// Fields with rules or steps of their own, by type and field.
    custom: HashMap<(&'m str, &'m str), &'m CustomField>,
    /// The object types that implement an interface.
    implementers: HashMap<&'m str, Vec<&'m str>>,
    readers: HashMap<&'m str, Modes>,
    /// The modes that come from models with fields of the type. A type that says its modes itself is opened to no
    /// others by operations that give it, as with Amplify.
    of_models: HashMap<&'m str, Modes>,
}

impl<'m> PlainTypes<'m> {
    pub(super) fn new(
        model: &'m Model,
        options: &'m Options,
        access: &IndexMap<&'m str, Access<'m>>,
    ) -> Self {
        let mut implementers: HashMap<&str, Vec<&str>> = HashMap::new();
        for definition in model.types.values() {
            if matches!(definition.kind, TypeKind::Object { .. }) {
                for interface in definition.implements() {
                    let all = implementers.entry(interface).or_default();
                    all.push(&definition.name);
                }
            }
        }
        let custom = model.custom_fields.iter();
        let mut types = Self {
            model,
            options,
            custom: custom
                .map(|one| ((&**one.parent.name(), &*one.field.name), one))
                .collect(),
            implementers,
            readers: HashMap::new(),
            of_models: HashMap::new(),
        };
        types.find_readers(access);
        types
    }

    /// The modes of a field that is resolved on its own. Rules about an item let nobody in where there is none.
    fn modes_of(&self, custom: &CustomField) -> Modes {
        let is_root = matches!(custom.parent, Parent::Root(..));
        let rules = custom.auth.iter().flatten().filter(|rule| {
            let asks_item = matches!(
                rule.strategy,
                Strategy::Owner { .. } | Strategy::DynamicGroups { .. }
            );
            !(is_root && asks_item)
        });
        let mut modes = Modes::of(rules);
        if self.options.iam_callers {
            modes = modes.and(Modes::only(AuthMode::Iam));
        }
        modes
    }

    /// The modes that read a type.
    pub(super) fn readers(&self, name: &str) -> Modes {
        self.readers.get(name).copied().unwrap_or_default()
    }

    /// The definition of a type as AppSync gets it.
    pub(super) fn definition(
        &self,
        definition: &'m TypeDefinition,
        endpoints: &mut Endpoints<'m>,
    ) -> Definition {
        let mut definition = definition.clone();
        let name = definition.name.text.clone();
        let says_modes = !Modes::written(&definition.directives).is_empty();
        let readers = match (&definition.kind, self.of_models.get(&*name)) {
            (TypeKind::Object { .. }, of_models) if says_modes => of_models.copied(),
            (TypeKind::Object { .. }, _) => Some(self.readers(&name)),
            _ => None,
        };
        let readers = readers.unwrap_or_default().directives(self.options);
        definition.directives = with_modes(appsyncs_own(&definition.directives), readers);
        if let TypeKind::Object { fields, .. } | TypeKind::Interface { fields, .. } =
            &mut definition.kind
        {
            for field in fields {
                self.finish_field(&name, field, endpoints);
            }
        }
        Definition::Type(definition)
    }

    /// The field of a root type that the schema declares.
    pub(super) fn root_field(
        &self,
        custom: &'m CustomField,
        endpoints: &mut Endpoints<'m>,
    ) -> FieldDefinition {
        let mut field = custom.field.clone();
        self.finish_field(custom.parent.name(), &mut field, endpoints);
        field
    }

    fn finish_field(
        &self,
        type_name: &str,
        field: &mut FieldDefinition,
        endpoints: &mut Endpoints<'m>,
    ) {
        let custom = self.custom.get(&(type_name, &*field.name));
        let modes = custom.map_or(Modes::NONE, |custom| match custom.parent {
            Parent::Root(..) => self.modes_of(custom),
            // Elsewhere the type says who reads its fields, unless the field has rules.
            Parent::Entity(_) | Parent::Type(_) if custom.auth.is_some() => self.modes_of(custom),
            Parent::Entity(_) | Parent::Type(_) => Modes::NONE,
        });
        let own = appsyncs_own(&field.directives);
        field.directives = with_modes(own, modes.directives(self.options));
        if let Some(arguments) = endpoints.arguments(type_name, &field.name) {
            field.arguments = arguments;
        }
    }

    fn find_readers(&mut self, access: &IndexMap<&'m str, Access<'m>>) {
        let mut embedded = HashSet::new();
        for entity in self.model.entities.values() {
            let access = access.get(&*entity.name);
            for field in entity.fields.values() {
                let modes = match &field.kind {
                    FieldKind::Embedded(name) if embedded.contains(&**name) => {
                        access.map(Access::readers_again)
                    }
                    FieldKind::Embedded(_) | FieldKind::Abstract(_) => access.map(Access::readers),
                    _ => continue,
                };
                let name = field.ty.named();
                self.add_readers(name, self.or_default(modes.unwrap_or_default()));
                if entity.auth.is_some() {
                    self.add_embedded(&mut embedded, name);
                }
            }
        }
        self.of_models = self.readers.clone();
        for custom in &self.model.custom_fields {
            let is_root = matches!(custom.parent, Parent::Root(..));
            if is_root || custom.auth.is_some() {
                self.add_readers(custom.field.ty.named(), self.all_modes_of(custom));
            }
        }
    }

    /// Adds an object type and those within it.
    fn add_embedded(&self, all: &mut HashSet<&'m str>, name: &'m str) {
        if let Some(definition) = self.model.types.get(name)
            && matches!(definition.kind, TypeKind::Object { .. })
            && all.insert(name)
        {
            for field in definition.fields() {
                self.add_embedded(all, field.ty.named());
            }
        }
    }

    /// The modes of a field with those that are written on it, or else on its root type.
    fn all_modes_of(&self, custom: &CustomField) -> Modes {
        let modes = self
            .modes_of(custom)
            .and(Modes::written(&custom.field.directives));
        if !modes.is_empty() {
            return modes;
        }
        let mut roots = self.model.roots.iter();
        let root = roots.find(|root| root.name.text == custom.parent.name().text);
        self.or_default(root.map_or(Modes::NONE, |root| Modes::written(&root.directives)))
    }

    fn or_default(&self, modes: Modes) -> Modes {
        if modes.is_empty() {
            Modes::only(self.options.default_auth)
        } else {
            modes
        }
    }

    fn add_readers(&mut self, name: &'m str, modes: Modes) {
        let known = self.readers(name);
        let all = known.and(modes);
        if all == known {
            return;
        }
        self.readers.insert(name, all);
        let Some(definition) = self.model.types.get(name) else {
            return;
        };
        let implementers = self.implementers.get(name).cloned().unwrap_or_default();
        for implementer in implementers {
            self.add_readers(implementer, all);
        }
        if let TypeKind::Union { members } = &definition.kind {
            for member in members {
                self.add_readers(member, all);
            }
        }
        for field in definition.fields() {
            self.add_readers(field.ty.named(), all);
        }
    }
}

/// The directives with those of modes that are not among them. What a user wrote decides. AppSync does not look at
/// `@aws_auth` beside other modes, which the other name of it is for.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html>
pub(super) fn with_modes(mut own: Vec<Directive>, modes: Vec<Directive>) -> Vec<Directive> {
    if !modes.is_empty() {
        for of_pool in own.iter_mut().filter(|one| &*one.name == "aws_auth") {
            "aws_cognito_user_pools".clone_into(&mut of_pool.name.text);
        }
    }
    for mode in modes {
        let is_written = |one: &Directive| is_mode(one) && one.name.text == mode.name.text;
        if !own.iter().any(is_written) {
            own.push(mode);
        }
    }
    own
}
