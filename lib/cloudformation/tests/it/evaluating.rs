//! Values as CloudFormation computes them when it deploys a stack.

use appsynth_cloudformation::LogicalId;
use appsynth_cloudformation::evaluate::{Deployed, EvaluateError, Evaluator, PseudoParameters};
use expect_test::{Expect, expect};
use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::template;

/// Every resource but `Absent` exists; `Gone` is no attribute.
pub(crate) struct Stack;

impl Deployed for Stack {
    fn reference(&self, resource: &LogicalId) -> Result<Value, String> {
        match resource.0.as_str() {
            "Absent" => Err(format!("there is no resource `{resource}`")),
            name => Ok(format!("id-of-{name}").into()),
        }
    }

    fn attribute(&self, resource: &LogicalId, attribute: &str) -> Result<Value, String> {
        match attribute {
            "Gone" => Err(format!("`{resource}` has no attribute `{attribute}`")),
            "List" => Ok(json!(["a", "b"])),
            _ => Ok(format!("{attribute}-of-{resource}").into()),
        }
    }

    fn import(&self, export: &str) -> Result<Value, String> {
        Ok(format!("import-of-{export}").into())
    }
}

pub(crate) fn pseudo() -> PseudoParameters {
    PseudoParameters {
        account_id: "000000000000".into(),
        region: "eu-west-1".into(),
        partition: "aws".into(),
        url_suffix: "amazonaws.com".into(),
        stack_name: "blog".into(),
        stack_id: "arn:aws:cloudformation:eu-west-1:000000000000:stack/blog/1".into(),
        notification_arns: Vec::new(),
    }
}

fn lines(errors: &[EvaluateError]) -> String {
    errors.iter().map(|error| format!("{error}\n")).collect()
}

fn ssm(name: &str) -> Option<String> {
    (name == "/shared/list").then(|| "x, y".to_owned())
}

/// The properties of the resource `R` of a template with these arguments, or what is wrong.
fn check_with(yaml: &str, arguments: &[(&str, &str)], expected: Expect) {
    let template = template(yaml);
    let arguments: IndexMap<String, String> = arguments
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let actual = Evaluator::new(&template, pseudo(), &arguments, &ssm)
        .and_then(|evaluator| evaluator.properties(&LogicalId("R".into()), &Stack));
    let actual = match actual {
        Ok(properties) => properties
            .iter()
            .map(|(name, value)| format!("{name}: {value}\n"))
            .collect(),
        Err(errors) => lines(&errors),
    };
    expected.assert_eq(&actual);
}

fn check(yaml: &str, expected: Expect) {
    check_with(yaml, &[], expected);
}

