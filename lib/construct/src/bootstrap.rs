//! What `cdk bootstrap` has made in every account and region that is deployed to.
//!
//! <https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html>

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
        text("cdk-hnb659fds-assets-"),
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
    let too_old = ["1", "2", "3", "4", "5"].map(Expr::from).to_vec();
    let contains = Expr::List(vec![
        Expr::List(too_old),
        Intrinsic::Ref(parameter.clone()).into(),
    ]);
    let contains = Intrinsic::Other("Fn::Contains".to_owned(), contains);
    let members = [
        ("Default", "/cdk-bootstrap/hnb659fds/version"),
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
                description: Some("CDK bootstrap stack version 6 required. Please run 'cdk bootstrap' with a recent version of the CDK CLI.".to_owned()),
            }],
        },
    );
}
