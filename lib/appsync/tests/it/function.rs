//! Lambda functions in templates.

use appsynth_appsync::*;
use appsynth_construct::{App, Environment, MemoryFiles};
use expect_test::expect;

use crate::stack::check;

#[test]
fn a_function_has_a_role_a_log_and_the_files_that_are_not_ignored() {
    check(
        &[
            "AWS::Lambda::Function",
            "AWS::IAM::Role",
            "AWS::Logs::LogGroup",
        ],
        |stack| {
            let code = FunctionCode::folder("functions/echo");
            let function = Function::new(Runtime::NodeJs22, "index.handler", code)
                .environment("STAGE", "dev")
                .timeout(Seconds(10))
                .memory_megabytes(256)
                .architecture(Architecture::Arm)
                .layer("arn:aws:lambda:eu-west-1:111122223333:layer:a:1")
                .log_retention(Days(7));
            stack.add("Echo", function);
        },
        expect![[r#"
            EchoLogGroup4CFE6FF3: {
              "DeletionPolicy": "Retain",
              "Properties": {"RetentionInDays":7},
              "UpdateReplacePolicy": "Retain"
            }
            EchoServiceRoleBE28060B: {
              "Properties": {
                "AssumeRolePolicyDocument": {
                  "Statement": [
                    {
                      "Action": "sts:AssumeRole",
                      "Effect": "Allow",
                      "Principal": {"Service":"lambda.amazonaws.com"}
                    }
                  ],
                  "Version": "2012-10-17"
                },
                "Policies": [
                  {
                    "PolicyDocument": {
                      "Statement": [
                        {
                          "Action": ["logs:CreateLogStream","logs:PutLogEvents"],
                          "Effect": "Allow",
                          "Resource": {"Fn::GetAtt":["EchoLogGroup4CFE6FF3","Arn"]}
                        }
                      ],
                      "Version": "2012-10-17"
                    },
                    "PolicyName": "Access"
                  }
                ]
              }
            }
            Echo11F3FB29: {
              "Properties": {
                "Architectures": ["arm64"],
                "Code": {
                  "S3Bucket": {"Fn::Sub":"cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"},
                  "S3Key": "6f4f16a7bd6135e6396c10f0bf48d3314ee1b6387eb64e3dacaa3ea955030175.zip"
                },
                "Environment": {"Variables":{"STAGE":"dev"}},
                "Handler": "index.handler",
                "Layers": ["arn:aws:lambda:eu-west-1:111122223333:layer:a:1"],
                "LoggingConfig": {"LogGroup":{"Ref":"EchoLogGroup4CFE6FF3"}},
                "MemorySize": 256,
                "Role": {"Fn::GetAtt":["EchoServiceRoleBE28060B","Arn"]},
                "Runtime": "nodejs22.x",
                "Timeout": 10
              }
            }
        "#]],
    );
}

/// What is said of a function whose folder has these patterns in its `.lambdaignore`.
fn said_of(patterns: &str) -> Vec<String> {
    let files = MemoryFiles::new()
        .file(
            "functions/echo/index.mjs",
            "export const handler = () => 1;",
        )
        .file("functions/echo/.lambdaignore", patterns);
    let mut app = App::new(Environment::local(), files);
    let code = FunctionCode::folder("functions/echo");
    let function = Function::new(Runtime::NodeJs22, "index.handler", code);
    app.stack("blog").add("Echo", function);
    let said = match app.synth() {
        Ok(synthesis) => synthesis.warnings,
        Err(failure) => failure.diagnostics,
    };
    said.into_iter().map(|one| one.message).collect()
}

#[test]
fn a_line_of_lambdaignore_that_is_no_pattern_is_told() {
    assert_eq!(
        said_of("# tests\n*.test.mjs\n{a,b\n"),
        ["`{a,b` in `.lambdaignore` is no pattern"]
    );
}

#[test]
fn patterns_of_lambdaignore_that_cannot_be_compiled_are_told() {
    let endless = "?".repeat(1_000_000);
    assert_eq!(
        said_of(&endless),
        ["the patterns in `.lambdaignore` cannot be compiled"]
    );
}
