//! The console in a browser. Where there is none, the test says so.

use std::path::Path;
use std::process::Command;

use integration::{Project, Served};
use serde_json::{Value, json};

use crate::browser::Page;

/// A text that would do something, were it taken for markup.
const MARKUP: &str = "<img src=x onerror=\"window.broken = true\">";

#[expect(clippy::print_stdout, reason = "tells why a test did nothing")]
fn start() -> Option<(Project, Served, Page)> {
    let project = Project::copy_of(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/who-is-asking"),
        env!("CARGO_BIN_EXE_example-appsynth"),
    );
    let served = project.deploy();
    let console = served.graphql_url.replace("/graphql", "/console");
    let Some(mut page) = Page::open(&console) else {
        println!("skipped: there is no Chromium");
        return None;
    };
    page.wait("document.querySelector('.graphiql-query-editor .CodeMirror') !== null");
    Some((project, served, page))
}

/// Picks whose identity's id begins so, and fills the form.
fn be(page: &mut Page, who: &str, form: &[(&str, &str)]) {
    page.evaluate(&format!(
        "{{ const who = document.getElementById('who');
            who.value = [...who.options].find((one) => one.value.startsWith({})).value;
            who.dispatchEvent(new Event('change')); }}",
        json!(who)
    ));
    for (name, value) in form {
        page.evaluate(&format!(
            "{{ const input = document.querySelector('.identity-form [name=' + {} + ']');
                input.value = {};
                input.dispatchEvent(new Event('input')); }}",
            json!(name),
            json!(value)
        ));
    }
}

fn write_query(page: &mut Page, query: &str) {
    page.evaluate(&format!(
        "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.setValue({})",
        json!(query)
    ));
}

/// Runs a query with GraphiQL; gives the status and what GraphiQL shows.
fn run(page: &mut Page, query: &str) -> (String, Value) {
    write_query(page, query);
    page.evaluate("document.querySelector('.status').replaceChildren()");
    page.click(".graphiql-execute-button");
    page.wait("document.querySelector('.status').textContent !== ''");
    let status = page.evaluate("document.querySelector('.status').textContent.slice(0, 3)");
    page.wait("document.querySelector('.graphiql-spinner') === null");
    let shown =
        page.evaluate("document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()");
    let shown = serde_json::from_str(shown.as_str().expect("text")).expect("JSON");
    (status.as_str().expect("text").to_owned(), shown)
}

fn tab(page: &mut Page, name: &str) {
    page.click(&format!("[data-tab={name}]"));
}

fn text(page: &mut Page, selector: &str) -> String {
    let text = page.evaluate(&format!(
        "[...document.querySelectorAll({})].map((one) => one.textContent).join('\\n')",
        json!(selector)
    ));
    text.as_str().expect("text").to_owned()
}

const READ: &str = "{ getNote(id: \"n\") { id } }";

