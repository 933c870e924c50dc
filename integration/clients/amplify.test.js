/** `aws-amplify` as browsers have it, configured by `appsynth outputs`, in every authorization mode. */
const assert = require("node:assert/strict");
const { after, before, test } = require("node:test");
const { Amplify } = require("aws-amplify");
const { generateClient } = require("aws-amplify/api");
const { decodeJWT } = require("aws-amplify/auth");
const { Hub } = require("aws-amplify/utils");
const { serve } = require("./served.js");

// Browsers and Node.js 22 have one of their own.
globalThis.WebSocket ??= require("ws");

// Events have what the mutation asks for, and filters by owner need the owner.
const CREATE = "mutation M($text: String!) { createNote(input: { text: $text }) { id text owner } }";
const GET = "query Q($id: ID!) { getNote(id: $id) { id text } }";
const LISTEN = "subscription { onCreateNote { id text } }";

let served;
let outputs;
before(async () => {
  served = await serve();
  outputs = JSON.parse(served.run("outputs", "--form", "amplify-outputs"));
});
after(() => served.stop());

/** Amplify's configuration with tokens and credentials of this machine in place of Cognito's. */
function signIn({ token, credentials, apiKey = outputs.data.api_key }) {
  const configuration = { ...outputs, data: { ...outputs.data, api_key: apiKey } };
  Amplify.configure(configuration, {
    Auth: {
      tokenProvider: {
        getTokens: async () => token && { accessToken: decodeJWT(token), idToken: decodeJWT(token) },
      },
      credentialsProvider: {
        getCredentialsAndIdentityId: async () => credentials && { credentials },
        clearCredentialsAndIdentityId() {},
      },
    },
  });
}

const role = (key, name) => ({
  accessKeyId: key,
  secretAccessKey: `secret-of-${name}`,
  sessionToken: `session-of-${name}`,
});
const signedIn = role("ASIASIGNEDIN", "signed-in");
const guest = role("ASIAGUEST", "guest");
const user = (...words) => served.run("token", ...words);

/** Resolves once a subscription has begun. */
const acknowledged = () =>
  new Promise((resolve) => {
    const stop = Hub.listen("api", ({ payload }) => {
      if (payload.event === "Subscription ack") {
        stop();
        resolve();
      }
    });
  });

/** Begins to listen and gives a function that waits for the next event and stops. */
async function listen(client) {
  const begun = acknowledged();
  let subscription;
  const event = new Promise((next, error) => {
    subscription = client.graphql({ query: LISTEN }).subscribe({ next, error });
  });
  await Promise.race([begun, event]);
  return async () => {
    const { data } = await event;
    subscription.unsubscribe();
    return data.onCreateNote;
  };
}

const refused = [
  { what: "a wrong key", authMode: "apiKey", by: () => ({ apiKey: "da2-wrong" }) },
  { what: "an old token", authMode: "userPool", by: () => ({ token: user("--access", "--expires", "-1h") }) },
  { what: "an old token", authMode: "oidc", by: () => ({ token: user("--mode", "oidc", "--expires", "-1h") }) },
  { what: "a wrong secret", authMode: "iam", by: () => ({ credentials: role("ASIASIGNEDIN", "guest") }) },
  { what: "an unknown token", authMode: "lambda", authToken: "who-knows" },
];
for (const { what, authMode, authToken, by = () => ({}) } of refused) {
  test(`${authMode} refuses ${what}`, async () => {
    signIn(by());
    const client = generateClient({ authMode, authToken });
    const unauthorized = ({ errors }) => errors[0].originalError.name === "UnauthorizedException";
    await assert.rejects(client.graphql({ query: GET, variables: { id: "1" } }), unauthorized);
    await assert.rejects(listen(client), ({ errors }) => /UnauthorizedException/.test(errors[0].message));
  });
}

test("owners read and hear of their own notes only", async () => {
  const client = generateClient({ authMode: "userPool" });
  const bob = user("--access", "--username", "bob");
  signIn({ token: bob });
  const heard = await listen(client);
  signIn({ token: user("--access", "--username", "ada") });
  const foreign = await client.graphql({ query: CREATE, variables: { text: "of ada" } });
  signIn({ token: bob });
  const { data } = await client.graphql({ query: CREATE, variables: { text: "of bob" } });
  assert.deepEqual(await heard(), { id: data.createNote.id, text: "of bob" });
  const asked = client.graphql({ query: GET, variables: { id: foreign.data.createNote.id } });
  await assert.rejects(asked, ({ data, errors: [{ message, errorType }] }) => {
    assert.deepEqual(data, { getNote: null });
    return message === "Not Authorized to access getNote on type Query" && errorType === "Unauthorized";
  });
});

const ways = [
  { authMode: "apiKey" },
  { authMode: "userPool", by: () => ({ token: user("--access", "--username", "ada") }) },
  { authMode: "oidc", by: () => ({ token: user("--mode", "oidc", "--sub", "kit") }) },
  { authMode: "identityPool", as: "a user", by: () => ({ credentials: signedIn }) },
  { authMode: "identityPool", as: "a guest", by: () => ({ credentials: guest }) },
  { authMode: "iam", by: () => ({ credentials: signedIn }) },
  { authMode: "lambda", authToken: "let-me-in" },
];
for (const { authMode, authToken, as = "somebody", by = () => ({}) } of ways) {
  test(`${authMode} lets ${as} write, read and listen`, async () => {
    signIn(by());
    const client = generateClient({ authMode, authToken });
    const heard = await listen(client);
    const text = `by ${authMode}, ${as}`;
    const { data } = await client.graphql({ query: CREATE, variables: { text } });
    const { owner, ...note } = data.createNote;
    assert.equal(note.text, text);
    assert.deepEqual(await heard(), note);
    const read = await client.graphql({ query: GET, variables: { id: note.id } });
    assert.deepEqual(read.data, { getNote: note });
  });
}
