//! The values that a stack's parameters get.

use std::time::{SystemTime, UNIX_EPOCH};

use appsynth_assembly::Assembly;
use appsynth_cloudformation::{Expr, Intrinsic, LogicalId, Template};
use indexmap::IndexMap;

use super::read;
use crate::DeployError;

/// What constructs write beside an API key: after how many days it shall expire.
const EXPIRES_AFTER_DAYS: &str = "appsynth:expires-after-days";
const DAY: i64 = 86_400;

/// The values of a template's parameters: those given, those of the assembly, moments of expiry, those the
/// stack has, defaults; the first there is.
pub(crate) fn settle(
    stack: &str,
    template: &Template,
    assembly: &IndexMap<String, String>,
    given: &IndexMap<String, String>,
    deployed: &IndexMap<String, String>,
) -> Result<IndexMap<String, String>, DeployError> {
    let mut values = IndexMap::new();
    let mut missing = Vec::new();
    let expiries = expiries(template);
    let now = now();
    for (name, parameter) in &template.parameters {
        let own = given
            .get(&format!("{stack}.{name}"))
            .or_else(|| given.get(&name.0));
        let fixed = own.or_else(|| assembly.get(&name.0));
        if let Some(value) = fixed {
            values.insert(name.0.clone(), value.clone());
        } else if let Some(days) = expiries.get(name) {
            let current = deployed.get(&name.0).and_then(|value| value.parse().ok());
            values.insert(name.0.clone(), expiry(*days, current, now).to_string());
        } else if let Some(value) = deployed.get(&name.0) {
            values.insert(name.0.clone(), value.clone());
        } else if let Some(default) = parameter.members.get("Default") {
            let default = default
                .as_str()
                .map_or_else(|| default.to_string(), str::to_owned);
            values.insert(name.0.clone(), default);
        } else {
            missing.push(name.0.clone());
        }
    }
    if missing.is_empty() {
        Ok(values)
    } else {
        Err(DeployError::MissingParameters {
            stack: stack.to_owned(),
            parameters: missing,
        })
    }
}

/// Refuses values for parameters that no stack of the assembly has.
pub(crate) fn check_names(
    assembly: &Assembly,
    given: &IndexMap<String, String>,
) -> Result<(), DeployError> {
    if given.is_empty() {
        return Ok(());
    }
    let mut known = Vec::new();
    for stack in &assembly.stacks {
        let template = read(&stack.name, &stack.template.text)?;
        let names = template.parameters.keys();
        known.extend(names.map(|name| format!("{}.{name}", stack.name)));
    }
    let is_known = |name: &str| {
        let mut known = known.iter();
        known.any(|one| one == name || one.split_once('.').is_some_and(|(_, own)| own == name))
    };
    match given.keys().find(|name| !is_known(name)) {
        Some(unknown) => Err(DeployError::NoSuchParameter {
            parameter: unknown.clone(),
            known,
        }),
        None => Ok(()),
    }
}

/// The parameters that say when an API key expires, with the days it shall live.
fn expiries(template: &Template) -> IndexMap<&LogicalId, i64> {
    let mut found = IndexMap::new();
    for resource in template.resources.values() {
        let Some(Expr::Number(days)) = resource.metadata.get(EXPIRES_AFTER_DAYS) else {
            continue;
        };
        let (Some(days), Some(expires)) = (days.as_i64(), resource.properties.get("Expires"))
        else {
            continue;
        };
        expires.visit_intrinsics(&mut |intrinsic| {
            if let Intrinsic::Ref(name) = intrinsic
                && template.parameters.contains_key(name)
            {
                found.insert(name, days);
            }
        });
    }
    found
}

/// The moment a key expires. One that is at least half its life away stays as it is, so that deploying the
/// same again changes nothing. AppSync rounds down to the hour, and so does this.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html>
fn expiry(days: i64, current: Option<i64>, now: i64) -> i64 {
    const HOUR: i64 = 3_600;
    let lifetime = days * DAY;
    let fits = |moment: &i64| (now + lifetime / 2..=now + lifetime).contains(moment);
    let anew = (now + lifetime) / HOUR * HOUR;
    current.filter(fits).unwrap_or(anew)
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn a_key_that_is_far_from_its_end_keeps_it() {
        let current = NOW + 16 * DAY;
        assert_eq!(expiry(30, Some(current), NOW), current);
    }

    #[test]
    fn a_key_is_renewed_in_the_second_half_of_its_life() {
        assert_eq!(expiry(30, Some(NOW + 14 * DAY), NOW), NOW + 30 * DAY);
    }

    #[test]
    fn a_key_that_lives_longer_than_is_asked_for_is_cut_short() {
        assert_eq!(expiry(1, Some(NOW + 30 * DAY), NOW), NOW + DAY);
    }
}
