//! What `appsynth.yaml` says.

use std::collections::BTreeMap;

#[cfg(feature = "deploy")]
use appsynth_config::Deploy;
use appsynth_config::{Document, Local};
use appsynth_diagnostics::{Diagnostics, Sources};
use serde_json::Value;

use super::Project;
use crate::CliError;
use crate::reader;
use crate::settings::{CONFIGURATION_FILE, Settings};

/// `appsynth.yaml` as read.
pub(super) struct Configuration {
    pub(super) document: Document,
    pub(super) text: String,
    sources: Sources,
}

impl Configuration {
    pub(super) fn mistakes(&self, diagnostics: Diagnostics) -> CliError {
        mistakes(diagnostics, self.sources.clone())
    }
}

impl Project<'_> {
    pub(super) fn configuration(&self) -> Result<Configuration, CliError> {
        if !self.found {
            return Err(self.not_found());
        }
        let text = reader::text(&self.root.join(CONFIGURATION_FILE))?;
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

    /// The same of a project that may be without: Rust code, and a folder whose assembly is finished.
    pub(super) fn configuration_if_there(&self) -> Result<Option<Configuration>, CliError> {
        if self.root.join(CONFIGURATION_FILE).exists() {
            self.configuration().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Something that the file says, if there is one.
    pub(super) fn configured<T>(
        &self,
        read: impl FnOnce(&Document) -> Result<T, Diagnostics>,
    ) -> Result<Option<T>, CliError> {
        let Some(configuration) = self.configuration_if_there()? else {
            return Ok(None);
        };
        let read = read(&configuration.document);
        let read = read.map_err(|diagnostics| configuration.mistakes(diagnostics))?;
        Ok(Some(read))
    }

    /// The settings of the environment as they stand after merging.
    pub(crate) fn effective_configuration(&self, settings: &Settings) -> Result<Value, CliError> {
        let effective = self.configured(|document| document.effective(&settings.environment))?;
        effective.ok_or_else(|| match self.is_code() {
            true => CliError::NoConfiguration,
            false => self.not_found(),
        })
    }

    /// Refuses environments that are not this machine, and those that the project does not know.
    #[cfg(not(feature = "deploy"))]
    pub(crate) fn require_local(&self, settings: &Settings) -> Result<(), CliError> {
        if settings.is_local() {
            return Ok(());
        }
        self.configured(|document| document.effective(&settings.environment))?;
        Err(CliError::NotLocal {
            environment: settings.environment.clone(),
        })
    }

    /// How to get to the environment on AWS; nothing is known of it if no file says so.
    #[cfg(feature = "deploy")]
    pub(crate) fn deploy(&self, settings: &Settings) -> Result<Deploy, CliError> {
        let environment = &settings.environment;
        let deploy = self.configured(|document| document.deploy(environment, &variables()))?;
        Ok(deploy.unwrap_or_default())
    }

    /// What stands in on this machine for what only AWS has; nothing if no file says so.
    pub(crate) fn local(&self, settings: &Settings) -> Result<Local, CliError> {
        let environment = &settings.environment;
        let local = self.configured(|document| document.local(environment, &variables()))?;
        Ok(local.unwrap_or_default())
    }

    fn not_found(&self) -> CliError {
        CliError::NoProject {
            folder: self.root.clone(),
        }
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
pub(super) fn variables() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}
