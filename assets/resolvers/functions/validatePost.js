import { util } from '@aws-appsync/utils';

// Refuses a post nobody could read; what it gives is what the next function stores.
export function request(ctx) {
  const { authorId, title, body } = ctx.args.input;
  if (title.trim() === '') {
    util.error('A post needs a title', 'InvalidPost');
  }
  return {
    payload: { authorId, title: title.trim(), body, createdAt: ctx.stash.now, updatedAt: ctx.stash.now },
  };
}

export function response(ctx) {
  return ctx.result;
}
