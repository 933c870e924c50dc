//! `AS4…`: resolver code.

use super::codes;

codes! {
    VTL_SYNTAX = "AS4001", "the template is not valid VTL",
        "AppSync refuses a mapping template that the Velocity grammar does not accept. The label marks\nthe place where reading stopped.";
    VTL_UNCLOSED_BLOCK = "AS4002", "a directive has no `#end`",
        "`#if`, `#foreach`, `#define` and `#macro` enclose what stands between them and their `#end`, so\nAppSync refuses a template in which one is missing. The label marks the directive that stays open;\nadd an `#end` where it should close.";
    VTL_UNMATCHED_DIRECTIVE = "AS4003", "`#end`, `#else` or `#elseif` without a directive that it belongs to",
        "Each `#end` closes one open `#if`, `#foreach`, `#define` or `#macro`, and `#else` and `#elseif` stand\nonly within an `#if`. Remove the surplus one, or look above it for a block that ends too early. A\nplaceholder such as `#end` in a DynamoDB expression is read as a directive too: name it otherwise.";
    VTL_UNCLOSED_TEXT = "AS4004", "a string, comment or unparsed block does not end",
        "A string ends with the quote it began with, `#*` with `*#`, and `#[[` with `]]#`. The label marks\nwhere the open one begins. A quote within a string is written twice, not escaped by a backslash.";
    VTL_TOO_DEEP = "AS4005", "directives, brackets or strings are nested too deeply",
        "The template nests blocks, brackets and strings beyond what appsynth reads, to stay safe from\nhostile templates. Compute the inner parts first, with `#set`, and use the variables.";
    VTL_LENGTH = "AS4006", "the template is too long",
        "AppSync takes at most 65,536 characters for a mapping template. Split the work into the functions of a\npipeline.\n\n<https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html>";
    VTL_VELOCITY = "AS4007", "Velocity does not take a part of the template as it seems to be meant",
        "AppSync runs Velocity 1.7. Its grammar has no `null`, takes no expressions as arguments, indexes and parts\nof lists and maps, and reads `-2` as a number wherever it stands; a template that has these runs here, and\nAppSync can be expected to refuse it. A word among the arguments of a method is null, and `##` right behind\n`$name.member` is printed. The help tells how to write what is meant.\n\n<https://velocity.apache.org/engine/1.7/vtl-reference.html>";
    JS_SYNTAX = "AS4101", "the resolver code is not valid JavaScript",
        "AppSync refuses code that does not parse as a JavaScript module. The label marks the place where\nreading stopped; the mistake is there or shortly before it, often a missing bracket or quote.";
    JS_UNSUPPORTED = "AS4102", "this part of JavaScript is not supported",
        "APPSYNC_JS is a subset of JavaScript: no `try`, `throw`, `while`, `for (;;)`, `continue`, classes,\n`this`, promises, generators, regular expressions, `++`, `--`, `~` or `in`. AppSync refuses code that\nuses them. The help names what does the same.\n\n<https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html>";
    JS_MODULE = "AS4103", "the module cannot be imported",
        "At run time AppSync knows only its own modules, `@aws-appsync/utils` and those below it; there is no\nfile system and no package registry. Bundle other code into the resolver's file.";
    JS_IMPORT = "AS4104", "the module has no such export",
        "The imported name is not among the exports of the built-in module. Check its spelling, and whether\nit belongs to `@aws-appsync/utils`, `/dynamodb`, `/rds` or `/ai`.";
    JS_EXPORT = "AS4105", "the handlers are not exported",
        "AppSync calls the functions that the code exports under the names `request` and `response`. What is no\nfunction cannot be called. Default exports and exports from other modules are never called, so they are refused.";
    JS_LENGTH = "AS4106", "the resolver code is too long",
        "AppSync takes at most 32,768 characters of code for a resolver or function. Split the work into the\nfunctions of a pipeline, or minify the code.\n\n<https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateFunction.html>";
    JS_LINT = "AS4107", "the code breaks a rule of APPSYNC_JS",
        "AppSync's ESLint plugin has rules for what its runtime does not support; appsynth applies the same\nrules under the same names, which the message gives. Where a rule is wrong about your code, a comment\nsilences it: `// appsynth-disable-line RULE`, `// appsynth-disable-next-line RULE`, or\n`/* appsynth-disable RULE */` for the rest of the file.\n\n<https://docs.aws.amazon.com/appsync/latest/devguide/utility-resolvers.html>";
    JS_BUNDLE = "AS4108", "an import cannot be bundled",
        "appsynth makes one module of a resolver's file and the files that it imports by relative paths. Each\nhas to be there and to export the imported names. Of a file that is imported as one object, as in\n`import * as helpers from './helpers'`, only members can be used (`helpers.name`), for all files become\nparts of one module.";
    UNKNOWN_UTILITY = "AS4109", "AppSync has no such utility function",
        "`util` (`$util` in templates) has the functions that AppSync's documentation lists and no others; so have\n`extensions`, `runtime` and the modules of `@aws-appsync/utils`, and objects of JavaScript such as `Math`.\nIn a template, a call of an unknown one prints itself; in code it ends the evaluation with an error.\n\n<https://docs.aws.amazon.com/appsync/latest/devguide/built-in-util-js.html>";
    NO_RETURN = "AS4110", "a handler returns nothing",
        "What `request` returns is sent to the data source, and what `response` returns is the result. A handler\nwithout `return` gives null, which hardly any data source takes as a request.";
    UNWRITTEN_STASH_KEY = "AS4111", "a key of the stash is read but never written",
        "The stash is empty when a resolver starts; its functions hand values to each other in it. No resolver\nor function of the project writes this key, so reading it gives null. Correct the key, or write it in\nan earlier function.";
    UNKNOWN_ARGUMENT = "AS4112", "code reads an argument that its field does not have",
        "`ctx.args` holds the arguments that the schema declares for the field, and nothing else. None of the\nfields that this code is used for declares this one, so reading it gives null. Correct the name, or add\nthe argument to the schema.";
    UNKNOWN_SOURCE_FIELD = "AS4113", "code reads a member of the source that is no field of its type",
        "`ctx.source` is what the parent's resolver gave. It may hold members that are no fields, so this is a\nwarning; more often the name is misspelt.";
    UNSUPPORTED_OPERATION = "AS4114", "a request asks for something that its data source does not do",
        "Each type of data source has requests of its own: `GetItem` and its like go to DynamoDB, `Invoke` to\nLambda functions, `PutEvents` to EventBridge. AppSync refuses a request that the data source of the\nresolver or function does not know.";
    UNDECLARED_NAME = "AS4115", "nothing declares a name that the code uses",
        "Code has the names that it declares or imports, and a few that are always there: `util`, `runtime`,\n`extensions`, `console`, `JSON`, `Math`, `Object`, `Array`, `String`, `Number`, `NaN`, `Infinity` and\n`undefined`. Any other name ends the evaluation with an error where it is used. What JavaScript has\nelsewhere, such as `Date`, `Promise` or `parseInt`, APPSYNC_JS has not; the help names what does the\nsame.\n\n<https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html>";
    CONSTANT_ASSIGNMENT = "AS4116", "a constant or an import is assigned to",
        "What is declared by `const`, or imported, keeps its value: the assignment ends the evaluation with an\nerror. Declare it by `let`, or give the new value a name of its own.";
    UNKNOWN_CONTEXT_MEMBER = "AS4117", "code reads a member that the context does not have",
        "The context of a handler has `args` (also called `arguments`), `source`, `identity`, `stash`, `prev`,\n`result`, `error`, `request`, `info` and `env`. Anything else is undefined, and a member of that ends\nthe evaluation with an error.\n\n<https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html>";
    RESOLVER_FIELD = "AS4201", "a resolver is for a field that the schema does not have",
        "A resolver is attached to one field of one object type of the API's schema. Correct the names of\nthe type and the field, for which letter case counts, or add the field to the schema.";
    RESOLVER_REFERENCE = "AS4202", "a resolver uses something that the API does not have",
        "A resolver names a data source, or the functions of its pipeline, and a function names its data\nsource; all of them belong to the same API. Correct the name, or add what is missing.";
    VTL_UNTRANSLATED = "AS4301", "a part of a template has no translation to APPSYNC_JS",
        "`appsynth migrate vtl-to-js` translates what resolvers are usually made of. Macros, `#define`, methods\nof Java without a counterpart and text that is not JSON are left to you: the translation has a comment\nwith the original there, and ends the resolver with an error, so that nothing passes that the template\nwould stop. Write that part in JavaScript.";
    VTL_DIFFERENCE = "AS4302", "a translation does not do what its template does",
        "`appsynth migrate vtl-to-js` runs both on the contexts of the tests beside the templates and on\ngenerated ones, and compares requests, results, stash and errors. The message shows a context on which\nthey differ. Correct the translation, or decide that such a context never occurs.";
}
