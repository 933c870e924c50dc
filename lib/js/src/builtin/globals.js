// The globals that AppSync documents, as it documents them.
// https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
(function (globals, natives, modules) {
  const { Error, TypeError } = globals;
  // Places are found in stack traces: these must reach from the built-in modules to the user's code.
  Error.stackTraceLimit = 100;

  const { util, runtime, extensions } = modules["@aws-appsync/utils"];

  // Text that is not JSON gives an empty string instead of an exception.
  const parse = JSON.parse;
  JSON.parse = (text) => {
    try {
      return parse(text);
    } catch {
      return "";
    }
  };

  Math.random = util.math.randomDouble;

  const replaced = (text, pattern, replacement, every) => {
    if (typeof pattern !== "string" || typeof replacement !== "string") {
      throw new TypeError("a string is replaced by a string only");
    }
    return natives.replace(String(text), pattern, replacement, every);
  };
  const methods = {
    replace(pattern, replacement) {
      return replaced(this, pattern, replacement, false);
    },
    replaceAll(pattern, replacement) {
      return replaced(this, pattern, replacement, true);
    },
  };
  Object.assign(String.prototype, methods);

  const { slice } = Array.prototype;
  const limited = (name) => {
    const method = Array.prototype[name];
    return {
      [name](...values) {
        const { length } = this;
        const isCut = length > natives.rounds && natives.shorten(name, new Error().stack, length);
        return method.apply(isCut ? slice.call(this, 0, natives.rounds) : this, values);
      },
    }[name];
  };
  for (const name of [
    "every",
    "filter",
    "find",
    "findIndex",
    "flatMap",
    "forEach",
    "map",
    "reduce",
    "some",
  ]) {
    Object.defineProperty(Array.prototype, name, { value: limited(name) });
  }

  // The stack tells where the log line comes from.
  const logging = (method) => (...values) => natives.log(method, new Error().stack, ...values);
  const console = {
    log: logging("log"),
    info: logging("info"),
    debug: logging("debug"),
    warn: logging("warn"),
    error: logging("error"),
  };

  const allowed = {
    Array,
    Infinity,
    JSON,
    Math,
    NaN,
    Number,
    Object,
    String,
    console,
    extensions,
    runtime,
    undefined,
    util,
  };
  for (const name of Object.getOwnPropertyNames(globals)) {
    if (!Object.hasOwn(allowed, name)) delete globals[name];
  }
  for (const [name, value] of Object.entries(allowed)) {
    if (!Object.hasOwn(globals, name)) globals[name] = value;
  }
})
