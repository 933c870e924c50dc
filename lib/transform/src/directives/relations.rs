//! What the relation directives have in common: the two sides, the keys they name, the keys they imply.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::Scalar;
use appsynth_schema::ast::{Directive, Name, Type};

use crate::arguments;
use crate::diagnostics::{needs_model, relations};
use crate::model::{
    Entity, Field, FieldKind, FieldOrigin, Index, IndexOrigin, KeyPair, Lookup, Model, Relation,
    RelationKind, RelationStyle,
};
use crate::names::joined;
use crate::read::{Context, FieldUse, new_field};

/// How many items a relation gives when neither schema nor request says.
pub(super) const DEFAULT_LIMIT: u32 = 100;

/// A relation directive whose place and types fit.
pub(super) struct Side<'a> {
    pub(super) at: FieldUse<'a>,
    pub(super) kind: RelationKind,
    pub(super) own: String,
    pub(super) related: String,
    pub(super) keys: Keys,
}

/// The keys that a relation names.
pub(super) enum Keys {
    Implicit,
    Fields(Vec<Name>),
    References(Vec<Name>),
}

/// The relation that the field has by a directive before this one.
fn earlier_relation(at: FieldUse<'_>) -> Option<&Directive> {
    const RELATIONS: [&str; 4] = ["hasOne", "hasMany", "belongsTo", "manyToMany"];
    let mut relations = at.field.directives.iter();
    let first = relations.find(|one| RELATIONS.contains(&&*one.name.text));
    first.filter(|first| first.span != at.directive.span)
}

/// How a key field is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    SameType,
    /// `ID` and `String` count as the same.
    SameAttribute,
}

impl<'a> Side<'a> {
    pub(super) fn read(
        model: &Model,
        at: FieldUse<'a>,
        kind: RelationKind,
        problems: &mut Diagnostics,
    ) -> Option<Self> {
        if !model.entities.contains_key(&at.owner.name.text) {
            problems.push(needs_model(at.directive, &at.owner.name));
            return None;
        }
        if let Some(first) = earlier_relation(at) {
            problems.push(relations::twice(at, first));
            return None;
        }
        let related = at.field.ty.named();
        if !model.entities.contains_key(&related.text) {
            problems.push(relations::related_type(at, related));
            return None;
        }
        let is_list = matches!(at.field.ty.nullable(), Type::List(_));
        let wants_list = matches!(kind, RelationKind::HasMany | RelationKind::ManyToMany);
        if is_list != wants_list {
            problems.push(relations::list(at, is_list));
            return None;
        }
        Some(Self {
            at,
            kind,
            own: at.owner.name.text.clone(),
            related: related.text.clone(),
            keys: read_keys(at, problems)?,
        })
    }

    pub(super) fn style(&self) -> RelationStyle {
        match self.keys {
            Keys::Implicit => RelationStyle::Implicit,
            Keys::Fields(_) => RelationStyle::Fields,
            Keys::References(_) => RelationStyle::References,
        }
    }

    /// Whether each item has to have a related one.
    pub(super) fn is_required(&self) -> bool {
        self.at.field.ty.is_non_null()
    }

    /// Writes the relation into the field.
    pub(super) fn settle(&self, model: &mut Model, lookup: Lookup, problems: &mut Diagnostics) {
        let relation = Relation {
            kind: self.kind,
            related: self.related.clone(),
            style: self.style(),
            lookup,
            limit: limit(self.at, problems),
            span: self.at.directive.span,
        };
        if let Some(field) = model.field_mut(&self.own, &self.at.field.name) {
            field.kind = FieldKind::Relation(relation);
        }
    }

    /// The name of the foreign key for a field of the primary key it points to.
    pub(super) fn foreign_key(&self, key: &str) -> String {
        joined(&self.own, [&*self.at.field.name, key])
    }

    /// The name it is stored under, where that is another: foreign keys are named after the type, and stay
    /// what they were when the type was renamed.
    fn stored_foreign_key(&self, model: &Model, key: &str) -> Option<Name> {
        let mapped = model.entities.get(&self.own)?.mapped_name.as_ref()?;
        Some(Name::new(joined(mapped, [&*self.at.field.name, key])))
    }

    /// The name of the index that the related items are found by, after the name that the type had when its
    /// table was made.
    fn index_name(&self, model: &Model) -> String {
        let own = model.entities.get(&self.own);
        let mapped = own.and_then(|entity| entity.mapped_name.as_ref());
        let own = mapped.map_or(&self.own, |name| &name.text);
        format!("gsi-{own}.{}", self.at.field.name)
    }
}

