use appsynth_config::resolver_files::{CodeFiles, assign};
use appsynth_diagnostics::{Sources, render};

use super::{minimal, settings};

const RESOLVERS: &str = "
data-sources: { Local: { type: none }, Echo: { type: lambda, function: echo } }
pipeline-functions: { check: Local }
resolvers:
  Query.js: Local
  Query.vtl: Local
  Query.direct: Echo
  Query.pipeline: { pipeline: [check] }
";

fn files(names: &[&str]) -> Result<Vec<CodeFiles>, String> {
    let settings = settings(&minimal(RESOLVERS), "local", &[]).expect("is well formed");
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    assign(&settings, &names)
        .map(|files| {
            let functions = files.pipeline_functions.into_values();
            files.resolvers.into_values().chain(functions).collect()
        })
        .map_err(|problems| render::concise(&problems, &Sources::new()))
}

#[test]
fn code_is_found_by_name() {
    let found = files(&[
        "README.md",
        "Query.js.js",
        "Query.vtl.req.vtl",
        "Query.vtl.res.vtl",
        "check.js",
    ]);
    let expected = [
        CodeFiles::Js("Query.js.js".to_owned()),
        CodeFiles::Vtl {
            request: Some("Query.vtl.req.vtl".to_owned()),
            response: Some("Query.vtl.res.vtl".to_owned()),
        },
        CodeFiles::None,
        CodeFiles::None,
        CodeFiles::Js("check.js".to_owned()),
    ];
    assert_eq!(found.unwrap(), expected);
}

#[test]
fn pipelines_may_have_one_half() {
    let found = files(&[
        "Query.js.js",
        "Query.vtl.req.vtl",
        "Query.vtl.res.vtl",
        "Query.pipeline.res.vtl",
        "check.js",
    ]);
    assert!(found.is_ok(), "{found:?}");
}

#[test]
fn typescript_is_code_and_folders_below_hold_what_it_imports() {
    let found = files(&[
        "Query.js.ts",
        "Query.vtl.req.vtl",
        "Query.vtl.res.vtl",
        "check.js",
        "shared/page.ts",
        "types.d.ts",
    ]);
    assert_eq!(found.unwrap()[0], CodeFiles::Js("Query.js.ts".to_owned()));
    let both = files(&[
        "Query.js.js",
        "Query.js.ts",
        "Query.vtl.req.vtl",
        "Query.vtl.res.vtl",
        "check.js",
    ]);
    assert!(both.unwrap_err().contains("AS8012"));
}

#[test]
fn code_for_what_is_generated_may_lie_in_folders_below() {
    let resolvers = "data-sources: { Local: { type: none } }";
    let settings = settings(&minimal(resolvers), "local", &[]).expect("is well formed");
    let names = [
        "posts/Mutation.createPost.js",
        "posts/Post.author.postAuth.1.ts",
        "posts/Query.getPost.res.vtl",
        "posts/date.format.ts",
        "posts/shared.js",
    ];
    let names = names.map(str::to_owned);
    let assigned = assign(&settings, &names).expect("no mistakes");
    assert_eq!(assigned.others, names[..3]);
}

#[test]
fn code_with_a_mistaken_ending_is_refused_and_other_files_are_not() {
    let own = [
        "Query.js.js",
        "Query.vtl.req.vtl",
        "Query.vtl.res.vtl",
        "check.js",
    ];
    let with = |name: &str| files(&[&own[..], &[name]].concat());
    for (name, better) in [
        ("Query.getPost.mjs", "Query.getPost.js"),
        ("Query.getPost.req.VTL", "Query.getPost.req.vtl"),
        ("Query.getPost.res.vm", "Query.getPost.res.vtl"),
        (
            "Mutation.createPost.postAuth.1.js.txt",
            "Mutation.createPost.postAuth.1.js",
        ),
        ("posts/Query.pipeline.tsx", "posts/Query.pipeline.ts"),
    ] {
        let told = with(name).expect_err(name);
        assert!(told.contains("AS8011") && told.contains(name), "{told}");
        assert!(told.contains(&format!("has the name `{better}`")), "{told}");
    }
    for name in [
        "README.md",
        "notes.txt",
        "helpers.mjs",
        "Query.getPost.md",
        "lib/util.d.ts",
    ] {
        assert!(with(name).is_ok(), "{name}");
    }
}
