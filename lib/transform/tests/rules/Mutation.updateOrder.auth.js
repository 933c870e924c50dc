import { util } from '@aws-appsync/utils';

export function request(ctx) {
  if (!(util.authType() === 'IAM Authorization' || util.authType() === 'User Pool Authorization')) {
    util.unauthorized();
  }
  return {
    version: '2018-05-29',
    operation: 'GetItem',
    key: { id: util.dynamodb.toDynamoDB(ctx.args.input?.id ?? null) }
  };
}

export function response(ctx) {
  ctx.stash.hasAuth = true;
  if (ctx.error != null) {
    util.error(`${ctx.error?.message ?? ''}`, `${ctx.error?.type ?? ''}`, ctx.result ?? null);
  }
  let isUnlimited = false;
  const ruledFields = ['price'];
  let mayWriteOthers = false;
  const writable = [];
  let mayClearOthers = false;
  const clearable = [];
  const limited = ['price'];
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
    const args = ctx.stash.transformedArgs ?? ctx.args;
    if (Object.keys(args?.condition ?? {}).length !== 0) {
      const everywhere = [];
      if (
        userArn !== ctx.stash.authRole &&
        userArn !== ctx.stash.unauthRole &&
        roleName.includes('Backend')
      ) {
        everywhere.push('price');
      }
      for (const [placeholder, named] of Object.entries(JSON.parse(util.transform.toDynamoDBConditionExpression(args?.condition ?? null))?.expressionNames ?? {})) {
        if (
          typeof named === 'string' && limited.includes(named) &&
          !(typeof named === 'string' && everywhere.includes(named))
        ) {
          util.unauthorized();
        }
      }
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
    if (groups0.includes('Admin')) {
      isAuthorized = true;
      isUnlimited = true;
    }
    if (groups0.includes('Sales')) {
      isAuthorized = true;
      mayWriteOthers = true;
      mayClearOthers = true;
    }
    if (typeof ctx.result?.owner === 'string' && callers0.includes(ctx.result?.owner)) {
      isAuthorized = true;
      mayWriteOthers = true;
      mayClearOthers = true;
    }
    if (Array.isArray(ctx.result?.clerks)) {
      for (const name of ctx.result?.clerks ?? []) {
        if (typeof name === 'string' && callers1.includes(name)) {
          isAuthorized = true;
          mayWriteOthers = true;
        }
      }
    }
    if (typeof ctx.result?.team === 'string' && groups1.includes(ctx.result?.team)) {
      isAuthorized = true;
      mayWriteOthers = true;
    }
    const args = ctx.stash.transformedArgs ?? ctx.args;
    if (Object.keys(args?.condition ?? {}).length !== 0) {
      const everywhere = [];
      if (groups0.includes('Admin')) {
        everywhere.push('price');
      }
      if (typeof ctx.result?.owner === 'string' && callers0.includes(ctx.result?.owner)) {
        everywhere.push('price');
      }
      for (const [placeholder, named] of Object.entries(JSON.parse(util.transform.toDynamoDBConditionExpression(args?.condition ?? null))?.expressionNames ?? {})) {
        if (
          typeof named === 'string' && limited.includes(named) &&
          !(typeof named === 'string' && everywhere.includes(named))
        ) {
          util.unauthorized();
        }
      }
    }
  }
  if (!isAuthorized) {
    util.unauthorized();
  }
  if (!isUnlimited) {
    const keyFields = ['id'];
    const refused = [];
    for (const [field, value] of Object.entries(ctx.args.input ?? {})) {
      if (!keyFields.includes(field)) {
        if (
          !(writable.includes(field) || (mayWriteOthers && !ruledFields.includes(field))) ||
          (value == null && !(clearable.includes(field) || (mayClearOthers && !ruledFields.includes(field))))
        ) {
          refused.push(field);
        }
      }
    }
    if (refused.length !== 0) {
      util.error(`Unauthorized on [${refused.join(', ')}]`, 'Unauthorized');
    }
  }
  return {};
}
