/**
 * Serves to-dos with @aws-amplify/amplify-appsync-simulator and DynamoDB Local, to be measured against.
 *
 * Each field has one resolver with the shortest templates that do what it is for: what `@model` generates is
 * several functions a field, of which this peer's template engine does not take all. Prints one line of JSON once it
 * answers and serves until it is ended.
 */
const { spawn } = require("node:child_process");
const { createServer } = require("node:net");
const { dirname, join } = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");
const { CreateTableCommand, DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { AmplifyAppSyncSimulator } = require("@aws-amplify/amplify-appsync-simulator");

const SCHEMA = `
  type Todo { id: ID! name: String! description: String createdAt: AWSDateTime! updatedAt: AWSDateTime! }
  type TodoPage { items: [Todo]! nextToken: String }
  input CreateTodoInput { id: ID name: String! description: String }
  type Query { getTodo(id: ID!): Todo listTodos(limit: Int, nextToken: String): TodoPage }
  type Mutation { createTodo(input: CreateTodoInput!): Todo }
`;

const TEMPLATES = {
  "Query.getTodo": `{
    "version": "2018-05-29",
    "operation": "GetItem",
    "key": { "id": $util.dynamodb.toDynamoDBJson($ctx.args.id) }
  }`,
  "Query.listTodos": `{
    "version": "2018-05-29",
    "operation": "Scan",
    "limit": $util.defaultIfNull($ctx.args.limit, 100),
    "nextToken": $util.toJson($ctx.args.nextToken)
  }`,
  "Mutation.createTodo": `
    $util.qr($ctx.args.input.put("createdAt", $util.time.nowISO8601()))
    $util.qr($ctx.args.input.put("updatedAt", $util.time.nowISO8601()))
    {
      "version": "2018-05-29",
      "operation": "PutItem",
      "key": { "id": $util.dynamodb.toDynamoDBJson($util.defaultIfNull($ctx.args.input.id, $util.autoId())) },
      "attributeValues": $util.dynamodb.toMapValuesJson($ctx.args.input),
      "condition": { "expression": "attribute_not_exists(id)" }
    }`,
};

/** What the simulator serves, with its table at a place. */
const configuration = (access) => ({
  schema: { content: SCHEMA },
  dataSources: [
    {
      name: "Todos",
      type: "AMAZON_DYNAMODB",
      config: { ...access, tableName: "Todo" },
      options: { credentials: access },
    },
  ],
  mappingTemplates: [
    ...Object.entries(TEMPLATES).map(([path, content]) => ({ path, content })),
    { path: "result", content: "$util.toJson($ctx.result)" },
  ],
  resolvers: Object.keys(TEMPLATES).map((path) => {
    const [typeName, fieldName] = path.split(".");
    return {
      kind: "UNIT",
      typeName,
      fieldName,
      dataSourceName: "Todos",
      requestMappingTemplateLocation: path,
      responseMappingTemplateLocation: "result",
    };
  }),
  appSync: {
    name: "peer",
    defaultAuthenticationType: { authenticationType: "API_KEY" },
    additionalAuthenticationProviders: [],
    apiKey: "da2-peer",
  },
});

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts DynamoDB Local as Amplify's mock does, in memory, with the table. */
async function dynamodb() {
  const folder = join(dirname(require.resolve("amplify-dynamodb-simulator/package.json")), "emulator");
  const port = await freePort();
  const words = ["-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory", "-port", port];
  const emulator = spawn("java", words, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.on(signal, () => process.exit(emulator.kill() ? 0 : 1));
  }
  const access = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-fake-1",
    accessKeyId: "fake",
    secretAccessKey: "fake",
  };
  const client = new DynamoDBClient({ ...access, credentials: access });
  const table = {
    TableName: "Todo",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  };
  while (true) {
    try {
      await client.send(new CreateTableCommand(table));
      return { pid: emulator.pid, access };
    } catch (error) {
      if (error.name === "ResourceInUseException") return { pid: emulator.pid, access };
      // Java takes a while.
      await sleep(20);
    }
  }
}

async function main() {
  const { pid, access } = await dynamodb();
  const simulator = new AmplifyAppSyncSimulator();
  await simulator.init(configuration(access));
  await simulator.start();
  const graphqlUrl = `${simulator.localhostUrl}/graphql`;
  console.log(JSON.stringify({ graphqlUrl, apiKey: "da2-peer", processes: [process.pid, pid] }));
}

main();