#[test]
fn a_developer_asks_as_anybody_and_sees_what_happened() {
    let Some((_project, served, mut page)) = start() else {
        return;
    };
    let page = &mut page;

    // Somebody of the user pool writes something.
    be(page, "user-pool", &[("username", "ada")]);
    let create = |id: &str| {
        format!(
            "mutation {{ createNote(input: {{id: {}, text: {}}}) {{ id text owner }} }}",
            json!(id),
            json!(MARKUP)
        )
    };
    let (status, answer) = run(page, &create("n"));
    assert_eq!(status, "200");
    assert_eq!(
        answer,
        json!({"data": {"createNote": {"id": "n", "text": MARKUP, "owner": "ada"}}})
    );

    // Everybody reads it who may, and nobody else does.
    let read = json!({"data": {"getNote": {"id": "n"}}});
    for (who, form) in [
        ("api-key", &[][..]),
        (
            "user-pool",
            &[("groups", "others, editors"), ("username", "kit")],
        ),
        (
            "oidc",
            &[("sub", "kit-17"), ("claims", "{\"scope\": \"read\"}")],
        ),
        ("iam ASIASIGNEDIN", &[]),
        ("iam ASIAGUEST", &[]),
    ] {
        be(page, who, form);
        assert_eq!(run(page, READ), ("200".to_owned(), read.clone()), "{who}");
    }
    if Command::new("node").arg("--version").output().is_ok() {
        be(page, "lambda", &[("token", "custom-reader")]);
        assert_eq!(run(page, READ), ("200".to_owned(), read));
    }
    be(page, "nobody", &[]);
    assert_eq!(run(page, READ).0, "401");

    // Somebody else may not, and the trace says by which rule.
    be(page, "user-pool", &[("groups", ""), ("username", "eve")]);
    let (_, answer) = run(page, READ);
    assert_eq!(answer["data"], json!({"getNote": null}));
    page.click("#show-trace");
    page.wait("document.querySelector('.fields .denied') !== null");
    let denied = text(page, ".fields .denied");
    assert!(denied.contains("Denied: the resolver refuses"), "{denied}");
    assert!(text(page, ".fields .step h3").contains("NONE_DS"));
    assert!(text(page, "aside li").contains("AMAZON_COGNITO_USER_POOLS"));

    // So does that of what was written, with what became of the event.
    page.evaluate(
        "[...document.querySelectorAll('aside li button')].find((one) => one.textContent.includes('createNote')).click()",
    );
    page.wait("document.querySelector('.event') !== null");
    assert_eq!(text(page, ".event"), "Event of createNote: sent to 0");
    assert!(text(page, ".detail pre").contains("<img src=x"));

    tab(page, "tables");
    page.click("aside li button");
    page.wait("document.querySelector('tbody tr') !== null");
    assert!(text(page, "td").contains(MARKUP));
    page.click("tbody tr");
    page.wait("document.querySelector('.detail > div pre') !== null");

    tab(page, "pipelines");
    page.evaluate(
        "(async () => {
           while (!document.querySelector('aside li button')) await new Promise((go) => setTimeout(go, 20));
           [...document.querySelectorAll('aside li button')].find((one) => one.textContent === 'Mutation.createNote').click();
         })()",
    );
    page.wait("document.querySelectorAll('.steps > .step').length > 3");
    assert!(text(page, ".step h3").contains("NoteTable"));
    assert!(text(page, ".step pre").contains("export function"));

    for (query, is_subscription) in [
        ("subscription { a }", true),
        ("fragment F on T { a } subscription { b }", true),
        ("{ a { b } subscription }", false),
        ("# subscription\n{ a(b: \"} subscription {\") }", false),
    ] {
        let script = format!(
            "import('/console/queries.js').then(({{ isSubscription }}) => isSubscription({}))",
            json!(query)
        );
        assert_eq!(page.evaluate(&script), is_subscription, "{query}");
    }

    // A subscriber hears what others write.
    tab(page, "queries");
    page.wait("document.querySelector('.graphiql-query-editor .CodeMirror') !== null");
    be(page, "user-pool", &[("username", "ada")]);
    write_query(page, "subscription { onCreateNote { id text } }");
    page.click(".graphiql-execute-button");
    let shown = "document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue()";
    page.wait(&format!("{shown}?.includes('subscribed')"));
    let token = page.evaluate(
        "fetch('/console/data/token', { method: 'POST', headers: { 'content-type': 'application/json' },
           body: JSON.stringify({ mode: 'user-pool', username: 'ada' }) })
           .then((response) => response.json()).then(({ token }) => token)",
    );
    let ada = served.signed_in(token.as_str().expect("a token"));
    ada.data(&create("heard"), json!({}));
    page.wait(&format!("{shown}?.includes('heard')"));

    assert_eq!(
        page.evaluate("window.broken ?? false"),
        json!(false),
        "markup was taken for markup"
    );
    assert_eq!(page.complaints, Vec::<String>::new());
}
