import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const post = { ...ctx.args, createdAt: util.time.nowISO8601() };
  return {
    operation: 'PutItem',
    key: util.dynamodb.toMapValues({ id: util.autoId() }),
    attributeValues: util.dynamodb.toMapValues(post),
  };
}

export function response(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  return ctx.result;
}
