// The globals that AppSync documents, as it documents them.
// https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
(function (globals, natives, modules) {
  const { TypeError } = globals;
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

  const replacing = (every) =>
    function (pattern, replacement) {
      if (typeof pattern !== "string" || typeof replacement !== "string") {
        throw new TypeError("a string is replaced by a string only");
      }
      return natives.replace(String(this), pattern, replacement, every);
    };
  String.prototype.replace = replacing(false);
  String.prototype.replaceAll = replacing(true);

  const allowed = {
    Array,
    Infinity,
    JSON,
    Math,
    NaN,
    Number,
    Object,
    String,
    console: natives.console,
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
