//! `appsynth explain [CODE]`

use appsynth_diagnostics::{codes, find_code, near_name};
use serde_json::json;

use crate::CliError;
use crate::args::Explain;
use crate::output::Output;

pub(crate) fn run(arguments: &Explain, output: &Output) -> Result<(), CliError> {
    let Some(id) = &arguments.code else {
        list(output);
        return Ok(());
    };
    let code = find_code(id).ok_or_else(|| CliError::UnknownCode {
        code: id.clone(),
        similar: near_name(id, codes::all().map(|code| code.id)).map(str::to_owned),
    })?;
    if output.is_json() {
        output.json(&json!({
            "format": 1,
            "code": code.id,
            "title": code.title,
            "explanation": code.explanation,
        }));
    } else {
        output.result(&format!(
            "{}: {}\n\n{}",
            code.id, code.title, code.explanation
        ));
    }
    Ok(())
}

fn list(output: &Output) {
    if output.is_json() {
        let codes: Vec<_> = codes::all()
            .map(|code| json!({ "code": code.id, "title": code.title }))
            .collect();
        output.json(&json!({ "format": 1, "codes": codes }));
        return;
    }
    for code in codes::all() {
        output.result(&format!("{}  {}", code.id, code.title));
    }
}
