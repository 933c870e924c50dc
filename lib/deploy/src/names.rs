//! What users call resources by.

/// The last part of a construct path that says which resource it is: the `Table` of a model is called for the
/// model.
pub(crate) fn short_name<'n>(path: &'n str, address: &'n str) -> &'n str {
    let mut parts = path.rsplit('/');
    parts
        .find(|part| !matches!(*part, "Resource" | "Default" | "Table"))
        .unwrap_or(address)
}

/// Whether a name means the resource of this path and address. A short name may mean others as well.
pub(crate) fn is_called(name: &str, path: &str, address: &str) -> bool {
    name == path || name == address || name == short_name(path, address)
}

/// The name that nothing else in any stack has.
pub(crate) fn full_name(stack: &str, address: &str) -> String {
    format!("{stack}/{address}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_a_model_is_called_for_the_model() {
        assert_eq!(short_name("blog/Data/Post/Table/Resource", "T1"), "Post");
        assert_eq!(short_name("blog/Tables/Posts/Resource", "T2"), "Posts");
        assert!(!is_called("Table", "blog/Data/Post/Table/Resource", "T1"));
    }
}
