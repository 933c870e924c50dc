//! Templates at and above CloudFormation's quotas.

use appsynth_cloudformation::quotas::{
    MAX_MAPPINGS, MAX_NAME_CHARACTERS, MAX_OUTPUTS, MAX_PARAMETERS, MAX_RESOURCES,
    MAX_TEMPLATE_BYTES,
};
use appsynth_cloudformation::{Expr, LogicalId, Output, Template};
use expect_test::{Expect, expect};

/// A template with so many more elements in each section than the quota allows.
fn template(more: usize) -> Template {
    fn section<T>(count: usize, element: impl Fn() -> T) -> impl Iterator<Item = (LogicalId, T)> {
        (0..count).map(move |index| (LogicalId(format!("E{index}")), element()))
    }
    let output = || Output {
        value: Expr::Null,
        description: None,
        export: None,
        condition: None,
    };
    Template {
        resources: section(MAX_RESOURCES + more, Default::default).collect(),
        parameters: section(MAX_PARAMETERS + more, Default::default).collect(),
        mappings: section(MAX_MAPPINGS + more, Default::default).collect(),
        outputs: section(MAX_OUTPUTS + more, output).collect(),
        ..Template::default()
    }
}

fn check(template: &Template, bytes: usize, expected: Expect) {
    let diagnostics = template.check_quotas(bytes).into_diagnostics();
    let messages = diagnostics.iter().map(|one| format!("{}\n", one.message));
    expected.assert_eq(&messages.collect::<String>());
}

#[test]
fn what_reaches_the_quotas_is_accepted() {
    check(&template(0), MAX_TEMPLATE_BYTES, expect![""]);
}

#[test]
fn what_exceeds_the_quotas_is_reported_together() {
    check(
        &template(1),
        MAX_TEMPLATE_BYTES + 1,
        expect![[r#"
        the template has 1000001 bytes; CloudFormation allows 1000000
        the template has 501 resources; CloudFormation allows 500
        the template has 201 parameters; CloudFormation allows 200
        the template has 201 outputs; CloudFormation allows 200
        the template has 201 mappings; CloudFormation allows 200
    "#]],
    );
}

#[test]
fn logical_ids_are_letters_and_digits_and_not_too_long() {
    let mut template = Template::default();
    for id in [
        "Good1",
        "Not-good",
        "É",
        "",
        &"a".repeat(MAX_NAME_CHARACTERS),
    ] {
        template
            .resources
            .insert(LogicalId(id.to_owned()), Default::default());
    }
    check(
        &template,
        0,
        expect![[r#"
        `Resources` has an element named `Not-good`, which is no logical id
        `Resources` has an element named `É`, which is no logical id
        `Resources` has an element named ``, which is no logical id
    "#]],
    );
}
