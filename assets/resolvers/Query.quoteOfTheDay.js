import { util } from '@aws-appsync/utils';

export function request() {
  return {
    method: 'GET',
    resourcePath: '/quotes/today',
    params: { headers: { accept: 'application/json' } },
  };
}

export function response(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  if (ctx.result.statusCode !== 200) {
    util.error(`The quote service answered ${ctx.result.statusCode}`, 'QuoteService');
  }
  return JSON.parse(ctx.result.body);
}
