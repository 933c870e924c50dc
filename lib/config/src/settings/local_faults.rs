//! `local.faults`: what goes wrong on this machine on purpose.

use std::time::Duration;

use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;

use crate::diagnostics;
use crate::fields::Fields;
use crate::node::{Node, Value};
use crate::values::{digits, integer, map, text};

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

/// `0.1`, or `{ every: 10 }`, or `{ probability: 0.1 }`.
fn often(node: &Node, problems: &mut Diagnostics) -> Option<Often> {
    if !matches!(node.value, Value::Mapping(_)) {
        return probability(node, problems);
    }
    let mut fields = Fields::open("a fault", node, problems)?;
    let says = fields.has("every") || fields.has("probability");
    let often = every_or_probability(&mut fields, node);
    if !says {
        fields.report(diagnostics::missing_key(
            node.key_place(),
            "a fault",
            "every",
        ));
    }
    fields.close();
    often
}

/// `200ms`, or `{ time: 200ms, every: 10 }`, or `{ time: 200ms, probability: 0.1 }`.
fn latency(node: &Node, problems: &mut Diagnostics) -> Option<LocalLatency> {
    if !matches!(node.value, Value::Mapping(_)) {
        return Some(LocalLatency {
            time: time(node, problems)?,
            often: Often::Every(1),
        });
    }
    let mut fields = Fields::open("`latency`", node, problems)?;
    let time = fields.required("time", time);
    let often = every_or_probability(&mut fields, node);
    fields.close();
    Some(LocalLatency {
        time: time?,
        often: often.unwrap_or(Often::Every(1)),
    })
}

/// How often the fault of `node` happens, if its fields say so.
fn every_or_probability(fields: &mut Fields<'_, '_>, node: &Node) -> Option<Often> {
    let every = fields.optional("every", integer(1..=MILLION));
    let probability = fields.optional("probability", probability);
    if every.is_some() && probability.is_some() {
        fields.report(diagnostics::bad_value(
            node,
            "this happens either by a `probability` or at `every` so many times",
        ));
    }
    probability.or(every.map(Often::Every))
}

/// A number between 0 and 1.
fn probability(node: &Node, problems: &mut Diagnostics) -> Option<Often> {
    let number = match &node.value {
        Value::Integer(0) => Some(0.0),
        Value::Integer(1) => Some(1.0),
        Value::Float(number) => Some(*number),
        Value::Integer(_) => Some(f64::NAN),
        Value::Text {
            text,
            substituted: true,
        } => text.parse().ok(),
        Value::Unknown => return None,
        _ => None,
    };
    let Some(number) = number else {
        problems.push(diagnostics::wrong_type(node, "a number between 0 and 1"));
        return None;
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
    if times == 0 && number > 0.0 {
        problems.push(diagnostics::bad_value(
            node,
            "this is less than one in a million, which is the least there is beside 0",
        ));
        return None;
    }
    Some(Often::OfAMillion(times))
}

/// A whole number with `ms` or `s`, of at most a minute.
fn time(node: &Node, problems: &mut Diagnostics) -> Option<Duration> {
    let written = match &node.value {
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => text(node, problems)?,
    };
    let of_unit = |unit: &str| digits(written.strip_suffix(unit)?);
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
