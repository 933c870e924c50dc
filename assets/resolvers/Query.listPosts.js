import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const { limit, nextToken } = ctx.args;
  return { operation: 'Scan', limit: limit ?? 20, nextToken };
}

export function response(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  return ctx.result;
}
