//! The app's stacks, synthesized for every environment.

use std::path::Path;

use appsynth::prelude::*;
use appsynth::{DiskFiles, SynthesizeError, synthesize};

#[test]
fn every_environment_synthesizes_without_mistakes() {
    for environment in ["local", "dev", "prod"] {
        let dir = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut app = App::new(Environment::new(environment), DiskFiles::new(root));
        stacks::app(&mut app);
        match synthesize(app, dir.path()) {
            Ok(synthesized) => {
                assert_eq!(synthesized.stacks, [format!("blog-{environment}")]);
            }
            Err(SynthesizeError::Mistakes(failure)) => {
                panic!("{environment}: {:#?}", failure.diagnostics);
            }
            Err(error) => panic!("{environment}: {error}"),
        }
    }
}
