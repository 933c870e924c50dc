import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const now = util.time.nowISO8601();
  ctx.stash.defaultValues = { id: util.autoId(), createdAt: now, updatedAt: now };
  return {};
}

export function response(ctx) {
  return {};
}
