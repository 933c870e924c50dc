//! ARNs, which name resources across services, accounts and regions.

/// An ARN, taken apart. The default is that of nothing: all parts are empty.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
///
/// ```
/// use appsynth_cloudformation::Arn;
///
/// let arn = Arn::parse("arn:aws:dynamodb:eu-west-1:111122223333:table/posts");
/// let arn = arn.unwrap_or_default();
/// assert_eq!((arn.service, arn.region), ("dynamodb", "eu-west-1"));
/// assert_eq!((arn.resource, arn.name()), ("table/posts", "posts"));
/// assert_eq!(Arn::parse("posts"), None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, or that of a group of regions, such as `aws-cn`.
    pub partition: &'a str,
    /// The service's name in IAM, such as `dynamodb`.
    pub service: &'a str,
    /// Empty for resources that are in all regions.
    pub region: &'a str,
    /// The account's number. Empty where names are unique without it, as those of buckets.
    pub account: &'a str,
    /// All that comes after the account, such as `table/posts`, colons included.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// None if a text is no ARN, or one without partition, service or resource.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let arn = Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        };
        let needed = [arn.partition, arn.service, arn.resource];
        needed.iter().all(|part| !part.is_empty()).then_some(arn)
    }

    /// The resource without its type: `posts` of `table/posts`, and `a:live` of `function:a:live`.
    pub fn name(self) -> &'a str {
        self.resource
            .split_once(['/', ':'])
            .map_or(self.resource, |(_, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_told() {
        assert_eq!(
            Arn::parse("arn:aws-cn:lambda:cn-north-1:111122223333:function:echo:live"),
            Some(Arn {
                partition: "aws-cn",
                service: "lambda",
                region: "cn-north-1",
                account: "111122223333",
                resource: "function:echo:live",
            })
        );
    }

    #[test]
    fn region_and_account_may_be_missing() {
        let bucket = Arn::parse("arn:aws:s3:::assets").expect("an ARN");
        assert_eq!((bucket.region, bucket.account), ("", ""));
    }

    #[test]
    fn a_name_is_what_follows_the_type() {
        let name = |text| Arn::parse(text).expect("an ARN").name();
        assert_eq!(
            name("arn:aws:dynamodb:r:1:table/posts/index/a"),
            "posts/index/a"
        );
        assert_eq!(name("arn:aws:lambda:r:1:function:echo:live"), "echo:live");
        assert_eq!(name("arn:aws:s3:::assets"), "assets");
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "posts",
            "arn:posts",
            "arn:aws:s3:::",
            "arn::s3:::assets",
            "arn:aws::eu-west-1:111122223333:table/posts",
            "urn:aws:s3:::assets",
        ] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }
}
