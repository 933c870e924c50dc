import { util } from '@aws-appsync/utils';

// Refuses a post that nobody could find. What it puts into the stash takes the place of the arguments.
export function request(ctx) {
  const args = ctx.stash.transformedArgs ?? ctx.args;
  const title = args.input.title.trim();
  if (title === '') {
    util.error('A post needs a title', 'InvalidPost');
  }
  ctx.stash.transformedArgs = { ...args, input: { ...args.input, title } };
  return { payload: null };
}

export function response() {
  return null;
}
