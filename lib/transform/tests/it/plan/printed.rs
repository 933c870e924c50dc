//! How generated functions read.

use std::collections::HashSet;
use std::fmt::Write as _;

use appsynth_program::print;
use appsynth_transform::plan::{Code, Language, Own, Printed, Printing, Resolver};
use appsynth_transform::{plan, plan_printed};
use expect_test::expect_file;

use super::both::halves;
use super::{plan_of, resolver};
use crate::{model_with, options};

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

#[test]
fn a_plan_that_is_printed_as_it_is_made_has_the_same_code() {
    let options = options();
    let model = model_with(PARCELS, &options);
    for language in [Language::Js, Language::Vtl] {
        let except = HashSet::from(["Query.getBox".to_owned()]);
        let printing = Printing { language, except };
        let printed = plan_printed(&model, &options, &printing);
        for (coordinate, resolver) in &plan(&model, &options).resolvers {
            let other = &printed.resolvers[coordinate];
            let codes = resolver.steps.iter().zip(&other.steps);
            let codes = codes.map(|(step, other)| (&step.code, &other.code));
            for (code, other) in codes.chain([(&resolver.around, &other.around)]) {
                if coordinate == "Query.getBox" {
                    assert_eq!(code, other, "{coordinate}");
                    continue;
                }
                let Code::Printed(other) = other else {
                    panic!("{coordinate} is not printed");
                };
                assert_eq!(Printed::of(halves(code), language), **other, "{coordinate}");
            }
        }
    }
}
