//! `AS7…`: the local environment.

use super::codes;

codes! {
    KEY_SCHEMA_CHANGED = "AS7001", "the key schema of a table that holds data would change",
        "DynamoDB cannot change the key or the local secondary indexes of an existing table; on AWS the table\nwould be replaced and its items lost. Undo the change, give the new table a name of its own, or remove\nthe local data with `appsynth destroy`. A table without items is replaced silently.";
    TABLE_REFUSED = "AS7002", "DynamoDB would refuse a table",
        "The table's description breaks one of DynamoDB's rules, such as an attribute that is defined but part\nof no key, or a key that is not defined; the note has DynamoDB's words. CloudFormation would fail at\nthis table, too. Correct the table where its stack defines it.";
    FILE_NOT_IN_ASSEMBLY = "AS7003", "a file is not in the assembly",
        "A template refers to a file in S3: a nested template, a schema, resolver code or a function's code. The\nlocal environment looks for it among the assets of the assembly (`*.assets.json` and `aws:asset:path`)\nand reads nothing from S3. Synthesize again, or put the content into the template itself.";
    NO_API = "AS7004", "the assembly has nothing to serve",
        "The local environment serves the `AWS::AppSync::GraphQLApi` resources of an assembly, and this one has\nnone: it may be another project's, or a condition leaves its API out. Check which assembly and which\nparameters are deployed.";
    MISSING_PROPERTY = "AS7005", "a resource lacks a property",
        "CloudFormation requires the property, and the API cannot be built without it. Templates that appsynth\nwrites always have it; add it where the template comes from.";
    NO_SCHEMA = "AS7006", "an API has no schema",
        "An `AWS::AppSync::GraphQLApi` answers nothing until an `AWS::AppSync::GraphQLSchema` with its id gives\nit a schema. Perhaps a condition leaves the schema out, or it belongs to another API.";
    UNKNOWN_PARAMETER = "AS7007", "a value for a parameter that no stack has",
        "`local.parameters` in appsynth.yaml gives values to parameters of the stacks, by `Name` or, for one\nstack of several, by `Stack.Name`. A name that fits none would have no effect, so it is refused. Correct\nthe name, or take the line away.";
    UNREADABLE_KEYS = "AS7008", "a file has no keys of an issuer of tokens",
        "`jwks` below `local.user-pools` or `local.oidc` in appsynth.yaml names a file with the public keys that\nthe issuer signs its tokens with, as a JSON Web Key Set (RFC 7517). Correct the path or the file, or take\n`jwks` away: then the tokens that `appsynth token` makes are taken.";
    SEED_IS_NOT_JSON = "AS7009", "a seed file is not JSON",
        "The file that `deploy --seed` names is JSON: an object with `items` (a list for each model or table) and\n`mutations`. The place is where the parser gave up; the mistake is there or just before, such as a comma\nafter the last item.";
    SEED_REFUSED = "AS7010", "a part of a seed is refused",
        "An item of a seed file is refused by its table, names a table or model that is not deployed, or the API\nanswers a mutation with an error; the message has the reason. All data are as they were before. Who sends\na mutation is said by `\"as\": { \"username\": \"ada\", \"groups\": [\"editors\"] }`; without it, the API's key is\nsent.";
    SEED_HAS_ANOTHER_FORM = "AS7011", "a seed file has another form",
        "A seed is an object of `items` and `mutations`. `items` has a list of objects for each model or table:\n`{ \"Post\": [{ \"id\": \"1\" }] }`. `mutations` is a list of objects with `mutation`, a GraphQL document, and,\nif need be, `variables` and `as`: `{ \"username\": \"ada\", \"groups\": [\"editors\"] }`. No name stands twice in\nan object, for one of the values would be lost.";
    UNREADABLE_FILE = "AS7012", "a file of the assembly cannot be read",
        "A template refers to a file in S3, a schema or resolver code, and the assembly has it, but it is no text in\nUTF-8, or this user may not read it; the message has the reason. Correct the file that it was made of, or\nits permissions, and synthesize again.";
    TABLE_LEFT = "AS7013", "a table that holds items is no longer deployed",
        "A table that was deployed is not any more, as when a model has been renamed or removed. Its items are\nkept with the local data, and are there again once the table is deployed again; until then no API finds\nthem. On AWS the deployment would be refused. `@mapsTo(name: \"Old\")` keeps the table of a model that was\ncalled `Old`. `appsynth destroy` removes all local data.";
}
