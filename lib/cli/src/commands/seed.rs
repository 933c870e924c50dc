//! `appsynth deploy --seed`

use std::path::Path;

use appsynth_config::{Seed, SeedMutation};
use appsynth_diagnostics::codes::local::SEED_REFUSED;
use appsynth_diagnostics::{Diagnostic, Sources, Span};
use appsynth_local::{LocalError, SeedPart, TokenRequest};

use crate::CliError;
use crate::output::Output;
use crate::reader;

/// A seed file that was read.
pub(super) struct SeedFile {
    seed: Seed,
    sources: Sources,
}

impl SeedFile {
    /// Reads a file as JSON.
    pub(super) fn read(path: &Path) -> Result<Self, CliError> {
        let text = reader::text(path)?;
        let mut sources = Sources::new();
        let id = sources.add(path.to_string_lossy(), text);
        match Seed::parse(&sources, id) {
            Ok(seed) => Ok(Self { seed, sources }),
            Err(diagnostics) => Err(CliError::Mistakes {
                diagnostics,
                sources: Box::new(sources),
                consequence: "nothing was deployed",
            }),
        }
    }

    /// Puts it into the environment that is served, unless that has been done before.
    pub(super) async fn put_in(
        &self,
        state_dir: &Path,
        again: bool,
        output: &Output,
    ) -> Result<(), CliError> {
        if appsynth_local::is_seeded(state_dir)? && !again {
            output.note("the data have been seeded before; `--seed-again` does it anew");
            return Ok(());
        }
        let done = appsynth_local::seed(state_dir, &as_local(&self.seed)).await;
        done.map_err(|error| self.refusal(error))?;
        output.note(&format!(
            "seeded: {} items, {} mutations",
            self.seed.items.len(),
            self.seed.mutations.len()
        ));
        Ok(())
    }

    /// What is refused, at its place in the file.
    fn refusal(&self, error: LocalError) -> CliError {
        let LocalError::Seed { part, message } = error else {
            return error.into();
        };
        let diagnostic = Diagnostic::error(&SEED_REFUSED, message).at(self.place(part), "");
        CliError::Mistakes {
            diagnostics: diagnostic.into(),
            sources: Box::new(self.sources.clone()),
            consequence: "nothing was seeded",
        }
    }

    fn place(&self, part: SeedPart) -> Span {
        match part {
            SeedPart::Table(at) => self.seed.items[at].table.span,
            SeedPart::Item(at) => self.seed.items[at].span,
            SeedPart::Mutation(at) => self.seed.mutations[at].mutation.span,
        }
    }
}

fn as_local(seed: &Seed) -> appsynth_local::Seed {
    let items = seed.items.iter();
    appsynth_local::Seed {
        items: items
            .map(|item| (item.table.value.clone(), item.item.clone()))
            .collect(),
        mutations: seed.mutations.iter().map(mutation).collect(),
    }
}

fn mutation(mutation: &SeedMutation) -> appsynth_local::SeedMutation {
    let caller = mutation.caller.as_ref().map(|caller| TokenRequest {
        username: Some(caller.username.clone()),
        groups: caller.groups.clone(),
        ..TokenRequest::default()
    });
    appsynth_local::SeedMutation {
        mutation: mutation.mutation.value.clone(),
        variables: mutation.variables.clone(),
        caller,
    }
}
