use serde_json::json;

use crate::{check, check_error};

#[test]
fn rounding_takes_halves_up() {
    for (number, rounded) in [
        (10.2, 10),
        (10.7, 11),
        (10.5, 11),
        (-10.5, -10),
        (-10.6, -11),
    ] {
        check("math.roundNum", json!([number]), rounded);
    }
    check_error(
        "math.roundNum",
        json!(["1"]),
        "argument 1 must be a number, but is a string",
    );
}

#[test]
fn the_smaller_and_the_larger_are_told() {
    check("math.minVal", json!([7, 5.5]), 5.5);
    check("math.maxVal", json!([7, 5.5]), 7.0);
}

#[test]
fn random_numbers_come_from_the_hosts_bytes() {
    check("math.randomDouble", json!([]), 0.219_625_555_534_905_37);
    check("math.randomWithinRange", json!([10, 20]), 12);
    check("math.randomWithinRange", json!([3, 3]), 3);
    check_error(
        "math.randomWithinRange",
        json!([2, 1]),
        "math.randomWithinRange: the start is greater than the end",
    );
}
