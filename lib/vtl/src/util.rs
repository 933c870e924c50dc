//! `$util`: the functions that steer the evaluation or share values with it. The others are those of
//! `appsynth_util`, reached through JSON.

use appsynth_diagnostics::near_name;

use crate::{evaluate::Native, extensions, tree::UtilityFunction};

mod collections;
mod control;
mod json;
mod test;

pub(crate) use control::{json as to_json, nothing};

/// The engine's own functions after `util.`.
const NATIVE: [&[(&str, Native)]; 4] = [
    control::FUNCTIONS,
    test::FUNCTIONS,
    json::FUNCTIONS,
    collections::FUNCTIONS,
];

/// The function of a full name, such as `util.qr` or `extensions.setSubscriptionFilter`.
pub(crate) fn find(name: &str) -> UtilityFunction {
    let Some(name) = name.strip_prefix("util.") else {
        return native(&[extensions::FUNCTIONS], name).unwrap_or(UtilityFunction::Unknown);
    };
    native(&NATIVE, name).unwrap_or_else(|| match appsynth_util::find(name) {
        Some(function) if function.availability.in_vtl() => UtilityFunction::Shared(function),
        _ => UtilityFunction::Unknown,
    })
}

fn native(namespaces: &[&[(&str, Native)]], name: &str) -> Option<UtilityFunction> {
    let mut functions = namespaces.iter().copied().flatten();
    functions
        .find(|(known, _)| *known == name)
        .map(|(_, native)| UtilityFunction::Native(*native))
}

/// The full name of a function that may have been meant by an unknown one.
pub(crate) fn nearest(unknown: &str) -> Option<String> {
    let natives = NATIVE.iter().copied().flatten().map(|(name, _)| *name);
    let shared = appsynth_util::FUNCTIONS
        .iter()
        .filter(|function| function.availability.in_vtl())
        .map(|function| function.name);
    let names: Vec<String> = natives
        .chain(shared)
        .map(|name| format!("util.{name}"))
        .chain(
            extensions::FUNCTIONS
                .iter()
                .map(|(name, _)| (*name).to_owned()),
        )
        .collect();
    near_name(unknown, names.iter().map(String::as_str)).map(str::to_owned)
}
