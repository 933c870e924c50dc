// The clauses of statements, and the statements made of them.

// The payload's names of joins.
// https://github.com/aws-samples/aws-appsync-resolver-samples has the list.
const JOINS = {
  join: "JOIN",
  innerJoin: "INNER JOIN",
  leftJoin: "LEFT JOIN",
  leftOuterJoin: "LEFT OUTER JOIN",
  rightJoin: "RIGHT JOIN",
  rightOuterJoin: "RIGHT OUTER JOIN",
  fullOuterJoin: "FULL OUTER JOIN",
  crossJoin: "CROSS JOIN",
  joinNatural: "NATURAL JOIN",
  innerJoinNatural: "NATURAL INNER JOIN",
  leftJoinNatural: "NATURAL LEFT JOIN",
  leftOuterJoinNatural: "NATURAL LEFT OUTER JOIN",
  rightJoinNatural: "NATURAL RIGHT JOIN",
  rightOuterJoinNatural: "NATURAL RIGHT OUTER JOIN",
  fullOuterJoinNatural: "NATURAL FULL OUTER JOIN",
};

const statementWriter = (create, quote, isPostgres) => {
  const sql = writer(quote);
  const { identifier, variable, valueOrNull, template } = sql;
  const condition = conditionWriter(sql);

  const columnList = (columns) => {
    if (columns === "*") return columns;
    if (!Array.isArray(columns)) refuse("Expected column to be * or an array.");
    return columns.map(column).join(", ");
  };

  const column = (name) => {
    if (typeof name === "string") return identifier(name);
    if (isAggregate(name)) return sql.aggregate(name.aggregate, name.distinct, name.column);
    if (isTemplate(name)) return template(name);
    if (isSelect(name)) return subquery(name);
    if (!isObject(name)) refuse("Invalid type in column array.");
    return aliased(name, column);
  };

  // `{alias: value}`
  const aliased = (alias, write) => {
    const entries = Object.entries(alias);
    if (entries.length > 1) refuse("table alias is allowed only one key-value pair.");
    if (entries.length === 0) refuse("java.util.NoSuchElementException");
    const [[name, value]] = entries;
    return `${write(value)} as ${identifier(name)}`;
  };

  const subquery = (select) => `(${text(select)})`;

  const tableName = (name) => {
    if (typeof name === "string") return identifier(name);
    if (isTemplate(name)) return template(name);
    if (isSelect(name)) return subquery(name);
    if (!isObject(name)) refuse("table name is expected to be a string or alias.");
    return aliased(name, (value) => {
      if (isTemplate(value)) return `(${template(value)})`;
      if (isSelect(value)) return subquery(value);
      if (typeof value !== "string") refuse("Table alias value is expected to be a string.");
      return identifier(value);
    });
  };

  const table = (payload) => {
    if (isMissing(payload.table)) refuse("'table' or 'from' key is required.");
    return tableName(payload.table);
  };

  // Only `select` and its joins know `from`.
  const tableOrFrom = (payload) => {
    if (isMissing(payload.from)) return table(payload);
    if (!isMissing(payload.table)) refuse("'from' and 'table' keys cannot be used together");
    if (typeof payload.from !== "string" && !isObject(payload.from)) {
      refuse("'from' value is expected to be string or object.");
    }
    return tableName(payload.from);
  };

  const joins = (payload) =>
    Object.keys(payload)
      .filter((key) => Object.hasOwn(JOINS, key) && !isMissing(payload[key]))
      .flatMap((key) => {
        if (!isPostgres && key.startsWith("fullOuter")) refuse(`${key} is not supported in MySQL.`);
        if (!Array.isArray(payload[key])) refuse(`${key} expects an array.`);
        return payload[key].map((item) => join(key, item));
      })
      .join(" ");

  const join = (key, item) => {
    if (!isObject(item)) refuse(`${key} item expected to be an object.`);
    const using = isMissing(item.using) ? "" : `USING (${columnList(item.using)})`;
    return joined([JOINS[key], tableOrFrom(item), using, condition("ON", item.on)]);
  };

  const groupBy = (columns) =>
    Array.isArray(columns) && columns.length > 0
      ? `GROUP BY ${columns.map((one) => (typeof one === "number" ? one : column(one))).join(", ")}`
      : "";

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

  const returning = (columns) => {
    if (!columns) return "";
    const list = columnList(columns);
    if (!isPostgres) refuse("returning is not supported in MySQL.");
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
      joins(payload),
      condition("WHERE", payload.where),
      groupBy(payload.groupBy),
      condition("HAVING", payload.having),
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
        condition("WHERE", payload.where),
        returning(payload.returning),
      ];
    },
    REMOVE: (payload) => [
      `DELETE FROM ${table(payload)}`,
      condition("WHERE", payload.where),
      returning(payload.returning),
    ],
  };

  const joined = (parts) =>
    parts
      .filter((part) => part !== "")
      .join(" ")
      .trimEnd();

  const text = (statement) => {
    if (typeof statement === "string") return statement;
    if (isTemplate(statement)) return template(statement);
    const write =
      isObject(statement) && isObject(statement.properties) && Object.hasOwn(clauses, statement.type)
        ? clauses[statement.type]
        : refuse(`Unsupported type is passed as argument to ${create}`);
    return joined(write(statement.properties));
  };

  return { text, variables: sql.variables, hints: sql.hints };
};
