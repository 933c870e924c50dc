//! The project a command works on, and what is made of it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use appsynth::{
    AccessTable, App, Destination, DiskFiles, Environment, Failure, SynthesizeError, Synthesized,
};
use appsynth_assembly::{Assembly, Written};
#[cfg(feature = "deploy")]
use appsynth_config::Deploy;
use appsynth_config::{Document, Local, resolver_files};
use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Sources, Span, render};
use appsynth_lint::Use;
use serde_json::Value;
use tempfile::TempDir;

use crate::CliError;
use crate::declarative::{self, Places};
use crate::folder::files_below;
use crate::local_names;
use crate::output::Output;
use crate::progress::Progress;
use crate::reader;
#[cfg(feature = "deploy")]
use crate::settings::shown;
use crate::settings::{CONFIGURATION_FILE, Settings, find_project};
use crate::stacks;
use crate::template_code;

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

/// An app ready for synthesis.
struct Built {
    app: App,
    places: Places,
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
        let built = self.build(settings, Some(&destination))?;
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

    /// Makes everything and writes nothing; gives what is to be said of it and of the resolver code.
    pub(crate) fn check(
        &self,
        settings: &Settings,
        output: &Output,
    ) -> Result<(Diagnostics, Sources), CliError> {
        let _progress = Progress::start(output, "checking");
        let built = self.build(settings, None)?;
        let uses = uses(&built.app);
        let used = |id| uses.get(&id).cloned();
        let synthesis = match built.app.synth() {
            Ok(synthesis) => synthesis,
            Err(Failure {
                diagnostics,
                sources,
            }) => {
                let mut found = built.places.resolve(diagnostics);
                let files = sources.iter().map(|(id, _)| id);
                let more = appsynth_lint::check_each(&sources, files, used);
                add_unsaid(&mut found, more);
                return Ok((found, sources));
            }
        };
        let mut found = built.places.resolve(synthesis.warnings);
        let files = synthesis.sources.iter().map(|(id, _)| id);
        let texts = || {
            synthesis.stacks.iter().flat_map(|stack| {
                let nested = stack.nested.iter().filter_map(|one| one.text.as_deref());
                nested.chain([stack.text.as_str()])
            })
        };
        let code = template_code::texts(texts());
        let code = code.iter().map(|(name, text)| (*name, text.as_str()));
        found.extend(appsynth_lint::check(&synthesis.sources, files, used, code));
        let mut sources = synthesis.sources;
        let templates = || Ok(texts().map(template_code::parsed).collect());
        found.extend(self.unknown_stand_ins(settings, templates, &mut sources)?);
        Ok((found, sources))
    }

