import { util } from '@aws-appsync/utils';

export function request(ctx) {
  if (ctx.stash.hasAuth !== true) {
    util.unauthorized();
  }
  return { version: '2018-05-29', payload: {} };
}

export function response(ctx) {
  return {};
}
