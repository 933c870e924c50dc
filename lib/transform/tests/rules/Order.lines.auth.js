import { util } from '@aws-appsync/utils';

export function request(ctx) {
  ctx.stash.hasAuth = true;
  let isAuthorized = false;
  if (util.authType() === 'IAM Authorization') {
    let userArn = '';
    if (typeof ctx.identity?.userArn === 'string') {
      userArn = `${ctx.identity?.userArn ?? ''}`;
    }
    if (
      userArn !== ctx.stash.authRole &&
      userArn !== ctx.stash.unauthRole &&
      userArn.includes('Backend')
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
