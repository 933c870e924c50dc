//! What a plan has, and what its functions do.

pub(crate) mod agreement;
mod printed;
mod requests;
mod running;

use appsynth_transform::plan::{Plan, Resolver};
use appsynth_transform::{Options, plan};

use crate::{model_with, options};

/// The plan of a schema without mistakes.
fn plan_of(text: &str) -> Plan {
    plan_with(text, &options())
}

fn plan_with(text: &str, options: &Options) -> Plan {
    plan(&model_with(text, options), options)
}

fn resolver<'a>(plan: &'a Plan, coordinate: &str) -> &'a Resolver {
    let known = || {
        plan.resolvers
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    };
    plan.resolvers
        .get(coordinate)
        .unwrap_or_else(|| panic!("no {coordinate} among {}", known()))
}