/// Finds related items by their primary key, through foreign keys that are added to the entity itself.
pub(super) fn by_own_foreign_keys(
    model: &mut Model,
    side: &Side<'_>,
    problems: &mut Diagnostics,
) -> Lookup {
    let keys = key_types(model, &side.related, None);
    check_foreign_keys(model, side, &side.own, &keys, problems);
    let pairs: Vec<KeyPair> = keys
        .iter()
        .map(|(related, _)| KeyPair {
            own: side.foreign_key(related),
            related: related.clone(),
        })
        .collect();
    let stored = stored_names(model, side, &keys);
    let types = foreign_key_types(model, &side.related, &keys);
    if let Some(entity) = model.entities.get_mut(&side.own) {
        for ((pair, field), stored) in pairs.iter().zip(&types).zip(stored) {
            add_foreign_key(entity, &pair.own, stored, field, side.is_required());
        }
    }
    Lookup {
        index: None,
        keys: pairs,
    }
}

/// Checks that the foreign keys that the schema declares can be stored where the keys are.
fn check_foreign_keys(
    model: &Model,
    side: &Side<'_>,
    holder: &str,
    keys: &[(String, Field)],
    problems: &mut Diagnostics,
) {
    for (key, field) in keys {
        let name = side.foreign_key(key);
        let declared = model
            .entities
            .get(holder)
            .and_then(|one| one.fields.get(&name));
        if let Some(declared) = declared
            && !(declared.is_orderable() && is_number(declared) == is_number(field))
        {
            problems.push(relations::foreign_key_type(side.at, declared, field));
        }
    }
}

/// Whether DynamoDB stores it as a number.
fn is_number(field: &Field) -> bool {
    matches!(
        field.kind,
        FieldKind::Scalar(Scalar::Int | Scalar::Float | Scalar::Timestamp)
    )
}

fn stored_names(model: &Model, side: &Side<'_>, keys: &[(String, Field)]) -> Vec<Option<Name>> {
    keys.iter()
        .map(|(key, _)| side.stored_foreign_key(model, key))
        .collect()
}

/// Finds related items by an index over foreign keys that are added to the related entity.
pub(super) fn by_related_foreign_keys(
    model: &mut Model,
    side: &Side<'_>,
    problems: &mut Diagnostics,
) -> Lookup {
    let keys = key_types(model, &side.own, None);
    check_foreign_keys(model, side, &side.related, &keys, problems);
    let names: Vec<String> = keys.iter().map(|(key, _)| side.foreign_key(key)).collect();
    let stored = stored_names(model, side, &keys);
    let types = foreign_key_types(model, &side.own, &keys);
    if let Some(entity) = model.entities.get_mut(&side.related) {
        for ((name, field), stored) in names.iter().zip(&types).zip(stored) {
            add_foreign_key(entity, name, stored, field, side.is_required());
        }
    }
    let index = side.index_name(model);
    add_index(model, side, &index, &names);
    lookup_pairs(Some(index), keys.into_iter().map(|(key, _)| key), names)
}

/// Finds related items by the fields of theirs that refer to this entity.
pub(super) fn by_references(
    context: &Context<'_>,
    model: &mut Model,
    side: &Side<'_>,
    references: &[Name],
    problems: &mut Diagnostics,
) -> Option<Lookup> {
    check_references(model, side, references, &side.own, &side.related, problems)?;
    let Some(counterpart) = counterpart_of_references(context, side, references) else {
        problems.push(relations::missing_counterpart(side.at, references));
        return None;
    };
    let index = arguments::text(counterpart.directive, "overrideIndexName")
        .value()
        .map_or_else(|| side.index_name(model), |name| name.text);
    let names: Vec<String> = references.iter().map(|name| name.text.clone()).collect();
    add_index(model, side, &index, &names);
    let own = key_types(model, &side.own, None);
    Some(lookup_pairs(
        Some(index),
        own.into_iter().map(|(key, _)| key),
        names,
    ))
}

