import { util } from '@aws-appsync/utils';

export function request(ctx) {
  // Default values give way to what the caller sends.
  const item = {};
  Object.assign(item, ctx.stash.defaultValues);
  Object.assign(item, ctx.args.input);
  item.__typename = 'Post';
  // An item of this key must not be there yet.
  const condition = { expression: 'attribute_not_exists(#id)', expressionNames: { '#id': 'id' } };
  const custom = JSON.parse(util.transform.toDynamoDBConditionExpression(ctx.args.condition ?? null)) ?? {};
  if (Object.keys(custom?.expression ?? {}).length !== 0) {
    Object.assign(condition, { expression: `${condition.expression ?? ''} AND ${custom?.expression ?? ''}` });
    const names = { '#id': 'id' };
    Object.assign(names, custom?.expressionNames);
    condition.expressionNames = names;
    condition.expressionValues = custom?.expressionValues ?? null;
  }
  return {
    version: '2018-05-29',
    operation: 'PutItem',
    key: { id: util.dynamodb.toDynamoDB(item.id ?? null) },
    attributeValues: util.dynamodb.toMapValues(item),
    condition
  };
}

export function response(ctx) {
  if (ctx.error != null) {
    util.error(`${ctx.error?.message ?? ''}`, `${ctx.error?.type ?? ''}`, ctx.result ?? null);
  }
  return ctx.result ?? null;
}
