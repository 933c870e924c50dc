//! Suggestions for misspelt names.

use strsim::damerau_levenshtein;

/// The candidate nearest to `name`, if it is near enough to be what was meant: at most one edit in three
/// characters, letter case not counted. Of equally near ones the first.
pub fn near_name<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let limit = wanted.chars().count().div_ceil(3);
    candidates
        .into_iter()
        .map(|candidate| {
            (
                damerau_levenshtein(&wanted, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::near_name;

    #[test]
    fn suggests_only_near_names() {
        let fields = ["id", "status", "createdAt"];
        assert_eq!(near_name("createdOn", fields), Some("createdAt"));
        assert_eq!(near_name("STATUS", fields), Some("status"));
        assert_eq!(near_name("stauts", fields), Some("status"));
        assert_eq!(near_name("owner", fields), None);
        assert_eq!(near_name("", fields), None);
    }
}
