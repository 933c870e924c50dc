//! Events under load reach everyone whom they are for.

use integration::{Project, Subscribers};

#[test]
fn each_of_many_subscribers_hears_once_of_each_of_many_posts() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let served = project.deploy();
    let events = Subscribers::connect(&served, 50).hear_of_posts(&served, 400);
    assert_eq!(events, 25 * 400 + 25 * 200);
}