#[test]
fn every_function_gives_its_value() {
    check(
        r#"
Parameters: { Stage: { Type: String, Default: dev } }
Mappings: { Sizes: { dev: { units: 1 } } }
Conditions: { Dev: !Equals [!Ref Stage, dev] }
Resources:
  R:
    Type: T
    Properties:
      Ref: !Ref Other
      Parameter: !Ref Stage
      GetAtt: !GetAtt Other.Arn
      Sub: !Sub ["${AWS::Region} ${Other} ${Other.Arn} ${v} ${!kept}", { v: 7 }]
      Join: !Join ["-", [a, 1, true, !Ref AWS::NoValue]]
      Select: !Select ["1", !GetAtt Other.List]
      Split: !Split [",", "a,b,"]
      If: !If [Dev, yes, !GetAtt Other.Gone]
      FindInMap: !FindInMap [Sizes, !Ref Stage, units]
      Default: { Fn::FindInMap: [Sizes, none, units, { DefaultValue: 9 }] }
      Import: !ImportValue { Fn::Sub: "${Stage}-x" }
      Base64: !Base64 hello
      Cidr: !Cidr [10.0.0.0/16, 2, 8]
      Zones: !GetAZs ""
      Json: !ToJsonString { a: [!Ref Stage] }
      Length: !Length [1, 2, 3]
"#,
        expect![[r#"
            Ref: "id-of-Other"
            Parameter: "dev"
            GetAtt: "Arn-of-Other"
            Sub: "eu-west-1 id-of-Other Arn-of-Other 7 ${kept}"
            Join: "a-1-true"
            Select: "b"
            Split: ["a","b",""]
            If: "yes"
            FindInMap: 1
            Default: 9
            Import: "import-of-dev-x"
            Base64: "aGVsbG8="
            Cidr: ["10.0.0.0/24","10.0.1.0/24"]
            Zones: ["eu-west-1a","eu-west-1b","eu-west-1c"]
            Json: "{\"a\":[\"dev\"]}"
            Length: 3
        "#]],
    );
}

#[test]
fn no_value_removes_the_property() {
    check(
        "
Conditions: { Never: !Equals [a, b] }
Resources:
  R:
    Type: T
    Properties:
      Kept: { A: 1, B: !Ref AWS::NoValue }
      Removed: !If [Never, 1, !Ref AWS::NoValue]
      List: [1, !Ref AWS::NoValue]
",
        expect![[r#"
            Kept: {"A":1}
            List: [1]
        "#]],
    );
}

#[test]
fn all_errors_are_collected_with_their_places() {
    check(
        "
Resources:
  R:
    Type: T
    Properties:
      A: !Ref Absent
      B: [!Select [5, [a]], !GetAtt X.Gone]
      C: !Sub '${Absent} ${X.Gone} ${X.List}'
      D: !FindInMap [M, a, b]
      E: !Join ['', x]
      F: !Transform { Name: AWS::Include }
      G: !Base64 { Ref: AWS::NoValue }
",
        expect![[r#"
            Resources.R.Properties.A.Ref: there is no resource `Absent`
            Resources.R.Properties.B[0].Fn::Select: selects item 5 of a list of 1
            Resources.R.Properties.B[1].Fn::GetAtt: `X` has no attribute `Gone`
            Resources.R.Properties.C.Fn::Sub: there is no resource `Absent`
            Resources.R.Properties.C.Fn::Sub: `X` has no attribute `Gone`
            Resources.R.Properties.C.Fn::Sub: `${X.List}` must be text, but is a list or an object
            Resources.R.Properties.D.Fn::FindInMap: the mapping `M` has no `a`, `b`
            Resources.R.Properties.E.Fn::Join[1]: must be a list
            Resources.R.Properties.F.Fn::Transform: cannot be computed here
            Resources.R.Properties.G.Fn::Base64: needs a value, but is `AWS::NoValue`
        "#]],
    );
}

#[test]
fn parameters_take_their_argument_or_default() {
    check_with(
        "
Parameters:
  Number: { Type: Number, Default: 3 }
  Texts: { Type: CommaDelimitedList, Default: 'a, b' }
  Numbers: { Type: List<Number>, Default: '1,2' }
  Shared: { Type: AWS::SSM::Parameter::Value<List<String>>, Default: /shared/list }
  Empty: { Type: CommaDelimitedList, Default: '' }
Resources:
  R:
    Type: T
    Properties:
      Number: !Ref Number
      Texts: !Ref Texts
      Numbers: !Ref Numbers
      Shared: !Ref Shared
      Empty: !Ref Empty
",
        &[("Texts", "c,d")],
        expect![[r#"
            Number: "3"
            Texts: ["c","d"]
            Numbers: ["1","2"]
            Shared: ["x","y"]
            Empty: []
        "#]],
    );
}

#[test]
fn refused_and_missing_parameters_are_reported_together() {
    check_with(
        "
Parameters:
  None: { Type: String }
  Number: { Type: Number, MinValue: 1, MaxValue: 5 }
  Word: { Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: lower case only }
  One: { Type: String, AllowedValues: [a, b] }
  Short: { Type: String, MaxLength: 2 }
  Shared: { Type: AWS::SSM::Parameter::Value<String>, Default: /none }
Resources: { R: { Type: T } }
",
        &[
            ("Number", "6"),
            ("Word", "A"),
            ("One", "c"),
            ("Short", "abc"),
            ("Stage", "x"),
        ],
        expect![[r#"
            Parameters.Stage: is given a value, but there is no such parameter
            Parameters.None: has neither a value nor a default
            Parameters.Number: 6 is outside what is allowed
            Parameters.Word: `A` is refused: lower case only
            Parameters.One: `c` is not one of the allowed values
            Parameters.Short: `abc` is too short or too long
            Parameters.Shared: Systems Manager has no parameter `/none`
        "#]],
    );
}

#[test]
fn conditions_decide_which_resources_and_outputs_there_are() {
    let template = template(
        "
Parameters: { Stage: { Type: String, Default: dev } }
Conditions:
  NotProd: !Not [!Condition Prod]
  Prod: !Equals [!Ref Stage, prod]
  Both: !And [!Condition Prod, !Condition NotProd]
  Either: !Or [!Condition Prod, !Condition NotProd]
Resources:
  A: { Type: T, Condition: Prod }
  B: { Type: T, Condition: NotProd }
  C: { Type: T, Condition: Both }
  D: { Type: T, Condition: Either }
  E: { Type: T }
Outputs:
  A: { Value: !Ref A, Condition: Prod }
  B: { Value: !Ref B, Export: { Name: !Sub '${AWS::StackName}:b' } }
",
    );
    let evaluator = Evaluator::new(&template, pseudo(), &IndexMap::new(), &ssm).unwrap();
    let names: Vec<_> = evaluator.resources().map(|(id, _)| id.0.as_str()).collect();
    assert_eq!(names, ["B", "D", "E"]);
    let outputs = evaluator.outputs(&Stack).unwrap();
    assert_eq!(outputs.len(), 1);
    let output = &outputs[&LogicalId("B".into())];
    assert_eq!(output.value, json!("id-of-B"));
    assert_eq!(output.export.as_deref(), Some("blog:b"));
}

#[test]
fn conditions_that_cannot_be_settled_are_reported() {
    check(
        "
Conditions:
  A: !Not [!Condition B]
  B: !Not [!Condition A]
  C: !Equals [!GetAtt R.Arn, x]
  D: !Condition None
Resources: { R: { Type: T } }
",
        expect![[r#"
            Conditions.A: the condition needs itself, through A → B
            Conditions.C.Fn::Equals[0].Fn::GetAtt: attributes of resources are not known here
            Conditions.D.Condition: there is no condition `None`
        "#]],
    );
}

#[test]
fn rules_refuse_arguments() {
    let yaml = "
Parameters: { Version: { Type: String, Default: '3' } }
Rules:
  CheckVersion:
    Assertions:
      - Assert: !Not [{ Fn::Contains: [['1', '2'], !Ref Version] }]
        AssertDescription: version 3 or later is needed
Resources: { R: { Type: T, Properties: { V: !Ref Version } } }
";
    check(
        yaml,
        expect![[r#"
        V: "3"
    "#]],
    );
    check_with(
        yaml,
        &[("Version", "2")],
        expect![[r#"
            Rules.CheckVersion.Assertions[0]: version 3 or later is needed
        "#]],
    );
}
