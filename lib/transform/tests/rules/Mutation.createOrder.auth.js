import { util } from '@aws-appsync/utils';

export function request(ctx) {
  ctx.stash.hasAuth = true;
  let isUnlimited = false;
  const ruledFields = ['price'];
  let mayWriteOthers = false;
  const writable = [];
  const owners = {};
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
      isUnlimited = true;
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
      isUnlimited = true;
    }
    if (groups0.includes('Sales')) {
      isAuthorized = true;
      mayWriteOthers = true;
    }
    if (callers0.length !== 0) {
      if (!Object.hasOwn(ctx.args.input ?? {}, 'owner') && !Object.hasOwn(owners, 'owner')) {
        owners.owner = callers0?.[0] ?? null;
        isAuthorized = true;
        mayWriteOthers = true;
      } else {
        if (typeof ctx.args.input?.owner === 'string' && callers0.includes(ctx.args.input?.owner)) {
          isAuthorized = true;
          mayWriteOthers = true;
        }
      }
    }
  }
  if (!isAuthorized) {
    util.unauthorized();
  }
  if (!isUnlimited) {
    const refused = [];
    for (const [field, value] of Object.entries(ctx.args.input ?? {})) {
      if (!(writable.includes(field) || (mayWriteOthers && !ruledFields.includes(field)))) {
        refused.push(field);
      }
    }
    if (refused.length !== 0) {
      util.error(`Unauthorized on [${refused.join(', ')}]`, 'Unauthorized');
    }
  }
  if (Object.keys(owners).length !== 0) {
    const defaults = {};
    Object.assign(defaults, ctx.stash.defaultValues ?? {});
    Object.assign(defaults, owners);
    ctx.stash.defaultValues = defaults;
  }
  return { version: '2018-05-29', payload: {} };
}

export function response(ctx) {
  return {};
}
