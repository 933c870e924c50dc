//! JSON and YAML become the same template.

use appsynth_cloudformation::{Expr, Intrinsic, LogicalId, Pseudo, SubPart, Template};
use expect_test::{Expect, expect};

use crate::{read, template};

const JSON: &str = r#"{
 "AWSTemplateFormatVersion": "2010-09-09",
 "Description": "every section",
 "Metadata": {
  "Note": "kept"
 },
 "Parameters": {
  "Stage": {
   "Type": "String",
   "Default": "dev",
   "AllowedValues": [
    "dev",
    "prod"
   ]
  }
 },
 "Rules": {
  "Checked": {
   "RuleCondition": {
    "Fn::Equals": [
     {
      "Ref": "Stage"
     },
     "prod"
    ]
   },
   "Assertions": [
    {
     "Assert": {
      "Fn::Contains": [
       [
        "eu-west-1"
       ],
       {
        "Ref": "AWS::Region"
       }
      ]
     },
     "AssertDescription": "production is in Ireland"
    }
   ]
  }
 },
 "Mappings": {
  "Sizes": {
   "dev": {
    "units": 1,
    "names": [
     "a"
    ]
   }
  }
 },
 "Conditions": {
  "Prod": {
   "Fn::And": [
    {
     "Condition": "Other"
    },
    {
     "Fn::Not": [
      {
       "Fn::Equals": [
        {
         "Ref": "Stage"
        },
        "dev"
       ]
      }
     ]
    }
   ]
  },
  "Other": {
   "Fn::Or": [
    {
     "Condition": "Prod"
    },
    {
     "Condition": "Prod"
    }
   ]
  }
 },
 "Transform": "AWS::LanguageExtensions",
 "Resources": {
  "Posts": {
   "Type": "AWS::DynamoDB::Table",
   "Properties": {
    "TableName": {
     "Fn::Sub": "${AWS::StackName}-posts-${Stage}"
    },
    "Policy": {
     "Statement": {
      "Condition": {
       "Bool": {
        "x": true
       }
      }
     },
     "Condition": "text"
    },
    "Arn": {
     "Fn::GetAtt": [
      "Role",
      "Arn"
     ]
    },
    "Joined": {
     "Fn::Join": [
      "",
      [
       "a",
       {
        "Fn::Select": [
         0,
         {
          "Fn::Split": [
           ",",
           {
            "Fn::ImportValue": "shared"
           }
          ]
         }
        ]
       }
      ]
     ]
    },
    "Chosen": {
     "Fn::If": [
      "Prod",
      {
       "Fn::FindInMap": [
        "Sizes",
        {
         "Ref": "Stage"
        },
        "units"
       ]
      },
      {
       "Ref": "AWS::NoValue"
      }
     ]
    },
    "Text": {
     "Fn::Sub": [
      "${one}${Role.Arn}",
      {
       "one": {
        "Fn::Base64": "x"
       }
      }
     ]
    },
    "Lists": [
     {
      "Fn::GetAZs": ""
     },
     {
      "Fn::Cidr": [
       "10.0.0.0/16",
       4,
       8
      ]
     },
     {
      "Fn::Length": [
       1,
       2.5
      ]
     },
     {
      "Fn::ToJsonString": {
       "a": null
      }
     },
     {
      "Fn::Transform": {
       "Name": "AWS::Include"
      }
     }
    ]
   },
   "DependsOn": [
    "Role"
   ],
   "UpdatePolicy": {
    "UseOnlineResharding": true
   },
   "UpdateReplacePolicy": "Retain",
   "DeletionPolicy": "RetainExceptOnCreate",
   "Metadata": {
    "aws:cdk:path": "App/Posts"
   },
   "Condition": "Prod"
  },
  "Role": {
   "Type": "AWS::IAM::Role"
  }
 },
 "Outputs": {
  "Name": {
   "Description": "its name",
   "Value": {
    "Ref": "Posts"
   },
   "Export": {
    "Name": {
     "Fn::Sub": "${AWS::StackName}:name"
    }
   },
   "Condition": "Prod"
  }
 }
}"#;

const YAML: &str = r#"
AWSTemplateFormatVersion: "2010-09-09"
Description: every section
Metadata: { Note: kept }
Parameters:
  Stage:
    Type: String
    Default: dev
    AllowedValues: [dev, prod]
Rules:
  Checked:
    RuleCondition: !Equals [!Ref Stage, prod]
    Assertions:
      - Assert: !Contains [[eu-west-1], !Ref AWS::Region]
        AssertDescription: production is in Ireland
Mappings:
  Sizes:
    dev: { units: 1, names: [a] }
Conditions:
  Prod: !And
    - !Condition Other
    - !Not [!Equals [!Ref Stage, dev]]
  Other: !Or [!Condition Prod, !Condition Prod]
Transform: AWS::LanguageExtensions
Resources:
  Posts:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub ${AWS::StackName}-posts-${Stage}
      Policy:
        Statement: { Condition: { Bool: { x: true } } }
        Condition: text
      Arn: !GetAtt Role.Arn
      Joined: !Join ["", [a, !Select [0, !Split [",", !ImportValue shared]]]]
      Chosen: !If [Prod, !FindInMap [Sizes, !Ref Stage, units], !Ref AWS::NoValue]
      Text: !Sub
        - ${one}${Role.Arn}
        - one: !Base64 x
      Lists:
        - !GetAZs ""
        - Fn::Cidr: [10.0.0.0/16, 4, 8]
        - !Length [1, 2.5]
        - !ToJsonString { a: null }
        - !Transform { Name: AWS::Include }
    DependsOn: Role
    UpdatePolicy: { UseOnlineResharding: true }
    UpdateReplacePolicy: Retain
    DeletionPolicy: RetainExceptOnCreate
    Metadata: { aws:cdk:path: App/Posts }
    Condition: Prod
  Role:
    Type: AWS::IAM::Role
