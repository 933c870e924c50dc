//! Assemblies of the CDK, and what is no assembly.

use std::error::Error as _;
use std::fs;
use std::path::Path;

use appsynth_assembly::{Assembly, AssemblyError, Packaging, TemplateFile, write};
use appsynth_diagnostics::Sources;
use expect_test::{Expect, expect};

use crate::contents;

/// An app of a stage with two stacks, of which one has nested stacks, and a third stack, as
/// aws-cdk-lib 2.276 wrote it.
fn cdk() -> Assembly {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cdk");
    Assembly::read(&dir).expect("the CDK's assembly is read")
}

#[test]
fn the_stacks_of_the_cdk_come_in_the_order_of_their_dependencies() {
    let assembly = cdk();
    let stacks: Vec<_> = assembly
        .stacks
        .iter()
        .map(|stack| {
            (
                stack.id.as_str(),
                stack.name.as_str(),
                stack.dependencies.join(","),
            )
        })
        .collect();
    let expected = [
        ("prod/data", "prod-data", ""),
        ("prod/api", "blog-api", "prod/data"),
        ("last", "last", ""),
    ];
    let expected = expected.map(|(id, name, needs)| (id, name, needs.to_owned()));
    assert_eq!(stacks, expected);

    let api = assembly
        .stack("blog-api")
        .expect("found by its deployed name");
    assert_eq!(api.account.as_deref(), Some("222222222222"));
    assert_eq!(api.region.as_deref(), Some("eu-west-1"));
    assert!(api.termination_protection);
    let last = assembly.stack("last").expect("found by its id");
    assert_eq!((&last.account, &last.region), (&None, &None));
    assert_eq!(
        assembly.stack("prod/data").map(|data| &data.tags["team"]),
        Some(&"blog".to_owned())
    );
}

