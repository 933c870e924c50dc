//! Resources that this machine does not have. They get names and ARNs of the right form, so that the values
//! made of them can be computed.

use serde_json::{Map, Value};

use super::{Identity, Place, text_or};

/// Properties by which resources are named, such as `RoleName` and `BucketName`.
const NAMES: [&str; 8] = [
    "RoleName",
    "BucketName",
    "QueueName",
    "TopicName",
    "UserPoolName",
    "UserName",
    "DomainName",
    "Name",
];

pub(super) fn identity(kind: &str, place: Place<'_>, properties: &Map<String, Value>) -> Identity {
    let name = NAMES
        .iter()
        .find_map(|property| properties.get(*property)?.as_str().map(str::to_owned))
        .unwrap_or_else(|| place.name());
    match kind {
        "AWS::IAM::Role" => {
            let path = text_or(properties, "Path", || "/".to_owned());
            let (partition, account) = (place.partition, place.account);
            let arn = format!("arn:{partition}:iam::{account}:role{path}{name}");
            Identity::new(name, [("Arn", arn), ("RoleId", place.id())])
        }
        "AWS::IAM::ManagedPolicy" => {
            let name = text_or(properties, "ManagedPolicyName", || name);
            let path = text_or(properties, "Path", || "/".to_owned());
            let (partition, account) = (place.partition, place.account);
            let arn = format!("arn:{partition}:iam::{account}:policy{path}{name}");
            Identity::new(arn.clone(), [("PolicyArn", arn)])
        }
        "AWS::Cognito::UserPool" => {
            let id: String = place.id().chars().take(9).collect();
            let id = format!("{}_{id}", place.region);
            let provider = format!("cognito-idp.{}.amazonaws.com/{id}", place.region);
            Identity::new(
                id.clone(),
                [
                    ("Arn", place.arn("cognito-idp", &format!("userpool/{id}"))),
                    ("ProviderURL", format!("https://{provider}")),
                    ("ProviderName", provider),
                    ("UserPoolId", id),
                ],
            )
        }
        "AWS::Cognito::UserPoolClient" => {
            let id = place.id();
            Identity::new(id.clone(), [("ClientId", id)])
        }
        "AWS::S3::Bucket" => {
            let name = name.to_lowercase();
            let arn = format!("arn:{}:s3:::{name}", place.partition);
            Identity::new(name, [("Arn", arn)])
        }
        "AWS::SNS::Topic" => {
            let arn = place.arn("sns", &name);
            Identity::new(arn.clone(), [("TopicArn", arn), ("TopicName", name)])
        }
        _ if is_custom(kind) => {
            let mut identity = Identity::new(name, []);
            // Many answer with what they were told, as `Custom::CDKBucketDeployment` with the bucket's ARN.
            identity.attributes = properties.clone().into_iter().collect();
            identity
        }
        _ => {
            let mut words = kind.split("::").skip(1);
            let service = words.next().unwrap_or("cloudformation").to_lowercase();
            let arn = match words.next() {
                Some(word) => place.arn(&service, &format!("{}/{name}", word.to_lowercase())),
                None => place.arn(&service, &name),
            };
            Identity::new(name, [("Arn", arn)])
        }
    }
}

fn is_custom(kind: &str) -> bool {
    kind.starts_with("Custom::") || kind == "AWS::CloudFormation::CustomResource"
}
