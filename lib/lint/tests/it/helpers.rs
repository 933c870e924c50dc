//! Functions that handlers hand the context to, or parts of it, also those of other files.

use appsynth_lint::Use;

use crate::{found, found_used, found_where, used};

const HELPERS: &str = "export const both = (ctx) => [ctx.args.id, ctx.args.idd, ctx.source.titel];
export function title({ titel }) { return titel; }
export default 1;
const inner = ({ args }) => args.limt;
export { inner as nested };
export function outer(context) { return inner(context); }
";

fn of_post() -> Use {
    used(&["Post.author"], "NONE")
}

#[test]
fn what_they_read_is_held_against_the_fields_of_the_handlers() {
    let entry = "import { both as all, outer } from './lib/helpers';
import { title } from './lib';
export function request(ctx) { return { payload: [all(ctx), title(ctx.source), outer(ctx)] }; }";
    let files = [
        ("Post.author.js", entry),
        (
            "lib/helpers.ts",
            &HELPERS.replace("export { inner as nested };\n", ""),
        ),
        ("lib/index.js", "export * from './helpers.js';"),
    ];
    assert_eq!(
        found_used(&files, Some(&of_post())),
        [
            "lib/helpers.ts:1:53 warning AS4112 unknown-argument",
            "lib/helpers.ts:1:69 warning AS4113 unknown-source-field",
            "lib/helpers.ts:2:25 warning AS4113 unknown-source-field",
            "lib/helpers.ts:4:34 warning AS4112 unknown-argument",
        ]
    );
}

#[test]
fn those_of_the_same_file_are_followed_too() {
    let code = "const limit = (args) => args.limt;
export const request = (ctx) => ({ payload: limit(ctx.args) });";
    assert_eq!(
        found_used(&[("a.js", code)], Some(&of_post())),
        ["a.js:1:30 warning AS4112 unknown-argument"]
    );
}

#[test]
fn what_they_are_given_elsewhere_may_have_other_members() {
    for others in [
        "export const response = (ctx) => title(ctx.result);",
        "export const response = (ctx) => ctx.result.map(title);",
        "export const response = (ctx) => { const f = title; return f({}); };",
    ] {
        let code = format!(
            "const title = (source) => source.titel;
export const request = (ctx) => ({{ payload: title(ctx.source) }});
{others}"
        );
        let found = found_used(&[("a.js", &code)], Some(&of_post()));
        assert!(
            !found.iter().any(|one| one.contains("unknown")),
            "{found:?}"
        );
    }
}

#[test]
fn what_the_members_of_an_imported_file_are_given_is_not_known() {
    let used = Some(of_post());
    let entry = "import { title } from './helpers';
export const request = (ctx) => ({ payload: title(ctx.source) });";
    let other = "import * as helpers from './helpers';
export const request = (ctx) => ({ payload: helpers.title(ctx.prev.result) });";
    let helpers = (
        "helpers.ts",
        "export const title = (source) => source.titel;",
    );
    let alone = found_used(&[("a.js", entry), helpers], used.as_ref());
    assert_eq!(alone.len(), 1, "{alone:?}");
    let files = [("a.js", entry), ("b.js", other), helpers];
    assert_eq!(found_used(&files, used.as_ref()), [""; 0]);
}