/// Finds the item that this entity's own references name.
pub(super) fn by_own_references(
    model: &Model,
    side: &Side<'_>,
    references: &[Name],
    problems: &mut Diagnostics,
) -> Option<Lookup> {
    check_references(model, side, references, &side.related, &side.own, problems)?;
    let related = key_types(model, &side.related, None);
    Some(Lookup {
        index: None,
        keys: references
            .iter()
            .zip(related)
            .map(|(own, (related, _))| KeyPair {
                own: own.text.clone(),
                related,
            })
            .collect(),
    })
}

/// Finds related items by the fields of this entity that hold the key of an index or the primary key.
pub(super) fn by_fields(
    model: &Model,
    side: &Side<'_>,
    fields: &[Name],
    index: Option<&str>,
    problems: &mut Diagnostics,
) -> Option<Lookup> {
    let entity = model.entities.get(&side.own)?;
    let keys = key_types(model, &side.related, index);
    let mut fit = true;
    for (position, name) in fields.iter().enumerate() {
        let Some(field) = own_field(entity, name) else {
            problems.push(relations::unknown_field(side.at, entity, name));
            fit = false;
            continue;
        };
        let key = keys.get(position).map(|(_, key)| key);
        if !fits(field, key, Comparison::SameType) {
            problems.push(relations::field_type(name, field, &side.related, key));
            fit = false;
        }
    }
    let may_be_partial = side.kind == RelationKind::HasMany && fields.len() == 1;
    if fit && fields.len() != keys.len() && !may_be_partial {
        let names: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
        problems.push(relations::count(side.at, fields, &side.related, &names));
        fit = false;
    }
    fit.then(|| {
        lookup_pairs(
            index.map(str::to_owned),
            fields.iter().map(|name| name.text.clone()),
            keys.into_iter().map(|(name, _)| name),
        )
    })
}

/// The fields of an entity's primary key, or of one of its indexes.
pub(super) fn key_types(model: &Model, entity: &str, index: Option<&str>) -> Vec<(String, Field)> {
    let Some(entity) = model.entities.get(entity) else {
        return Vec::new();
    };
    let names: Vec<&str> = match index.and_then(|name| entity.index(name)) {
        Some(index) => index.key_fields().collect(),
        None => entity.key_fields().collect(),
    };
    names
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), entity.fields.get(name)?.clone())))
        .collect()
}

/// What derived foreign keys are like: the keys of an entity, where a text that is the key without saying so is an
/// `ID`, as operations ask for it.
fn foreign_key_types(model: &Model, entity: &str, keys: &[(String, Field)]) -> Vec<Field> {
    let goes_without_saying = model
        .entities
        .get(entity)
        .is_some_and(|entity| entity.primary_key.declared.is_none());
    let is_text = |field: &Field| matches!(field.kind, FieldKind::Scalar(Scalar::String));
    let of_key = |(_, field): &(String, Field)| match goes_without_saying && is_text(field) {
        true => Field {
            kind: FieldKind::Scalar(Scalar::Id),
            ty: Type::Named(Name::new("ID")),
            ..field.clone()
        },
        false => field.clone(),
    };
    keys.iter().map(of_key).collect()
}

/// Adds a field that holds a key of another entity, unless the schema declares it.
pub(super) fn add_foreign_key(
    entity: &mut Entity,
    name: &str,
    stored: Option<Name>,
    key: &Field,
    required: bool,
) {
    let named = Type::Named(Name::new(key.ty.named().text.clone()));
    let ty = if required {
        Type::NonNull(Box::new(named))
    } else {
        named
    };
    entity
        .fields
        .entry(name.to_owned())
        .or_insert_with(|| Field {
            mapped_name: stored,
            ..new_field(
                Name::new(name),
                ty,
                key.kind.clone(),
                FieldOrigin::ForeignKey,
            )
        });
}

fn read_keys(at: FieldUse<'_>, problems: &mut Diagnostics) -> Option<Keys> {
    let fields = arguments::texts(at.directive, "fields");
    let references = arguments::texts(at.directive, "references");
    match (fields, references) {
        (Some(_), Some(_)) => {
            problems.push(relations::two_styles(at, "fields"));
            None
        }
        (None, Some(_)) if arguments::text(at.directive, "indexName").value().is_some() => {
            problems.push(relations::two_styles(at, "indexName"));
            None
        }
        (Some(names), None) | (None, Some(names)) if names.is_empty() => {
            problems.push(relations::no_fields(at));
            None
        }
        (Some(names), None) => Some(Keys::Fields(names)),
        (None, Some(names)) => Some(Keys::References(names)),
        (None, None) => Some(Keys::Implicit),
    }
}

