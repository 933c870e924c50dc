// `@aws-appsync/utils/rds`: SQL statements for Amazon RDS data sources.
// https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-rds-js.html
//
// AppSync puts statements together from clauses and leaves out those that came out empty, even where
// the SQL is wrong then (`SELECT FROM "t"`). Statements and messages here are the same.
(function ({ util, refuse }) {
  const statement = (verb, payload) => {
    if (payload === undefined) refuse(`An argument is expected to be passed to ${verb}`);
    if (!isObject(payload)) refuse("Expected payload to be an Object.");
    return { type: verb.toUpperCase(), properties: payload };
  };

  const sql = (strings, ...keys) => {
    if (strings.length !== keys.length + 1) {
      refuse("java.lang.IllegalArgumentException: Unexpected argument passed to sql tagged template");
    }
    return { strings, keys };
  };

  const hint = (type) => (value) => ({ type, value });

  const aggregate = (name, distinct) => (column) => ({ aggregate: name, distinct, column });

  const isObject = (value) =>
    value !== null && typeof value === "object" && !Array.isArray(value);

  const isTemplate = (value) =>
    isObject(value) && value.strings !== undefined && value.keys !== undefined;

  const isAggregate = (value) => isObject(value) && typeof value.aggregate === "string";

  const isMissing = (value) => value === undefined || value === null;

  const COMPARISONS = { eq: "=", ne: "!=", gt: ">", lt: "<", ge: ">=", le: "<=" };

  // Writes statements of one dialect; all of one request share the numbers of their variables.
  const request = (create, quote, hasReturning, statements) => {
    const variables = {};
    const hints = {};

    const variable = (value) => {
      const name = `:P${Object.keys(variables).length}`;
      const hinted = isObject(value) && value.type !== undefined;
      variables[name] = hinted ? value.value : value;
      if (hinted) hints[name] = value.type;
      return name;
    };

    const valueOrNull = (value) => (isMissing(value) ? "NULL" : variable(value));

    const identifier = (name) =>
      name === "*" ? name : name.split(".").map((part) => quote + part + quote).join(".");

    const template = ({ strings, keys }) =>
      keys.reduce((text, key, index) => text + variable(key) + strings[index + 1], strings[0]);

    const columnList = (columns) => {
      if (columns === "*") return columns;
      if (!Array.isArray(columns)) refuse("Expected column to be * or an array.");
      return columns.map(column).join(", ");
    };

    const column = (name) => {
      if (isAggregate(name)) {
        const distinct = name.distinct ? "DISTINCT " : "";
        return `${name.aggregate}(${distinct}${identifier(name.column)})`;
      }
      if (typeof name !== "string") refuse("Invalid type in column array.");
      return identifier(name);
    };

    const tableName = (name) => {
      if (typeof name === "string") return identifier(name);
      if (!isObject(name)) refuse("table name is expected to be a string or alias.");
      const aliases = Object.entries(name);
      if (aliases.length > 1) refuse("table alias is allowed only one key-value pair.");
      if (aliases.length === 0) refuse("java.util.NoSuchElementException");
      const [[alias, table]] = aliases;
      if (typeof table !== "string") refuse("Table alias value is expected to be a string.");
      return `${identifier(table)} as ${identifier(alias)}`;
    };

    const table = (payload) => {
      if (isMissing(payload.table)) refuse("'table' or 'from' key is required.");
      return tableName(payload.table);
    };

    // Only `select` knows `from`.
    const tableOrFrom = (payload) => {
      if (isMissing(payload.from)) return table(payload);
      if (!isMissing(payload.table)) refuse("'from' and 'table' keys cannot be used together");
      if (typeof payload.from !== "string" && !isObject(payload.from)) {
        refuse("'from' value is expected to be string or object.");
      }
      return tableName(payload.from);
    };

    const where = (condition) => {
      if (isMissing(condition)) return "";
      if (!isObject(condition)) {
        refuse("WHERE values are expected to be SQL templates or a condition object.");
      }
      const text = isTemplate(condition) ? template(condition) : conditions(condition, "AND", false);
      return text === "" ? "" : `WHERE ${text}`;
    };

    const conditions = (condition, joiner, grouped) =>
      Object.entries(condition)
        .map(([name, value]) => {
          const group = name === "and" || name === "or";
          const text = group ? conditionGroup(name, value) : columnConditions(name, value);
          if (group && text === "") return undefined;
          return grouped && text !== "" ? `(${text})` : text;
        })
        .filter((text) => text !== undefined)
        .join(` ${joiner} `);

    const conditionGroup = (name, members) => {
      if (!Array.isArray(members)) refuse(`${name} expects conditions to be an array`);
      const joiner = name.toUpperCase();
      return members
        .map((member) => {
          if (!isObject(member) || isTemplate(member)) refuse(`Expected ${name} to be an Object.`);
          return conditions(member, joiner, true);
        })
        .join(` ${joiner} `);
    };

    const columnConditions = (name, condition) => {
      if (!isObject(condition)) refuse("Expected condition to be an Object.");
      return Object.entries(condition)
        .map(([operator, value]) => comparison(name, operator, value))
        .join(" AND ");
    };

    const comparison = (name, operator, value) => {
      const target = identifier(name);
      const path = `${name}.${operator}`;
      switch (operator) {
        case "size":
          return sizes(target, value, path);
        case "between":
          return between(target, value, path);
        case "attributeExists":
          return `${target} IS ${typed("boolean", value, path) ? "NOT " : ""}NULL`;
        case "contains":
          return `${target} LIKE ${variable(`%${typed("string", value, path)}%`)}`;
        case "beginsWith":
          return `${target} LIKE ${variable(`${typed("string", value, path)}%`)}`;
        case "notContains":
          return `${target} NOT LIKE ${variable(typed("string", value, path))}`;
      }
      if (!Object.hasOwn(COMPARISONS, operator)) refuse(`Unsupported condition ${path}.`);
      return `${target} ${COMPARISONS[operator]} ${variable(present(value, path))}`;
    };

    const present = (value, path) => {
      if (isMissing(value)) refuse(`Value for ${path} can't be null.`);
      return value;
    };

    const typed = (type, value, path) => {
      if (typeof present(value, path) !== type) {
        refuse(`${path} expects a ${type} value to be passed.`);
      }
      return value;
    };

    const between = (target, bounds, path) => {
      if (!Array.isArray(bounds)) refuse(`${path} condition expects an array with length of 2.`);
      if (bounds.length !== 2) {
        const length = bounds.length;
        refuse(
          `${path} condition expects an array with 2 values but received an array with length ${length}.`,
        );
      }
      return `${target} BETWEEN ${valueOrNull(bounds[0])} AND ${valueOrNull(bounds[1])}`;
    };

    const sizes = (column, operators, path) => {
      if (!isObject(operators)) refuse(`Expected ${path} to be an Object.`);
      const target = `LENGTH (${column})`;
      return Object.entries(operators)
        .map(([operator, value]) => {
          if (operator === "between") return between(target, value, path);
          if (!Object.hasOwn(COMPARISONS, operator)) refuse(`${path} has invalid size operator.`);
          return `${target} ${COMPARISONS[operator]} ${valueOrNull(value)}`;
        })
        .join(" AND ");
    };

    const orderBy = (list) => {
      if (isMissing(list)) return "";
      if (!Array.isArray(list)) refuse("orderBy expects an array.");
      return list.length === 0 ? "" : `ORDER BY ${list.map(order).join(", ")}`;
    };

    const order = (item) => {
      if (!isObject(item)) refuse("orderBy item expected to be an object.");
      if (typeof item.column !== "string") refuse("orderBy item expected to have property column.");
      const direction = typeof item.dir === "string" ? item.dir.toUpperCase() : "ASC";
      if (direction !== "ASC" && direction !== "DESC") {
        refuse(`orderBy dir can have either ASC or DESC found ${item.dir}.`);
      }
      return `${identifier(item.column)} ${direction}`;
    };

    const count = (keyword, value) => {
      if (isMissing(value)) return "";
      const number = value === "" ? NaN : Number(value);
      if (Number.isNaN(number)) refuse(`${keyword.toLowerCase()} expects a number.`);
      return `${keyword} ${variable(number)}`;
    };

    const groupBy = (columns) =>
      Array.isArray(columns) && columns.length > 0 ? `GROUP BY ${columnList(columns)}` : "";

    const having = (condition) => {
      if (isMissing(condition)) return "";
      const text = isTemplate(condition) ? template(condition) : conditions(condition, "AND", false);
      return text === "" ? "" : `HAVING ${text}`;
    };

    const returning = (columns) => {
      if (!columns) return "";
      const list = columnList(columns);
      if (!hasReturning) refuse("returning is not supported in MySQL.");
      return `RETURNING ${list}`;
    };

    const valuesOf = (payload, verb) => {
      if (isMissing(payload.values)) refuse(`values are expected to be passed to ${verb}`);
      if (!isObject(payload.values)) refuse("Expected values to an Object.");
      return Object.entries(payload.values);
    };

    const clauses = {
      SELECT: (payload) => [
        "SELECT",
        isMissing(payload.columns) ? "*" : columnList(payload.columns),
        `FROM ${tableOrFrom(payload)}`,
        where(payload.where),
        groupBy(payload.groupBy),
        having(payload.having),
        orderBy(payload.orderBy),
        count("LIMIT", payload.limit),
        count("OFFSET", payload.offset),
      ],
      INSERT: (payload) => {
        const values = valuesOf(payload, "insert");
        const columns = values.map(([name]) => identifier(name)).join(", ");
        return [
          `INSERT INTO ${table(payload)}`,
          `(${columns}) VALUES (${values.map(([, value]) => valueOrNull(value)).join(", ")})`,
          returning(payload.returning),
        ];
      },
      UPDATE: (payload) => {
        const values = valuesOf(payload, "update");
        return [
          `UPDATE ${table(payload)} SET`,
          values.map(([name, value]) => `${identifier(name)} = ${valueOrNull(value)}`).join(", "),
          where(payload.where),
        ];
      },
      REMOVE: (payload) => [
        `DELETE FROM ${table(payload)}`,
        where(payload.where),
        returning(payload.returning),
      ],
    };

    const text = (statement) => {
      if (typeof statement === "string") return statement;
      if (isTemplate(statement)) return template(statement);
      const write =
        isObject(statement) && isObject(statement.properties) && Object.hasOwn(clauses, statement.type)
          ? clauses[statement.type]
          : refuse(`Unsupported type is passed as argument to ${create}`);
      return write(statement.properties)
        .filter((clause) => clause !== "")
        .join(" ")
        .trimEnd();
    };

    if (statements.length === 0) refuse(`An argument is expected to be passed to ${create}`);
    return {
      statements: statements.map(text),
      variableMap: variables,
      variableTypeHintMap: hints,
    };
  };

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
})
