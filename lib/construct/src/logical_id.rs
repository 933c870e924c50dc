//! Identifiers derived from construct paths.
//!
//! Matches the CDK byte for byte, so that its stacks can be taken over without replacing a resource:
//! <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/private/uniqueid.ts>.

use std::fmt::Write as _;

use appsynth_cloudformation::quotas::MAX_NAME_CHARACTERS;
use md5::{Digest, Md5};

/// The readable part has at most this many characters.
const MAX_READABLE: usize = 240;

/// The identifier of a path: its readable parts and 8 hex digits of the MD5 of the whole.
///
/// A part named `Default` counts for nothing, so that a construct can be put into another without its
/// resources changing identity. A part named `Resource` is hashed but not shown.
pub(crate) fn unique_id(components: &[&str]) -> String {
    let hashed: Vec<&str> = components
        .iter()
        .copied()
        .filter(|part| *part != "Default")
        .collect();
    if let [only] = hashed[..] {
        let mut alone = String::new();
        push_alphanumeric(&mut alone, only);
        if alone.len() <= MAX_NAME_CHARACTERS {
            return alone;
        }
    }

    let mut id = String::with_capacity(components.iter().map(|part| part.len()).sum::<usize>() + 8);
    let mut previous: Option<&str> = None;
    for part in &hashed {
        if previous.is_some_and(|previous| previous.ends_with(part)) {
            continue;
        }
        previous = Some(part);
        if *part != "Resource" {
            push_alphanumeric(&mut id, part);
        }
    }
    id.truncate(MAX_READABLE);
    write!(id, "{:08X}", hash(&hashed)).expect("invariant: a string takes everything");
    id
}

/// Whether CloudFormation takes it as a logical id.
pub(crate) fn is_logical_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= MAX_NAME_CHARACTERS
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The first 4 bytes of the MD5 of the components joined with `/`.
fn hash(components: &[&str]) -> u32 {
    let mut md5 = Md5::new();
    for (at, component) in components.iter().enumerate() {
        if at > 0 {
            md5.update(b"/");
        }
        md5.update(component.as_bytes());
    }
    let [a, b, c, d, ..] = <[u8; 16]>::from(md5.finalize());
    u32::from_be_bytes([a, b, c, d])
}

fn push_alphanumeric(id: &mut String, part: &str) {
    part.split(|one: char| !one.is_ascii_alphanumeric())
        .for_each(|run| id.push_str(run));
}
