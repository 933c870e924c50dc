// `util.dynamodb.toDynamoDB` and `toMapValues` of plain data, which is nearly all that they are given: to carry a
// value out of the engine and its attribute values back in takes several times as long. Whatever is not plain
// data, or is deeply nested, goes that way; so circles end, too.
(function (dynamodb) {
  const { getPrototypeOf, keys, prototype } = Object;
  const { isArray } = Array;
  const { isFinite } = Number;
  const native = { ...dynamodb };
  const MAX_DEPTH = 32;

  // Each of these gives undefined for what is not plain data.

  const attributeValue = (value, depth) => {
    if (typeof value === "string") return { S: value };
    // There is no -0 in JSON.
    if (typeof value === "number") return isFinite(value) ? { N: value + 0 } : undefined;
    if (typeof value === "boolean") return { BOOL: value };
    if (value === null) return { NULL: null };
    if (typeof value !== "object" || depth === MAX_DEPTH) return undefined;
    if (isArray(value)) {
      const list = listed(value, depth);
      return list && { L: list };
    }
    const map = mapped(value, depth);
    return map && { M: map };
  };

  const mapped = (map, depth) => {
    if (getPrototypeOf(map) !== prototype || "toJSON" in map) return undefined;
    const attributes = {};
    const names = keys(map);
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index];
      const value = name === "__proto__" ? undefined : attributeValue(map[name], depth + 1);
      if (value === undefined) return undefined;
      attributes[name] = value;
    }
    return attributes;
  };

  const listed = (list, depth) => {
    if ("toJSON" in list) return undefined;
    const values = [];
    for (let index = 0; index < list.length; index += 1) {
      const value = attributeValue(list[index], depth + 1);
      if (value === undefined) return undefined;
      values[index] = value;
    }
    return values;
  };

  const isMap = (value) => typeof value === "object" && value !== null && !isArray(value);

  Object.assign(dynamodb, {
    toDynamoDB: (value) => attributeValue(value, 0) ?? native.toDynamoDB(value),
    toMapValues: (map) => (isMap(map) ? mapped(map, 0) : undefined) ?? native.toMapValues(map),
  });
})
