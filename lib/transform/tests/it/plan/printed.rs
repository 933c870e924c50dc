//! How generated functions read.

use std::fmt::Write as _;

use appsynth_program::print;
use appsynth_transform::plan::{Code, Own, Resolver};
use expect_test::expect_file;

use super::both::halves;
use super::{plan_of, resolver};

const PARCELS: &str = r#"
    type Parcel @model @auth(rules: [{ allow: public }]) {
        depot: ID! @primaryKey(sortKeyFields: ["lane", "slot"])
        lane: String!
        slot: String!
        line: String @index(name: "byLine", queryField: "parcelsOfLine", sortKeyFields: ["cabin", "deck"])
        cabin: String
        deck: String
        box: Box @hasOne
    }
    type Box @model @auth(rules: [{ allow: public }]) {
        id: ID!
        size: Int
        lids: [Lid] @hasMany(indexName: "byBox", fields: ["id"])
    }
    type Lid @model @auth(rules: [{ allow: public }]) {
        id: ID!
        boxId: ID! @index(name: "byBox", sortKeyFields: ["colour"])
        colour: String!
    }
"#;

/// A resolver of each kind.
const RESOLVERS: &[&str] = &[
    "Query.getBox",
    "Query.listBoxes",
    "Query.getParcel",
    "Query.listParcels",
    "Query.parcelsOfLine",
    "Mutation.createBox",
    "Mutation.createParcel",
    "Mutation.updateParcel",
    "Mutation.deleteParcel",
    "Subscription.onCreateBox",
    "Parcel.box",
    "Box.lids",
];

#[test]
fn resolvers_read_well() {
    let plan = plan_of(PARCELS);
    for coordinate in RESOLVERS {
        let resolver = resolver(&plan, coordinate);
        let js = printed(resolver, |code| {
            let [request, response] = halves(code);
            print::js(request, response)
        });
        let vtl = printed(resolver, |code| {
            let [request, response] = halves(code).map(print::vtl);
            format!("{request}---\n{response}")
        });
        expect_file![format!("../../plan/js/{coordinate}.txt")].assert_eq(&js);
        expect_file![format!("../../plan/vtl/{coordinate}.txt")].assert_eq(&vtl);
    }
}

fn printed(resolver: &Resolver, print: impl Fn(&Code) -> String) -> String {
    let around = Own::ALL.iter().fold(print(&resolver.around), |text, own| {
        text.replace(&own.mark(), resolver.own(*own))
    });
    let mut text = format!("===== around\n{around}");
    for step in &resolver.steps {
        let (slot, index, source) = (step.slot.name(), step.index, &step.source);
        let code = print(&step.code);
        write!(text, "===== {slot} {index} on {source}\n{code}").expect("a string takes text");
    }
    text
}
