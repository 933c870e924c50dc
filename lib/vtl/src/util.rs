//! `$util`: the functions that steer the evaluation or share values with it. The others are those of
//! `appsynth_util`, reached through JSON.

use crate::{evaluate::Native, extensions, tree::UtilityFunction};

mod collections;
mod control;

mod json;
mod test;

pub(crate) use control::{json as to_json, nothing};

/// The function of a full name, such as `util.qr` or `extensions.setSubscriptionFilter`.
pub(crate) fn find(name: &str) -> UtilityFunction {
    let Some(name) = name.strip_prefix("util.") else {
        return native(extensions::FUNCTIONS, name);
    };
    for functions in [
        control::FUNCTIONS,
        test::FUNCTIONS,
        json::FUNCTIONS,
        collections::FUNCTIONS,
    ] {
        if let found @ UtilityFunction::Native(_) = native(functions, name) {
            return found;
        }
    }
    match appsynth_util::find(name) {
        Some(function) if function.availability.in_vtl() => UtilityFunction::Shared(function),
        _ => UtilityFunction::Unknown,
    }
}

fn native(functions: &[(&str, Native)], name: &str) -> UtilityFunction {
    functions
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(UtilityFunction::Unknown, |(_, native)| {
            UtilityFunction::Native(*native)
        })
}
