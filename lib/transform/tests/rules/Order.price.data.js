import { util } from '@aws-appsync/utils';

export function request(ctx) {
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
