import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const { id, ...changes } = ctx.args.input;
  const values = { ...changes, updatedAt: util.time.nowISO8601() };
  const sets = [];
  const expressionNames = {};
  const expressionValues = {};
  for (const [name, value] of Object.entries(values)) {
    // A client that sends null has nothing to change; stored, it would break the fields that cannot be null.
    if (value !== null) {
      sets.push(`#${name} = :${name}`);
      expressionNames[`#${name}`] = name;
      expressionValues[`:${name}`] = util.dynamodb.toDynamoDB(value);
    }
  }
  return {
    operation: 'UpdateItem',
    key: { id: util.dynamodb.toDynamoDB(id) },
    update: { expression: `SET ${sets.join(', ')}`, expressionNames, expressionValues },
    condition: { expression: 'attribute_exists(id)' },
  };
}

export function response(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  return ctx.result;
}
