import { util } from '@aws-appsync/utils';

export function request(ctx) {
  console.log('shouting', ctx.args.text);
  console.error('with the key', ctx.request.headers['x-api-key']);
  if (ctx.args.text === '') {
    util.error('there is nothing to shout', 'Silence');
  }
  return { payload: ctx.args.text.toUpperCase() };
}

export function response(ctx) {
  return ctx.result;
}
