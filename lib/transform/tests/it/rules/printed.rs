//! How the checks of rules read.

use appsynth_program::print;
use appsynth_transform::plan::{Plan, Slot};
use appsynth_transform::{AuthMode, Options, plan};
use expect_test::expect_file;

use crate::model_with;
use crate::plan::both::halves;

const SHOP: &str = r#"
    type Order @model @auth(rules: [
        { allow: owner }
        { allow: owner, ownerField: "clerks", identityClaim: "email", operations: [read, update] }
        { allow: groups, groups: ["Admin", "Sales"] }
        { allow: groups, groupsField: "team", groupClaim: "teams", operations: [read, update] }
        { allow: private, provider: identityPool, operations: [read] }
        { allow: public, operations: [list] }
    ]) {
        id: ID!
        clerks: [String]
        team: String
        price: Int @auth(rules: [{ allow: groups, groups: ["Admin"] }, { allow: owner, operations: [read] }])
        lines: [Line] @hasMany
    }
    type Line @model @auth(rules: [{ allow: private }]) { id: ID! text: String }
    type Page @model { id: ID! text: String }
"#;

fn shop() -> Plan {
    let options = Options {
        default_auth: AuthMode::UserPools,
        additional_auth: vec![AuthMode::ApiKey, AuthMode::Iam],
        identity_pool: true,
        admin_roles: vec!["Backend".into()],
        ..Options::default()
    };
    plan(&model_with(SHOP, &options), &options)
}

#[test]
fn checks_read_well() {
    let plan = shop();
    for (coordinate, slot) in [
        ("Query.getOrder", Slot::Auth),
        ("Query.getOrder", Slot::PostAuth),
        ("Mutation.createOrder", Slot::Auth),
        ("Mutation.updateOrder", Slot::Auth),
        ("Mutation.deleteOrder", Slot::Auth),
        ("Subscription.onCreateOrder", Slot::Auth),
        ("Order.price", Slot::Data),
        ("Order.owner", Slot::Data),
        ("Order.lines", Slot::Auth),
    ] {
        let resolver = &plan.resolvers[coordinate];
        let step = resolver.steps.iter().find(|step| step.slot == slot);
        let step = step.unwrap_or_else(|| panic!("no {slot:?} in {coordinate}"));
        let [request, response] = halves(&step.code);
        let name = format!("{coordinate}.{}", slot.name());
        expect_file![format!("../../rules/{name}.js")].assert_eq(&print::js(request, response));
        expect_file![format!("../../rules/{name}.vtl")].assert_eq(&format!(
            "{}---\n{}",
            print::vtl(request),
            print::vtl(response)
        ));
    }
}