#[test]
fn nested_templates_are_found_by_the_hash_in_their_address() {
    fn outline(template: &TemplateFile, depth: usize, text: &mut String) {
        let file = template.path.file_name().expect("a file").display();
        *text += &format!("{:depth$}{file}\n", "");
        for (id, nested) in &template.nested {
            *text += &format!("{:depth$} {id}:\n", "");
            outline(nested, depth + 2, text);
        }
    }
    let assembly = cdk();
    let mut text = String::new();
    for stack in &assembly.stacks {
        outline(&stack.template, 0, &mut text);
    }
    expect![[r#"
        proddataF7378CE5.template.json
        prodapiCD3F3B2F.template.json
         ResolversNestedStackResolversNestedStackResource68B6BA7D:
          prodapiResolvers29BF56CA.nested.template.json
           DeepNestedStackDeepNestedStackResource521F28B7:
            prodapiResolversDeepDC6B7DB3.nested.template.json
        last.template.json
    "#]]
    .assert_eq(&text);
}

#[test]
fn an_asset_is_found_by_hash_and_by_object_key() {
    let assembly = cdk();
    let api = assembly.stack("prod/api").expect("the stack");
    for (hash, asset) in &api.assets {
        assert!(asset.path.exists(), "{}", asset.path.display());
        assert_eq!(asset.packaging, Packaging::File);
        assert_eq!(assembly.asset(hash), Some(asset));
        assert_eq!(api.asset(&asset.destinations[0].object_key), Some(asset));
    }
    assert_eq!(api.assets.len(), 3, "a template and two nested ones");
    assert_eq!(assembly.asset("none"), None);
}

#[test]
fn a_template_is_parsed_on_demand() {
    let assembly = cdk();
    let mut sources = Sources::new();
    let (template, diagnostics) = assembly.stacks[0].template.template(&mut sources);
    assert!(diagnostics.is_empty());
    assert_eq!(template.expect("a template").resources.len(), 1);
}

/// Writes an assembly of one stack, spoils it, and reads it.
fn check(spoil: impl FnOnce(&Path), expected: Expect) {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    write(&contents(&["blog"]), &out).expect("it can be written");
    spoil(&out);
    let error = Assembly::read(&out).expect_err("it is spoilt");
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    let said = format!("{error}\n{cause}\n");
    expected.assert_eq(&said.replace(&*dir.path().to_string_lossy(), "DIR"));
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("the file");
    assert!(text.contains(from), "{text}");
    fs::write(file, text.replace(from, to)).expect("the file is written");
}

#[test]
fn what_is_wrong_names_the_file_and_the_cause() {
    let remove = |file: &'static str| {
        move |out: &Path| fs::remove_file(out.join(file)).expect("the file is there")
    };
    check(
        remove("manifest.json"),
        expect![[r#"
        cannot read `DIR/out/manifest.json`
        No such file or directory (os error 2)
    "#]],
    );
    check(
        remove("blog.template.json"),
        expect![[r#"
        cannot read `DIR/out/blog.template.json`
        No such file or directory (os error 2)
    "#]],
    );
    check(
        remove("blog.assets.json"),
        expect![[r#"
        cannot read `DIR/out/blog.assets.json`
        No such file or directory (os error 2)
    "#]],
    );
    check(
        |out| replace(&out.join("manifest.json"), "\"artifacts\"", "artifacts"),
        expect![[r#"
            `DIR/out/manifest.json` is not as a cloud assembly has it
            key must be a string at line 3 column 2
        "#]],
    );
    check(
        |out| replace(&out.join("manifest.json"), "templateFile", "template"),
        expect![[r#"
            `DIR/out/manifest.json` is wrong about `blog`: missing field `templateFile`

        "#]],
    );
    check(
        |out| replace(&out.join("manifest.json"), "aws://", "gcp://"),
        expect![[r#"
            `DIR/out/manifest.json` is wrong about `blog`: `gcp://unknown-account/unknown-region` is not of the form `aws://account/region`

        "#]],
    );
    check(
        |out| replace(&out.join("blog.assets.json"), "\"file\"", "\"image\""),
        expect![[r#"
            `DIR/out/blog.assets.json` is not as a cloud assembly has it
            unknown variant `image`, expected `file` or `zip` at line 8 column 24
        "#]],
    );
}

#[test]
fn templates_that_contain_each_other_come_to_an_end() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let mut contents = contents(&["blog"]);
    contents.stacks[0].template = r#"{"Resources": {"Self": {
        "Type": "AWS::CloudFormation::Stack",
        "Metadata": {"aws:asset:path": "blog.template.json"}}}}"#
        .to_owned();
    write(&contents, &out).unwrap();
    let assembly = Assembly::read(&out).unwrap();
    assert!(assembly.stacks[0].template.nested.is_empty());
}

#[test]
fn templates_in_yaml_have_nested_ones_too() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    write(&contents(&["blog"]), &out).unwrap();
    let nesting = |file: &str| {
        format!(
            "Resources:\n  Nested:\n    Type: AWS::CloudFormation::Stack\n    \
             Metadata: {{ \"aws:asset:path\": {file} }}\n    \
             Properties: {{ TemplateURL: !Sub \"https://${{Bucket}}/{file}\" }}\n"
        )
    };
    fs::write(out.join("blog.template.json"), nesting("within.yaml")).unwrap();
    fs::write(out.join("within.yaml"), nesting("innermost.yaml")).unwrap();
    fs::write(out.join("innermost.yaml"), "Resources: {}\n").unwrap();
    let assembly = Assembly::read(&out).unwrap();
    let all = assembly.stacks[0].template.with_nested();
    let all: Vec<_> = all
        .iter()
        .map(|(path, file)| (path.join("/"), file.path.strip_prefix(&out).unwrap()))
        .collect();
    let expected = [
        ("", "blog.template.json"),
        ("Nested", "within.yaml"),
        ("Nested/Nested", "innermost.yaml"),
    ];
    let expected = expected.map(|(path, file)| (path.to_owned(), Path::new(file)));
    assert_eq!(all, expected);
}

#[test]
fn a_nested_template_that_is_not_there_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let mut contents = contents(&["blog"]);
    contents.stacks[0].template = r#"{"Resources": {"Nested": {
        "Type": "AWS::CloudFormation::Stack",
        "Metadata": {"aws:asset:path": "gone.json"}}}}"#
        .to_owned();
    write(&contents, &out).unwrap();
    let error = Assembly::read(&out).unwrap_err();
    assert!(matches!(error, AssemblyError::Read { path, .. } if path.ends_with("gone.json")));
}

#[test]
fn what_constructs_were_made_for_is_read_as_it_was_written() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let mut contents = contents(&["blog"]);
    let (path, origin) = ("blog/Models/Post", "`@model` Post (schema.graphql:12)");
    contents.stacks[0].origins = [(path.into(), origin.to_owned())].into();
    write(&contents, &folder.path().join("out")).expect("it is written");
    let read = Assembly::read(&folder.path().join("out")).expect("it is read");
    assert_eq!(
        read.stacks[0].origins,
        [(path.to_owned(), origin.to_owned())].into()
    );
}

#[test]
fn the_environment_that_stacks_were_made_for_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("made");
    let mut made = contents(&["blog", "shop"]);
    made.stacks[0].environment = Some("dev".to_owned());
    write(&made, &dir).expect("an assembly");
    let read = Assembly::read(&dir).expect("an assembly");
    let environments: Vec<_> = read
        .stacks
        .iter()
        .map(|one| one.environment.as_deref())
        .collect();
    assert_eq!(environments, [Some("dev"), None]);
}
