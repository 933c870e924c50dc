import { util } from '@aws-appsync/utils';

export function request(ctx) {
  ctx.stash.hasAuth = true;
  let isAuthorized = false;
  if (util.authType() === 'IAM Authorization') {
    if (
      typeof ctx.identity?.userArn === 'string' &&
      !(typeof ctx.identity?.userArn === 'string' && ctx.identity?.userArn === ctx.stash.authRole) &&
      !(typeof ctx.identity?.userArn === 'string' && ctx.identity?.userArn === ctx.stash.unauthRole) &&
      typeof ctx.identity?.userArn === 'string' && ctx.identity?.userArn.includes('Backend')
    ) {
      isAuthorized = true;
    }
  } else if (util.authType() === 'User Pool Authorization') {
    isAuthorized = true;
  }
  if (!isAuthorized) {
    util.unauthorized();
  }
  return { version: '2018-05-29', payload: {} };
}

export function response(ctx) {
  return {};
}
