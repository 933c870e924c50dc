//! What is to be said of a project.

use std::collections::HashMap;
use std::path::Path;

use appsynth::{App, Failure};
use appsynth_assembly::Assembly;
use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Sources, Span};
use appsynth_lint::Use;
use serde_json::Value;

use super::Project;
use super::build::Built;
use crate::CliError;
use crate::local_names;
use crate::output::Output;
use crate::progress::Progress;
use crate::settings::{CONFIGURATION_FILE, Settings};
use crate::template_code;

impl Project<'_> {
    /// Makes everything and writes nothing; gives what is to be said of it and of the resolver code.
    pub(crate) fn check(
        &self,
        settings: &Settings,
        output: &Output,
    ) -> Result<(Diagnostics, Sources), CliError> {
        let _progress = Progress::start(output, "checking");
        let mut built = self.build(settings, None)?;
        let unresolved = appsynth::unresolved_fields(&mut built.app);
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
        found.extend(unresolved);
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

    /// Looks for what AppSync does not take of the resolver code; what else is wrong is told with it.
    pub(super) fn refuse_code(built: Built) -> Result<Built, CliError> {
        let sources = built.app.sources();
        let uses = uses(&built.app);
        let files = sources.iter().map(|(id, _)| id);
        let refused = appsynth_lint::refused(sources, files, |id| uses.get(&id).cloned());
        if refused.is_empty() {
            return Ok(built);
        }
        let failure = match built.app.synth() {
            Ok(synthesis) => Failure {
                diagnostics: Diagnostics::new(),
                sources: synthesis.sources,
            },
            Err(failure) => failure,
        };
        let mut mistakes = built.places.resolve(failure.diagnostics);
        add_unsaid(&mut mistakes, refused);
        Err(CliError::Mistakes {
            diagnostics: mistakes,
            sources: Box::new(failure.sources),
            consequence: "nothing was written",
        })
    }

    /// Names below `local` that nothing in the templates has, which are asked for if there are any names.
    pub(super) fn unknown_stand_ins(
        &self,
        settings: &Settings,
        templates: impl FnOnce() -> Result<Vec<Value>, CliError>,
        sources: &mut Sources,
    ) -> Result<Vec<Diagnostic>, CliError> {
        if !settings.is_local() {
            return Ok(Vec::new());
        }
        let Some(configuration) = self.configuration_if_there()? else {
            return Ok(Vec::new());
        };
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
}

/// The templates of an assembly that was made here.
pub(super) fn written_templates(dir: &Path) -> Result<Vec<Value>, CliError> {
    let assembly = Assembly::read(dir)?;
    let stacks = assembly.stacks.iter();
    let files = stacks.flat_map(|stack| stack.template.with_nested());
    Ok(files
        .map(|(_, file)| template_code::parsed(&file.text))
        .collect())
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
