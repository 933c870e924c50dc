//! A model in few lines, for snapshots.

use std::fmt::Write;

use appsynth_transform::{
    Action, AuthRule, AuthRules, CustomField, Entity, Field, FieldKind, FieldOrigin, Model,
    Relation, Strategy, Template, TemplatePart,
};

/// Every entity and custom field of a model.
pub(crate) fn print(model: &Model) -> String {
    let mut text = String::new();
    for entity in model.entities.values() {
        entity_lines(&mut text, entity).expect("writes to a string");
    }
    for custom in &model.custom_fields {
        custom_lines(&mut text, custom).expect("writes to a string");
    }
    text
}

fn entity_lines(text: &mut String, entity: &Entity) -> std::fmt::Result {
    writeln!(text, "{} {:?}", entity.name, entity.origin)?;
    if let Some(name) = &entity.mapped_name {
        writeln!(text, "  maps to {name}")?;
    }
    for field in entity.fields.values() {
        writeln!(text, "  {}", field_line(field))?;
        rule_lines(text, "    ", field.auth.as_ref())?;
    }
    let key: Vec<&str> = entity.key_fields().collect();
    writeln!(text, "  key {}", key.join(" + "))?;
    for index in &entity.indexes {
        let key: Vec<&str> = index.key_fields().collect();
        writeln!(
            text,
            "  index {} {} query {:?}",
            index.name,
            key.join(" + "),
            index.query
        )?;
    }
    let (queries, mutations) = (&entity.queries, &entity.mutations);
    let operations = [
        &queries.get,
        &queries.list,
        &queries.sync,
        &queries.search,
        &mutations.create,
        &mutations.update,
        &mutations.delete,
    ];
    let operations: Vec<&str> = operations
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    writeln!(text, "  operations {}", operations.join(" "))?;
    let subscriptions = &entity.subscriptions;
    writeln!(
        text,
        "  subscriptions {:?} {} / {} / {}",
        subscriptions.level,
        subscriptions.on_create.join(" "),
        subscriptions.on_update.join(" "),
        subscriptions.on_delete.join(" "),
    )?;
    rule_lines(text, "  ", entity.auth.as_ref())
}

fn field_line(field: &Field) -> String {
    let mut line = format!("{}: {}", field.name, field.ty);
    match &field.kind {
        FieldKind::Scalar(_) => {}
        FieldKind::Enum(_) => line.push_str(" enum"),
        FieldKind::Embedded(_) => line.push_str(" embedded"),
        FieldKind::Abstract(_) => line.push_str(" abstract"),
        FieldKind::Entity(_) => line.push_str(" entity"),
        FieldKind::Relation(relation) => line.push_str(&relation_text(relation)),
    }
    if field.origin != FieldOrigin::Declared {
        line.push_str(&format!(" ({:?})", field.origin));
    }
    if let Some(default) = &field.default {
        line.push_str(&format!(" = {default:?}"));
    }
    for validation in &field.validations {
        line.push_str(&format!(
            " {:?} {:?}",
            validation.rule, validation.error_message
        ));
    }
    if let Some(name) = &field.mapped_name {
        line.push_str(&format!(" stored as {name}"));
    }
    line
}

fn relation_text(relation: &Relation) -> String {
    let lookup = &relation.lookup;
    let pairs: Vec<String> = lookup
        .keys
        .iter()
        .map(|pair| format!("{} = {}", pair.related, pair.own))
        .collect();
    format!(
        " {:?} {:?}: {} by {} where {} limit {}",
        relation.kind,
        relation.style,
        relation.related,
        lookup.index.as_deref().unwrap_or("primary key"),
        pairs.join(", "),
        relation.limit,
    )
}

fn custom_lines(text: &mut String, custom: &CustomField) -> std::fmt::Result {
    let field = &custom.field;
    writeln!(
        text,
        "{}.{}: {}",
        custom.parent.name(),
        field.name,
        field.ty
    )?;
    for step in &custom.steps {
        match &step.action {
            Action::Function(call) => writeln!(
                text,
                "  function {} {:?} {:?} {:?}",
                template_text(&call.name),
                call.region,
                call.account,
                call.invocation_type,
            )?,
            Action::Http(call) => {
                let (method, origin) = (call.method.name(), template_text(&call.origin));
                writeln!(text, "  {method} {origin} {}", template_text(&call.path))?;
                for header in &call.headers {
                    writeln!(text, "    {}: {}", header.key, template_text(&header.value))?;
                }
            }
        }
    }
    rule_lines(text, "  ", custom.auth.as_ref())
}

fn rule_lines(text: &mut String, indent: &str, rules: Option<&AuthRules>) -> std::fmt::Result {
    for rule in rules.into_iter().flatten() {
        writeln!(text, "{indent}{}", rule_text(rule))?;
    }
    Ok(())
}

fn rule_text(rule: &AuthRule) -> String {
    let who = match &rule.strategy {
        Strategy::Public => "public".to_owned(),
        Strategy::Private => "private".to_owned(),
        Strategy::Custom => "custom".to_owned(),
        Strategy::Owner { field, claim } => format!("owner in {field} = {:?}", claim.claims),
        Strategy::StaticGroups { groups, claim } => {
            let groups: Vec<&str> = groups.iter().map(|group| &**group).collect();
            format!("groups {groups:?} of {:?}", claim.claims)
        }
        Strategy::DynamicGroups { field, claim } => {
            format!("groups in {field} of {:?}", claim.claims)
        }
    };
    format!("allow {who} by {:?}: {:?}", rule.provider, rule.operations)
}

/// A text with its places in angle brackets.
fn template_text(template: &Template) -> String {
    template
        .parts
        .iter()
        .map(|part| match part {
            TemplatePart::Text(text) => text.clone(),
            TemplatePart::Environment => "<env>".to_owned(),
            TemplatePart::Region => "<region>".to_owned(),
            TemplatePart::Variable { name, value } => format!("<{name}: {value}>"),
            TemplatePart::Parameter(name) => format!("<:{name}>"),
            TemplatePart::Context(path) => format!("<{}>", path.join(" ")),
        })
        .collect()
}
