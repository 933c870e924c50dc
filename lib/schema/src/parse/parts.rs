//! Parts of a long text that can be parsed one beside the other.

/// How long the parts of a text are at least that are parsed one beside the other. Texts that are built in are shorter
/// than two: what waits for them must not be shared out ([`appsynth_parallel::begin`]).
const PART: usize = 4_096;

/// The text in parts that end with lines of a closing brace alone, each with its offset. Where that is the end of no
/// definition but lies in a string or in another definition, that is not whole in its part.
pub(super) fn parts(text: &str) -> Vec<(usize, &str)> {
    const END: &str = "\n}\n";
    let mut parts = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..)
        && rest.len() >= 2 * PART
    {
        let mut ends = rest.match_indices(END).map(|(at, end)| at + end.len());
        let Some(end) = ends.find(|end| *end >= PART) else {
            break;
        };
        let (part, after) = rest.split_at(end);
        if after.len() < PART {
            break;
        }
        parts.push((start, part));
        start += end;
    }
    parts.extend(text.get(start..).map(|rest| (start, rest)));
    parts
}
