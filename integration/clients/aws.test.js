/** AWS's command line: the API's tables as DynamoDB, and resolver code evaluated as AppSync does. */
const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const { after, before, test } = require("node:test");
const { serve } = require("./served.js");

let served;
let table;
before(async () => {
  served = await serve();
  [table] = aws("dynamodb", "list-tables").TableNames;
});
after(() => served.stop());

/** The program that $AWS names, with credentials that no account knows. */
function aws(...words) {
  const environment = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: "anybody",
    AWS_SECRET_ACCESS_KEY: "anything",
    AWS_DEFAULT_REGION: "eu-west-1",
  };
  const said = execFileSync(process.env.AWS, [...words, "--endpoint-url", served.endpoint, "--output", "json"], {
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return said && JSON.parse(said);
}

async function ask(query) {
  const headers = { "x-api-key": served.apiKey, "content-type": "application/json" };
  const body = JSON.stringify({ query });
  const answer = await fetch(served.graphqlUrl, { method: "POST", headers, body });
  return (await answer.json()).data;
}

test("what the API writes is in the table", async () => {
  const { createNote } = await ask('mutation { createNote(input: { id: "one", text: "by the API" }) { createdAt } }');
  const { Item } = aws("dynamodb", "get-item", "--table-name", table, "--key", '{"id": {"S": "one"}}');
  assert.equal(Item.text.S, "by the API");
  assert.equal(Item.createdAt.S, createNote.createdAt);
});

test("what is put into the table is what the API reads", async () => {
  const item = {
    id: { S: "two" },
    text: { S: "by hand" },
    createdAt: { S: "2026-01-01T00:00:00Z" },
    updatedAt: { S: "2026-01-01T00:00:00Z" },
  };
  aws("dynamodb", "put-item", "--table-name", table, "--item", JSON.stringify(item));
  assert.deepEqual(await ask('{ getNote(id: "two") { text } }'), { getNote: { text: "by hand" } });

  const key = JSON.stringify({ id: item.id });
  const update = ["--update-expression", "SET #t = :t", "--expression-attribute-names", '{"#t": "text"}'];
  const values = ["--expression-attribute-values", '{":t": {"S": "changed"}}', "--return-values", "UPDATED_NEW"];
  const changed = aws("dynamodb", "update-item", "--table-name", table, "--key", key, ...update, ...values);
  assert.deepEqual(changed.Attributes, { text: { S: "changed" } });
  const queried = aws("dynamodb", "query", "--table-name", table, "--key-condition-expression", "id = :id",
    "--expression-attribute-values", '{":id": {"S": "two"}}');
  assert.equal(queried.Items[0].text.S, "changed");

  aws("dynamodb", "delete-item", "--table-name", table, "--key", key);
  assert.deepEqual(await ask('{ getNote(id: "two") { text } }'), { getNote: null });
});

test("a condition that does not hold fails as on AWS", () => {
  const put = ["dynamodb", "put-item", "--table-name", table, "--item", '{"id": {"S": "three"}}'];
  const condition = ["--condition-expression", "attribute_exists(id)"];
  assert.throws(() => aws(...put, ...condition), /ConditionalCheckFailedException/);
});

test("pages of a scan are followed to the end", () => {
  const request = (id) => ({ PutRequest: { Item: { id: { S: id } } } });
  const ids = Array.from({ length: 20 }, (_, at) => `page-${at}`);
  aws("dynamodb", "batch-write-item", "--request-items", JSON.stringify({ [table]: ids.map(request) }));
  const { Items } = aws("dynamodb", "scan", "--table-name", table, "--page-size", "3");
  const found = Items.map((item) => item.id.S).filter((id) => id.startsWith("page-"));
  assert.deepEqual(found.sort(), ids.sort());
});

test("code is evaluated", () => {
  const code = `import { util } from '@aws-appsync/utils';
    export const request = (ctx) => ({ operation: 'GetItem', key: util.dynamodb.toMapValues({ id: ctx.args.id }) });
    export const response = (ctx) => { console.log('seen', ctx.result.id); return ctx.result; };`;
  const evaluate = (half, context) =>
    aws("appsync", "evaluate-code", "--runtime", "name=APPSYNC_JS,runtimeVersion=1.0.0", "--code", code,
      "--function", half, "--context", JSON.stringify(context));
  const request = evaluate("request", { arguments: { id: "one" } });
  assert.deepEqual(JSON.parse(request.evaluationResult), { operation: "GetItem", key: { id: { S: "one" } } });
  const response = evaluate("response", { result: { id: "one" } });
  assert.deepEqual(JSON.parse(response.evaluationResult), { id: "one" });
  assert.match(response.logs[0], /"seen" "one"$/);
});

test("a template is evaluated", () => {
  const template = '{"version": "2018-05-29", "payload": $util.toJson($ctx.args)}';
  const context = JSON.stringify({ arguments: { id: "one" } });
  const said = aws("appsync", "evaluate-mapping-template", "--template", template, "--context", context);
  assert.deepEqual(JSON.parse(said.evaluationResult), { version: "2018-05-29", payload: { id: "one" } });
});
