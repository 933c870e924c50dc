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
    const groups0 = [];
    let claimed0 = ctx.identity?.claims?.['cognito:groups'] ?? '';
    if (typeof claimed0 === 'string' && claimed0.startsWith('[')) {
      claimed0 = JSON.parse(claimed0) ?? '';
    }
    if (Array.isArray(claimed0)) {
      for (const group of claimed0 ?? []) {
        if (typeof group === 'string' && Object.keys(group ?? {}).length !== 0) {
          groups0.push(group);
        }
      }
    } else {
      if (typeof claimed0 === 'string' && Object.keys(claimed0 ?? {}).length !== 0) {
        groups0.push(claimed0);
      }
    }
    if (groups0.includes('Admin')) {
      isAuthorized = true;
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
