//! Resources in the order in which they come about.

use appsynth_diagnostics::Diagnostic;
use expect_test::{Expect, expect};

use crate::template;

fn check(resources: &str, expected: Expect) {
    let template = template(&format!("Resources:\n{resources}"));
    let actual = match template.dependency_order() {
        Ok(order) => order
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" "),
        Err(circle) => Diagnostic::from(circle).message,
    };
    expected.assert_eq(&actual);
}

#[test]
fn a_resource_comes_after_all_it_needs() {
    check(
        "
  A: { Type: T, DependsOn: D, Properties: { X: !Ref B } }
  B: { Type: T, Properties: { X: !GetAtt C.Arn, Y: !Ref Parameter } }
  C: { Type: T, Properties: { X: !Sub '${E.Arn} ${!D} ${v}', Y: !Join ['', [!Ref AWS::Region]] } }
  D: { Type: T, Properties: { X: !Sub ['${E}', { E: !Ref F }] } }
  E: { Type: T }
  F: { Type: T }
",
        expect!["E C B F D A"],
    );
}

#[test]
fn what_a_resource_needs_comes_in_source_order() {
    check(
        "
  A: { Type: T, DependsOn: [D, B], Properties: { X: !Ref C } }
  C: { Type: T }
  B: { Type: T }
  D: { Type: T }
",
        expect!["C B D A"],
    );
}

#[test]
fn a_circle_is_reported_with_its_path() {
    check(
        "
  Start: { Type: T, Properties: { X: !Ref A } }
  A: { Type: T, Properties: { X: !Ref B } }
  B: { Type: T, Properties: { X: !GetAtt C.Arn } }
  C: { Type: T, DependsOn: [A] }
",
        expect!["resources need one another in a circle: `A` → `B` → `C` → `A`"],
    );
}

#[test]
fn a_resource_that_needs_itself_is_a_circle() {
    check(
        "  A: { Type: T, Properties: { X: !GetAtt A.Arn } }",
        expect!["resources need one another in a circle: `A` → `A`"],
    );
}
