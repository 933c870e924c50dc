//! A plan as people and scripts read it.

use std::collections::BTreeMap;
use std::fmt::Write;

use appsynth_deploy::{Action, Effect, Plan, ResourceChange, StackPlan};
use serde::Serialize;

/// A plan for scripts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    format: u32,
    stacks: &'a [StackPlan],
}

impl<'a> Document<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            format: 1,
            stacks: &plan.stacks,
        }
    }
}

/// A plan for people: what matters first, what only CloudFormation sees not at all.
pub(super) fn text(plan: &Plan) -> String {
    let mut text = String::new();
    for stack in &plan.stacks {
        // Writing to a text cannot fail.
        let _ = stack_text(stack, &mut text);
    }
    text
}

fn stack_text(stack: &StackPlan, text: &mut String) -> std::fmt::Result {
    let action = match stack.action {
        Action::Create => "new",
        Action::Recreate => "new, after what is left of the last attempt is deleted",
        Action::Update => "changes",
        Action::Nothing => "unchanged",
    };
    writeln!(text, "{}: {action}", stack.name)?;
    let mut changes: Vec<&ResourceChange> = stack.changes.iter().collect();
    changes.sort_by(|one, other| other.effect.cmp(&one.effect));
    for change in changes.iter().filter(|one| one.effect != Effect::NoEffect) {
        writeln!(text, "  {}", change_text(change))?;
    }
    let unseen = changes
        .iter()
        .filter(|one| one.effect == Effect::NoEffect)
        .count();
    if unseen > 0 {
        writeln!(text, "  and {unseen} without any effect")?;
    }
    if !stack.settings.is_empty() {
        writeln!(text, "  settings: {}", stack.settings.join(", "))?;
    }
    permissions(stack, text)?;
    if stack.updates > 1 {
        let reasons = reasons(stack).join(", and ");
        writeln!(text, "  in {} updates, for {reasons}", stack.updates)?;
    }
    Ok(())
}

/// Why a stack takes several updates.
fn reasons(stack: &StackPlan) -> Vec<&'static str> {
    let has = |is_meant: fn(&ResourceChange) -> bool| stack.changes.iter().any(is_meant);
    let imports = has(|one| one.effect == Effect::Import);
    let makes_room = has(ResourceChange::makes_room);
    let several =
        |one: &ResourceChange| matches!(&one.effect, Effect::Indexes { steps } if steps.len() > 1);
    // Those of an imported table are not seen among the changes.
    let indexes = imports || !makes_room || has(several);
    let reasons = [
        (imports, "what is imported is changed only afterwards"),
        (
            makes_room,
            "a table's name is free once the old table is gone",
        ),
        (indexes, "DynamoDB takes one index at a time"),
    ];
    let reasons = reasons.into_iter().filter(|(is_so, _)| *is_so);
    reasons.map(|(_, reason)| reason).collect()
}

/// Who may do what, the actions of a rule in one line.
fn permissions(stack: &StackPlan, text: &mut String) -> std::fmt::Result {
    let mut rules: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for one in &stack.permissions {
        let rule = (&one.resource, one.added, &one.effect, &one.scope);
        rules.entry(rule).or_default().push(&one.action);
    }
    for ((resource, added, effect, scope), actions) in rules {
        let sign = if added { "+" } else { "-" };
        let actions = actions.join(", ");
        writeln!(
            text,
            "  permission {sign} {effect} {actions} {scope} ({resource})"
        )?;
    }
    Ok(())
}

fn change_text(change: &ResourceChange) -> String {
    let what = match &change.effect {
        Effect::NoEffect => "no effect",
        Effect::Create => "create",
        Effect::Import => "import",
        Effect::InPlace => "change",
        Effect::Indexes { .. } => "indexes",
        Effect::Delete => "delete",
        Effect::Replace => "replace",
    };
    let mut text = format!("{what:8} {} ({})", change.name, change.kind);
    if let Effect::Indexes { steps } = &change.effect {
        let steps: Vec<_> = steps.iter().map(ToString::to_string).collect();
        text.push_str(&format!(": {}", steps.join(", then ")));
    } else if !change.properties.is_empty() {
        text.push_str(&format!(": {}", change.properties.join(", ")));
    }
    if change.loses_data() {
        let loss = match &change.expires_by {
            Some(attribute) => format!("; ITEMS WHOSE `{attribute}` HAS PASSED ARE LOST"),
            None if change.retained => "; ITS DATA STAYS OUTSIDE THE STACK".to_owned(),
            None => "; ITS DATA IS LOST".to_owned(),
        };
        text.push_str(&loss);
    }
    text
}
