// Synthesizes a behaviour scenario with Amplify's construct: node synthesize.js FOLDER ASSEMBLY
//
// FOLDER has `schema.graphql`, `options.json`, `identities.json`, `resolvers/` and `lambda/NAME/index.js`, all
// but the first optional; ASSEMBLY is the folder to write. $TABLES is the kind of table: `DEFAULT`, of
// CloudFormation, or `AMPLIFY_TABLE`, of a custom resource of Amplify's.
const fs = require('node:fs');
const path = require('node:path');
const { AmplifyGraphqlApi, AmplifyGraphqlDefinition } = require('@aws-amplify/graphql-api-construct');
const { App, Duration, Stack } = require('aws-cdk-lib');
const { MappingTemplate } = require('aws-cdk-lib/aws-appsync');
const { UserPool } = require('aws-cdk-lib/aws-cognito');
const { Role } = require('aws-cdk-lib/aws-iam');
const lambda = require('aws-cdk-lib/aws-lambda');

const [folder, assembly] = process.argv.slice(2);

function read(name) {
  const file = path.join(folder, name);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

function names(name) {
  const below = path.join(folder, name);
  return fs.existsSync(below) ? fs.readdirSync(below).sort() : [];
}

function authorization(stack, options, about) {
  const used = [options.default ?? 'API_KEY', ...(options.additional ?? [])];
  const modes = { defaultAuthorizationMode: used[0] };
  if (used.includes('API_KEY')) {
    modes.apiKeyConfig = { expires: Duration.days(30) };
  }
  if (used.includes('AMAZON_COGNITO_USER_POOLS')) {
    modes.userPoolConfig = { userPool: UserPool.fromUserPoolId(stack, 'UserPool', about.userPool.id) };
  }
  if (used.includes('OPENID_CONNECT')) {
    modes.oidcConfig = {
      oidcProviderName: 'oidc',
      oidcIssuerUrl: about.oidc.issuer,
      tokenExpiryFromAuth: Duration.minutes(0),
      tokenExpiryFromIssue: Duration.minutes(0),
    };
  }
  if (options.identityPool) {
    modes.identityPoolConfig = {
      identityPoolId: about.iam.auth.cognitoIdentityPoolId,
      authenticatedUserRole: Role.fromRoleName(stack, 'Authenticated', about.iam.auth.roleName),
      unauthenticatedUserRole: Role.fromRoleName(stack, 'Unauthenticated', about.iam.unauth.roleName),
    };
  }
  return modes;
}

function functions(stack) {
  const made = names('lambda').map((name) => [
    name,
    new lambda.Function(stack, `Function${name}`, {
      functionName: name,
      code: lambda.Code.fromAsset(path.join(folder, 'lambda', name)),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
    }),
  ]);
  return Object.fromEntries(made);
}

// The files of `resolvers/` by field: `Query.getNote.finish.1.req.vtl` goes into a slot, `Query.getNote.res.vtl`
// takes the place of a half of the function that asks the table.
function resolverFiles() {
  const slots = new Map();
  const overrides = [];
  for (const file of names('resolvers')) {
    const parts = file.split('.');
    const text = fs.readFileSync(path.join(folder, 'resolvers', file), 'utf8');
    const half = parts.at(-2) === 'req' ? 'requestMappingTemplate' : 'responseMappingTemplate';
    const [typeName, fieldName, slotName, slotIndex] = parts;
    if (parts.length === 4) {
      overrides.push({ typeName, fieldName, half, text });
      continue;
    }
    const place = parts.slice(0, 4).join('.');
    const slot = slots.get(place) ?? { typeName, fieldName, slotName, slotIndex: Number(slotIndex), function: {} };
    slot.function[half] = MappingTemplate.fromString(text);
    slots.set(place, slot);
  }
  return { slots: [...slots.values()], overrides };
}

function override(api, { typeName, fieldName, half, text }) {
  const name = `${typeName}${fieldName[0].toUpperCase()}${fieldName.slice(1)}DataResolverFn`;
  const of = api.resources.cfnResources.cfnFunctionConfigurations[name];
  of[half] = text;
  of[`${half}S3Location`] = undefined;
}

const options = read('options.json');
const app = new App({ outdir: assembly, analyticsReporting: false });
const stack = new Stack(app, 'scenario');
const { slots, overrides } = resolverFiles();
const api = new AmplifyGraphqlApi(stack, 'api', {
  apiName: 'scenario',
  definition: AmplifyGraphqlDefinition.fromFilesAndStrategy(path.join(folder, 'schema.graphql'), {
    dbType: 'DYNAMODB',
    provisionStrategy: process.env.TABLES ?? 'DEFAULT',
  }),
  authorizationModes: authorization(stack, options.auth ?? {}, read('identities.json')),
  functionNameMap: functions(stack),
  functionSlots: slots,
  translationBehavior: { sandboxModeEnabled: options.sandbox ?? false },
});
for (const one of overrides) {
  override(api, one);
}
app.synth();
