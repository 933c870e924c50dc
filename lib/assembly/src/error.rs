//! What can go wrong with the folder of an assembly.

use std::io;
use std::path::PathBuf;

/// An assembly that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AssemblyError {
    /// A file or folder cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file or folder cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file is not the JSON it should be.
    #[error("`{}` is not as a cloud assembly has it", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: serde_json::Error,
    },
    /// A part of a manifest contradicts the rest.
    #[error("`{}` is wrong about `{artifact}`: {reason}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// The id of the artifact in the manifest.
        artifact: String,
        /// What is wrong, in words.
        reason: String,
    },
    /// The folder to write to holds something that no assembly has, and must not be replaced.
    #[error("`{}` is a folder with files, but no cloud assembly; it was left as it is", path.display())]
    NotAnAssembly {
        /// The folder.
        path: PathBuf,
    },
    /// Two files of the assembly have the same path.
    #[error("the file `{path}` would replace one that the assembly needs")]
    Reserved {
        /// The path within the assembly.
        path: String,
    },
    /// The folder was replaced again and again while it was read.
    #[error("`{}` does not stop changing", path.display())]
    Changing {
        /// The folder.
        path: PathBuf,
    },
}
