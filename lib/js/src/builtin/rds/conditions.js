// Conditions on columns, as WHERE, HAVING and ON have them.
const COMPARISONS = { eq: "=", ne: "!=", gt: ">", lt: "<", ge: ">=", le: "<=" };

// The operators `count`, `countDistinct` … compare an aggregate of the column.
const AGGREGATE_OPERATORS = Object.fromEntries(
  ["max", "min", "count", "avg", "sum"].flatMap((name) => [
    [name, { aggregate: name.toUpperCase(), distinct: false }],
    [`${name}Distinct`, { aggregate: name.toUpperCase(), distinct: true }],
  ]),
);

const conditionWriter = ({ variable, valueOrNull, identifier, template, aggregate }) => {
  const condition = (keyword, condition) => {
    if (isMissing(condition)) return "";
    if (!isObject(condition)) {
      refuse(`${keyword} values are expected to be SQL templates or a condition object.`);
    }
    const text = isTemplate(condition) ? template(condition) : members(condition, "AND", false);
    return text === "" ? "" : `${keyword} ${text}`;
  };

  const members = (condition, joiner, grouped) =>
    Object.entries(condition)
      .map(([name, value]) => {
        if (name === "not") return negation(value);
        const group = name === "and" || name === "or";
        const text = group ? groupOf(name, value).join(` ${name.toUpperCase()} `) : ofColumn(name, value);
        if (group && text === "") return undefined;
        return grouped && text !== "" ? `(${text})` : text;
      })
      .filter((text) => text !== undefined)
      .join(` ${joiner} `);

  const groupOf = (name, list) => {
    if (!Array.isArray(list)) refuse(`${name} expects conditions to be an array`);
    const joiner = name === "or" ? "OR" : "AND";
    return list.map((member) => {
      if (!isObject(member) || isTemplate(member)) refuse(`Expected ${name} to be an Object.`);
      return members(member, joiner, true);
    });
  };

  const negation = (list) => {
    const parts = groupOf("not", list).filter((text) => text !== "");
    if (parts.length === 0) return undefined;
    return parts.length === 1 ? `NOT ${parts[0]}` : `NOT (${parts.join(" AND ")})`;
  };

  const ofColumn = (name, condition) => {
    if (!isObject(condition)) refuse("Expected condition to be an Object.");
    return Object.entries(condition)
      .map(([operator, value]) => operation(name, operator, value))
      .join(" AND ");
  };

  const operation = (name, operator, value) => {
    const target = identifier(name);
    const path = `${name}.${operator}`;
    switch (operator) {
      case "size":
        return measured(`LENGTH (${target})`, value, path);
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
    if (Object.hasOwn(AGGREGATE_OPERATORS, operator)) {
      const { aggregate: sql, distinct } = AGGREGATE_OPERATORS[operator];
      return measured(aggregate(sql, distinct, name), value, path);
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

  // A number that SQL makes of the column.
  const measured = (target, operators, path) => {
    if (!isObject(operators)) refuse(`Expected ${path} to be an Object.`);
    return Object.entries(operators)
      .map(([operator, value]) => {
        if (operator === "between") return between(target, value, path);
        if (!Object.hasOwn(COMPARISONS, operator)) {
          refuse(`${path} has invalid ${path.split(".").at(-1)} operator.`);
        }
        return `${target} ${COMPARISONS[operator]} ${valueOrNull(value)}`;
      })
      .join(" AND ");
  };

  return condition;
};
