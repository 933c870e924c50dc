//! Copies of nested templates by the hash of their text.
//!
//! What a deployed template says of a nested stack names the object that its template was read from, and that name
//! is the hash of its content. So a copy with this hash is what CloudFormation would answer if it was asked.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use appsynth_assembly::Assembly;
use appsynth_cloudformation::{Expr, Intrinsic, SubPart, content_hash};

use crate::DeployError;

/// A folder of copies; nothing is lost with it but the calls that it saves.
#[derive(Debug, Clone)]
pub struct Copies {
    folder: PathBuf,
}

impl Copies {
    /// Those in a folder, which need not be there yet.
    pub fn within(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps copies of an assembly's nested templates, and no others.
    ///
    /// # Errors
    /// [`DeployError::Copy`]
    pub fn renew(&self, assembly: &Assembly) -> Result<(), DeployError> {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed(&self.folder)(error));
            }
            _ => {}
        }
        let stacks = assembly.stacks.iter();
        let mut nested = stacks.flat_map(|stack| stack.template.with_nested().into_iter().skip(1));
        nested.try_for_each(|(_, template)| self.keep(&template.text))
    }

    /// The text with this hash.
    pub(super) fn get(&self, wanted: &str) -> Option<String> {
        // A copy that cannot be read is as good as none.
        let text = fs::read_to_string(self.path(wanted)).ok()?;
        (content_hash(&text) == wanted).then_some(text)
    }

    pub(super) fn keep(&self, text: &str) -> Result<(), DeployError> {
        fs::create_dir_all(&self.folder).map_err(failed(&self.folder))?;
        let path = self.path(&content_hash(text));
        fs::write(&path, text).map_err(failed(&path))
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(format!("{hash}.json"))
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> DeployError {
    let path = path.to_owned();
    move |source| DeployError::Copy { path, source }
}

/// The hash that the object at a nested stack's `TemplateURL` is called by: the last part of the address, wherever
/// it stands in the value.
pub(super) fn hash_in(url: &Expr) -> Option<&str> {
    let last = match url {
        Expr::Text(text) => text,
        Expr::Call(call) => match call.as_ref() {
            Intrinsic::Join(_, Expr::List(parts)) => return parts.last().and_then(hash_in),
            Intrinsic::Sub(parts, _) => match parts.last()? {
                SubPart::Text(text) => text,
                _ => return None,
            },
            _ => return None,
        },
        _ => return None,
    };
    last.rsplit('/').next()?.split('.').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copies() -> (tempfile::TempDir, Copies) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let copies = Copies::within(folder.path().join("templates"));
        (folder, copies)
    }

    #[test]
    fn a_copy_is_found_by_its_hash() {
        let (_folder, copies) = copies();
        assert_eq!(copies.get(&content_hash("{}")), None);
        copies.keep("{}").expect("a written file");
        assert_eq!(copies.get(&content_hash("{}")).as_deref(), Some("{}"));
    }

    #[test]
    fn a_copy_that_somebody_changed_is_none() {
        let (_folder, copies) = copies();
        copies.keep("{}").expect("a written file");
        fs::write(copies.path(&content_hash("{}")), "{ }").expect("a written file");
        assert_eq!(copies.get(&content_hash("{}")), None);
    }
}
