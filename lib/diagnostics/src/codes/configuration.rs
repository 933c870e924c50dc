//! `AS8…`: configuration and command line.

use super::codes;

codes! {
    UNKNOWN_KEY = "AS8001", "unknown key in appsynth.yaml",
        "Only documented keys are accepted, so that a misspelt setting is never silently ignored. The help\nnames a key with a similar spelling if there is one, or lists those that fit.\n\nA key may also stand in the wrong place: settings of the API belong under `api`, those of one table\nunder its name in `tables`. Which keys a data source takes depends on its `type`.";
    NOT_YAML = "AS8002", "appsynth.yaml is not the YAML of a configuration",
        "The file must be one YAML document whose root is a mapping, with plain values: no tags (`!Ref`), no\nkey twice in a mapping. The place is where the parser gave up; the mistake is there or just before.\n\nFrequent causes are a tab in the indentation, a missing space after a colon, and a value that begins with\n`@`, `*` or `{` and is not in quotes.";
    WRONG_TYPE = "AS8003", "a setting has a value of the wrong type",
        "Values are not converted, so that what arrives is what is written. YAML reads `012345678901` as a\nnumber without its zero and `no` or `1.10` may surprise, too: put text that looks like something else in\nquotes, such as `account: \"012345678901\"`.";
    BAD_VALUE = "AS8004", "a setting has a value that is not accepted",
        "The value has the right type, but AWS or appsynth does not take it: a word that is not among the accepted\nones, a number or duration out of bounds, a name with characters that AWS forbids. The help lists what is\naccepted. Durations are a whole number and a unit: `30s`, `15m`, `12h`, `7d`.";
    MISSING_KEY = "AS8005", "a required key is missing",
        "Settings without a sensible default must be written down: an API needs a schema and an authorization mode,\na table its partition key. A key whose value is empty or `null` counts as missing; an environment's `null`\ntakes a key of the rest of the file away.";
    UNDEFINED_VARIABLE = "AS8006", "a variable is not defined",
        "`${NAME}` in a value stands for the environment variable `NAME` of the process, `${env}` for the name of\nthe environment. Only the variables that the environment in use needs must be defined: `USER_POOL_ID=… appsynth\nsynth --env prod`. To write the characters `${` themselves, write `$${`.";
    UNKNOWN_ENVIRONMENT = "AS8007", "there is no such environment",
        "`--env` takes the names under `environments` in appsynth.yaml. Only `local`, the environment of this\nmachine and the default, exists without being named there. To add one, add its key: `environments: { dev: {} }`.";
    REFERS_TO_NOTHING = "AS8008", "a name refers to nothing",
        "A resolver's `data-source` is one of `data-sources`, `tables` or `functions`; the members of a `pipeline`\nare names of `pipeline-functions`. To use a table or Lambda function that exists already, add a data source\nthat names it: `data-sources: { Users: { type: dynamodb, table: users-prod } }`.\n\nWhat `local` names stands in for something that the templates name: a data source, function, table, user pool, issuer\nor HTTP endpoint. A name that is none of these has no effect; correct it, or remove the entry.";
    SAME_NAME = "AS8009", "two things with one name",
        "Each table and each function is a data source under its own name, so a name can be taken only once.\nRename one of the two. A data source of that name in `data-sources` is no conflict: it takes the\nautomatic one's place.";
    NO_CODE = "AS8010", "a resolver or pipeline function has no code",
        "The code of a resolver is in the resolvers folder (`api.resolvers`), in files named for its field:\n`Query.getPost.js` for APPSYNC_JS, `Query.getPost.req.vtl` and `Query.getPost.res.vtl` for VTL. The code of\na pipeline function is in files named for it.\n\nOnly pipeline resolvers, whose functions have the code, and Lambda functions, which can be asked directly,\ndo without.";
    FITS_NOTHING = "AS8011", "a resolver file is the code of nothing",
        "Every `.js` and `.vtl` file in the resolvers folder must be named for a resolver or pipeline function of\nappsynth.yaml, so that a misspelt file is never silently left out; names of such code with another ending\n(`Query.getPost.mjs`) are refused, too. Rename it, declare what it is for, or move\nit out of the folder.";
    TWO_LANGUAGES = "AS8012", "code in two languages",
        "A resolver or pipeline function is written in APPSYNC_JS or in VTL. With a `.js` file and a `.vtl` file of\nthe same name, one would silently win; delete the one that is not meant.";
}
