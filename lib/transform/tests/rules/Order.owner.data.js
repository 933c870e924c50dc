export function request(ctx) {
  return { version: '2018-05-29', payload: {} };
}

export function response(ctx) {
  if (Array.isArray(ctx.source?.owner)) {
    const names = [];
    for (const owner of ctx.source?.owner ?? []) {
      let name = '';
      for (const part of owner?.split('::') ?? []) {
        name = `${part ?? ''}`;
      }
      names.push(name);
    }
    return names;
  } else {
    if (typeof ctx.source?.owner === 'string') {
      let name = '';
      for (const part of ctx.source?.owner?.split('::') ?? []) {
        name = `${part ?? ''}`;
      }
      return name;
    } else {
      return null;
    }
  }
}
