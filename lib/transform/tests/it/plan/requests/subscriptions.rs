//! Subscriptions.

use serde_json::{Value, json};

use crate::plan::plan_of;
use crate::plan::running::{Run, run};

fn subscribe(arguments: Value) -> Run {
    let plan =
        plan_of("type Lamp @model @auth(rules: [{ allow: public }]) { id: ID! lit: Boolean }");
    run(&plan, "Subscription.onUpdateLamp", arguments, Vec::new())
}

#[test]
fn the_callers_filter_decides_which_events_come() {
    let run = subscribe(json!({"filter": {"lit": {"eq": true}}}));
    assert_eq!(
        run.subscription_filter,
        Some(
            json!({"filterGroup": [{"filters": [{"fieldName": "lit", "operator": "eq", "value": true}]}]})
        )
    );
    assert_eq!(run.value(), &Value::Null);
}

#[test]
fn without_a_filter_all_events_come() {
    for arguments in [json!({}), json!({"filter": null}), json!({"filter": {}})] {
        assert_eq!(subscribe(arguments).subscription_filter, None);
    }
}
