//! Names of resolver files.

use crate::edit::Part;

/// What the name of a resolver file says.
///
/// ```
/// use appsynth_data::FileName;
///
/// let name = FileName::parse("Mutation.createPost.postAuth.2.req.vtl").expect("is a name");
/// assert_eq!(name.field, "Mutation.createPost");
/// assert_eq!(name.slot, Some(("postAuth".to_owned(), 2)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The field, such as `Query.getPost`.
    pub field: String,
    /// The slot and the number in it; none for the function that asks the data source.
    pub slot: Option<(String, u32)>,
    /// Which part of the function's code it has.
    pub part: Part,
}

impl FileName {
    /// Reads a name; none if it has another form.
    pub fn parse(name: &str) -> Option<Self> {
        let (stem, part) = stem_and_part(name)?;
        let words: Vec<&str> = stem.split('.').collect();
        let (type_name, field, slot) = match words[..] {
            [type_name, field] => (type_name, field, None),
            [type_name, field, slot, number] => {
                let slot = (slot.to_owned(), number.parse().ok()?);
                (type_name, field, Some(slot))
            }
            _ => return None,
        };
        let is_whole = !type_name.is_empty() && !field.is_empty();
        is_whole.then(|| Self {
            field: format!("{type_name}.{field}"),
            slot,
            part,
        })
    }
}

/// A name without its ending, and what that says.
pub(crate) fn stem_and_part(name: &str) -> Option<(&str, Part)> {
    let endings = [
        (".req.vtl", Part::Request),
        (".res.vtl", Part::Response),
        (".js", Part::Module),
        (".ts", Part::Module),
    ];
    let mut endings = endings.into_iter();
    endings.find_map(|(ending, part)| Some((name.strip_suffix(ending)?, part)))
}
