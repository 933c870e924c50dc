//! `AS2…`: directives.

use super::codes;

codes! {
    NEEDS_MODEL = "AS2001", "a directive stands outside a type with `@model`",
        "The directive says how items of a type are stored or who may reach them, so the type has to be\nstored: add `@model` to it. On types without `@model`, rules belong on the fields of `Query`, `Mutation` and\n`Subscription` that return them.";
    AUTH_ON_INTERFACE = "AS2002", "rules stand on a field of an interface",
        "An interface has no items of its own, so nobody can be let in to them. Move the rules to the fields of\nthe types that implement it.";
    OPERATION_CLASH = "AS2003", "two generated operations have the same name",
        "Each query, mutation and subscription of an API needs a name of its own, whether it is derived, given in\n`@model`, `@index` or `@searchable`, or declared as a field of a root type. Give one of them another name:\n`@model(queries: { list: \"…\" })`, `@index(queryField: \"…\")`.";
    BAD_NAME = "AS2004", "a name given to a directive is not a GraphQL name",
        "The text becomes the name of a field or type, so it has to start with a letter or underscore and\ncontinue with letters, digits and underscores. Choose such a name, or `null` where nothing shall be made.";
    RESERVED_FIELD = "AS2005", "a field has a name that is taken by what is generated",
        "Filters and conditions have `and`, `or` and `not` beside the fields; queries by key have `filter`, `limit`,\n`nextToken` and `sortDirection` beside the key; and with conflict resolution every item has `_version`, `_deleted`\nand `_lastChangedAt`. Rename the field.";
    TYPE_CLASH = "AS2006", "a type has the name of a generated one",
        "A type of the schema takes the place of a generated one of the same name, so that an API can shape its inputs\nand answers: an `input CreatePostInput` is what `createPost` takes. It has to be of the same kind, and it cannot be\nstored: AppSync refuses an object type where an input is taken, and a model is no answer of a list. Choose another\nname.";
    NAME_LENGTH = "AS2007", "a name is too long",
        "Tables, indexes and resolvers are named for models, fields and operations, and so are the files of an\nassembly. DynamoDB takes 255 letters for the name of a table, an index or an attribute of a key, see\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>, and file\nsystems take 255 bytes. Models may have 200 letters and operations 212, which leaves room for the rest. Choose a\nshorter name.";
    ON_EXTENSION = "AS2008", "a directive stands where a type is extended",
        "`extend type Post` adds fields to a type that is defined elsewhere. What directives make of the type is said at\nits definition, as for Amplify: directives of the type, and those of its fields. Extensions of `Query`, `Mutation`\nand `Subscription` may have `@auth`, `@function` and `@http` on their fields.";
    PRIMARY_KEY_TWICE = "AS2101", "a type has two primary keys",
        "A table has one primary key. Keep one `@primaryKey`, and name the other field in its `sortKeyFields` if\nboth together identify an item, or give it an `@index` if items are to be found by it.";
    KEY_NULLABLE = "AS2102", "a field of the primary key may be null",
        "DynamoDB stores no item without its whole key, so the fields of a primary key have to be non-null. Add\n`!` to the field's type.";
    KEY_TYPE = "AS2103", "a field of a key is not a single text, number or enum",
        "A key is one string or number, so the field has to be a scalar or an enum, and no list. Object types,\nrelations and lists cannot be keys; store the value you look for in a field of its own.";
    KEY_FIELD_UNKNOWN = "AS2104", "a key names a field that does not exist",
        "`sortKeyFields` lists fields of the same type that the schema declares. Correct the name, or declare the\nfield. Also `createdAt` and `updatedAt` have to be declared to be part of a key.";
    KEY_FIELD_REPEATED = "AS2105", "a key names a field twice",
        "Each field is part of a key once: the field that has the directive is the partition key, and\n`sortKeyFields` are others. Remove the repeated name.";
    INDEX_NAME = "AS2106", "the name of an index does not fit",
        "DynamoDB takes names of 3 to 255 letters, digits, underscores, hyphens and periods, see\n<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>. Choose\nsuch a name, or leave `name` out to have one derived from the fields.";
    INDEX_TWICE = "AS2107", "two indexes of a type have the same name",
        "An index is known by its name within its table. Rename one of them. Indexes without a name are named\nfor their fields, so two over the same fields need names too.";
    INDEX_LIKE_PRIMARY_KEY = "AS2108", "an index has the partition key of the primary key",
        "A primary key without sort key holds one item to each partition key, so an index by the same field\nfinds nothing that the primary key does not. Remove the index, or give the primary key `sortKeyFields`.";
    SORT_KEY_IS_OWNER = "AS2109", "a sort key is the owner field",
        "The owner field is filled in and checked by the rule, and it may change; a key cannot. Use another field\nas sort key, or another `ownerField`.";
    RELATION_LIST = "AS2201", "a relation does not fit whether its field is a list",
        "`@hasMany` and `@manyToMany` give several items and stand on lists such as `[Comment]`; `@hasOne` and\n`@belongsTo` give one and stand on a single type. Change the type or the directive.";
    RELATED_TYPE = "AS2202", "a relation leads to a type that is not stored",
        "The items of a relation are read from a table, which only types with `@model` have. Add `@model` to the\nrelated type, or remove the directive to store the value inside the item.";
    RELATION_FIELD_UNKNOWN = "AS2203", "a relation names a field that does not exist",
        "`fields` lists fields of the type the relation stands in; `references` lists fields of the type that holds\nthe foreign key, which for `@hasOne` and `@hasMany` is the related one. Declare the field, correct its name, or\nleave the argument out to have foreign keys made.";
    RELATION_FIELD_TYPE = "AS2204", "a relation's field does not fit the key it is compared with",
        "The fields of a relation are compared with the key of the other side, so they have to be single scalars\nor enums of the same type as the key's fields, in the same order. Change the field's type to the key's, or name\nanother field. With `references`, `ID` and `String` count as the same.";
    RELATION_FIELD_COUNT = "AS2205", "a relation does not name the whole key",
        "A key of several fields identifies an item by all of them together. Name one field for each, partition\nkey first and then the sort keys in their order. Only `@hasMany` may leave out the sort keys of its index, and\nthen all of them.";
    RELATION_STYLE = "AS2206", "a relation tells its keys in two ways",
        "`fields` and `indexName` name the keys on the side of the relation, `references` on the side that holds the\nforeign key. Use one way, the same on both sides of a relation.";
    RELATION_COUNTERPART = "AS2207", "a relation lacks its other side",
        "`@belongsTo` is the way back of a `@hasOne` or `@hasMany` on the related type, and a relation with\n`references` needs the same `references` on both sides. Add the missing directive, or make them equal.";
    RELATION_INDEX = "AS2208", "a relation names an index that does not exist",
        "`indexName` names an `@index` on the related type, whose fields hold the key of this type. Add the index\nthere, correct its name, or leave `indexName` and `fields` out to have one made.";
    MANY_TO_MANY_PAIR = "AS2209", "a `@manyToMany` does not have two sides",
        "The directives of one `relationName` are the two sides of a relation: one on each of two types, each a\nlist of the other. Add the other side, or give different relations different names. A type that relates to\nitself needs a join type with `@model` and two `@belongsTo`.";
    JOIN_MODEL_NAME = "AS2210", "the name of a join model is taken",
        "`@manyToMany` stores its pairs in a type of its own, named as `relationName` with a capital first letter.\nChoose a name that no type of the schema has.";
    RELATION_LIMIT = "AS2211", "the limit of a relation is not a positive number",
        "`limit` is how many items a request gets when it does not say, so it has to be 1 or more. The default\nis 100.";
    MUTUAL_RELATIONS = "AS2212", "two types have each other",
        "With conflict resolution, two types may not refer to each other by `@hasOne` or `@hasMany` both ways, because\nneither could then be synchronized first. Make one direction a `@belongsTo`.";
    RELATION_PARTLY_REQUIRED = "AS2213", "the references of a relation are partly required",
        "The fields that `references` names hold one key together: an item of the other side either has one or has\nnone. Make all of them required (`!`), or none.";
    RELATION_TWICE = "AS2214", "a field has two relations",
        "A field leads to related items in one way. Keep one of its relation directives, and give the other a field of\nits own.";
    AUTH_NO_RULES = "AS2301", "an `@auth` has no rules",
        "An empty list of rules would let nobody in. Add a rule such as `{ allow: owner }`, or remove the directive.";
    AUTH_PROVIDER = "AS2302", "a rule's provider does not fit whom it allows",
        "Who is let in decides how they can prove it: `public` by `apiKey` or `identityPool`; `private` by\n`userPools`, `oidc` or `identityPool`; `owner` and `groups` by `userPools` or `oidc`; `custom` by `function`. Choose\none of these, or leave `provider` out to have the first.";
    AUTH_MODE_MISSING = "AS2303", "a rule uses an authorization mode the API does not have",
        "Every provider needs its mode among the API's: `apiKey` an API key, `userPools` a Cognito user pool, `oidc` an\nOpenID Connect issuer, `function` a Lambda authorizer, `identityPool` an identity pool. Add the mode to the API's\nsettings, or change the rule. Note that `public` without `provider` means an API key, and `private`, `owner` and\n`groups` a user pool.";
    AUTH_GROUPS = "AS2304", "a rule does not say which groups it allows",
        "`allow: groups` takes either `groups`, the names themselves, or `groupsField`, a field of each item that\nnames them. Give one of the two, and at least one group.\n`allow: owner` takes `inGroups`, any of which an owner has to be a member of, too.";
    AUTH_CLAIM = "AS2305", "a rule names something that it does not use",
        "`identityClaim` tells where an owner's identity is and goes with `allow: owner`; `groupClaim` tells where the\ngroups are and goes with `allow: groups` or with `inGroups`. Use the one that fits the rule. So it is with\n`ownerField`, and with `groups` and `groupsField`: `{ allow: private, groups: [\"Admin\"] }` lets in everyone\nsigned in, as with Amplify. Write `allow: groups`.";
    AUTH_OPERATIONS = "AS2306", "a rule lists operations that do not fit its place",
        "Rules on fields of a root type are about that one operation, and rules on fields of types without `@model`\nhave no operations, so `operations` has no place there. On a field of a model reading is one thing: write `read`.\nAnd `read` already includes `get`, `list`, `sync`, `listen` and `search`: write it or them. A rule with an empty\nlist allows nothing.";
    AUTH_UNREADABLE_FIELD = "AS2307", "a required field is denied to those who may read others",
        "Rules on a field replace those of its type. Who may read some fields of an item but not a required one gets\nnothing: null in a non-null field makes the whole item fail. So whoever may `read` any field has to be let `read`\nevery required field. Add rules, or make the field nullable.";
    AUTH_FIELD_TYPE = "AS2308", "a rule compares with a field that holds no text",
        "An owner field holds one identity or a list of them, and a groups field one group or a list. Declare it as\n`String` or `[String]`. An owner field that is not declared is added as `String`.";
    AUTH_FIELD_MISSING = "AS2309", "a rule reads its groups from a field that does not exist",
        "`groupsField` names a field of each item that holds the groups that may reach it. Without such a field the\nrule lets nobody in. Declare it as `String` or `[String]`, or correct the name.";
    AUTH_RULE_TWICE = "AS2310", "two rules of a type are about the same callers",
        "A rule says everything its callers may do, so there is one for each kind of caller: one for `public` by API\nkey, one for each owner field and claim, and each group is named in one rule. Put the operations of both into one\nrule.";
    AUTH_GLOBAL_RULE = "AS2311", "`input AMPLIFY` does not open models",
        "Amplify's command line takes `globalAuthRule` of `input AMPLIFY` for its sandbox mode. Its transformer never\nlooked at it, and neither does appsynth: a model without `@auth` is closed to everyone unless the API has\n`sandbox: true` (`api.sandbox` in appsynth.yaml), which lets API keys do everything with such models.\n\nFor an API that others can reach, give every model an `@auth` instead.";
    AUTH_HIDDEN_REQUIRED = "AS2312", "a required relation that mutations cannot answer with",
        "Whoever subscribes to a mutation gets its answer, so related items that fewer may read than the item itself\nare null in it (https://docs.amplify.aws/gen1/react/build-a-backend/graphqlapi/data-modeling/). Where the\nrelation is required, that null takes the whole answer along: the item is written, and who asked for the relation\ngets `Cannot return null for non-nullable type`. Make the relation optional, give both models the same rules, or\nturn the subscriptions of the model off. Queries are not concerned.";
    AUTH_OWNER_OF_ROOT = "AS2313", "a rule for owners on a field of a root type",
        "Who owns an item is told by a field of the item, and what `Query`, `Mutation` and `Subscription` hold is no\nitem: a rule by `allow: owner` or `groupsField` lets nobody in there. Let everyone in who is signed in\n(`allow: private`) or groups by name, and have the field's function or resolver look at `ctx.identity`.";
    AUTH_CLOSED = "AS2314", "a model that nobody may use",
        "A model without `@auth` denies everyone everything, whatever the mode of authorization: \"Not Authorized to\naccess listPosts on type Query\". Say who may do what, for example `@auth(rules: [{ allow: owner }])`. To try\nthings out, `sandbox: true` for the API (`api.sandbox` in appsynth.yaml) lets API keys do everything with models\nwithout rules.\n<https://docs.amplify.aws/gen1/react/build-a-backend/graphqlapi/customize-authorization-rules/>";
    AUTH_OWNER_OF_EVENTS = "AS2315", "owners that events do not tell apart",
        "An owner by several claims is stored with all of them (`identityClaim: \"custom:tenant::email\"`), while answers\nand events show the last one. By that, subscribers would get the events of owners of the same name elsewhere, so\nsuch owners cannot subscribe, unless that claim is an identity by itself: `sub`, `username` or `cognito:username`.\nLet them subscribe by an owner field that holds a single claim, or by a group; or take `listen` out of the rule.";
    DEFAULT_TYPE = "AS2401", "a default stands on a field that cannot have one",
        "`@default` fills in a single scalar or enum value. Lists, object types and relations cannot have a default,\nnor can the fields of the primary key, which the caller gives or AppSync makes.";
    DEFAULT_VALUE = "AS2402", "a default is no value of its field",
        "The text of `@default` has to be what a caller could send: digits for `Int`, `true` or `false` for `Boolean`,\none of the values of an enum, a date such as `2030-01-31` for `AWSDate`. It stands in quotes whatever the type.";
    VALIDATE_TYPE = "AS2403", "a validation stands on a field it does not fit",
        "`gt`, `lt`, `gte` and `lte` compare `Int` and `Float` fields; `minLength`, `maxLength`, `startsWith`, `endsWith` and\n`matches` look at `String` fields. Lists cannot be validated.";
    VALIDATE_VALUE = "AS2404", "a validation compares with a value that does not fit",
        "Numbers are compared with a number, and lengths with a whole number that is not negative. The value stands\nin quotes whatever the type: `@validate(type: gte, value: \"0\")`.";
    VALIDATE_TWICE = "AS2405", "a field has the same validation twice",
        "Each type of validation may stand on a field once, so that one message belongs to it. Keep the stricter\none; for several patterns write one regular expression.";
    FUNCTION_EVENT = "AS2501", "a function cannot be invoked without waiting here",
        "`invocationType: Event` returns before the function ran, so it has a place on fields of `Query` and `Mutation`\nonly, and the field can only tell whether the call was accepted: its type is `EventInvocationResponse`.";
    FUNCTION_NAME = "AS2502", "a function's name does not fit",
        "The name is a Lambda function's: letters, digits, hyphens and underscores, with `${env}` for the environment\nand `${NAME}` for variables of `api.environment`.\nA function of another account or region is named by `accountId` (12 digits) and `region`.";
    HTTP_URL = "AS2503", "the URL of an HTTP endpoint does not fit",
        "AppSync calls endpoints by `https://host/path` or `http://host/path`. The host is fixed, except for `${env}`,\n`${aws_region}` and variables of `api.environment`, which may be the beginning of the URL (`${NEWS_URL}/today`);\nthe path may have `:parameters` and values such as `${ctx.source.id}`.";
    TWO_RESOLVERS = "AS2504", "a field has both a function and an HTTP endpoint",
        "One field is resolved either by Lambda functions, of which there may be several in a row, or by one HTTP\nendpoint. Remove one of the directives, or call the endpoint in the function.";
    NO_VARIABLE = "AS2505", "a variable in a directive stands for nothing",
        "`${NAME}` in the URL or a header of `@http` and in the name of `@function` stands for the variable `NAME` of\n`api.environment` (`Api::environment` in Rust), which resolvers read as `ctx.env.NAME`. Each of `environments` may\ngive it another value. `${env}` is the environment's name, `${aws_region}` the API's region.";
    MAPPING_CLASH = "AS2601", "a renamed type takes the name of another",
        "`@mapsTo` and `@refersTo` name what a type or field was called when its data was stored. That name has to be\nfree: no other type or field may have it now or map to it, because both would use the same data.";
    MAPPED_TABLE = "AS2602", "a type cannot have had a table by this name",
        "`@mapsTo` and `@refersTo` name what a type was called when its table was made, and the table's name begins with\nit. DynamoDB takes letters, digits, `_`, `-` and `.` in names of tables.";
}
