import { util } from '@aws-appsync/utils';

export function request(ctx) {
  let isAuthorized = false;
  if (util.authType() === 'User Pool Authorization') {
    // Members of the group may do everything.
    if (
      Array.isArray(ctx.identity?.claims?.['cognito:groups']) &&
      ctx.identity?.claims?.['cognito:groups'].includes('Admin')
    ) {
      isAuthorized = true;
    }
    if (!isAuthorized && typeof ctx.identity?.claims?.sub === 'string') {
      const caller = `${ctx.identity?.claims?.sub ?? ''}`;
      if (ctx.args.input?.owner == null) {
        const input = {};
        Object.assign(input, ctx.args.input);
        input.owner = caller;
        ctx.stash.transformedArgs = { input };
        isAuthorized = true;
      } else {
        if (
          ctx.args.input?.owner === caller ||
          (Array.isArray(ctx.args.input?.owner) && ctx.args.input?.owner.includes(caller))
        ) {
          isAuthorized = true;
        }
      }
    }
  }
  if (!isAuthorized) {
    util.unauthorized();
  }
  return { version: '2018-05-29', payload: {} };
}

export function response(ctx) {
  return {};
}