    /// Names below `local` that nothing in the templates has, which are asked for if there are any names.
    fn unknown_stand_ins(
        &self,
        settings: &Settings,
        templates: impl FnOnce() -> Result<Vec<Value>, CliError>,
        sources: &mut Sources,
    ) -> Result<Vec<Diagnostic>, CliError> {
        if !settings.is_local() || !self.root.join(CONFIGURATION_FILE).exists() {
            return Ok(Vec::new());
        }
        let configuration = self.configuration()?;
        let positions = configuration.document.positions(&settings.environment);
        if positions.keys(&["local"]).is_empty() {
            return Ok(Vec::new());
        }
        let source = sources.add(CONFIGURATION_FILE, configuration.text);
        let unknown = local_names::unknown(&positions, &templates()?).into_iter();
        let place = |span: Span| Span { source, ..span };
        Ok(unknown
            .map(|(problem, span)| problem.at(place(span), ""))
            .collect())
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

    /// The settings of the environment as they stand after merging.
    pub(crate) fn effective_configuration(&self, settings: &Settings) -> Result<Value, CliError> {
        if self.is_code() && !self.root.join(CONFIGURATION_FILE).exists() {
            return Err(CliError::NoConfiguration);
        }
        let configuration = self.configuration()?;
        let effective = configuration.document.effective(&settings.environment);
        effective.map_err(|diagnostics| configuration.mistakes(diagnostics))
    }

    /// Refuses environments that are not this machine, and those that the project does not know.
    #[cfg(not(feature = "deploy"))]
    pub(crate) fn require_local(&self, settings: &Settings) -> Result<(), CliError> {
        if settings.is_local() {
            return Ok(());
        }
        if self.root.join(CONFIGURATION_FILE).exists() {
            let configuration = self.configuration()?;
            let known = configuration.document.effective(&settings.environment);
            known.map_err(|diagnostics| configuration.mistakes(diagnostics))?;
        }
        Err(CliError::NotLocal {
            environment: settings.environment.clone(),
        })
    }

    /// Refuses environments that are not this machine, for a command that no other has a use for.
    pub(crate) fn require_this_machine(
        &self,
        settings: &Settings,
        command: &'static str,
    ) -> Result<(), CliError> {
        if settings.is_local() {
            return Ok(());
        }
        Err(CliError::NeedsThisMachine { command })
    }

    /// Refuses this machine.
    #[cfg(feature = "deploy")]
    pub(crate) fn require_aws(
        &self,
        settings: &Settings,
        command: &'static str,
    ) -> Result<(), CliError> {
        if settings.is_local() {
            return Err(CliError::NeedsAws { command });
        }
        Ok(())
    }

    /// How to get to the environment on AWS; nothing is known of it if no file says so.
    #[cfg(feature = "deploy")]
    pub(crate) fn deploy(&self, settings: &Settings) -> Result<Deploy, CliError> {
        if !self.root.join(CONFIGURATION_FILE).exists() {
            return Ok(Deploy::default());
        }
        let configuration = self.configuration()?;
        let deploy = configuration
            .document
            .deploy(&settings.environment, &variables());
        deploy.map_err(|diagnostics| configuration.mistakes(diagnostics))
    }

    /// What stands in on this machine for what only AWS has; nothing if no file says so.
    pub(crate) fn local(&self, settings: &Settings) -> Result<Local, CliError> {
        if !self.root.join(CONFIGURATION_FILE).exists() {
            return Ok(Local::default());
        }
        let configuration = self.configuration()?;
        let local = configuration
            .document
            .local(&settings.environment, &variables());
        local.map_err(|diagnostics| configuration.mistakes(diagnostics))
    }

    /// What is to be written begins to be while constructs are added.
    fn build(
        &self,
        settings: &Settings,
        destination: Option<&Destination>,
    ) -> Result<Built, CliError> {
        let files = DiskFiles::new(&self.root);
        match self.source {
            Source::Stacks(stacks) => {
                let app = new_app(self.environment(settings)?, files, destination);
                Ok(Built {
                    app: stacks::add(stacks, app)?,
                    places: Places::default(),
                })
            }
            Source::Configuration => self.build_declarative(settings, files, destination),
        }
    }

    /// The environment of stacks that are Rust code: what the file says of it, if there is one.
    fn environment(&self, settings: &Settings) -> Result<Environment, CliError> {
        if !self.root.join(CONFIGURATION_FILE).exists() {
            return Ok(Environment::new(&settings.environment));
        }
        let configuration = self.configuration()?;
        let read = configuration
            .document
            .environment(&settings.environment, &variables());
        let read = read.map_err(|diagnostics| configuration.mistakes(diagnostics))?;
        Ok(declarative::environment(&read))
    }

    fn build_declarative(
        &self,
        settings: &Settings,
        files: DiskFiles,
        destination: Option<&Destination>,
    ) -> Result<Built, CliError> {
        let configuration = self.configuration()?;
        let mistakes = |diagnostics| configuration.mistakes(diagnostics);
        let document = &configuration.document;
        let project = document
            .settings(&settings.environment, &variables())
            .map_err(mistakes)?;
        let folder = self.root.join(&project.api.resolvers.value);
        if !folder.exists()
            && let Some(missing) = resolver_files::missing_folder(&project)
        {
            return Err(mistakes(Diagnostics::from_iter([missing])));
        }
        let code = resolver_files::assign(&project, &files_below(&folder)?).map_err(mistakes)?;
        let environment = declarative::environment(&project.environment);
        let mut app = new_app(environment, files, destination);
        let positions = document.positions(&settings.environment);
        let file = (configuration.text.as_str(), &positions);
        let places = declarative::build(&mut app, &project, &code, file);
        let places = places.map_err(mistakes)?;
        Ok(Built { app, places })
    }

    fn configuration(&self) -> Result<Configuration, CliError> {
        if !self.found {
            return Err(CliError::NoProject {
                folder: self.root.clone(),
            });
        }
        let path = self.root.join(CONFIGURATION_FILE);
        let text = reader::text(&path)?;
        let mut sources = Sources::new();
        let id = sources.add(CONFIGURATION_FILE, text.as_str());
        match Document::parse(&sources, id) {
            Ok(document) => Ok(Configuration {
                document,
                text,
                sources,
            }),
            Err(diagnostics) => Err(mistakes(diagnostics, sources)),
        }
    }
}

/// An app without stacks, which the destination follows.
fn new_app(environment: Environment, files: DiskFiles, destination: Option<&Destination>) -> App {
    let mut app = App::new(environment, files);
    if let Some(destination) = destination {
        destination.follow(&mut app);
    }
    app
}

/// The folder of a finished assembly, if it looks like one.
pub(crate) fn finished(dir: &Path) -> Result<&Path, CliError> {
    if dir.join("manifest.json").is_file() {
        Ok(dir)
    } else {
        Err(CliError::NoAssembly {
            dir: dir.to_owned(),
        })
    }
}

/// The templates of an assembly that was made here.
fn written_templates(dir: &Path) -> Result<Vec<Value>, CliError> {
    let assembly = Assembly::read(dir)?;
    let stacks = assembly.stacks.iter();
    let files = stacks.flat_map(|stack| stack.template.with_nested());
    Ok(files
        .map(|(_, file)| template_code::parsed(&file.text))
        .collect())
}

/// The assembly in a folder. This machine serves those of every environment; each environment on AWS takes
/// its own only, for the names of the stacks are in them.
pub(crate) fn read_finished(dir: &Path, settings: &Settings) -> Result<Assembly, CliError> {
    let assembly = Assembly::read(finished(dir)?)?;
    let mut environments = assembly.stacks.iter().flat_map(|stack| &stack.environment);
    match environments.find(|name| **name != settings.environment) {
        Some(made_for) if !settings.is_local() => Err(CliError::OfAnotherEnvironment {
            dir: dir.to_owned(),
            made_for: made_for.clone(),
            environment: settings.environment.clone(),
        }),
        _ => Ok(assembly),
    }
}

/// Adds what is not said at the same place already.
fn add_unsaid(found: &mut Diagnostics, more: Diagnostics) {
    let place = |one: &Diagnostic| (one.code.id, one.labels.first().map(|label| label.span));
    let said: Vec<_> = found.iter().map(place).collect();
    let unsaid = more.into_iter().filter(|one| !said.contains(&place(one)));
    found.extend(unsaid);
}

/// What the app's resolver code is used for.
fn uses(app: &App) -> HashMap<SourceId, Use> {
    let mut uses: HashMap<SourceId, Use> = HashMap::new();
    for one in appsynth::code_uses(app) {
        let known = uses.entry(one.source).or_default();
        known
            .data_sources
            .extend(one.data_source.map(str::to_owned));
        for field in one.fields {
            known.fields.insert(field.coordinate);
            known.arguments.extend(field.arguments);
            known.siblings.extend(field.siblings);
            known.source_is_item |= field.source_is_item;
        }
    }
    uses
}

/// What a synthesis warns of, for scripts.
pub(crate) fn warnings_of(synthesized: &Synthesized) -> Vec<Value> {
    render::json_list(&synthesized.warnings, &synthesized.sources)
}

/// `appsynth.yaml` as read.
struct Configuration {
    document: Document,
    text: String,
    sources: Sources,
}

impl Configuration {
    fn mistakes(&self, diagnostics: Diagnostics) -> CliError {
        mistakes(diagnostics, self.sources.clone())
    }
}

fn mistakes(diagnostics: Diagnostics, sources: Sources) -> CliError {
    CliError::Mistakes {
        diagnostics,
        sources: Box::new(sources),
        consequence: "nothing was written",
    }
}

/// The process's environment variables, as far as they are text.
fn variables() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}
