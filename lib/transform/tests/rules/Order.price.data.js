import { util } from '@aws-appsync/utils';

export function request(ctx) {
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
    const claim0 = ctx.identity?.claims?.sub ?? '';
    const claim1 = ctx.identity?.claims?.username ?? ctx.identity?.claims?.['cognito:username'] ?? '';
    const callers0 = [];
    if (
      typeof claim0 === 'string' && Object.keys(claim0 ?? {}).length !== 0 &&
      typeof claim1 === 'string' && Object.keys(claim1 ?? {}).length !== 0
    ) {
      callers0.push(`${claim0 ?? ''}::${claim1 ?? ''}`);
      if (!(typeof claim0 === 'string' && claim0.includes('::'))) {
        callers0.push(claim0);
      }
      if (!(typeof claim1 === 'string' && claim1.includes('::'))) {
        callers0.push(claim1);
      }
    }
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
    } else {
      if (typeof ctx.source?.owner === 'string' && callers0.includes(ctx.source?.owner)) {
        isAuthorized = true;
      }
    }
  }
  if (!isAuthorized) {
    util.unauthorized();
  }
  return { version: '2018-05-29', payload: {} };
}

export function response(ctx) {
  if (ctx.source?.__operation === 'Mutation') {
    return null;
  } else {
    return ctx.source?.price ?? null;
  }
}
