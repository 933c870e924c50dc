//! Behaviour of assemblies on disk.

mod reading;
mod writing;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use appsynth_assembly::{Contents, StackContents};

const TEMPLATE: &str = r#"{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}"#;

/// An assembly of stacks that have the same template.
fn contents(stacks: &[&str]) -> Contents {
    Contents {
        stacks: stacks.iter().map(|id| stack(id)).collect(),
        ..Contents::default()
    }
}

fn stack(id: &str) -> StackContents {
    StackContents {
        id: id.to_owned(),
        name: id.to_owned(),
        template: TEMPLATE.to_owned(),
        ..StackContents::default()
    }
}

/// Every file below a folder, by its path within it.
fn files(dir: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("below the folder");
                let text = fs::read_to_string(&path).expect("a text");
                files.insert(name.to_string_lossy().into_owned(), text);
            }
        }
    }
    files
}
