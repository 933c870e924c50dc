//! Resolver code evaluated: a request handler such as most are, in both languages, compiled once and
//! compiled for each evaluation. Run with `cargo bench -p integration --bench evaluate`.
//!
//! Where node and python3 are there, what Node.js does in the same run is shown as well: by ministack, a public
//! implementation of AppSync that runs APPSYNC_JS in it.
//!
//! Such code is plain, so that Rust evaluates it itself; what QuickJS takes for it is told as well.
//!
//! "Alone" is one evaluation after the other, "together" as many at a time as the machine has processors,
//! and "waiting in line" as a server has them: more of them are asked for than can run, so that nobody has
//! to be woken up for each.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

mod evaluate {
    pub(crate) mod peer;
}

use std::alloc::{GlobalAlloc, Layout};
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use appsynth_js::{Engine, EngineOptions, Module};
use appsynth_util::{Context, Half, Host, Outcome};
use appsynth_vtl::Template;
use futures_util::{StreamExt as _, future, stream};
use mimalloc::MiMalloc;
use serde_json::json;

const TIME: Duration = Duration::from_secs(2);

const VTL: &str = r##"#set($input = $ctx.args.input)
$util.qr($input.put("owner", $ctx.identity.username))
$util.qr($input.put("createdAt", $util.time.nowISO8601()))
{
  "version": "2018-05-29",
  "operation": "PutItem",
  "key": { "id": $util.dynamodb.toDynamoDBJson($util.autoId()) },
  "attributeValues": $util.dynamodb.toMapValuesJson($input),
  "condition": { "expression": "attribute_not_exists(#id)", "expressionNames": { "#id": "id" } }
}"##;

const JS: &str = "import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const item = { ...ctx.args.input, owner: ctx.identity.username, createdAt: util.time.nowISO8601() };
  return {
    operation: 'PutItem',
    key: { id: util.dynamodb.toDynamoDB(util.autoId()) },
    attributeValues: util.dynamodb.toMapValues(item),
    condition: { expression: 'attribute_not_exists(#id)', expressionNames: { '#id': 'id' } },
  };
}

export function response(ctx) {
  return ctx.result;
}
";

fn main() {
    let host = Host::system();
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let [engine, quickjs] = [true, false].map(|plain| {
        Engine::new(EngineOptions {
            workers: processors,
            plain,
            ..EngineOptions::new(host.clone())
        })
    });
    let template = Template::compile(VTL).expect("a valid template");
    let module = engine.compile("bench.js", JS).expect("valid code");
    let by_quickjs = quickjs.compile("bench.js", JS).expect("valid code");
    let context = context();
    let of_template = |template: &Template| is_value(&template.evaluate(&context, &host).outcome);
    let of_module = |module: &Module| {
        let evaluation = module.evaluate_blocking(Half::Request, &context);
        is_value(&evaluation.outcome)
    };

    println!("per second, per second of processor time, allocations each");
    let measures: [(&str, &(dyn Fn() -> bool + Sync)); 5] = [
        ("VTL compiled once", &|| of_template(&template)),
        ("VTL compiled each time", &|| {
            of_template(&Template::compile(VTL).expect("a valid template"))
        }),
        ("JS compiled once", &|| of_module(&module)),
        ("JS compiled once, by QuickJS", &|| of_module(&by_quickjs)),
        ("JS compiled each time", &|| {
            of_module(&engine.compile("bench.js", JS).expect("valid code"))
        }),
    ];
    for (what, evaluate) in measures {
        report(&format!("{what}, alone"), &|| repeat(1, evaluate));
        report(&format!("{what}, together"), &|| {
            repeat(processors, evaluate)
        });
    }
    report("JS compiled once, by QuickJS, waiting in line", &|| {
        waiting_in_line(processors * 16, &by_quickjs, &context)
    });
    match evaluate::peer::measure(JS, &context, TIME) {
        Some((per_second, of_processor)) => {
            println!("Node.js by ministack, loaded once: {per_second:.0}/s, {of_processor:.0}/s");
        }
        None => println!("node and python3 are needed to measure the peer; none is shown"),
    }
}

