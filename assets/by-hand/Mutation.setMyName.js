import { util } from '@aws-appsync/utils';

export function request(ctx) {
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ id: ctx.identity.sub }),
    update: {
      expression: 'SET #name = :name',
      expressionNames: { '#name': 'name' },
      expressionValues: util.dynamodb.toMapValues({ ':name': ctx.args.name }),
    },
  };
}

export function response(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  return ctx.result;
}
