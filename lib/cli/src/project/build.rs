//! From a project to an app.

use appsynth::{App, Destination, DiskFiles, Environment};
use appsynth_config::resolver_files;
use appsynth_diagnostics::Diagnostics;

use super::configuration::variables;
use super::{Project, Source};
use crate::CliError;
use crate::declarative::{self, Places};
use crate::folder::files_below;
use crate::settings::Settings;
use crate::stacks;

/// An app ready for synthesis.
pub(super) struct Built {
    pub(super) app: App,
    pub(super) places: Places,
}

impl Project<'_> {
    /// What is to be written begins to be while constructs are added.
    pub(super) fn build(
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
        let name = &settings.environment;
        let read = self.configured(|document| document.environment(name, &variables()))?;
        Ok(read.map_or_else(
            || Environment::new(name),
            |read| declarative::environment(&read),
        ))
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
}

/// An app without stacks, which the destination follows.
fn new_app(environment: Environment, files: DiskFiles, destination: Option<&Destination>) -> App {
    let mut app = App::new(environment, files);
    if let Some(destination) = destination {
        destination.follow(&mut app);
    }
    app
}
