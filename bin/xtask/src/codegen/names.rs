//! AWS's names as names in Rust.

use super::model::Resource;

/// Words that AWS writes with capitals in the middle.
const WORDS: [(&str, &str); 8] = [
    ("ARNs", "Arns"),
    ("DynamoDB", "Dynamodb"),
    ("GraphQL", "Graphql"),
    ("IPv6", "Ipv6"),
    ("OAuth", "Oauth"),
    ("OpenIDConnect", "OpenIdConnect"),
    ("VTLs", "Vtls"),
    ("WebACL", "WebAcl"),
];

/// `SSESpecification` → `sse_specification`, with keywords escaped.
pub(super) fn field(name: &str) -> String {
    let snake = snake(name);
    match snake.as_str() {
        "type" | "ref" | "match" | "enum" | "use" | "in" | "move" | "where" | "static"
        | "override" | "for" | "if" | "loop" | "default" => format!("r#{snake}"),
        _ => snake,
    }
}

pub(super) fn snake(name: &str) -> String {
    let mut name = name.to_owned();
    for (from, to) in WORDS {
        name = name.replace(from, to);
    }
    let characters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (index, &c) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| characters.get(index));
        let after = characters.get(index + 1);
        let starts_word = c.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit() && after.is_some_and(char::is_ascii_lowercase)
                    || before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase)
            });
        if starts_word && !out.ends_with('_') {
            out.push('_');
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
    }
    out
}

/// `SSESpecification` → `SSE_SPECIFICATION`.
pub(super) fn constant(name: &str) -> String {
    snake(name).to_uppercase()
}

/// The name of a type of a resource: the resource's name before that of the definition, unless that
/// begins with it already and no other definition is called by the rest.
pub(super) fn type_name(resource: &Resource, name: &str) -> String {
    let mut characters = name.chars();
    let name: String = characters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(characters)
        .filter(char::is_ascii_alphanumeric)
        .collect();
    match name.strip_prefix(resource.name.as_str()) {
        Some(rest) if !resource.objects.iter().any(|other| other.name == rest) => name,
        _ => format!("{}{name}", resource.name),
    }
}

/// `PAY_PER_REQUEST` → `PayPerRequest`, `nodejs22.x` → `Nodejs22X`; none for a value without letters or
/// digits.
pub(super) fn variant(value: &str) -> Option<String> {
    let mut out = String::new();
    let shouted = !value.chars().any(|c| c.is_ascii_lowercase());
    for word in value.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut characters = word.chars();
        out.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        if shouted {
            out.extend(characters.map(|c| c.to_ascii_lowercase()));
        } else {
            out.push_str(characters.as_str());
        }
    }
    match out.chars().next()? {
        first if first.is_ascii_digit() => Some(format!("V{out}")),
        _ if out == "Self" => Some("SelfValue".to_owned()),
        _ => Some(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_snake_case() {
        for (name, expected) in [
            ("TableName", "table_name"),
            ("SSESpecification", "sse_specification"),
            ("KMSMasterKeyId", "kms_master_key_id"),
            ("GraphQLUrl", "graphql_url"),
            ("GraphQLDns", "graphql_dns"),
            ("OpenIDConnectConfig", "open_id_connect_config"),
            ("NotificationARNs", "notification_arns"),
            ("S3Bucket", "s3_bucket"),
            ("DynamoDBConfig", "dynamodb_config"),
            ("CodeS3Location", "code_s3_location"),
            ("Type", "r#type"),
            ("EC2SecurityGroupId", "ec2_security_group_id"),
        ] {
            assert_eq!(field(name), expected);
        }
    }

    #[test]
    fn variants_are_camel_case() {
        for (value, expected) in [
            ("PAY_PER_REQUEST", "PayPerRequest"),
            ("AWS_IAM", "AwsIam"),
            ("nodejs22.x", "Nodejs22X"),
            ("S", "S"),
            ("2017-02-28", "V20170228"),
            ("aws:kms", "AwsKms"),
        ] {
            assert_eq!(variant(value).as_deref(), Some(expected));
        }
        assert_eq!(variant("*"), None);
    }
}
