//! The licences of all dependencies against the list in `.deny.toml`.

use std::collections::BTreeMap;
use std::fs;

use cargo_metadata::MetadataCommand;
use serde::Deserialize;
use spdx::{Expression, ParseMode};

const FILE: &str = ".deny.toml";

/// The part of cargo-deny's configuration that matters here.
#[derive(Deserialize)]
struct Configuration {
    licenses: Licenses,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    clarify: Vec<Clarification>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

/// The licence of a package whose manifest does not name it.
#[derive(Deserialize)]
struct Clarification {
    #[serde(rename = "crate")]
    name: String,
    expression: String,
}

/// Licences that one package alone may have.
#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

impl Licenses {
    /// What a package may be under.
    fn allowed_for(&self, package: &str) -> Vec<String> {
        let own = self.exceptions.iter().filter(|one| one.name == package);
        let own = own.flat_map(|one| &one.allow);
        self.allow.iter().chain(own).cloned().collect()
    }
}

/// Reports every package that may not be used under the allowed licences.
pub(crate) fn run() -> Result<(), String> {
    let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
    let licenses = toml::from_str::<Configuration>(&text)
        .map_err(|error| format!("{FILE}: {error}"))?
        .licenses;
    let clarified: BTreeMap<&str, &str> = licenses
        .clarify
        .iter()
        .map(|one| (one.name.as_str(), one.expression.as_str()))
        .collect();
    let metadata = MetadataCommand::new()
        .exec()
        .map_err(|error| error.to_string())?;
    let refused: Vec<String> = metadata
        .packages
        .iter()
        .filter_map(|package| {
            let named = package.license.as_deref();
            let licence = clarified.get(package.name.as_str()).copied().or(named);
            let why = refusal(licence, &licenses.allowed_for(&package.name))?;
            Some(format!("{} {}: {why}", package.name, package.version))
        })
        .collect();
    if refused.is_empty() {
        Ok(())
    } else {
        Err(refused.join("\n"))
    }
}

fn refusal(licence: Option<&str>, allowed: &[String]) -> Option<String> {
    let Some(licence) = licence else {
        return Some("names no licence".to_owned());
    };
    // Manifests from before SPDX expressions separate alternatives by a slash.
    let mode = ParseMode {
        allow_slash_as_or_operator: true,
        ..ParseMode::STRICT
    };
    match Expression::parse_mode(licence, mode) {
        Ok(expression) => {
            let allows =
                |requirement: &spdx::LicenseReq| allowed.contains(&requirement.to_string());
            (!expression.evaluate(allows)).then(|| format!("{licence} is not allowed"))
        }
        Err(error) => Some(format!("{licence} cannot be read: {}", error.reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Exception, Licenses, refusal};

    #[test]
    fn an_exception_is_for_its_package_alone() {
        let licenses = Licenses {
            allow: vec!["MIT".to_owned()],
            clarify: Vec::new(),
            exceptions: vec![Exception {
                name: "notify".to_owned(),
                allow: vec!["CC0-1.0".to_owned()],
            }],
        };
        assert_eq!(licenses.allowed_for("notify"), ["MIT", "CC0-1.0"]);
        assert_eq!(licenses.allowed_for("another"), ["MIT"]);
    }

    #[test]
    fn one_alternative_that_is_allowed_suffices() {
        let allowed = [
            "MIT".to_owned(),
            "Apache-2.0 WITH LLVM-exception".to_owned(),
        ];
        for licence in [
            "MIT",
            "GPL-3.0-only OR MIT",
            "Unlicense/MIT",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert_eq!(refusal(Some(licence), &allowed), None, "{licence}");
        }
        for licence in ["Apache-2.0", "MIT AND Zlib", "none at all"] {
            assert!(refusal(Some(licence), &allowed).is_some(), "{licence}");
        }
        assert!(refusal(None, &allowed).is_some());
    }
}