Outputs:
  Name:
    Description: its name
    Value: !Ref Posts
    Export: { Name: !Sub "${AWS::StackName}:name" }
    Condition: Prod
"#;

#[test]
fn json_is_written_as_it_was_read() {
    assert_eq!(template(JSON).to_json(), JSON);
}

#[test]
fn yaml_and_json_of_a_template_are_equal() {
    assert_eq!(template(YAML), template(JSON));
}

#[test]
fn functions_are_told_from_objects() {
    let template = template(YAML);
    let posts = &template.resources[&LogicalId("Posts".into())];
    assert_eq!(
        posts.properties["TableName"],
        Intrinsic::Sub(
            vec![
                SubPart::Pseudo(Pseudo::StackName),
                SubPart::Text("-posts-".into()),
                SubPart::Ref(LogicalId("Stage".into())),
            ],
            None
        )
        .into()
    );
    let Expr::Map(policy) = &posts.properties["Policy"] else {
        panic!("`Policy` is no function");
    };
    assert_eq!(policy["Condition"], "text".into());
}

#[test]
fn numbers_as_keys_of_mappings_are_text() {
    let yaml = template("Mappings: { M: { 111111111111: { a: 1 } } }\nResources: {}");
    let json = template(r#"{"Mappings": {"M": {"111111111111": {"a": 1}}}, "Resources": {}}"#);
    assert_eq!(yaml, json);
}

#[test]
fn renaming_references_reaches_every_place_that_names_one() {
    let template = template(YAML);
    let posts = &template.resources[&LogicalId("Posts".into())];
    let mut names = Vec::new();
    let mut renamed = Vec::new();
    for value in posts.properties.values() {
        value.visit_refs(|name| names.push(name.0.to_lowercase()));
        let lower = value.clone().map_refs(|name| name.0.to_lowercase());
        lower.visit_refs(|name| renamed.push(name.clone()));
        assert_eq!(
            lower.map_refs(LogicalId).to_value().to_string().len(),
            value.to_value().to_string().len()
        );
    }
    assert_eq!(names, renamed);
    expect!["stage role prod stage role"].assert_eq(&names.join(" "));
}

/// The problems of a template, one a line, each with the text at its place.
fn check(text: &str, expected: Expect) {
    let (_, diagnostics) = read("template", text);
    let lines: Vec<_> = diagnostics
        .iter()
        .map(|one| {
            let span = one.labels.first().map(|label| label.span);
            let place = span.and_then(|span| text.get(span.start..span.end));
            format!(
                "{} {}: {}\n",
                one.code.id,
                place.unwrap_or("-"),
                one.message
            )
        })
        .collect();
    expected.assert_eq(&lines.concat());
}

#[test]
fn all_wrong_shapes_are_reported_at_their_places() {
    check(
        "Resource: {}
Resources:
  A:
    Type: [x]
    DeletionPolicy: Keep
    Properties:
      X: !Join [1, a]
      Y: !Sub '${a b} ${A}'
    Proprties: {}
  B: text
Outputs:
  O: { Export: { Nam: x } }
",
        expect![[r#"
            AS5101 Resource: a template has no section `Resource`
            AS5101 Type: `Resources.A.Type` must be text, not a list
            AS5101 Keep: `Resources.A.DeletionPolicy` must be `Delete`, `Retain`, `RetainExceptOnCreate` or `Snapshot`, not `Keep`
            AS5102 X: `Fn::Join` at `Resources.A.Properties.X` has arguments it cannot take
            AS5102 !Sub '${a b} ${A}': `Fn::Sub` at `Resources.A.Properties.Y.Fn::Sub` has a variable `${a b}` with a name it cannot have
            AS5101 Proprties: `Resources.A` cannot have a member `Proprties`
            AS5101 text: `Resources.B` must be an object, not text
            AS5101 O: `Outputs.O` has no `Value`
            AS5101 Export: `Outputs.O.Export` has no `Name`
        "#]],
    );
}

#[test]
fn json_has_places_too() {
    check(
        "{\n \"Resources\": {\n  \"A\": {\n   \"Type\": 1,\n   \"Properties\": {\"é\": {\"Fn::Not\": \"x\"}}\n  }\n }\n}",
        expect![[r#"
            AS5101 1: `Resources.A.Type` must be text, not a number
            AS5102 "Fn::Not": `Fn::Not` at `Resources.A.Properties.é` has arguments it cannot take
        "#]],
    );
}

#[test]
fn what_could_be_read_is_there_beside_the_problems() {
    let (template, diagnostics) = read(
        "t.yaml",
        "Resources: { A: { Type: T, X: 1 }, B: { Type: U } }",
    );
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(template.unwrap().resources.len(), 2);
}

#[test]
fn text_that_is_no_template_gives_none() {
    for text in [
        "",
        "a: [",
        "{\"a\" 1}",
        "- a",
        "text",
        "{\"é\": }",
        "Resources: {",
    ] {
        let (template, diagnostics) = read("t", text);
        assert_eq!(template, None::<Template>, "{text}");
        assert!(diagnostics.has_errors(), "{text}");
    }
}
