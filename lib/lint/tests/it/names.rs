//! Names that code uses in vain.

use appsynth_diagnostics::{SourceId, Sources};
use appsynth_lint::Use;

use crate::found;

/// `line:column help` of what is found in one file of a field with the argument `nextToken`.
fn helps(name: &str, code: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let id = sources.add(name, code);
    let used = |_: SourceId| {
        Some(Use {
            fields: ["Query.posts".to_owned()].into(),
            arguments: ["nextToken".to_owned()].into(),
            ..Use::default()
        })
    };
    let found = appsynth_lint::check(&sources, [id], used, []);
    let source = sources.get(id).expect("just added");
    let helps = found.iter().map(|one| {
        let at = source.line_column(one.labels[0].span.start);
        format!("{}:{} {}", at.line, at.column, one.help.join("; "))
    });
    helps.collect()
}

#[test]
fn names_are_declared_somewhere() {
    let code = "import { util } from '@aws-appsync/utils';
export function request(ctx) {
  const limit = 10;
  total = new Date();
  return { payload: [nextToken, utill.autoId(), limt, total, get({}), args.id, String(1), nowhere] };
}
export function response(ctx) { return parseInt(ctx.result); }";
    assert_eq!(
        helps("a.js", code),
        [
            "4:3 declare it: `let total`",
            "4:15 use `util.time.nowISO8601()` or another function of `util.time`",
            "5:22 the field has such an argument: `ctx.args.nextToken`",
            "5:33 there is a similar name: `util`",
            "5:49 there is a similar name: `limit`",
            "5:55 declare it: `let total`",
            "5:62 import it: `import { get } from '@aws-appsync/utils/dynamodb'`",
            "5:71 write `ctx.args`",
            "5:91 declare or import it",
            "7:40 use `Number(text)`",
        ]
    );
    let line = "a.js:4:3 warning AS4115 undeclared-name";
    assert!(found(&[("a.js", code)]).contains(&line.to_owned()));
    let silenced = format!("/* appsynth-disable undeclared-name */ {code}");
    assert_eq!(found(&[("a.js", &silenced)]), [""; 0]);
}

#[test]
fn names_that_appsync_or_types_declare_are_known() {
    let code = "import type { Post } from './types';
import { Context } from '@aws-appsync/utils';
declare const VERSION: string;
enum Kind { A = 1, B = A }
interface Has extends Missing { at: Date; p: Promise<string>; q: typeof nowhere }
export function request<T>(ctx: Context<Partial<Post>>): Record<string, unknown> {
  const f = (all: T[]): all is Kind[] => Array.isArray(all) && arguments.length > 0;
  if (typeof nobody === 'undefined') console.log(NaN, Infinity, undefined, JSON, Math, Number, Object);
  extensions.evictFromApiCache('Query', 'a', {});
  return { payload: [f([]), VERSION, Kind.B, util.autoId(), String(1), runtime] } as Has;
}
export function response(ctx: Context) { return ctx.result as Record<string, Date>; }";
    assert_eq!(found(&[("a.ts", code)]), [""; 0]);
}

#[test]
fn constants_and_imports_are_assigned_once() {
    let code = "import { util } from '@aws-appsync/utils';
const limit = 10;
export function request(ctx) {
  limit = 20;
  for (const [key] of ctx.args.list) { key += 'x'; }
  let free = 1;
  free = 2;
  util = null;
  return { payload: [limit, free] };
}
export function response(ctx) { return ctx.result; }";
    assert_eq!(
        found(&[("a.js", code)]),
        [
            "a.js:4:3 warning AS4116 constant-assignment",
            "a.js:5:40 warning AS4116 constant-assignment",
            "a.js:8:3 warning AS4116 constant-assignment",
        ]
    );
    let silenced = format!("/* appsynth-disable constant-assignment */ {code}");
    assert_eq!(found(&[("a.js", &silenced)]), [""; 0]);
}

#[test]
fn handlers_are_functions_that_return_something() {
    let code = "export const request = 5;
export const response = (ctx) => { ctx.result; };";
    assert_eq!(
        found(&[("a.js", code)]),
        [
            "a.js:1:14 error AS4105 -",
            "a.js:2:14 warning AS4110 no-return"
        ]
    );
    let code = "const ask = { payload: 1 };
function answer(ctx) { ctx.result; }
export { ask as request, answer as response };";
    assert_eq!(
        found(&[("a.ts", code)]),
        [
            "a.ts:3:10 error AS4105 -",
            "a.ts:3:26 warning AS4110 no-return"
        ]
    );
    let code = "import { request } from './other';
const made = { response: (ctx) => ctx.result };
export const { response } = made;
export { request };";
    assert_eq!(found(&[("a.ts", code)]), [""; 0]);
}

#[test]
fn members_of_modules_and_of_global_objects_are_there() {
    let code = "import * as ddb from '@aws-appsync/utils/dynamodb';
import { agg, select, sql } from '@aws-appsync/utils/rds';
import { util as u, extensions } from '@aws-appsync/utils';
export function request(ctx) {
  extensions.setSubscriptionFilters({});
  runtime.earlyReturns(u.autoID(), util.time.now());
  ddb.operations.plus(agg.total('x'), agg.min('x'), ddb.operations.add(1));
  console.table(Math.flor(1.5), JSON.stringfy({}), Math.ceil(1.5), Object.keys({}));
  return ddb.gett({ key: 1 });
}
export function response(ctx) { return ctx.result; }";
    assert_eq!(
        helps("a.js", code),
        [
            "5:3 there is a similar name: `extensions.setSubscriptionFilter`",
            "6:3 there is a similar name: `runtime.earlyReturn`",
            "6:24 there is a similar name: `util.autoId`",
            "6:36 ",
            "7:3 ",
            "7:23 ",
            "8:3 ",
            "8:17 there is a similar name: `Math.floor`",
            "8:33 there is a similar name: `JSON.stringify`",
            "9:10 there is a similar name: `dynamodb.get`",
        ]
    );
    let line = "a.js:9:10 error AS4109 unknown-utility";
    assert!(found(&[("a.js", code)]).contains(&line.to_owned()));
}

#[test]
fn members_of_the_context_are_those_that_there_are() {
    let code = "export function request(ctx) {
  const { stash, sorce } = ctx;
  return { payload: [ctx.arg.id, ctx.args.id, ctx.arguments.id, ctx.env.A, ctx.identty?.sub, stash.a, sorce] };
}
export const response = ({ result, erro }) => result ?? erro;";
    let mut helps = helps("a.js", code);
    helps.retain(|one| one.contains("similar"));
    assert_eq!(
        helps,
        [
            "2:18 there is a similar name: `source`",
            "3:26 there is a similar name: `args`",
            "3:80 there is a similar name: `identity`",
            "5:36 there is a similar name: `error`",
        ]
    );
    let line = "a.js:3:26 warning AS4117 unknown-context-member";
    assert!(found(&[("a.js", code)]).contains(&line.to_owned()));
}
