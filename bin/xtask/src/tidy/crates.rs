//! Every crate says what it is.

use cargo_metadata::{MetadataCommand, TargetKind};

use super::text;

pub(super) fn check(wrong: &mut Vec<String>) -> Result<(), String> {
    let metadata = MetadataCommand::new()
        .no_deps()
        .exec()
        .map_err(|error| error.to_string())?;
    for package in &metadata.packages {
        for target in &package.targets {
            let documented = [TargetKind::Lib, TargetKind::Bin, TargetKind::Bench]
                .iter()
                .any(|kind| target.kind.contains(kind));
            let root = target.src_path.as_std_path();
            if documented && !text(root).starts_with("//! ") {
                wrong.push(format!(
                    "{}: begin with `//!` and what the crate is",
                    target.src_path
                ));
            }
        }
    }
    Ok(())
}
