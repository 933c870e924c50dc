import { util } from '@aws-appsync/utils';

export function request(ctx) {
  ctx.stash.hasAuth = true;
  let isAuthorized = false;
  if (util.authType() === 'IAM Authorization') {
    let userArn = '';
    if (typeof ctx.identity?.userArn === 'string') {
      userArn = `${ctx.identity?.userArn ?? ''}`;
    }
    let kind = '';
    let roleName = '';
    for (const part of userArn?.split('/') ?? []) {
      if ((kind.endsWith(':assumed-role') || kind.endsWith(':user')) && roleName === '') {
        roleName = `${part ?? ''}`;
      }
      if (kind === '') {
        kind = `${part ?? ''}`;
      }
    }
    if (
      userArn !== ctx.stash.authRole &&
      userArn !== ctx.stash.unauthRole &&
      roleName.includes('Backend')
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
