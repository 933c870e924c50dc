//! `AS31…` to `AS33…`: constructs for AppSync, for DynamoDB, and for Lambda and IAM.

use super::codes;

codes! {
    DUPLICATE_RESOLVER = "AS3101", "two resolvers on one field",
        "A field of an AppSync API is resolved by one resolver. Remove one of the two, or make one pipeline\nresolver that runs both as functions.";
    UNKNOWN_FIELD = "AS3102", "a resolver on a field that the schema lacks",
        "AppSync attaches a resolver to a field of an object type of the schema, written `Type.field`, and\nrefuses one for a type or field that is not there. Correct the name, or add the field to the schema.";
    PIPELINE_LENGTH = "AS3103", "a pipeline of too many functions",
        "A pipeline resolver runs at most 10 functions. Merge functions that use the same data source, or move\npart of the work to a Lambda function. <https://docs.aws.amazon.com/general/latest/gr/appsync.html>";
    CODE_LENGTH = "AS3104", "resolver code that is too long or empty",
        "AppSync takes up to 32,768 characters of JavaScript for a resolver or function and 65,536 for each\nmapping template, and no empty ones. Split the work into the functions of a pipeline.\n<https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html>";
    APPSYNC_NAME = "AS3105", "a name that AppSync forbids",
        "Names of data sources and functions begin with a letter or `_` and go on with letters, digits and `_`.\nUnless it is given, the name is the construct's id, so rename the construct or give it a `.name(…)`.\n<https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateDataSource.html>";
    FOREIGN_API = "AS3106", "a data source or function of another API",
        "Data sources and functions belong to one API; a resolver can only use those of its own. Add the data\nsource or function to the resolver's API as well: two APIs may share the table or Lambda function behind.";
    API_KEY_EXPIRY = "AS3107", "an API key that would live too short or too long",
        "An API key of AppSync lives at least 1 and at most 365 days. For callers that need longer, deploy\nagain before it expires, or let them sign in.\n<https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html>";
    DUPLICATE_AUTH = "AS3108", "an authorization mode twice",
        "API keys, IAM and the Lambda authorizer can each be a mode of an API only once, and each user pool or\nissuer only once. Remove the second.\n<https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html>";
    SCHEMA_FOLDER = "AS3109", "a schema folder without a schema",
        "A schema folder holds at least one file that ends in `.graphql` or `.gql`, in it or in a folder below. Name\nthe files so, or name another folder.";
    DUPLICATE_NAME = "AS3110", "two data sources of one name",
        "Resolvers find a data source by its name, so an API can have a name only once. Give the second a\n`.name(…)` of its own.";
    OUT_OF_RANGE = "AS3111", "a number that AWS refuses",
        "The service accepts a certain range for this setting and refuses the deployment otherwise. The message\nsays the range.";
    NOT_LAMBDA = "AS3112", "a setting for Lambda on another data source",
        "Resolvers without code (direct Lambda resolvers) and batching exist for Lambda data sources only: other\nsources need a request to carry out. Give the resolver code, or use a Lambda data source.\n<https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-reference-lambda.html>";
    NOT_VERSIONED = "AS3113", "conflict detection on a data source that keeps no versions",
        "AppSync can detect conflicts only on a DynamoDB data source with versioning. Make the data source\n`.versioned(…)` with a delta table, or leave `.sync(…)` out.\n<https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-sync.html>";
    ENVIRONMENT_VARIABLE = "AS3114", "an environment variable that AWS refuses",
        "Names begin with a letter and go on with letters, digits and `_`; at least two characters. AppSync\ntakes up to 50 variables of up to 512 characters each; Lambda keeps some names for itself.\n<https://docs.aws.amazon.com/appsync/latest/APIReference/API_PutGraphqlApiEnvironmentVariables.html>\n<https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>";
    ENDPOINT = "AS3115", "an address that is no HTTP endpoint",
        "The address of an HTTP data source or an OpenID Connect issuer begins with `http://` or `https://` and a\nhost name. The path belongs to the resolver's request.";
    CACHING_KEY = "AS3116", "a caching key that AppSync refuses",
        "Caching keys are `$context.arguments`, `$context.source` and `$context.identity`, or a member of one of\nthem such as `$context.arguments.id`. Anything else, such as the stash, is not known when AppSync looks into the\ncache.\n<https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html>";
    SCHEMA_SIZE = "AS3117", "a schema of more than a megabyte",
        "AppSync's quotas name 1 MB as the largest schema; the local environment takes any. Each model comes to\nabout 3 kB of generated types, so leave out what no client asks for: operations\n(`@model(queries: {list: null}, mutations: null, subscriptions: null)`), queries of indexes\n(`queryField: null`), models that only resolvers read. Or make several APIs, which a merged API can\noffer as one. <https://docs.aws.amazon.com/general/latest/gr/appsync.html>";
    LACKS_REQUIRED = "AS3118", "a resolver without the check of its field's rules",
        "The rules of a field that is resolved by hand are checked by functions of its pipeline, and so is run what\nis in its slots: `DataRef::around` gives them. The resolver is a pipeline that begins with those that run\nbefore and ends with those that run after; a unit resolver, or other functions first, would answer callers whom\nthe rules keep out.";

    KEY_TYPE = "AS3201", "a key attribute with two types",
        "An attribute that several keys of a table use has one type in all of them. Use the same type\neverywhere.";
    KEY_ATTRIBUTE = "AS3202", "a key that is no two attributes",
        "Partition key and sort key are different attributes, with names of 1 to 255 characters. For a table\nwithout order within a partition, leave the sort key out.\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html>";
    DUPLICATE_INDEX = "AS3203", "two indexes of one name",
        "The indexes of a table, global and local together, have different names. Rename the second.";
    INDEX_COUNT = "AS3204", "too many indexes",
        "A DynamoDB table has at most 20 global and 5 local secondary indexes. Let one index answer several\nqueries (a sort key that begins with the kind of item, for one), or split the table.\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>";
    LOCAL_INDEX = "AS3205", "a local index on a table without a sort key",
        "A local secondary index sorts the items of one partition another way, so its table needs a sort key of\nits own. Add one, or use a global index.\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html>";
    DYNAMODB_NAME = "AS3206", "a name that DynamoDB forbids",
        "Tables and indexes have names of 3 to 255 letters, digits, `_`, `-` and `.`. Without a name, CloudFormation makes one up\nthat fits.\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>";
    TIME_TO_LIVE = "AS3207", "a time to live that is no number",
        "DynamoDB reads the time to live from an attribute of type number, in seconds since 1970. Use another\nattribute, or make it a number in the key as well.\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html>";
    CAPACITY = "AS3208", "capacity that contradicts the billing",
        "Provisioned tables have at least one read and one write unit; indexes have units of their own only when\nthe table is provisioned. Leave the units out to pay by request.\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html>";
    PROJECTION = "AS3209", "a projection that DynamoDB refuses",
        "A projection that includes attributes names at least one and at most 20, none of them twice, and all\nindexes of a table together at most 100. Project all attributes if so many are needed.\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>";
    NO_STREAM = "AS3210", "the stream of a table without one",
        "A table has a stream only if it is given one: `.stream(StreamView::NewAndOldImages)`, or less than both images.\nOf a table that exists already, `.stream_arn(…)` says which one it has.\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>";

    ARN = "AS3301", "text that is no ARN of this service",
        "Amazon resource names read `arn:partition:service:region:account:resource`. Copy the ARN from the\nservice's console, or name the resource instead.\n<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>";
    HANDLER = "AS3302", "a handler that Lambda cannot find",
        "The handler of a Node.js or Python function is `file.function`, with the file's path inside the code and\nwithout its ending. Lambda would accept another and fail at the first call.\n<https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html>";
    FUNCTION_CODE = "AS3303", "function code that Lambda refuses",
        "A code folder holds at least one file that is not ignored; inline code exists for Node.js and Python and\nis at most 4 MB. Larger code, and code in other languages, belongs in a folder.\n<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html>";
    RESOLVER_FILE = "AS3305", "a resolver file whose name says nothing",
        "A file of the resolvers folder is named for what it replaces or extends: `Query.getPost.req.vtl`,\n`Query.getPost.res.vtl` or `Query.getPost.js` for a resolver's data step, and with a slot and a number, as in\n`Mutation.createPost.postAuth.2.js`, for a function of a pipeline. Amplify's own names for the code of `@function`\nand `@http`, such as `InvokeEchoLambdaDataSource.req.vtl`, fit where a field has such a data source.";
    NO_RESOLVER = "AS3306", "code for a resolver that is not there",
        "Resolver files and overrides change resolvers that directives generate, or that the project declares. A\nfield without a resolver has nothing to change: correct the name, or declare a resolver for the field.";
    UNKNOWN_SLOT = "AS3307", "a slot that the pipeline does not have",
        "Each kind of operation has its own slots. Query: init, preAuth, auth, postAuth, preDataLoad, postDataLoad,\nfinish. Mutation: init, preAuth, auth, postAuth, preUpdate, postUpdate, finish. Subscription: init, preAuth, auth,\npostAuth, preSubscribe. Fields of other types have those of a query. Functions of a slot are numbered from 1.";
    SAME_FUNCTION = "AS3308", "two pieces of code for one function",
        "A function is one JavaScript module, or a request and a response template of VTL. Keep one of the two.";
    NO_MODEL = "AS3309", "a table or a conflict handler for a model that is not there",
        "`table-names` says which tables that exist already hold the items of models and stay whose they are,\n`imported-tables` which are to belong to the project, and `models` below `api.conflict-resolution` whose\nconflicts are resolved in another way. Each of their keys is the name of a type with `@model`,\nor of the join model of a `@manyToMany`.";
    NO_FUNCTION = "AS3311", "a name for a function that no directive names",
        "`function-names` (`GraphqlSchema::function_name`) says which Lambda function a name in the schema means:\n`echo: echo-7f3a` is about `@function(name: \"echo\")` and `@function(name: \"echo-${env}\")`. No directive has this\nname, so the entry has no effect. Correct the name, or remove the entry.";
    TWO_TABLES = "AS3310", "two tables for one model",
        "A model has one table. Named in `table-names`, it stays whose it is: deployments look whether it fits and\nchange nothing of it. Named in `imported-tables`, it is to belong to the project's stacks: `appsynth import`\ntakes it in, and deployments change it from then on. A model is in one of the two.";
    NOT_BY_HAND = "AS3312", "functions around a field that is not resolved by hand",
        "`DataRef::around` gives what checks the rules of a field whose resolver the user attaches, and what its slots\nrun. Which fields those are is said by `GraphqlSchema::resolved_by_hand`, with type and field written as in the\nschema; of other fields there is nothing to give.";
    UNRESOLVED_FIELD = "AS3313", "a field that nothing resolves",
        "AppSync answers a field of `Query` or `Mutation` without a resolver with null, and an error where it must not\nbe null. Attach a resolver to the field: below `resolvers` in appsynth.yaml, as a `Resolver` in Rust, or by\n`@function` or `@http` in the schema. Otherwise leave the field out.\n<https://docs.aws.amazon.com/appsync/latest/devguide/troubleshooting-and-common-mistakes.html>";
    RETENTION = "AS3304", "a retention that CloudWatch Logs does not offer",
        "Log groups keep events for one of certain numbers of days; the message names the nearest. Take\nthat, or keep them for ever by leaving the retention out.\n<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>";
}
