//! Names that AppSync and Lambda allow.

/// Whether the text can name a data source or function.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateDataSource.html> (`name`)
pub(crate) fn is_appsync_name(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(first) && text.chars().all(|c| first(c) || c.is_ascii_digit())
}

/// Whether the text can name an environment variable, of AppSync as of Lambda.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_PutGraphqlApiEnvironmentVariables.html>
/// <https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html>
pub(crate) fn is_variable_name(text: &str) -> bool {
    text.len() >= 2
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
