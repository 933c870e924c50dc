// `@aws-appsync/utils/dynamodb`: requests for DynamoDB data sources.
// https://docs.aws.amazon.com/appsync/latest/devguide/built-in-modules-js.html
(function ({ util, refuse }) {
  const isObject = (value) => typeof value === "object" && value !== null;

  const values = (map) => {
    const isMap = isObject(map) && !Array.isArray(map);
    if (map !== undefined && map !== null && !isMap) refuse("a key or an item must be an object");
    return hasSet(map) ? attributes(map) : util.dynamodb.toMapValues(map);
  };

  // What `toStringSet` and the like gave is an attribute value already, wherever it is within an item.
  const SET = Symbol("set");
  let thereAreSets = false;
  const set = (kind) => (list) => {
    thereAreSets = true;
    return Object.defineProperty({ [kind]: list }, SET, { value: true });
  };
  const isSet = (value) => isObject(value) && value[SET] === true;
  const hasSet = (value) =>
    thereAreSets && isObject(value) && Object.values(value).some((one) => isSet(one) || hasSet(one));

  const attribute = (value) => {
    if (isSet(value)) return value;
    if (!hasSet(value)) return util.dynamodb.toDynamoDB(value);
    return Array.isArray(value) ? { L: value.map(attribute) } : { M: attributes(value) };
  };

  const attributes = (map) =>
    Object.fromEntries(
      Object.entries(map)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, attribute(value)]),
    );

  const get = ({ key, consistentRead, projection }) =>
    request("GetItem", { key: values(key), consistentRead, projection: projected(projection) });

  const put = (input) =>
    request("PutItem", {
      key: values(input.key),
      attributeValues: values(input.item),
      condition: expression(input.condition),
      ...versioned(input),
    });

  const remove = (input) =>
    request("DeleteItem", {
      key: values(input.key),
      condition: expression(input.condition),
      ...versioned(input),
    });

  const update = (input) =>
    request("UpdateItem", {
      key: values(input.key),
      update: updateExpression(input.update),
      condition: expression(input.condition),
      ...versioned(input),
    });

  const versioned = ({ _version, customPartitionKey, populateIndexFields }) => ({
    _version,
    customPartitionKey,
    populateIndexFields,
  });

  const query = (input) =>
    request("Query", { query: expression(input.query), ...page(input), ...order(input) });

  const scan = (input = {}) =>
    request("Scan", {
      ...page(input),
      segment: input.segment,
      totalSegments: input.totalSegments,
    });

  const sync = (input = {}) =>
    request("Sync", {
      basePartitionKey: input.basePartitionKey,
      deltaIndexName: input.deltaIndexName,
      limit: input.limit,
      nextToken: input.nextToken,
      lastSync: input.lastSync,
      filter: expression(input.filter),
    });

  const page = ({ index, limit, nextToken, consistentRead, filter, projection }) => ({
    index,
    limit,
    nextToken,
    consistentRead,
    filter: expression(filter),
    projection: projected(projection),
  });

  const order = ({ scanIndexForward, select }) => ({ scanIndexForward, select });

  const batchGet = ({ tables }) =>
    request("BatchGetItem", {
      tables: eachTable(tables, ({ keys, consistentRead, projection }) =>
        given({ keys: keys.map(values), consistentRead, projection: projected(projection) }),
      ),
    });

  const batchPut = ({ tables }) =>
    request("BatchPutItem", { tables: eachTable(tables, (items) => items.map(values)) });

  const batchDelete = ({ tables }) =>
    request("BatchDeleteItem", { tables: eachTable(tables, (keys) => keys.map(values)) });

  const transactGet = ({ items }) =>
    request("TransactGetItems", {
      transactItems: items.map(({ table, key, projection }) =>
        given({ table, key: values(key), projection: projected(projection) }),
      ),
    });

  const transactWrite = ({ items }) =>
    request("TransactWriteItems", { transactItems: items.map(write) });

  const write = ({ putItem, updateItem, deleteItem, conditionCheck }) => {
    if (putItem) {
      return writeOf("PutItem", putItem, { attributeValues: values(putItem.item) });
    }
    if (updateItem) {
      return writeOf("UpdateItem", updateItem, { update: updateExpression(updateItem.update) });
    }
    if (deleteItem) {
      return writeOf("DeleteItem", deleteItem, {});
    }
    return writeOf("ConditionCheck", conditionCheck, {});
  };

  const writeOf = (operation, { table, key, condition }, rest) =>
    given({ table, operation, key: values(key), ...rest, condition: expression(condition) });

  const eachTable = (tables, convert) =>
    Object.fromEntries(Object.entries(tables).map(([table, input]) => [table, convert(input)]));

  const request = (operation, members) => given({ operation, ...members });

  // What is null counts as not given.
  const given = (members) =>
    Object.fromEntries(
      Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
    );

  // The same text as `util.transform` gives, but as an object, and without values if there are none.
  const expression = (filter) => {
    if (filter === undefined || filter === null) return undefined;
    const text = util.transform.toDynamoDBFilterExpression(filter);
    if (text === null) refuse("the condition or filter is not one that DynamoDB has");
    const { expressionValues, ...rest } = JSON.parse(text);
    return Object.keys(expressionValues).length > 0 ? { ...rest, expressionValues } : rest;
  };

  // Each segment of a path has a name of its own; a segment that comes again keeps it.
  const projected = (paths) => {
    if (!Array.isArray(paths) || paths.length === 0) return undefined;
    const names = placeholders("#expName_");
    const expression = paths
      .map((path) => String(path).split(".").map(names.of).join("."))
      .join(", ");
    return { expression, expressionNames: names.map };
  };

  // First all SET clauses, then all REMOVE clauses; names and values count in that order.
  const updateExpression = (changes) => {
    const names = placeholders("#expName_");
    const values = {};
    const valueOf = (value) => {
      const placeholder = `:expValue_${Object.keys(values).length + 1}`;
      values[placeholder] = attribute(value);
      return placeholder;
    };
    const nameOf = (path) => path.map(names.of).join(".");
    const entries = entriesOf(changes, []);
    const sets = entries
      .filter(([, { type }]) => type !== "OPERATION_REMOVE")
      .map(([path, operation]) => setClause(nameOf(path), operation, valueOf));
    const removes = entries
      .filter(([, { type }]) => type === "OPERATION_REMOVE")
      .map(([path]) => nameOf(path));
    const clauses = [];
    if (sets.length > 0) clauses.push(`SET ${sets.join(", ")}`);
    if (removes.length > 0) clauses.push(`REMOVE ${removes.join(", ")}`);
    return {
      expression: clauses.join(" "),
      expressionNames: names.map,
      expressionValues: values,
    };
  };

  // Operations may stand within an object: its other members are kept then.
  const entriesOf = (changes, above) =>
    Object.entries(changes).flatMap(([field, change]) => {
      const path = [...above, field];
      return hasOperation(change)
        ? entriesOf(change, path)
        : operationsOf(change).map((operation) => [path, operation]);
    });

  const hasOperation = (change) =>
    isObject(change) &&
    !Array.isArray(change) &&
    !isOperation(change) &&
    Object.values(change).some(
      (member) => isOperation(member) || isListOfOperations(member) || hasOperation(member),
    );

  // A plain value replaces the attribute; a list of `updateListItem` is several operations.
  const operationsOf = (change) => {
    if (isOperation(change)) return [change];
    if (isListOfOperations(change)) return change;
    return [operations.replace(change)];
  };

  const isOperation = (change) =>
    change !== null &&
    typeof change === "object" &&
    typeof change.type === "string" &&
    change.type.startsWith("OPERATION_");

  const isListItem = (change) => isOperation(change) && change.type === "OPERATION_UPDATE_LIST_ITEM";

  const isListOfOperations = (change) =>
    Array.isArray(change) && change.length > 0 && change.every(isListItem);

  const setClause = (name, operation, valueOf) => {
    switch (operation.type) {
      case "OPERATION_APPEND":
        return `${name} = list_append(${name}, ${valueOf(operation.items)})`;
      case "OPERATION_PREPEND":
        return `${name} = list_append(${valueOf(operation.items)}, ${name})`;
      case "OPERATION_INCREMENT":
        return `${name} = ${name} + ${valueOf(operation.by ?? 1)}`;
      case "OPERATION_DECREMENT":
        return `${name} = ${name} - ${valueOf(operation.by ?? 1)}`;
      case "OPERATION_UPDATE_LIST_ITEM":
        return `${name}[${operation.index}] = ${valueOf(operation.value)}`;
      default:
        return `${name} = ${valueOf(operation.value)}`;
    }
  };

  const placeholders = (prefix) => {
    const byText = Object.create(null);
    const map = {};
    const of = (text) => {
      if (byText[text] === undefined) {
        byText[text] = `${prefix}${Object.keys(map).length + 1}`;
        map[byText[text]] = text;
      }
      return byText[text];
    };
    return { of, map };
  };

  const operations = {
    add: (value) => ({ type: "OPERATION_ADD", value }),
    remove: () => ({ type: "OPERATION_REMOVE" }),
    replace: (value) => ({ type: "OPERATION_REPLACE", value }),
    increment: (by) => ({ type: "OPERATION_INCREMENT", by }),
    decrement: (by) => ({ type: "OPERATION_DECREMENT", by }),
    append: (items) => ({ type: "OPERATION_APPEND", items }),
    prepend: (items) => ({ type: "OPERATION_PREPEND", items }),
    updateListItem: (value, index) => ({ type: "OPERATION_UPDATE_LIST_ITEM", value, index }),
  };

  return {
    get,
    put,
    remove,
    update,
    query,
    scan,
    sync,
    batchGet,
    batchPut,
    batchDelete,
    transactGet,
    transactWrite,
    toStringSet: set("SS"),
    toNumberSet: set("NS"),
    toBinarySet: set("BS"),
    operations,
  };
})
