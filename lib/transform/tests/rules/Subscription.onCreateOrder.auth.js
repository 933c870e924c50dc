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
      userArn === ctx.stash.authRole ||
      (userArn !== ctx.stash.authRole && userArn !== ctx.stash.unauthRole && roleName.includes('Backend'))
    ) {
      isAuthorized = true;
    }
  } else if (util.authType() === 'User Pool Authorization') {
    let claim0 = '';
    if (typeof ctx.identity?.claims?.sub === 'string') {
      claim0 = `${ctx.identity?.claims?.sub ?? ''}`;
    }
    let claim1 = '';
    if (typeof ctx.identity?.claims?.username === 'string') {
      claim1 = `${ctx.identity?.claims?.username ?? ''}`;
    } else if (typeof ctx.identity?.claims?.['cognito:username'] === 'string') {
      claim1 = `${ctx.identity?.claims?.['cognito:username'] ?? ''}`;
    }
    const callers0 = [];
    if (claim0 !== '' && claim1 !== '') {
      callers0.push(`${claim0}::${claim1}`);
      if (!claim0.includes('::')) {
        callers0.push(claim0);
      }
      if (!claim1.includes('::')) {
        callers0.push(claim1);
      }
    }
    let claim2 = '';
    if (typeof ctx.identity?.claims?.email === 'string') {
      claim2 = `${ctx.identity?.claims?.email ?? ''}`;
    }
    const callers1 = [];
    if (claim2 !== '') {
      callers1.push(`${claim2}`);
    }
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
    const groups1 = [];
    let claimed1 = ctx.identity?.claims?.teams ?? '';
    if (typeof claimed1 === 'string' && claimed1.startsWith('[')) {
      claimed1 = JSON.parse(claimed1) ?? '';
    }
    if (Array.isArray(claimed1)) {
      for (const group of claimed1 ?? []) {
        if (typeof group === 'string' && Object.keys(group ?? {}).length !== 0) {
          groups1.push(group);
        }
      }
    } else {
      if (typeof claimed1 === 'string' && Object.keys(claimed1 ?? {}).length !== 0) {
        groups1.push(claimed1);
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
