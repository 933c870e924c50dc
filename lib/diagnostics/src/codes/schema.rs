//! `AS1…`: the GraphQL schema language.

use super::codes;

codes! {
    SYNTAX = "AS1001", "the schema is not valid GraphQL",
        "The text could not be read as GraphQL schema definition language. The label marks the first\ntoken that does not fit, the message says what could stand there. Often the mistake is just before it: a\nbracket that is not closed, or a missing colon.";
    UNDEFINED_TYPE = "AS1002", "a type is used that is not defined",
        "Every name in the place of a type has to be defined in the schema, be a built-in scalar\n(`ID`, `String`, `Int`, `Float`, `Boolean`) or one of AppSync's (`AWSDate`, `AWSTime`, `AWSDateTime`,\n`AWSTimestamp`, `AWSEmail`, `AWSJSON`, `AWSURL`, `AWSPhone`, `AWSIPAddress`). Define the type, or\ncorrect its name: letter case counts.";
    DUPLICATE_TYPE = "AS1003", "a name is defined twice",
        "A type, a directive and the `schema` block may each be defined once in an API, over all its files.\nRemove one definition, or write `extend type` to add fields to a type from another file.";
    DUPLICATE_MEMBER = "AS1004", "two members of a type have the same name",
        "The fields of a type, the arguments of a field, the values of an enum and the types of a union are\nknown by name, so each may occur once, `extend` blocks included. Remove or rename one of them.";
    MISSING_QUERY = "AS1005", "the schema has no query type",
        "AppSync refuses a schema without a query type, even if the API is used for mutations only. Add\n`type Query { … }` with at least one field. A type with `@model` generates queries unless its argument\n`queries` turns them off.";
    UNKNOWN_DIRECTIVE = "AS1006", "a directive is used that is not defined",
        "A directive has to be one of GraphQL's or AppSync's own, or be defined in the schema with\n`directive @name on …`. Correct the name or remove the directive.";
    DIRECTIVE_ARGUMENT = "AS1007", "a directive is given wrong arguments",
        "The arguments of a directive are checked against its definition: an argument it does not have, one\nthat is given twice, one that is required and missing, or a value of the wrong type is refused.";
    MISPLACED_DIRECTIVE = "AS1008", "a directive stands where it may not",
        "A directive's definition lists the places it may stand in, and whether it may stand there more than\nonce. Move it to such a place, or remove it.";
    INTERFACE = "AS1009", "a type does not satisfy an interface",
        "A type that says `implements` has to have each field of the interface, with the same type or a\nnarrower one, and with the interface's arguments. Arguments of its own have to be optional. What\nfollows `implements` has to be an interface.";
    INPUT_CYCLE = "AS1010", "an input type requires itself",
        "No value of an input type can be written if each needs another of the same type inside it. Make one\nof the fields in the circle nullable, or a list.";
    DEFAULT_VALUE = "AS1011", "a default value does not fit its type",
        "The value after `=` is used as if the caller had sent it, so it has to be a literal of the declared\ntype. Strings stand in quotes, enum values do not.";
    CUSTOM_SCALAR = "AS1012", "AppSync has no custom scalars",
        "AppSync knows GraphQL's five scalars and nine of its own, and refuses any other. Use `AWSJSON` for\ndata without a schema and `String` for text in a form of your own.";
    WRONG_KIND_OF_TYPE = "AS1013", "a type is used where its kind may not stand",
        "Fields give scalars, enums, object types, interfaces and unions; arguments and the members of input\ntypes take scalars, enums and input types; unions hold object types. An object type cannot be an\nargument: define an `input` with the same fields.";
    EMPTY_TYPE = "AS1014", "a type has no members",
        "An object type, interface or input type needs at least one field, an enum one value, a union one\ntype. Add one, or remove the type.";
    RESERVED_NAME = "AS1015", "a name starts with two underscores",
        "Names with `__` in front belong to introspection. Choose another name.";
    ROOT_TYPE = "AS1016", "a root operation type does not fit",
        "The `schema` block names one object type for queries, and may name others for mutations and\nsubscriptions. The three have to be different object types, each named once.";
    EXECUTABLE_DEFINITION = "AS1017", "an operation stands in the schema",
        "A schema holds type definitions only. Operations and fragments belong to the requests that clients\nsend; move them to a file that is not part of the schema.";
    EXTENSION = "AS1018", "an extension has nothing to extend",
        "`extend` adds to a definition of the same name and kind somewhere in the schema. Define the type\nfirst, or write the extension as a definition by leaving out `extend`.";
    SUBSCRIPTION_SOURCE = "AS1019", "a subscription listens to a mutation that does not fit",
        "`@aws_subscribe(mutations: […])` names fields of the mutation type, and subscribers receive what\nthose mutations return. So each name has to be a mutation, and the subscription field has to give the\nsame type as the mutation.";
}
