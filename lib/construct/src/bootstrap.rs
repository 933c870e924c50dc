//! What templates say of what `cdk bootstrap` has made.

use appsynth_cloudformation::bootstrap::{NEEDED_VERSION, QUALIFIER, VERSION_PARAMETER};
use appsynth_cloudformation::{
    Expr, Intrinsic, LogicalId, Parameter, Pseudo, Rule, RuleAssertion, SubPart, Template,
};

/// The bucket for assets, by its default name.
pub(crate) fn bucket<R>() -> Expr<R> {
    Intrinsic::Sub(bucket_name(), None).into()
}

/// Where CloudFormation finds an object in that bucket.
pub(crate) fn object_url<R>(key: &str) -> Expr<R> {
    let mut parts = vec![
        text("https://s3."),
        SubPart::Pseudo(Pseudo::Region),
        text("."),
        SubPart::Pseudo(Pseudo::UrlSuffix),
        text("/"),
    ];
    parts.extend(bucket_name());
    parts.push(text(&format!("/{key}")));
    Intrinsic::Sub(parts, None).into()
}

fn bucket_name<R>() -> Vec<SubPart<R>> {
    vec![
        text(&format!("cdk-{QUALIFIER}-assets-")),
        SubPart::Pseudo(Pseudo::AccountId),
        text("-"),
        SubPart::Pseudo(Pseudo::Region),
    ]
}

fn text<R>(text: &str) -> SubPart<R> {
    SubPart::Text(text.to_owned())
}

/// Has CloudFormation refuse the stack where `cdk bootstrap` is too old, as the CDK's stacks do.
///
/// <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/stack-synthesizers/stack-synthesizer.ts>
pub(crate) fn demand(template: &mut Template) {
    let parameter = LogicalId("BootstrapVersion".to_owned());
    let too_old = (1..NEEDED_VERSION)
        .map(|version| Expr::from(version.to_string().as_str()))
        .collect();
    let contains = Expr::List(vec![
        Expr::List(too_old),
        Intrinsic::Ref(parameter.clone()).into(),
    ]);
    let contains = Intrinsic::Other("Fn::Contains".to_owned(), contains);
    let members = [
        ("Default", VERSION_PARAMETER),
        (
            "Description",
            "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]",
        ),
    ];
    template.parameters.insert(
        parameter,
        Parameter {
            kind: "AWS::SSM::Parameter::Value<String>".to_owned(),
            members: members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect(),
        },
    );
    template.rules.insert(
        LogicalId("CheckBootstrapVersion".to_owned()),
        Rule {
            condition: None,
            assertions: vec![RuleAssertion {
                assert: Intrinsic::Not(contains.into()).into(),
                description: Some(format!("CDK bootstrap stack version {NEEDED_VERSION} required. Please run 'cdk bootstrap' with a recent version of the CDK CLI.")),
            }],
        },
    );
}
