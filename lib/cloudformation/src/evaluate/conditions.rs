//! Conditions and rules.

use serde_json::Value;

use super::{Deployed, EvaluateError, Evaluation, Evaluator, text_of};
use crate::place::Trail;
use crate::{Expr, Intrinsic, LogicalId};

/// Computes every condition; a condition may use others, in any order of the source.
pub(super) fn settle(evaluator: &mut Evaluator<'_>, errors: &mut Vec<EvaluateError>) {
    let template = evaluator.template;
    for name in template.conditions.keys() {
        settle_one(evaluator, &name.0, &mut Vec::new(), errors);
    }
}

fn settle_one<'t>(
    evaluator: &mut Evaluator<'t>,
    name: &'t str,
    users: &mut Vec<&'t str>,
    errors: &mut Vec<EvaluateError>,
) {
    let Some((_, expr)) = evaluator
        .template
        .conditions
        .iter()
        .find(|(key, _)| key.0 == name)
    else {
        return;
    };
    if evaluator.conditions.contains_key(name) {
        return;
    }
    let section = Trail::Top.key("Conditions");
    let at = section.key(name);
    if users.contains(&name) {
        errors.push(EvaluateError {
            place: at.place(),
            message: format!("the condition needs itself, through {}", users.join(" → ")),
        });
        // Any value will do for the walk to end: there is an error already.
        evaluator.conditions.insert(name, false);
        return;
    }
    users.push(name);
    let mut used = Vec::new();
    expr.visit_intrinsics(&mut |intrinsic| match intrinsic {
        Intrinsic::Condition(name) | Intrinsic::If(name, ..) => used.push(name.0.as_str()),
        _ => {}
    });
    for name in used {
        settle_one(evaluator, name, users, errors);
    }
    users.pop();
    let mut evaluation = evaluator.evaluation(&BeforeResources);
    let holds = evaluation.truth(expr, &at).unwrap_or_default();
    errors.append(&mut evaluation.errors);
    evaluator.conditions.insert(name, holds);
}

/// Checks the assertions of each rule whose condition holds.
pub(super) fn assert_rules(evaluator: &Evaluator<'_>, errors: &mut Vec<EvaluateError>) {
    let section = Trail::Top.key("Rules");
    let mut evaluation = evaluator.evaluation(&BeforeResources);
    for (name, rule) in &evaluator.template.rules {
        let at = section.key(&name.0);
        let applies = match &rule.condition {
            Some(condition) => evaluation.truth(condition, &at.key("RuleCondition")),
            None => Some(true),
        };
        if applies != Some(true) {
            continue;
        }
        for (index, assertion) in rule.assertions.iter().enumerate() {
            let assertions = at.key("Assertions");
            let at = assertions.index(index);
            if evaluation.truth(&assertion.assert, &at.key("Assert")) == Some(false) {
                let description = assertion.description.as_deref();
                evaluation.error::<()>(&at, description.unwrap_or("the assertion does not hold"));
            }
        }
    }
    errors.append(&mut evaluation.errors);
}

impl Evaluation<'_> {
    /// One of the functions that conditions are made of.
    pub(super) fn condition(&mut self, intrinsic: &Intrinsic, at: &Trail<'_>) -> Option<bool> {
        match intrinsic {
            Intrinsic::Equals(one, two) => {
                let one = self.wanted(one, &at.index(0));
                let two = self.wanted(two, &at.index(1));
                Some(equal(&one?, &two?))
            }
            Intrinsic::And(conditions) => {
                let all = self.truths(conditions, at)?;
                Some(all.into_iter().all(|holds| holds))
            }
            Intrinsic::Or(conditions) => {
                let all = self.truths(conditions, at)?;
                Some(all.into_iter().any(|holds| holds))
            }
            Intrinsic::Not(condition) => Some(!self.truth(condition, &at.index(0))?),
            Intrinsic::Condition(name) => match self.stack.condition(name) {
                Some(holds) => Some(holds),
                None => self.error(at, format!("there is no condition `{name}`")),
            },
            _ => self.error(at, "is no condition"),
        }
    }

    fn truths(&mut self, conditions: &[Expr], at: &Trail<'_>) -> Option<Vec<bool>> {
        let all: Vec<_> = conditions
            .iter()
            .enumerate()
            .map(|(index, condition)| self.truth(condition, &at.index(index)))
            .collect();
        all.into_iter().collect()
    }

    fn truth(&mut self, expr: &Expr, at: &Trail<'_>) -> Option<bool> {
        let value = self.wanted(expr, at)?;
        match text_of(&value).as_deref() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => self.error(at, "must be a condition"),
        }
    }
}

/// Numbers and booleans equal the texts they are written as.
fn equal(one: &Value, two: &Value) -> bool {
    match (text_of(one), text_of(two)) {
        (Some(one), Some(two)) => one == two,
        _ => one == two,
    }
}

/// Conditions and rules are settled before there is any resource.
struct BeforeResources;

impl Deployed for BeforeResources {
    fn reference(&self, resource: &LogicalId) -> Result<Value, String> {
        Err(format!(
            "there is no parameter `{resource}`; only parameters are known here"
        ))
    }

    fn attribute(&self, _: &LogicalId, _: &str) -> Result<Value, String> {
        Err("attributes of resources are not known here".to_owned())
    }

    fn import(&self, _: &str) -> Result<Value, String> {
        Err("values of other stacks cannot be used here".to_owned())
    }
}
