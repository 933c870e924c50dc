import { util } from '@aws-appsync/utils';

export function request(ctx) {
  ctx.stash.hasAuth = true;
  let isAuthorized = false;
  if (util.authType() === 'IAM Authorization') {
    if (
      (typeof ctx.identity?.userArn === 'string' && ctx.identity?.userArn === ctx.stash.authRole) ||
      (typeof ctx.identity?.userArn === 'string' && !(typeof ctx.identity?.userArn === 'string' && ctx.identity?.userArn === ctx.stash.authRole) && !(typeof ctx.identity?.userArn === 'string' && ctx.identity?.userArn === ctx.stash.unauthRole) && typeof ctx.identity?.userArn === 'string' && ctx.identity?.userArn.includes('Backend'))
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
    const claim2 = ctx.identity?.claims?.email ?? '';
    const callers1 = [];
    if (typeof claim2 === 'string' && Object.keys(claim2 ?? {}).length !== 0) {
      callers1.push(`${claim2 ?? ''}`);
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
    let claimed1 = [];
    if (Array.isArray(ctx.identity?.claims?.teams)) {
      claimed1 = ctx.identity?.claims?.teams ?? [];
    } else if (
      typeof ctx.identity?.claims?.teams === 'string' &&
      ctx.identity?.claims?.teams.startsWith('[')
    ) {
      claimed1 = JSON.parse(ctx.identity?.claims?.teams ?? null) ?? [];
    } else if (typeof ctx.identity?.claims?.teams === 'string') {
      claimed1 = [ctx.identity?.claims?.teams ?? null];
    }
    const groups1 = [];
    for (const group of claimed1 ?? []) {
      if (typeof group === 'string' && Object.keys(group ?? {}).length !== 0) {
        groups1.push(group);
      }
    }
    if (groups0.includes('Admin') || groups0.includes('Sales')) {
      isAuthorized = true;
    } else {
      if (
        ctx.args.owner != null &&
        !(typeof ctx.args.owner === 'string' && callers0.includes(ctx.args.owner))
      ) {
        util.unauthorized();
      }
      const filters = [];
      if (callers0.length !== 0) {
        filters.push({ owner: { eq: claim1 } });
      }
      if (callers1.length !== 0) {
        filters.push({ clerks: { contains: claim2 } });
      }
      if (groups1.length !== 0) {
        filters.push({ team: { in: groups1 } });
      }
      if (filters.length !== 0) {
        ctx.stash.authFilter = { or: filters };
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
  return {};
}
