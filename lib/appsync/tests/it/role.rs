//! Roles and what they are granted.

use appsynth_appsync::*;
use expect_test::expect;

use crate::stack::{check_allowed, schema};

#[test]
fn grants_add_up_in_one_policy_of_the_role() {
    check_allowed(
        |stack| {
            let posts = stack.add("Posts", Table::new(Key::partition(string("id"))));
            let role = stack.add("Role", Role::of_service("lambda.amazonaws.com"));
            let api = stack.add("Api", Api::new(schema(), Auth::iam()));
            stack.grant(role, posts.read());
            stack.grant(role, api.call(["Query.getPost", "Mutation.*"]));
            stack.grant(role, posts.read());
            let external = Role::external_arn("arn:aws:iam::111122223333:role/other");
            let external = stack.add("Other", external);
            stack.grant(external, posts.write());
        },
        expect![[r#"
            RoleDefaultPolicy5FFB7DAB: ["dynamodb:BatchGetItem","dynamodb:GetItem","dynamodb:Query","dynamodb:Scan"] on {"Fn::GetAtt":["Posts868B3EAD","Arn"]}
            RoleDefaultPolicy5FFB7DAB: "appsync:GraphQL" on [{"Fn::Join":["",[{"Fn::GetAtt":["ApiF70053CD","Arn"]},"/types/Query/fields/getPost"]]},{"Fn::Join":["",[{"Fn::GetAtt":["ApiF70053CD","Arn"]},"/types/Mutation/fields/*"]]}]
        "#]],
    );
}
