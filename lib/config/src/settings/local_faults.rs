//! `local.faults`: what goes wrong on this machine on purpose.

use std::time::Duration;

use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;

use crate::diagnostics;
use crate::fields::Fields;
use crate::node::{Node, Value};
use crate::settings::is_text;
use crate::values::{integer, map, text};

/// The faults of a data source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalFaults {
    /// How often the service refuses a request because there are too many.
    pub throttling: Option<Often>,
    /// What answers wait for, and how often.
    pub latency: Option<LocalLatency>,
    /// How often the condition of a write does not hold.
    pub conditional_failures: Option<Often>,
}

/// A wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalLatency {
    /// How long.
    pub time: Duration,
    /// How often; always by default.
    pub often: Often,
}

/// How often something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Often {
    /// By chance, so many times of a million.
    OfAMillion(u32),
    /// Each time that so many have come.
    Every(u32),
}

const MILLION: u32 = 1_000_000;

/// A minute is twice what AppSync waits for anything.
const LONGEST: Duration = Duration::from_secs(60);

/// Faults by the names of data sources.
pub(super) fn faults(
    node: &Node,
    problems: &mut Diagnostics,
) -> Option<IndexMap<String, LocalFaults>> {
    map(|_, node, problems| of_data_source(node, problems))(node, problems)
}

fn of_data_source(node: &Node, problems: &mut Diagnostics) -> Option<LocalFaults> {
    let mut fields = Fields::open("a data source of `local.faults`", node, problems)?;
    let throttling = fields.optional("throttling", often);
    let latency = fields.optional("latency", latency);
    let conditional_failures = fields.optional("conditional-failures", often);
    fields.close();
    Some(LocalFaults {
        throttling,
        latency,
        conditional_failures,
    })
}

/// `0.1`, or `{ every: 10 }`.
fn often(node: &Node, problems: &mut Diagnostics) -> Option<Often> {
    if !matches!(node.value, Value::Mapping(_)) {
        return probability(node, problems);
    }
    let mut fields = Fields::open("a fault", node, problems)?;
    let every = fields.required("every", integer(1..=MILLION));
    fields.close();
    every.map(Often::Every)
}

/// `200ms`, or `{ time: 200ms, every: 10 }`, or `{ time: 200ms, probability: 0.1 }`.
fn latency(node: &Node, problems: &mut Diagnostics) -> Option<LocalLatency> {
    if is_text(node) {
        return Some(LocalLatency {
            time: time(node, problems)?,
            often: Often::Every(1),
        });
    }
    let mut fields = Fields::open("`latency`", node, problems)?;
    let time = fields.required("time", time);
    let every = fields.optional("every", integer(1..=MILLION));
    let probability = fields.optional("probability", probability);
    if every.is_some() && probability.is_some() {
        fields.report(diagnostics::bad_value(
            node,
            "this happens either by a `probability` or at `every` so many times",
        ));
    }
    fields.close();
    Some(LocalLatency {
        time: time?,
        often: probability
            .or(every.map(Often::Every))
            .unwrap_or(Often::Every(1)),
    })
}

/// A number between 0 and 1.
fn probability(node: &Node, problems: &mut Diagnostics) -> Option<Often> {
    let number = match &node.value {
        Value::Integer(0) => 0.0,
        Value::Integer(1) => 1.0,
        Value::Float(number) => *number,
        Value::Integer(_) => f64::NAN,
        Value::Unknown => return None,
        _ => {
            problems.push(diagnostics::wrong_type(node, "a number between 0 and 1"));
            return None;
        }
    };
    if !(0.0..=1.0).contains(&number) {
        problems.push(diagnostics::out_of_range(node, "0", "1"));
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and a million"
    )]
    let times = (number * f64::from(MILLION)).round() as u32;
    Some(Often::OfAMillion(times))
}

/// A whole number with `ms` or `s`, of at most a minute.
fn time(node: &Node, problems: &mut Diagnostics) -> Option<Duration> {
    let written = text(node, problems)?;
    let of_unit = |unit: &str| written.strip_suffix(unit)?.parse::<u64>().ok();
    let time = of_unit("ms")
        .map(Duration::from_millis)
        .or_else(|| of_unit("s").map(Duration::from_secs));
    match time {
        None => problems.push(diagnostics::not_a_latency(node, &written)),
        Some(time) if time > LONGEST => {
            problems.push(diagnostics::out_of_range(node, "0ms", "60s"));
        }
        Some(time) => return Some(time),
    }
    None
}
