//! What a project with DataStore does about conflicting changes.

use std::path::Path;

use serde_json::Value;

use super::super::existing::Existing;
use super::{json, quoted};
use crate::CliError;

impl Existing {
    /// Takes what holds for the whole project; models for which something else holds are left.
    pub(super) fn take_conflict_resolution(
        &mut self,
        folder: &Path,
        home: &str,
    ) -> Result<(), CliError> {
        let written = Strategies::read(folder, home)?;
        let path = &written.path;
        self.conflict_resolution = match written.project.as_deref() {
            Some("AUTOMERGE") => Some("automerge"),
            Some("OPTIMISTIC_CONCURRENCY") => Some("optimistic-concurrency"),
            Some("NONE") | None => None,
            Some(_) => {
                self.left.push(format!(
                    "{path} names a conflict handler that is not taken over: give it as \
                     `conflict-resolution: {{ function: NAME }}` below `api` in appsynth.yaml"
                ));
                None
            }
        };
        let others = written.models.into_iter();
        let others = others.filter(|(_, strategy)| *strategy != written.project);
        let others: Vec<String> = others.map(|(model, _)| model).collect();
        if !others.is_empty() {
            self.left.push(format!(
                "{path} has a conflict handler of its own for {}, which is not taken over: `conflict-resolution` \
                 holds for all models",
                quoted(&others)
            ));
        }
        Ok(())
    }
}

/// The conflict handlers of a project.
struct Strategies {
    path: String,
    project: Option<String>,
    /// Each model that has one of its own.
    models: Vec<(String, Option<String>)>,
}

impl Strategies {
    /// Reads what Amplify's transformer goes by, else what the command line was told.
    fn read(folder: &Path, home: &str) -> Result<Self, CliError> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let path = format!("{home}/transform.conf.json");
        let config = &json(&folder.join(&path))?["ResolverConfig"];
        if config.is_object() {
            let models = config["models"].as_object().into_iter().flatten();
            return Ok(Self {
                path,
                project: text(&config["project"]["ConflictHandler"]),
                models: models
                    .map(|(model, config)| (model.clone(), text(&config["ConflictHandler"])))
                    .collect(),
            });
        }
        let path = format!("{home}/cli-inputs.json");
        let inputs = &json(&folder.join(&path))?["serviceConfiguration"]["conflictResolution"];
        let models = inputs["perModelResolutionStrategy"].as_array();
        let models = models.into_iter().flatten().filter_map(|one| {
            let strategy = text(&one["resolutionStrategy"]["type"]);
            Some((text(&one["entityName"])?, strategy))
        });
        Ok(Self {
            project: text(&inputs["defaultResolutionStrategy"]["type"]),
            models: models.collect(),
            path,
        })
    }
}
