// Loads the handler named by _HANDLER and answers each line of stdin with a line on stdout.
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const answer = process.stdout.write.bind(process.stdout);
// Whatever the handler prints is a line of the log; stdout belongs to the answers.
process.stdout.write = process.stderr.write.bind(process.stderr);

const describe = (error) => ({
  errorType: error?.name ?? typeof error,
  errorMessage: error instanceof Error ? error.message : String(error),
});

const reply = (value) => answer(`${JSON.stringify(value)}\n`);

async function load() {
  const name = process.env._HANDLER;
  const dot = name.lastIndexOf('.');
  const path = resolve(name.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map((end) => path + end).find(existsSync);
  if (!file) throw new Error(`Cannot find module '${path}' of the handler '${name}'`);
  const module = await import(pathToFileURL(file));
  const found = module[name.slice(dot + 1)] ?? module.default?.[name.slice(dot + 1)];
  if (typeof found !== 'function') throw new Error(`'${name}' is undefined or not exported`);
  return found;
}

function invoke(handler, { event, requestId, timeoutMillis }) {
  const deadline = Date.now() + timeoutMillis;
  return new Promise((done, failed) => {
    const callback = (error, result) => (error ? failed(error) : done(result));
    const context = {
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
      invokedFunctionArn: process.env.APPSYNTH_FUNCTION_ARN,
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
      done: callback,
      succeed: done,
      fail: failed,
    };
    const returned = handler(event, context, callback);
    if (typeof returned?.then === 'function') returned.then(done, failed);
    // A handler that takes no callback and returns no promise is done when it returns.
    else if (handler.length < 3) done(returned);
  });
}

let handler;
try {
  handler = await load();
  reply({ ready: true });
} catch (error) {
  console.error(error);
  reply({ error: describe(error) });
  process.exit(1);
}
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const invocation = JSON.parse(line);
    process.stderr.write(`${invocation.mark}\n`);
    reply({ result: (await invoke(handler, invocation)) ?? null });
  } catch (error) {
    console.error(error);
    reply({ error: describe(error) });
  }
}
process.exit(0);