/// Checks that the references in `holder` can hold the primary key of `parent`.
fn check_references(
    model: &Model,
    side: &Side<'_>,
    references: &[Name],
    parent: &str,
    holder: &str,
    problems: &mut Diagnostics,
) -> Option<()> {
    let holder = model.entities.get(holder)?;
    let keys = key_types(model, parent, None);
    let mut fit = true;
    for (position, name) in references.iter().enumerate() {
        let key = keys.get(position).map(|(_, key)| key);
        match own_field(holder, name) {
            None => {
                problems.push(relations::unknown_field(side.at, holder, name));
                fit = false;
            }
            Some(field) if !fits(field, key, Comparison::SameAttribute) => {
                problems.push(relations::field_type(name, field, parent, key));
                fit = false;
            }
            Some(_) => {}
        }
    }
    if fit && references.len() != keys.len() {
        let names: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
        problems.push(relations::count(side.at, references, parent, &names));
        fit = false;
    }
    let required =
        |name: &&Name| own_field(holder, name).is_some_and(|field| field.ty.is_non_null());
    let (always, sometimes): (Vec<&Name>, Vec<&Name>) = references.iter().partition(required);
    if let (true, Some(always), Some(sometimes)) = (fit, always.first(), sometimes.first()) {
        problems.push(relations::partly_required(
            side.at, holder, always, sometimes,
        ));
        fit = false;
    }
    fit.then_some(())
}

/// The `@belongsTo` of the related type with the same references.
fn counterpart_of_references<'a>(
    context: &Context<'a>,
    side: &Side<'_>,
    references: &[Name],
) -> Option<FieldUse<'a>> {
    let owner = context.schema.type_definition(&side.related)?;
    let fields = owner.fields().iter();
    fields
        .filter(|field| field.ty.named().text == side.own)
        .flat_map(|field| {
            field.directives.iter().map(move |directive| FieldUse {
                owner,
                field,
                directive,
            })
        })
        .filter(|at| &*at.directive.name == "belongsTo")
        .find(|at| same_names(arguments::texts(at.directive, "references"), references))
}

/// Whether two lists of names are equal.
pub(super) fn same_names(one: Option<Vec<Name>>, other: &[Name]) -> bool {
    one.is_some_and(|one| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, two)| one.text == two.text)
    })
}

fn own_field<'a>(entity: &'a Entity, name: &Name) -> Option<&'a Field> {
    entity
        .fields
        .get(&name.text)
        .filter(|field| matches!(field.origin, FieldOrigin::Declared | FieldOrigin::Id))
}

/// Whether a field can be compared with one of a key. Beyond the key's fields, the count is reported.
fn fits(field: &Field, key: Option<&Field>, comparison: Comparison) -> bool {
    let is_text =
        |name: &str| comparison == Comparison::SameAttribute && ["ID", "String"].contains(&name);
    let one: &str = field.ty.named();
    field.is_key_type()
        && key.is_none_or(|key| {
            let two: &str = key.ty.named();
            one == two || (is_text(one) && is_text(two))
        })
}

fn add_index(model: &mut Model, side: &Side<'_>, name: &str, fields: &[String]) {
    let Some(entity) = model.entities.get_mut(&side.related) else {
        return;
    };
    let Some((partition, sort)) = fields.split_first() else {
        return;
    };
    if entity.index(name).is_none() {
        entity.indexes.push(Index {
            name: name.to_owned(),
            partition: partition.clone(),
            sort: sort.to_vec(),
            query: None,
            origin: IndexOrigin::Relation,
            span: side.at.directive.span,
        });
    }
}

fn lookup_pairs(
    index: Option<String>,
    own: impl IntoIterator<Item = String>,
    related: impl IntoIterator<Item = String>,
) -> Lookup {
    let pairs = own.into_iter().zip(related);
    Lookup {
        index,
        keys: pairs
            .map(|(own, related)| KeyPair { own, related })
            .collect(),
    }
}

/// The limit that a directive gives.
pub(super) fn limit(at: FieldUse<'_>, problems: &mut Diagnostics) -> u32 {
    let Some((limit, name)) = arguments::number(at.directive, "limit") else {
        return DEFAULT_LIMIT;
    };
    match u32::try_from(limit) {
        Ok(limit) if limit > 0 => limit,
        Ok(_) | Err(_) => {
            problems.push(relations::limit(at, &name));
            DEFAULT_LIMIT
        }
    }
}
