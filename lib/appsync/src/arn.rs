//! ARNs that the user gives.

use appsynth_construct::Scope;

use crate::diagnostics;

/// An ARN, taken apart.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arn {
    /// The whole.
    pub(crate) text: String,
    /// Empty for global services.
    pub(crate) region: String,
    /// What comes after the account.
    pub(crate) resource: String,
}

impl Arn {
    /// The ARN of a resource of this service; anything else is reported at the scope's construct.
    pub(crate) fn expect(scope: &mut Scope<'_>, text: &str, service: &str) -> Self {
        Self::parse(text, service).unwrap_or_else(|| {
            scope.report(diagnostics::not_an_arn(text, service));
            Self {
                text: text.to_owned(),
                region: String::new(),
                resource: String::new(),
            }
        })
    }

    fn parse(text: &str, service: &str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let (arn, partition) = (parts.next()?, parts.next()?);
        let (of, region, _account) = (parts.next()?, parts.next()?, parts.next()?);
        let resource = parts.next()?;
        let sound = arn == "arn" && !partition.is_empty() && of == service && !resource.is_empty();
        sound.then(|| Self {
            text: text.to_owned(),
            region: region.to_owned(),
            resource: resource.to_owned(),
        })
    }

    /// The part of the resource after its type, such as `posts` of `table/posts`.
    pub(crate) fn name(&self) -> &str {
        self.resource
            .split_once(['/', ':'])
            .map_or(self.resource.as_str(), |(_, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_its_service_and_a_resource() {
        let table = Arn::parse(
            "arn:aws:dynamodb:eu-west-1:111122223333:table/posts",
            "dynamodb",
        );
        let table = table.expect("it is one");
        assert_eq!(
            (table.region.as_str(), table.name()),
            ("eu-west-1", "posts")
        );
        assert_eq!(Arn::parse("posts", "dynamodb"), None);
        assert_eq!(Arn::parse("arn:aws:s3:::posts", "dynamodb"), None);
        assert_eq!(
            Arn::parse("arn:aws:dynamodb:eu-west-1:111122223333:", "dynamodb"),
            None
        );
    }
}
