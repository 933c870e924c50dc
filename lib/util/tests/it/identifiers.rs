use std::sync::Arc;

use appsynth_util::{Clock, Host, Ids, find};
use serde_json::json;

use crate::check;

#[test]
fn identifiers_come_from_the_hosts_clock_and_bytes() {
    check("autoId", json!([]), "30313233-3435-4637-b839-616263646566");
    check("autoUlid", json!([]), "01C5P7XAC660RK4CSM6MV3EE1S");
    check("autoKsuid", json!([]), "10Bn7RfesSQU6wn9LuV9Q6A1xVW");
}

#[test]
fn the_largest_ksuid_is_that_of_the_specification() {
    struct Largest;
    impl Clock for Largest {
        fn now_millis(&self) -> i64 {
            i64::MAX
        }
    }
    impl Ids for Largest {
        fn random(&self) -> [u8; 16] {
            [255; 16]
        }
    }
    let host = Host {
        clock: Arc::new(Largest),
        ids: Arc::new(Largest),
    };
    let ksuid = (find("autoKsuid").unwrap().call)(&host, &[]).unwrap();
    assert_eq!(ksuid, json!("aWgEPTl1tmebfsQzFP4bxwgy80V"));
}
