//! What is written, and when nothing is.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use appsynth_assembly::{
    Assembly, AssemblyError, AssetContents, AssetSource, Draft, Written, write,
};
use expect_test::expect;

use crate::{contents, files};

#[test]
fn an_assembly_has_a_manifest_and_for_each_stack_a_template_and_its_assets() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("out");
    let mut contents = contents(&["blog"]);
    let stack = &mut contents.stacks[0];
    stack.account = Some("111111111111".to_owned());
    stack.region = Some("eu-west-1".to_owned());
    stack.assets.push(AssetContents {
        hash: "c0de".to_owned(),
        name: "blog/Code".to_owned(),
        source: AssetSource::File {
            extension: "js".to_owned(),
            bytes: b"export {}".to_vec(),
        },
    });
    stack.assets.push(AssetContents {
        hash: "f01d".to_owned(),
        name: "blog/Echo".to_owned(),
        source: AssetSource::Folder(BTreeMap::from([
            ("index.mjs".to_owned(), b"run()".to_vec()),
            ("lib/a.mjs".to_owned(), b"a".to_vec()),
        ])),
    });
    let legible = &mut contents.legible_files;
    legible.insert("resolvers/Query.getPost.js".to_owned(), "x".into());
    assert_eq!(write(&contents, &dir).unwrap(), Written::Changed);

    let files = files(&dir);
    let names: Vec<_> = files.keys().collect();
    assert_eq!(
        names,
        [
            "asset.c0de.js",
            "asset.f01d/index.mjs",
            "asset.f01d/lib/a.mjs",
            "blog.assets.json",
            "blog.template.json",
            "manifest.json",
            "resolvers/Query.getPost.js",
            "tree.json",
        ]
    );
    expect![[r#"
        {
         "version": "36.0.0",
         "files": {
          "c0de": {
           "displayName": "blog/Code",
           "source": {
            "path": "asset.c0de.js",
            "packaging": "file"
           },
           "destinations": {
            "111111111111-eu-west-1": {
             "bucketName": "cdk-hnb659fds-assets-111111111111-eu-west-1",
             "objectKey": "c0de.js",
             "region": "eu-west-1",
             "assumeRoleArn": "arn:${AWS::Partition}:iam::111111111111:role/cdk-hnb659fds-file-publishing-role-111111111111-eu-west-1"
            }
           }
          },
          "f01d": {
           "displayName": "blog/Echo",
           "source": {
            "path": "asset.f01d",
            "packaging": "zip"
           },
           "destinations": {
            "111111111111-eu-west-1": {
             "bucketName": "cdk-hnb659fds-assets-111111111111-eu-west-1",
             "objectKey": "f01d.zip",
             "region": "eu-west-1",
             "assumeRoleArn": "arn:${AWS::Partition}:iam::111111111111:role/cdk-hnb659fds-file-publishing-role-111111111111-eu-west-1"
            }
           }
          },
          "7953b7551305c4ec593d229f2c955983f7d628232824286dae7d2460442e903f": {
           "displayName": "blog Template",
           "source": {
            "path": "blog.template.json",
            "packaging": "file"
           },
           "destinations": {
            "111111111111-eu-west-1": {
             "bucketName": "cdk-hnb659fds-assets-111111111111-eu-west-1",
             "objectKey": "7953b7551305c4ec593d229f2c955983f7d628232824286dae7d2460442e903f.json",
             "region": "eu-west-1",
             "assumeRoleArn": "arn:${AWS::Partition}:iam::111111111111:role/cdk-hnb659fds-file-publishing-role-111111111111-eu-west-1"
            }
           }
          }
         },
         "dockerImages": {}
        }"#]]
    .assert_eq(&files["blog.assets.json"]);
}

#[test]
fn the_same_contents_are_written_once() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("out");
    assert_eq!(write(&contents(&["a"]), &dir).unwrap(), Written::Changed);
    let before = fs::metadata(dir.join("manifest.json"))
        .unwrap()
        .modified()
        .unwrap();
    fs::write(dir.join("read.1234.1.lock"), "").unwrap();

    assert_eq!(write(&contents(&["a"]), &dir).unwrap(), Written::Unchanged);
    let after = fs::metadata(dir.join("manifest.json"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after);
}

#[test]
fn files_of_the_assembly_before_are_gone() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    write(&contents(&["a", "b"]), &out).unwrap();
    assert_eq!(write(&contents(&["a"]), &out).unwrap(), Written::Changed);
    assert!(!files(&out).contains_key("b.template.json"));
    let beside: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
}

#[test]
fn the_order_of_legible_files_changes_no_byte() {
    let dir = tempfile::tempdir().unwrap();
    let written = |names: [&str; 2], folder: &str| {
        let mut contents = contents(&["a"]);
        for name in names {
            contents.legible_files.insert(name.to_owned(), name.into());
        }
        write(&contents, &dir.path().join(folder)).unwrap();
        files(&dir.path().join(folder))
    };
    assert_eq!(written(["x", "y"], "1"), written(["y", "x"], "2"));
}

/// A draft with files for people.
fn draft(dir: &std::path::Path, files: BTreeMap<String, Arc<str>>) -> Draft {
    let draft = Draft::begin(dir);
    let added = draft.add_texts(&files);
    added.expect("a folder that can be written");
    draft
}

/// Files for people, known before the rest.
fn early(text: &str) -> BTreeMap<String, Arc<str>> {
    BTreeMap::from([("resolvers/Query.getPost.js".to_owned(), text.into())])
}

