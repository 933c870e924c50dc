// What the pages ask the server.

async function ask(path, options) {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(body.message ?? body.errors?.[0]?.message ?? `${path}: ${response.status}`);
  }
  return body;
}

const post = (path, body) =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** The APIs with the ways to be somebody. */
export const apis = async () => (await ask('/console/data/apis')).apis;

/** The resolvers and functions of an API. */
export const pipelines = (apiId) => ask(`/console/data/pipelines/${encodeURIComponent(apiId)}`);

/** A token of anybody: `{ token, claims }`. */
export const token = (form) => post('/console/data/token', form);

/** The headers with which an IAM identity sends a body. */
export const signature = async (form) => (await post('/console/data/signature', form)).headers;

/** The traces of the last requests, newest first. */
export const traces = async () => (await ask('/.appsynth/traces')).traces;

/** One trace: `{ summary, trace }`. */
export const trace = (id) => ask(`/.appsynth/traces/${encodeURIComponent(id)}`);

/** An operation of DynamoDB on the environment's tables. */
export const dynamodb = (operation, request) =>
  ask('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: JSON.stringify(request),
  });

/** The path of a URL of this server, whatever name the page has it by. */
export const pathOf = (url) => new URL(url).pathname;
