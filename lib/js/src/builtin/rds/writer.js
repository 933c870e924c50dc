// What every part of a statement is written with. All statements of one request share it, and so the numbers
// of their variables.
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const isMissing = (value) => value === undefined || value === null;

const isTemplate = (value) =>
  isObject(value) && value.strings !== undefined && value.keys !== undefined;

const isAggregate = (value) => isObject(value) && typeof value.aggregate === "string";

const isSelect = (value) => isObject(value) && value.type === "SELECT" && isObject(value.properties);

const writer = (quote) => {
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

  const aggregate = (name, distinct, column) =>
    `${name}(${distinct ? "DISTINCT " : ""}${identifier(column)})`;

  return { variables, hints, variable, valueOrNull, identifier, template, aggregate };
};