#[test]
fn a_draft_gives_the_same_assembly_as_one_that_is_written_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let [out, at_once] = ["out", "at-once"].map(|name| dir.path().join(name));
    let mut whole = contents(&["a"]);
    whole.legible_files = early("x");
    write(&whole, &at_once).unwrap();

    let finish = |text| draft(&out, early(text)).finish(&contents(&["a"]));
    assert_eq!(finish("x").unwrap(), Written::Changed);
    assert_eq!(files(&out), files(&at_once));
    assert_eq!(finish("x").unwrap(), Written::Unchanged);
    assert_eq!(finish("y").unwrap(), Written::Changed);
    assert_eq!(files(&out)["resolvers/Query.getPost.js"], "y");

    let draft = draft(&out, early("y"));
    assert_eq!(draft.finish(&contents(&["b"])).unwrap(), Written::Changed);
    assert!(files(&out).contains_key("b.template.json"));
    assert_eq!(files(&out)["resolvers/Query.getPost.js"], "y");
}

#[test]
fn files_come_to_a_draft_little_by_little() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let finish = |text: &str| {
        let draft = draft(&out, early("x"));
        draft
            .add("plan.json", text.as_bytes())
            .expect("a folder that can be written");
        draft.finish(&contents(&["a"])).unwrap()
    };
    assert_eq!(finish("{}"), Written::Changed);
    assert_eq!(finish("{}"), Written::Unchanged);
    assert_eq!(finish("[]"), Written::Changed);
    let files = files(&out);
    assert_eq!(files["resolvers/Query.getPost.js"], "x");
    assert_eq!(files["plan.json"], "[]");
}

#[test]
fn files_with_the_same_text_are_there_under_all_their_names() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let texts = |third: &str| {
        let texts = [
            ("a.js", "same"),
            ("b.js", "same"),
            ("functions/c.js", third),
        ];
        texts
            .map(|(path, text)| (path.to_owned(), text.into()))
            .into()
    };
    let finish = |third| draft(&out, texts(third)).finish(&contents(&["a"])).unwrap();
    assert_eq!(finish("same"), Written::Changed);
    let written = files(&out);
    for path in ["a.js", "b.js", "functions/c.js"] {
        assert_eq!(written[path], "same", "{path}");
    }
    assert_eq!(finish("same"), Written::Unchanged);
    assert_eq!(finish("other"), Written::Changed);
    let written = files(&out);
    assert_eq!(written["a.js"], "same");
    assert_eq!(written["functions/c.js"], "other");
}

#[test]
fn nothing_is_left_of_a_draft_that_is_not_finished() {
    let dir = tempfile::tempdir().unwrap();
    drop(draft(&dir.path().join("out"), early("x")));
    drop(draft(&dir.path().join("not/there/out"), early("x")));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_is_no_assembly_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("thesis.txt"), "years of work").unwrap();
    let error = write(&contents(&["a"]), dir.path()).unwrap_err();
    assert!(
        matches!(error, AssemblyError::NotAnAssembly { .. }),
        "{error}"
    );
    assert_eq!(files(dir.path()).len(), 1);
}

#[test]
fn a_file_that_would_replace_the_manifest_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut contents = contents(&["a"]);
    let legible = &mut contents.legible_files;
    legible.insert("manifest.json".to_owned(), "{}".into());
    let error = write(&contents, &dir.path().join("out")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file `manifest.json` would replace one that the assembly needs"
    );
    assert!(!dir.path().join("out").exists());
}

#[test]
fn an_early_file_that_would_replace_the_manifest_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let early = || BTreeMap::from([("manifest.json".to_owned(), "{}".into())]);
    let draft = draft(&out, early());
    let error = draft.finish(&contents(&["a"])).unwrap_err();
    assert!(matches!(error, AssemblyError::Reserved { .. }), "{error}");
    draft.abandon();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let error = write(&contents(&["a"]), &file.join("out")).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot write `{}`", file.display())
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_link_to_the_folder_stays_a_link() {
    let dir = tempfile::tempdir().unwrap();
    let (real, link) = (dir.path().join("real"), dir.path().join("link"));
    fs::create_dir(&real).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&real, &link).unwrap();
    #[cfg(windows)]
    std::os::windows::fs::symlink_dir(&real, &link).unwrap();
    write(&contents(&["a"]), &link).unwrap();
    assert!(link.is_symlink());
    assert!(real.join("manifest.json").exists());
}

/// Stacks come and go in pairs, so that half of an assembly would have an odd number of them.
#[test]
fn a_reader_sees_one_assembly_or_the_other() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let (two, four) = (contents(&["a", "b"]), contents(&["a", "c", "d", "e"]));
    write(&two, &out).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut read = 0;
            while !done.load(Ordering::Relaxed) {
                match Assembly::read(&out) {
                    Ok(assembly) => {
                        let stacks = assembly.stacks.len();
                        assert!(stacks == 2 || stacks == 4, "{stacks} stacks");
                        read += 1;
                    }
                    Err(AssemblyError::Changing { .. }) => {}
                    Err(error) => panic!("{error}: {:?}", std::error::Error::source(&error)),
                }
            }
            read
        });
        for _ in 0..50 {
            write(&four, &out).unwrap();
            write(&two, &out).unwrap();
        }
        done.store(true, Ordering::Relaxed);
        reader.join().expect("every assembly is whole");
    });
}
