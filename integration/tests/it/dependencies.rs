//! Which crate may depend on which: the list in `lib/README.md`, held against the real one.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Every allowed edge between the crates of this workspace. A new one is a design decision: it is made
/// here and in `lib/README.md`.
const ALLOWED: &[(&str, &[&str])] = &[
    // base
    ("appsynth-diagnostics", &[]),
    ("appsynth-parallel", &[]),
    ("appsynth-program", &[]),
    ("appsynth-util", &[]),
    ("appsynth-store", &[]),
    ("appsynth-cloudformation", &["appsynth-diagnostics"]),
    // core
    (
        "appsynth-schema",
        &["appsynth-diagnostics", "appsynth-parallel"],
    ),
    (
        "appsynth-construct",
        &[
            "appsynth-cloudformation",
            "appsynth-diagnostics",
            "appsynth-parallel",
        ],
    ),
    (
        "appsynth-assembly",
        &[
            "appsynth-cloudformation",
            "appsynth-diagnostics",
            "appsynth-parallel",
        ],
    ),
    ("appsynth-config", &["appsynth-diagnostics"]),
    // domain
    (
        "appsynth-transform",
        &[
            "appsynth-diagnostics",
            "appsynth-parallel",
            "appsynth-program",
            "appsynth-schema",
        ],
    ),
    (
        "appsynth-resources",
        &["appsynth-cloudformation", "appsynth-construct"],
    ),
    (
        "appsynth-appsync",
        &[
            "appsynth-bundle",
            "appsynth-cloudformation",
            "appsynth-construct",
            "appsynth-diagnostics",
            "appsynth-resources",
            "appsynth-schema",
        ],
    ),
    (
        "appsynth-data",
        &[
            "appsynth-appsync",
            "appsynth-cloudformation",
            "appsynth-construct",
            "appsynth-diagnostics",
            "appsynth-parallel",
            "appsynth-program",
            "appsynth-resources",
            "appsynth-schema",
            "appsynth-transform",
        ],
    ),
    (
        "appsynth-bundle",
        &["appsynth-diagnostics", "appsynth-parallel"],
    ),
    (
        "appsynth-lint",
        &[
            "appsynth-bundle",
            "appsynth-diagnostics",
            "appsynth-js",
            "appsynth-vtl",
        ],
    ),
    ("appsynth-vtl", &["appsynth-diagnostics", "appsynth-util"]),
    (
        "appsynth-js",
        &["appsynth-diagnostics", "appsynth-parallel", "appsynth-util"],
    ),
    (
        "appsynth-runtime",
        &[
            "appsynth-diagnostics",
            "appsynth-js",
            "appsynth-schema",
            "appsynth-util",
            "appsynth-vtl",
        ],
    ),
    (
        "appsynth-test",
        &[
            "appsynth-bundle",
            "appsynth-js",
            "appsynth-runtime",
            "appsynth-util",
        ],
    ),
    (
        "appsynth-migrate",
        &[
            "appsynth-diagnostics",
            "appsynth-js",
            "appsynth-test",
            "appsynth-util",
            "appsynth-vtl",
        ],
    ),
    // borders
    (
        "appsynth-local",
        &[
            "appsynth-assembly",
            "appsynth-bundle",
            "appsynth-cloudformation",
            "appsynth-diagnostics",
            "appsynth-runtime",
            "appsynth-store",
            "appsynth-util",
        ],
    ),
    (
        "appsynth-deploy",
        &[
            "appsynth-assembly",
            "appsynth-cloudformation",
            "appsynth-diagnostics",
        ],
    ),
    (
        "appsynth",
        &[
            "appsynth-appsync",
            "appsynth-assembly",
            "appsynth-construct",
            "appsynth-data",
            "appsynth-diagnostics",
            "appsynth-parallel",
            "appsynth-resources",
        ],
    ),
    (
        "appsynth-cli",
        &[
            "appsynth",
            "appsynth-assembly",
            "appsynth-bundle",
            "appsynth-config",
            "appsynth-deploy",
            "appsynth-diagnostics",
            "appsynth-lint",
            "appsynth-local",
            "appsynth-migrate",
            "appsynth-parallel",
            "appsynth-runtime",
            "appsynth-test",
            "appsynth-util",
        ],
    ),
    // apps
    ("stacks", &["appsynth"]),
    ("app", &["appsynth-cli", "stacks"]),
    ("appsynth-bin", &["appsynth-cli"]),
    ("xtask", &["appsynth-diagnostics"]),
    ("integration", &["appsynth-cli", "stacks"]),
];

fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .no_deps()
        .exec()
        .expect("cargo metadata runs");
    let members: BTreeSet<_> = metadata
        .packages
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    metadata
        .packages
        .iter()
        .map(|package| {
            let used = package
                .dependencies
                .iter()
                .filter(|edge| edge.kind == DependencyKind::Normal && members.contains(&edge.name))
                .map(|edge| edge.name.clone())
                .collect();
            (package.name.to_string(), used)
        })
        .collect()
}

#[test]
fn crates_depend_only_on_what_the_map_allows() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> = ALLOWED
        .iter()
        .map(|(name, edges)| (*name, edges.iter().copied().collect()))
        .collect();
    for (name, used) in edges() {
        let may = allowed
            .get(name.as_str())
            .unwrap_or_else(|| panic!("`{name}` is missing from the list of allowed edges"));
        for edge in used {
            assert!(
                may.contains(edge.as_str()),
                "`{name}` may not depend on `{edge}`"
            );
        }
    }
}

#[test]
fn the_allowed_edges_have_no_cycle() {
    let mut placed = BTreeSet::new();
    while placed.len() < ALLOWED.len() {
        let before = placed.len();
        for (name, edges) in ALLOWED {
            if edges.iter().all(|edge| placed.contains(edge)) {
                placed.insert(*name);
            }
        }
        assert!(placed.len() > before, "a cycle among all but {placed:?}");
    }
}

#[test]
fn the_map_for_newcomers_names_every_crate() {
    let map = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../lib/README.md"))
        .expect("lib/README.md is there");
    for (name, _) in ALLOWED {
        if let Some(folder) = name.strip_prefix("appsynth-") {
            assert!(
                folder == "bin" || map.contains(&format!("`{folder}`")),
                "lib/README.md does not name `{folder}`"
            );
        }
    }
}

#[test]
fn one_crate_alone_knows_the_aws_sdk() {
    let metadata = MetadataCommand::new()
        .no_deps()
        .exec()
        .expect("cargo metadata runs");
    for package in &metadata.packages {
        // The signing of requests is a crate by itself, which whoever checks signatures needs as well.
        let uses = |dependency: &cargo_metadata::Dependency| {
            let name = &dependency.name;
            name.starts_with("aws-config") || name.starts_with("aws-sdk-")
        };
        let knows = package.dependencies.iter().any(uses);
        assert_eq!(
            knows,
            package.name.as_str() == "appsynth-deploy",
            "{}",
            package.name
        );
    }
}
