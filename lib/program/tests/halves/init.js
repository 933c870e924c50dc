export function request(ctx) {
  ctx.stash.typeName = 'Mutation';
  ctx.stash.fieldName = 'createPost';
  ctx.stash.conditions = [];
  ctx.stash.metadata = { dataSourceType: 'AMAZON_DYNAMODB', apiId: 'the-api' };
  ctx.stash.dataSourceName = 'PostTable';
  ctx.stash.tableName = 'Post';
  return {};
}

export function response(ctx) {
  return ctx.prev?.result ?? null;
}
