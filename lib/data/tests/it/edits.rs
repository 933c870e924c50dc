//! The user's code in generated pipelines.

use appsynth_appsync::{Auth, Code, Days, Text};
use appsynth_construct::{App, Environment, MemoryFiles};
use appsynth_data::{GraphqlSchema, Slot};
use expect_test::{Expect, expect};

use crate::plans::{functions, models, schema, synthesize};

/// The functions of `Query.getPost` in order, with what makes their requests.
fn pipeline(schema: GraphqlSchema) -> Vec<(String, String)> {
    functions(&synthesize(schema), "Query.getPost")
}

fn post() -> GraphqlSchema {
    schema(models(&["Post"]))
}

#[test]
fn a_function_of_a_number_that_is_free_is_added_in_order() {
    let code = |word: &str| Code::js_inline(format!("// {word}"));
    let schema = post()
        .slot("Query.getPost", Slot::Finish, 1, code("last"))
        .slot("Query.getPost", Slot::PostAuth, 2, code("allowed"))
        .slot("Query.getPost", Slot::Init, 1, code("first"));
    let names: Vec<_> = pipeline(schema).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "QuerygetPostinit0Function",
            "QuerygetPostpostAuth0Function",
            "QuerygetPostpostAuth1Function",
            "QueryGetPostDataResolverFn",
            "QuerygetPostfinish0Function",
        ]
    );
}

#[test]
fn a_function_of_the_number_of_a_generated_one_replaces_it() {
    let code = Code::vtl_inline("{}", "{\"mine\": 1}");
    let pipeline = pipeline(post().slot("Query.getPost", Slot::PostAuth, 1, code));
    assert_eq!(pipeline.len(), 2);
    assert_eq!(pipeline[0].1, "{}");
}

#[test]
fn characters_of_private_use_in_the_users_code_stay() {
    let icons = "// \u{E000} \u{E000}star\u{E001} \u{E000}FieldName\u{E001}";
    let schema = post().slot("Query.getPost", Slot::Init, 1, Code::js_inline(icons));
    assert_eq!(pipeline(schema)[0].1, icons);
}

#[test]
fn one_half_of_the_data_step_leaves_the_other_generated() {
    let schema = post().override_response("Query.getPost", Text::Inline("$null".to_owned()));
    let pipeline = pipeline(schema);
    let (_, request) = &pipeline[1];
    assert!(request.contains("\"GetItem\""), "{request}");
}

#[test]
fn files_say_by_their_names_what_they_change() {
    let files = MemoryFiles::new()
        .file(
            "resolvers/Query.getPost.req.vtl",
            "{\"operation\": \"Query\"}",
        )
        .file("resolvers/Query.getPost.preAuth.1.js", "// mine")
        .file("resolvers/README.md", "About");
    let mut app = App::new(Environment::local(), files);
    app.stack("blog")
        .add("Data", post().resolver_files("resolvers"));
    let synthesis = app.synth().expect("no mistakes");
    let pipeline = functions(&synthesis, "Query.getPost");
    let requests: Vec<_> = pipeline
        .iter()
        .map(|(_, request)| request.as_str())
        .collect();
    assert_eq!(requests[0], "// mine");
    assert_eq!(requests[2], "{\"operation\": \"Query\"}");
}

