//! The names that code has without declaring them.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html>

/// Those that APPSYNC_JS has; `builtin/globals.js` leaves no others.
pub const GLOBALS: &[&str] = &[
    "Array",
    "Infinity",
    "JSON",
    "Math",
    "NaN",
    "Number",
    "Object",
    "String",
    "console",
    "extensions",
    "runtime",
    "undefined",
    "util",
];

/// What to do in place of using a global name that JavaScript has elsewhere and APPSYNC_JS has not; none of other
/// names.
pub fn instead_of_global(name: &str) -> Option<&'static str> {
    Some(match name {
        "Date" => "use `util.time.nowISO8601()` or another function of `util.time`",
        "Promise" | "XMLHttpRequest" | "fetch" => {
            "return the request, and AppSync waits for the data source"
        }
        "clearInterval" | "clearTimeout" | "queueMicrotask" | "setImmediate" | "setInterval"
        | "setTimeout" => "do it at once: code cannot wait",
        "RegExp" => "use `util.matches(pattern, text)` or the methods of strings",
        "Map" | "WeakMap" => "use an object",
        "Set" | "WeakSet" => "use a list, or an object with the values as keys",
        "Error" | "EvalError" | "RangeError" | "ReferenceError" | "SyntaxError" | "TypeError"
        | "URIError" => "end the evaluation with `util.error(message, type)`",
        "parseFloat" | "parseInt" => "use `Number(text)`",
        "isFinite" => "use `Number.isFinite(value)`",
        "isNaN" => "use `Number.isNaN(value)`",
        "Boolean" => "write `!!value`",
        "encodeURI" | "encodeURIComponent" | "escape" => "use `util.urlEncode(text)`",
        "decodeURI" | "decodeURIComponent" | "unescape" => "use `util.urlDecode(text)`",
        "Buffer" | "atob" | "btoa" => "use `util.base64Encode(text)` and `util.base64Decode(text)`",
        "crypto" => "use `util.autoId()`",
        "structuredClone" => "use `JSON.parse(JSON.stringify(value))`",
        "process" => "use `ctx.env`, which holds the API's environment variables",
        "require" => "use `import`",
        "exports" | "module" => {
            "export the handlers by name: `export function request(ctx) { … }` and `export function response(ctx) { … }`"
        }
        "BigInt" | "Function" | "Intl" | "Proxy" | "Reflect" | "Symbol" | "eval" | "global"
        | "globalThis" | "self" | "window" => "leave it out: nothing else does the same",
        _ => return None,
    })
}
