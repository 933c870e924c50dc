//! The types that `@aws-appsync/utils` exports.

use super::Type;

/// A type by its name.
pub(super) fn named(name: &str, arguments: Vec<Type>) -> Type {
    match name {
        "Context" => context(arguments),
        "AppSyncIdentityCognito" => object(&[
            ("defaultAuthStrategy", Type::String),
            ("groups", strings()),
            ("issuer", Type::String),
            ("sourceIp", strings()),
            ("sub", Type::String),
            ("username", Type::String),
        ]),
        "AppSyncIdentityIAM" => object(&[
            ("accountId", Type::String),
            ("cognitoIdentityAuthProvider", Type::String),
            ("cognitoIdentityAuthType", Type::String),
            ("cognitoIdentityId", Type::String),
            ("cognitoIdentityPoolId", Type::String),
            ("sourceIp", strings()),
            ("userArn", Type::String),
            ("username", Type::String),
        ]),
        "AppSyncIdentityOIDC" => object(&[("issuer", Type::String), ("sub", Type::String)]),
        _ => Type::Unknown,
    }
}

fn strings() -> Type {
    Type::Array(Box::new(Type::String))
}

fn object(members: &[(&str, Type)]) -> Type {
    let members = members.iter();
    Type::Object(
        members
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

/// `Context`: its arguments are the types of the field's arguments, the stash, what was before, the source
/// and the result.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html>
fn context(arguments: Vec<Type>) -> Type {
    let mut arguments = arguments.into_iter();
    let mut next = || arguments.next().unwrap_or(Type::Unknown);
    let (of_field, stash, prev, source, result) = (next(), next(), next(), next(), next());
    object(&[
        ("args", of_field.clone()),
        ("arguments", of_field),
        ("env", Type::Dictionary(Box::new(Type::String))),
        (
            "error",
            object(&[("message", Type::String), ("type", Type::String)]),
        ),
        (
            "info",
            object(&[
                ("fieldName", Type::String),
                ("parentTypeName", Type::String),
                ("selectionSetGraphQL", Type::String),
                ("selectionSetList", strings()),
            ]),
        ),
        ("prev", prev),
        ("request", object(&[("domainName", Type::String)])),
        ("result", result),
        ("source", source),
        ("stash", stash),
    ])
}