#[test]
fn modules_may_be_typescript_and_import_others() {
    let files = MemoryFiles::new()
        .file(
            "resolvers/Query.getPost.preAuth.1.ts",
            "import { note } from './shared/note';
             export function request(ctx: { args: { id: string } }) { return { payload: note(ctx.args.id) }; }",
        )
        .file(
            "resolvers/shared/note.ts",
            "export const note = (id: string) => `reads ${id}`;",
        );
    let mut app = App::new(Environment::local(), files);
    app.stack("blog")
        .add("Data", post().resolver_files("resolvers"));
    let synthesis = app.synth().expect("no mistakes");
    let pipeline = functions(&synthesis, "Query.getPost");
    expect![[r"
        const note = (id) => `reads ${id}`;
        function request(ctx) {
        	return { payload: note(ctx.args.id) };
        }
        export { request };
    "]]
    .assert_eq(&pipeline[0].1);
    let map = &synthesis.legible_files["resolvers/Query.getPost.preAuth.1.js.map"];
    assert!(map.contains("resolvers/shared/note.ts"), "{map}");
}

#[test]
fn a_module_that_cannot_be_read_is_refused_at_its_place() {
    let files = MemoryFiles::new().file(
        "resolvers/Query.getPost.preAuth.1.js",
        "export function request(ctx) { return { payload: 1; } }",
    );
    let mut app = App::new(Environment::local(), files);
    app.stack("blog")
        .add("Data", post().resolver_files("resolvers"));
    let failure = app.synth().expect_err("has a mistake");
    let problem = failure.diagnostics.iter().next().expect("a diagnostic");
    let span = problem.labels[0].span;
    assert_eq!((problem.code.id, span.start), ("AS4101", 50));
}

/// What is said about files of these names and contents.
fn refuse(names: &[&str], said: Expect) {
    let mut files = MemoryFiles::new();
    for name in names {
        files = files.file(format!("resolvers/{name}"), "// mine");
    }
    let mut app = App::new(Environment::local(), files);
    app.stack("blog")
        .add("Data", post().resolver_files("resolvers"));
    refused(app, said);
}

/// What is said about an app.
fn refused(app: App, said: Expect) {
    let failure = app.synth().expect_err("has mistakes");
    let lines = failure.diagnostics.into_iter().map(|problem| {
        let help = problem.help.join("; ");
        format!("{}: {} ({help})\n", problem.code.id, problem.message)
    });
    said.assert_eq(&lines.collect::<String>());
}

#[test]
fn code_for_nothing_is_refused_with_what_there_is() {
    refuse(
        &[
            "Query.getPots.js",
            "Query.everything.res.vtl",
            "Query.getPost.postauth.1.js",
            "Query.getPost.postUpdate.1.js",
            "Query.getPost.preUpdate.1.js",
            "Query.getPost.postAuth.0.js",
            "Query.getPost.postAuth.js",
        ],
        expect![[r#"
            AS3305: the name of `resolvers/Query.getPost.postAuth.js` does not say what it is the code of (name it for a resolver, such as `Query.getPost.req.vtl`, or for a place in its pipeline, such as `Mutation.createPost.postAuth.2.js`)
            AS3306: `resolvers/Query.everything.res.vtl` is for `Query.everything`, which has no resolver (the resolvers of this type are `Query.getPost`)
            AS3307: `resolvers/Query.getPost.postAuth.0.js` has the number 0 (the functions of a slot are numbered from 1)
            AS3307: `resolvers/Query.getPost.postUpdate.1.js` is for the slot `postUpdate`, which `Query.getPost` does not have (its slots are `init`, `preAuth`, `auth`, `postAuth`, `preDataLoad`, `postDataLoad`, `finish`)
            AS3307: `resolvers/Query.getPost.postauth.1.js` is for the slot `postauth`, which `Query.getPost` does not have (there is a similar one: `postAuth`)
            AS3307: `resolvers/Query.getPost.preUpdate.1.js` is for the slot `preUpdate`, which `Query.getPost` does not have (its slots are `init`, `preAuth`, `auth`, `postAuth`, `preDataLoad`, `postDataLoad`, `finish`)
            AS3306: `resolvers/Query.getPots.js` is for `Query.getPots`, which has no resolver (there is a similar one: `Query.getPost`)
        "#]],
    );
}

#[test]
fn two_pieces_of_code_for_one_function_are_refused() {
    refuse(
        &["Query.getPost.js", "Query.getPost.req.vtl"],
        expect![[r#"
            AS3308: `resolvers/Query.getPost.js` and `resolvers/Query.getPost.req.vtl` are the code of one function in two languages (remove the one or the other)
        "#]],
    );
}

#[test]
fn files_that_do_not_fit_are_told_what_would() {
    let schema = r#"
        type Post @model @auth(rules: [{ allow: public }]) { id: ID! }
        type Query {
          mine: Post
          echo(text: String): String @function(name: "echo-fn-${env}")
        }
    "#;
    let names = [
        "InvokeOtherLambdaDataSource.req.vtl",
        "Query.mine.req.vtl",
        "Query.posts.DataResolver.res.vtl",
    ];
    let mut files = MemoryFiles::new().file("schema.graphql", schema);
    for name in names {
        files = files.file(format!("resolvers/{name}"), "{}");
    }
    let mut app = App::new(Environment::local(), files);
    let schema = GraphqlSchema::file("schema.graphql", Auth::api_key(Days(7)));
    app.stack("blog")
        .add("Data", schema.resolver_files("resolvers"));
    refused(
        app,
        expect![[r#"
            AS3305: the name of `resolvers/InvokeOtherLambdaDataSource.req.vtl` does not say what it is the code of (name it for a resolver, such as `Query.getPost.req.vtl`, or for a place in its pipeline, such as `Mutation.createPost.postAuth.2.js`)
            AS3305: the name of `resolvers/Query.posts.DataResolver.res.vtl` does not say what it is the code of (name it for a resolver, such as `Query.getPost.req.vtl`, or for a place in its pipeline, such as `Mutation.createPost.postAuth.2.js`)
            AS3306: `resolvers/Query.mine.req.vtl` is for `Query.mine`, which has no resolver (declare one below `resolvers` in appsynth.yaml: `Query.mine: DATA_SOURCE`, where the source of a model `Post` is `PostTable`)
        "#]],
    );
}
