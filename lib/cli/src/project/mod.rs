//! The project a command works on, and what is made of it.

mod build;
mod check;
mod configuration;
mod finished;

use std::path::{Path, PathBuf};

use appsynth::{AccessTable, App, Destination, SynthesizeError, Synthesized};
use appsynth_assembly::{Assembly, Written};
use appsynth_diagnostics::render;
use serde_json::Value;
use tempfile::TempDir;

use crate::CliError;
use crate::output::Output;
use crate::progress::Progress;
#[cfg(feature = "deploy")]
use crate::settings::shown;
use crate::settings::{Settings, find_project};
use check::written_templates;
pub(crate) use finished::{finished, read_finished};

/// Where the stacks come from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    /// Rust code.
    Stacks(&'a dyn Fn(&mut App)),
    /// `appsynth.yaml`.
    Configuration,
}

/// A project's folder and where its stacks come from.
pub(crate) struct Project<'a> {
    source: Source<'a>,
    root: PathBuf,
    /// Whether the folder has what the source needs; a finished assembly can do without.
    found: bool,
}

/// An assembly to look at; one that was made for that goes away with the value.
#[derive(Debug)]
pub(crate) struct MadeAssembly {
    pub(crate) assembly: Assembly,
    /// What its synthesis warned of, for scripts.
    pub(crate) warnings: Vec<Value>,
    _folder: Option<TempDir>,
}

/// The assembly to deploy.
pub(crate) struct WrittenAssembly {
    /// Its folder.
    pub(crate) dir: PathBuf,
    /// Whether it is another than the folder had before; `None` where nobody knows.
    pub(crate) is_another: Option<bool>,
    /// What its synthesis warned of, for scripts.
    pub(crate) warnings: Vec<Value>,
}

impl<'a> Project<'a> {
    /// The project that the current folder belongs to.
    pub(crate) fn find(source: Source<'a>) -> Result<Self, CliError> {
        let here = std::env::current_dir().map_err(CliError::io("find", ".".as_ref()))?;
        let (root, found) = match source {
            Source::Stacks(_) => (here, true),
            Source::Configuration => match find_project(&here) {
                Some(root) => (root, true),
                None => (here, false),
            },
        };
        Ok(Self {
            source,
            root,
            found,
        })
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.root.clone()
    }

    /// Whether the stacks are part of this program.
    pub(crate) fn is_code(&self) -> bool {
        matches!(self.source, Source::Stacks(_))
    }

    /// The assembly to deploy: the finished one, or the one that is made now.
    pub(crate) fn write_assembly(
        &self,
        settings: &Settings,
        output: &Output,
    ) -> Result<WrittenAssembly, CliError> {
        if let Some(dir) = &settings.app {
            return Ok(WrittenAssembly {
                dir: finished(dir)?.to_owned(),
                is_another: None,
                warnings: Vec::new(),
            });
        }
        let synthesized = self.synthesize(settings, &settings.assembly_dir, output)?;
        Ok(WrittenAssembly {
            dir: settings.assembly_dir.clone(),
            is_another: Some(synthesized.written == Written::Changed),
            warnings: warnings_of(&synthesized),
        })
    }

    /// The assembly to look at: the finished one, or one that is made for that and written nowhere else.
    pub(crate) fn assembly(
        &self,
        settings: &Settings,
        output: &Output,
    ) -> Result<MadeAssembly, CliError> {
        if let Some(dir) = &settings.app {
            return Ok(MadeAssembly {
                assembly: read_finished(dir, settings)?,
                warnings: Vec::new(),
                _folder: None,
            });
        }
        let folder = TempDir::new().map_err(CliError::io("create", &std::env::temp_dir()))?;
        let made = self.synthesize(settings, folder.path(), output)?;
        Ok(MadeAssembly {
            assembly: Assembly::read(folder.path())?,
            warnings: warnings_of(&made),
            _folder: Some(folder),
        })
    }

    /// The assembly to look at. Whoever has to get at what is deployed may have no time for a project with
    /// mistakes, so it is the last one made for the environment then.
    #[cfg(feature = "deploy")]
    pub(crate) fn assembly_or_last(
        &self,
        settings: &Settings,
        output: &Output,
    ) -> Result<Assembly, CliError> {
        let (diagnostics, sources) = match self.assembly(settings, output) {
            Ok(made) => return Ok(made.assembly),
            Err(CliError::Mistakes {
                diagnostics,
                sources,
                ..
            }) => (diagnostics, sources),
            Err(error) => return Err(error),
        };
        let dir = &settings.assembly_dir;
        if finished(dir).is_err() {
            return Err(CliError::Mistakes {
                diagnostics,
                sources,
                consequence: "nothing was done; with `--app DIR`, the command goes by an assembly made before",
            });
        }
        output.note(&format!(
            "the project has mistakes, so this goes by the last assembly made for `{}`, {}",
            settings.environment,
            shown(dir)
        ));
        read_finished(dir, settings)
    }

    /// Makes the assembly in a folder; warnings are shown to people.
    pub(crate) fn synthesize(
        &self,
        settings: &Settings,
        dir: &Path,
        output: &Output,
    ) -> Result<Synthesized, CliError> {
        let _progress = Progress::start(output, "synthesizing");
        let destination = Destination::new(dir);
        let mut built = Self::refuse_code(self.build(settings, Some(&destination))?)?;
        let unresolved = appsynth::unresolved_fields(&mut built.app);
        let synthesized = destination
            .synthesize(built.app)
            .map_err(|error| match error {
                SynthesizeError::Mistakes(failure) => built.places.mistakes(failure),
                SynthesizeError::Assembly(error) => error.into(),
            })?;
        if dir == settings.assembly_dir && settings.writes_to_work_folder() {
            settings.make_work_folder()?;
        }
        let mut sources = synthesized.sources;
        let mut warnings = built.places.resolve(synthesized.warnings);
        warnings.extend(unresolved);
        let templates = || written_templates(dir);
        warnings.extend(self.unknown_stand_ins(settings, templates, &mut sources)?);
        if !warnings.is_empty() && !output.is_json() {
            output.diagnostics(&warnings, &sources);
        }
        Ok(Synthesized {
            warnings,
            sources,
            ..synthesized
        })
    }

    /// Who may do what with each API, by its construct path.
    pub(crate) fn access_tables(
        &self,
        settings: &Settings,
    ) -> Result<Vec<(String, AccessTable)>, CliError> {
        let built = self.build(settings, None)?;
        let tables = appsynth::access_tables(&built.app);
        if tables.is_empty() {
            // A schema with mistakes has no table: they are what there is to say.
            let synthesis = built.app.synth();
            synthesis.map_err(|failure| built.places.mistakes(failure))?;
        }
        Ok(tables)
    }
}

/// What a synthesis warns of, for scripts.
pub(crate) fn warnings_of(synthesized: &Synthesized) -> Vec<Value> {
    render::json_list(&synthesized.warnings, &synthesized.sources)
}
