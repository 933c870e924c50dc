//! Roles and what they are granted.

use appsynth_appsync::*;
use appsynth_construct::Scope;
use appsynth_resources::{dynamodb, lambda};
use expect_test::expect;

use crate::stack::{check, check_allowed, schema};

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

#[test]
fn what_is_allowed_and_who_may_assume_a_role_can_depend_on_the_request() {
    check(
        &["AWS::IAM::Role"],
        |stack| {
            let provider = "cognito-identity.amazonaws.com";
            let upload = Statement::allow(["s3:PutObject"], ["arn:aws:s3:::pictures/*"])
                .condition("StringEquals", "aws:SourceAccount", "111122223333")
                .condition("StringEquals", "aws:RequestedRegion", "eu-west-1")
                .condition("Bool", "aws:SecureTransport", "true");
            let role = Role::new(Principal::Federated(provider.into()))
                .condition("StringEquals", format!("{provider}:aud"), "eu-west-1:pool")
                .allow(upload);
            stack.add("Role", role);
        },
        expect![[r#"
            Role1ABCC5F0: {
              "Properties": {
                "AssumeRolePolicyDocument": {
                  "Statement": [
                    {
                      "Action": "sts:AssumeRoleWithWebIdentity",
                      "Condition": {
                        "StringEquals": {"cognito-identity.amazonaws.com:aud":"eu-west-1:pool"}
                      },
                      "Effect": "Allow",
                      "Principal": {"Federated":"cognito-identity.amazonaws.com"}
                    }
                  ],
                  "Version": "2012-10-17"
                },
                "Policies": [
                  {
                    "PolicyDocument": {
                      "Statement": [
                        {
                          "Action": "s3:PutObject",
                          "Condition": {
                            "StringEquals": {
                              "aws:SourceAccount": "111122223333",
                              "aws:RequestedRegion": "eu-west-1"
                            },
                            "Bool": {"aws:SecureTransport":"true"}
                          },
                          "Effect": "Allow",
                          "Resource": "arn:aws:s3:::pictures/*"
                        }
                      ],
                      "Version": "2012-10-17"
                    },
                    "PolicyName": "Access"
                  }
                ]
              }
            }
        "#]],
    );
}

#[test]
fn resources_of_cloudformation_are_used_like_constructs() {
    check_allowed(
        |stack| {
            let key = dynamodb::TableKeySchema::new("id", dynamodb::TableKeyType::Hash);
            let table = stack.add("Posts", dynamodb::CfnTable::new(vec![key]));
            let trust = Statement::allow(["sts:AssumeRole"], ["*"]);
            let role = stack.add(
                "Role",
                appsynth_resources::iam::CfnRole::new(Grant::from(trust).document()),
            );
            let role = RoleRef::from(role);
            stack.grant(role, TableRef::from(table).read());
            let code = lambda::FunctionCode::default();
            let function = stack.add("Echo", lambda::CfnFunction::new(code, role.arn()));
            stack.grant(role, FunctionRef::from(function).invoke());
        },
        expect![[r#"
            RoleDefaultPolicy5FFB7DAB: ["dynamodb:BatchGetItem","dynamodb:GetItem"] on {"Fn::GetAtt":["Posts","Arn"]}
            RoleDefaultPolicy5FFB7DAB: ["dynamodb:Query","dynamodb:Scan"] on [{"Fn::GetAtt":["Posts","Arn"]},{"Fn::Join":["",[{"Fn::GetAtt":["Posts","Arn"]},"/index/*"]]}]
            RoleDefaultPolicy5FFB7DAB: "lambda:InvokeFunction" on {"Fn::GetAtt":["Echo","Arn"]}
        "#]],
    );
}

/// What waits for what, of those who say so.
fn waits(add: impl FnOnce(&mut Scope<'_>)) -> Vec<String> {
    let resources = crate::stack::resources(appsynth_construct::Environment::new("dev"), add);
    let waits = resources.into_iter().filter_map(|(id, resource)| {
        let waits = resource.get("DependsOn")?;
        Some(format!("{id}: {waits}"))
    });
    waits.collect()
}

fn echo(stack: &mut Scope<'_>) -> FunctionRef {
    let code = FunctionCode::inline("def handler(event, context): return event");
    stack.add(
        "Echo",
        Function::new(Runtime::Python313, "index.handler", code),
    )
}

#[test]
fn a_function_waits_for_what_its_role_is_granted_later() {
    let waits = waits(|stack| {
        let posts = stack.add("Posts", Table::new(Key::partition(string("id"))));
        let role = echo(stack).role().expect("its own");
        stack.grant(role, posts.read());
    });
    assert_eq!(
        waits,
        [r#"Echo11F3FB29: ["EchoServiceRoleDefaultPolicy6F0ACA5F"]"#]
    );
}

#[test]
fn a_function_does_not_wait_for_leave_that_needs_it() {
    let waits = waits(|stack| {
        let function = echo(stack);
        stack.grant(function.role().expect("its own"), function.invoke());
    });
    assert_eq!(waits, Vec::<String>::new());
}