/// Counts what several threads evaluate, each waiting for what it asked for.
fn repeat(callers: usize, evaluate: &(dyn Fn() -> bool + Sync)) -> u64 {
    let start = Instant::now();
    thread::scope(|scope| {
        let callers: Vec<_> = (0..callers)
            .map(|_| {
                scope.spawn(|| {
                    let mut count = 0;
                    while start.elapsed() < TIME {
                        assert!(evaluate(), "there is a request");
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        let counts = callers.into_iter().map(|caller| caller.join());
        counts.map(|count| count.unwrap_or(0)).sum()
    })
}

/// Counts what one thread gets that asks for several evaluations at a time.
fn waiting_in_line(at_a_time: usize, module: &Module, context: &Context) -> u64 {
    let start = Instant::now();
    let evaluations = stream::repeat_with(|| module.evaluate(Half::Request, context))
        .take_while(|_| future::ready(start.elapsed() < TIME))
        .buffer_unordered(at_a_time);
    let counted = evaluations.fold(0, |count, evaluation| {
        assert!(is_value(&evaluation.outcome), "there is a request");
        future::ready(count + 1)
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(counted)
}

/// A context with what a client and AppSync put into it.
fn context() -> Context {
    Context {
        arguments: json!({ "input": {
            "title": "A title of some length",
            "content": "Some words of content, as a post may have them in the first lines.",
            "rating": 4.5,
            "views": 1024,
            "tags": ["one", "two", "three"],
            "meta": { "lang": "en", "draft": false },
        } }),
        identity: json!({
            "sub": "11111111-2222-3333-4444-555555555555",
            "username": "ada",
            "groups": ["editors"],
            "claims": { "iss": "https://example.com", "token_use": "id", "email": "ada@example.com" },
        }),
        request: json!({ "headers": { "content-type": "application/json", "user-agent": "bench" } }),
        info: json!({
            "fieldName": "createPost",
            "parentTypeName": "Mutation",
            "variables": {},
            "selectionSetList": ["id", "title"],
            "selectionSetGraphQL": "{ id title }",
        }),
        ..Context::default()
    }
}

fn is_value(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Value(request) if request["operation"] == "PutItem")
}

fn report(what: &str, measure: &dyn Fn() -> u64) {
    // The first time starts threads and fills caches.
    measure();
    let (allocated, processor) = (ALLOCATIONS.load(Ordering::Relaxed), processor_time());
    let start = Instant::now();
    let count = measure();
    let time = start.elapsed().as_secs_f64();
    let processor = (processor_time() - processor).as_secs_f64();
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - allocated;
    let of_processor = if processor > 0.0 {
        format!("{:.0}", count as f64 / processor)
    } else {
        "unknown".to_owned()
    };
    println!(
        "{what}: {:.0}/s, {of_processor}/s, {}",
        count as f64 / time,
        allocations / count.max(1)
    );
}

/// What the process has used of the processors, from `/proc/self/stat`; nothing where there is no such
/// file.
fn processor_time() -> Duration {
    // Linux counts in hundredths of a second wherever programs can see it.
    const TICK: Duration = Duration::from_millis(10);
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name, in parentheses, may have blanks in it; user and system time are the 12th and 13th after it.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u32 = ticks.filter_map(|field| field.parse::<u32>().ok()).sum();
    TICK * ticks
}

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// The programs' allocator, counting. QuickJS has one of its own, which is not counted.
struct Counting(MiMalloc);

#[global_allocator]
static ALLOCATOR: Counting = Counting(MiMalloc);

#[expect(unsafe_code, reason = "an allocator is unsafe by nature")]
// SAFETY: everything is passed on to an allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { self.0.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { self.0.realloc(pointer, layout, size) }
    }
}
