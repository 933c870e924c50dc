const statement = (verb, payload) => {
  if (payload === undefined) refuse(`An argument is expected to be passed to ${verb}`);
  if (!isObject(payload)) refuse("Expected payload to be an Object.");
  return { type: verb.toUpperCase(), properties: payload };
};

const request = (create, quote, isPostgres, statements) => {
  if (statements.length === 0) refuse(`An argument is expected to be passed to ${create}`);
  // The second statement may be null.
  const [first, ...others] = statements;
  const given = [first, ...others.filter((other) => !isMissing(other))];
  const { text, variables, hints } = statementWriter(create, quote, isPostgres);
  return {
    statements: given.map(text),
    variableMap: variables,
    variableTypeHintMap: hints,
  };
};

const sql = (strings, ...keys) => {
  if (strings.length !== keys.length + 1) {
    refuse("java.lang.IllegalArgumentException: Unexpected argument passed to sql tagged template");
  }
  return { strings, keys };
};

const hint = (type) => (value) => ({ type, value });

const aggregate = (name, distinct) => (column) => ({ aggregate: name, distinct, column });

// Their names tell error messages what was called, so they are written here as members.
return {
  select: (payload) => statement("select", payload),
  insert: (payload) => statement("insert", payload),
  update: (payload) => statement("update", payload),
  remove: (payload) => statement("remove", payload),
  createPgStatement: (...statements) => request("createPgStatement", '"', true, statements),
  createMySQLStatement: (...statements) => request("createMySQLStatement", "`", false, statements),
  sql,
  toJsonObject: util.rds.toJsonObject,
  typeHint: {
    DECIMAL: hint("DECIMAL"),
    JSON: hint("JSON"),
    TIMESTAMP: hint("TIMESTAMP"),
    TIME: hint("TIME"),
    UUID: hint("UUID"),
    DATE: hint("DATE"),
  },
  agg: {
    min: aggregate("MIN", false),
    minDistinct: aggregate("MIN", true),
    max: aggregate("MAX", false),
    maxDistinct: aggregate("MAX", true),
    sum: aggregate("SUM", false),
    sumDistinct: aggregate("SUM", true),
    avg: aggregate("AVG", false),
    avgDistinct: aggregate("AVG", true),
    count: aggregate("COUNT", false),
    countDistinct: aggregate("COUNT", true),
  },
};