#[test]
fn what_they_write_can_be_read() {
    for (helper, handler) in [
        (
            "export const make = (ctx) => { ctx.args.made = 1; };",
            "make(ctx); return ctx.args.made;",
        ),
        (
            "export const make = (args) => { args.made = 1; };",
            "make(ctx.args); return ctx.args.made;",
        ),
        (
            "export const make = (args, key) => { args[key] = 1; };",
            "make(ctx.args, 'made'); return ctx.args.made;",
        ),
        (
            "export const make = (all) => { Object.assign(all.of.args, { made: 1 }); };",
            "make({ of: ctx }); return ctx.args.made;",
        ),
    ] {
        let entry = format!(
            "import {{ make }} from './make';\nexport function request(ctx) {{ {handler} }}"
        );
        let files = [("a.js", entry.as_str()), ("make.js", helper)];
        let used = |name: &str| (name == "a.js").then(of_post);
        assert_eq!(found_where(&files, used), [""; 0], "{helper}");
    }
    // What a file that is not there does is not known.
    let entry = "import { make } from './make';
export function request(ctx) { make(ctx); return ctx.args.made; }";
    assert_eq!(found_used(&[("a.js", entry)], Some(&of_post())), [""; 0]);
    // Maps that are made here are nobody's arguments.
    let own = "export function request(ctx) {
  const keys = {};
  for (const key of ['made']) { keys[key] = 1; }
  return [keys, ctx.args.made];
}";
    assert_eq!(
        found_used(&[("a.js", own)], Some(&of_post())),
        ["a.js:4:26 warning AS4112 unknown-argument"]
    );
}

#[test]
fn what_they_do_with_the_stash_counts() {
    let entry = "import { keep } from './keep';
export function request(ctx) { keep(ctx.stash, 1); return { payload: ctx.stash.kept }; }
export function response(ctx) { return ctx.stash.kepd; }";
    let keep = "export const keep = (stash, value) => { stash.kept = value; };";
    let files = [("a.js", entry), ("keep.js", keep)];
    assert_eq!(
        found(&files),
        ["a.js:3:40 warning AS4111 unwritten-stash-key"]
    );
    for hiding in [
        "export const keep = (stash, value) => { stash[value] = value; };",
        "export const keep = (stash, value) => { const all = { stash }; };",
        "import { other } from './other';\nexport const keep = (stash) => other(stash);",
        "export const keep = (stash, value) => { Object.assign(stash, { kepd: value }); };",
    ] {
        let files = [("a.js", entry), ("keep.js", hiding)];
        assert_eq!(found(&files), [""; 0], "{hiding}");
    }
    for writes in [
        "const keep = (all) => { all.of.stash.kept = 1; }; keep({ of: ctx });",
        "ctx['stash'].kept = 1;",
        "({ kept: ctx.stash.kept } = ctx.args);",
        "[ctx.stash.kept] = ctx.args.list;",
        "for (ctx.stash.kept of ctx.args.list) {}",
    ] {
        let code = format!(
            "export function request(ctx) {{ {writes} return {{ payload: ctx.stash.kept }}; }}"
        );
        let of_stash: Vec<_> = found(&[("a.js", &code)])
            .into_iter()
            .filter(|one| one.ends_with("unwritten-stash-key"))
            .collect();
        assert_eq!(of_stash, [""; 0], "{writes}");
    }
}

#[test]
fn of_several_fields_one_may_have_what_a_helper_reads() {
    use std::collections::BTreeSet;

    use appsynth_diagnostics::Sources;

    let entry =
        "import { id } from './id';\nexport const request = (ctx) => ({ payload: id(ctx.args) });";
    let mut sources = Sources::new();
    let first = sources.add("a.js", entry);
    let second = sources.add("b.js", entry);
    let helper = sources.add(
        "id.js",
        "export const id = (args) => [args.id, args.slug, args.idd];",
    );
    let uses = [(first, "id"), (second, "slug")].map(|(source, argument)| {
        let of = Use {
            arguments: BTreeSet::from([argument.to_owned()]),
            ..used(&["Query.post"], "NONE")
        };
        (source, of)
    });
    let used = |source| {
        let mut uses = uses.iter();
        uses.find(|(of, _)| *of == source).map(|(_, of)| of.clone())
    };
    let found = appsynth_lint::check(&sources, [first, second, helper], used, []);
    let places: Vec<_> = found.iter().map(|one| one.labels[0].span.start).collect();
    assert_eq!(places, [54]);
}
