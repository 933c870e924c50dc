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
    let claimed0 = [];
    if (Array.isArray(ctx.identity?.claims?.['cognito:groups'])) {
      claimed0 = ctx.identity?.claims?.['cognito:groups'] ?? [];
    } else if (
      typeof ctx.identity?.claims?.['cognito:groups'] === 'string' &&
      ctx.identity?.claims?.['cognito:groups'].startsWith('[')
    ) {
      claimed0 = JSON.parse(ctx.identity?.claims?.['cognito:groups'] ?? null) ?? [];
    } else if (typeof ctx.identity?.claims?.['cognito:groups'] === 'string') {
      claimed0 = [ctx.identity?.claims?.['cognito:groups'] ?? null];
    }
    const groups0 = [];
    for (const group of claimed0 ?? []) {
      if (typeof group === 'string' && Object.keys(group ?? {}).length !== 0) {
        groups0.push(group);
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
