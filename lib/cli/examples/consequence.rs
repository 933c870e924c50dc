//! A program whose stacks have a mistake and do not expect what follows from it.

use std::process::ExitCode;

use appsynth::prelude::*;

fn main() -> ExitCode {
    appsynth_cli::main(|app| {
        let mut stack = app.stack("blog");
        let schema = GraphqlSchema::file("missing.graphql", Auth::api_key(Days(7)));
        let data = stack.add("Data", schema);
        data.table(&stack, "Post").expect("there is a table");
    })
}
