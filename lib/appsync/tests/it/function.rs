//! Lambda functions in templates.

use appsynth_appsync::*;
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
