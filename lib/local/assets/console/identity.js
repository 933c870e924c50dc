// Who asks: the ways to be somebody that an API has, and the headers of each.
import { signature, token } from './server.js';

/** The choices of an API: `{ id, label, form, headers }`, the default mode first. */
export function choicesOf(api) {
  const ofMode = {
    API_KEY: () => (api.apiKey ? [keyChoice(api)] : []),
    AMAZON_COGNITO_USER_POOLS: () => tokenChoices(api, 'user-pool', 'User pool'),
    OPENID_CONNECT: () => tokenChoices(api, 'oidc', 'OpenID Connect'),
    AWS_IAM: () => api.identities.map((identity) => iamChoice(api, identity)),
    AWS_LAMBDA: () => [lambdaChoice()],
  };
  const choices = [...new Set(api.modes)].flatMap((mode) => ofMode[mode]?.() ?? []);
  return [...choices, { id: 'nobody', label: 'Nobody', form: null, headers: async () => ({}) }];
}

const keyChoice = (api) => ({
  id: 'api-key',
  label: 'API key',
  form: null,
  headers: async () => ({ 'x-api-key': api.apiKey }),
});

function tokenChoices(api, mode, label) {
  const issuers = api.issuers.filter((issuer) => issuer.mode === mode);
  return issuers.map(({ issuer, local }) => ({
    id: `${mode} ${issuer}`,
    label: issuers.length > 1 ? `${label}: ${issuer}` : label,
    // The tokens of an issuer with keys of its own are to be brought along.
    form: local ? mode : 'token',
    headers: async (values) => ({ authorization: local ? await madeToken(mode, issuer, values) : values.token ?? '' }),
  }));
}

const iamChoice = (api, { name, accessKeyId }) => ({
  id: `iam ${accessKeyId}`,
  label: `IAM: ${name} (${accessKeyId})`,
  form: null,
  headers: (_, path, body) => signature({ apiId: api.apiId, accessKeyId, path, body }),
});

const lambdaChoice = () => ({
  id: 'lambda',
  label: 'Lambda authorizer',
  form: 'token',
  headers: async ({ token: text }) => ({ authorization: text ?? '' }),
});

/** The last token, which is good for what the form said then. */
let last = { asked: '', at: 0, token: '' };

async function madeToken(mode, issuer, values) {
  const form = {
    mode,
    issuer,
    access: values.kind === 'access',
    sub: values.sub,
    username: values.username,
    groups: split(values.groups),
    clientId: values.clientId,
    claims: claims(values.claims),
  };
  const asked = JSON.stringify(form);
  if (last.asked !== asked || Date.now() - last.at > 60_000) {
    last = { asked, at: Date.now(), token: (await token(form)).token };
  }
  return last.token;
}

const split = (groups) =>
  (groups ?? '').split(',').map((group) => group.trim()).filter((group) => group !== '');

function claims(text) {
  if (!text?.trim()) return {};
  const value = JSON.parse(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('claims are a JSON object');
  return value;
}
