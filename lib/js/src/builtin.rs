//! The modules that resolver code can import.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/built-in-modules-js.html>

/// A module that resolver code can import.
pub(crate) struct BuiltinModule {
    pub(crate) name: &'static str,
    /// A function expression that takes `util` and `refuse` and returns the exports; `None` for the
    /// module that is made of native functions.
    pub(crate) script: Option<&'static str>,
    /// What can be imported.
    pub(crate) exports: &'static [&'static str],
    /// Types of the package. JavaScript may import them and gets `undefined`.
    types: &'static [&'static str],
}

impl BuiltinModule {
    pub(crate) fn has(&self, export: &str) -> bool {
        self.exports.contains(&export) || self.types.contains(&export)
    }
}

/// The first built-in module that exports this name.
pub fn exporting(name: &str) -> Option<&'static str> {
    let mut modules = MODULES.iter();
    let module = modules.find(|module| module.exports.contains(&name))?;
    Some(module.name)
}

/// The module of this name.
pub(crate) fn find(name: &str) -> Option<&'static BuiltinModule> {
    MODULES.iter().find(|module| module.name == name)
}

/// `@aws-appsync/utils/rds`: SQL statements for Amazon RDS data sources.
///
/// AppSync puts statements together from clauses and leaves out those that came out empty, even where
/// the SQL is wrong then (`SELECT FROM "t"`). Statements and messages here are the same, but for joins,
/// aliases of columns, subqueries, `not` and aggregates, whose text AppSync's documentation does not
/// show.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-rds-js.html>
const RDS: &str = concat!(
    "(function ({ util, refuse }) {\n",
    include_str!("builtin/rds/writer.js"),
    include_str!("builtin/rds/conditions.js"),
    include_str!("builtin/rds/clauses.js"),
    include_str!("builtin/rds/exports.js"),
    "})",
);

pub(crate) static MODULES: &[BuiltinModule] = &[
    BuiltinModule {
        name: "@aws-appsync/utils",
        script: None,
        exports: &["util", "runtime", "extensions"],
        types: &[
            "AppSyncIdentity",
            "AppSyncIdentityCognito",
            "AppSyncIdentityIAM",
            "AppSyncIdentityLambda",
            "AppSyncIdentityOIDC",
            "BedrockConverseRequest",
            "BedrockInvokeModelRequest",
            "Context",
            "DynamoDBBatchDeleteItemRequest",
            "DynamoDBBatchGetItemRequest",
            "DynamoDBBatchPutItemRequest",
            "DynamoDBDeleteItemRequest",
            "DynamoDBExpressionOperation",
            "DynamoDBFilterObject",
            "DynamoDBGetItem",
            "DynamoDBGetItemRequest",
            "DynamoDBKey",
            "DynamoDBProjectionExpression",
            "DynamoDBPutItemRequest",
            "DynamoDBQueryRequest",
            "DynamoDBScanRequest",
            "DynamoDBSyncRequest",
            "DynamoDBTransactGetItemsRequest",
            "DynamoDBTransactWriteItemsRequest",
            "DynamoDBUpdateItemRequest",
            "EventBridgePutEventsRequest",
            "HTTPRequest",
            "HTTPResult",
            "Identity",
            "Info",
            "Key",
            "LambdaRequest",
            "NONERequest",
            "OpenSearchRequest",
            "PutEventsRequest",
            "RDSRequest",
            "Request",
            "SubscriptionFilter",
        ],
    },
    BuiltinModule {
        name: "@aws-appsync/utils/dynamodb",
        script: Some(include_str!("builtin/dynamodb.js")),
        exports: &[
            "get",
            "put",
            "remove",
            "update",
            "query",
            "scan",
            "sync",
            "batchGet",
            "batchPut",
            "batchDelete",
            "transactGet",
            "transactWrite",
            "toStringSet",
            "toNumberSet",
            "toBinarySet",
            "operations",
        ],
        types: &[
            "DynamoDBOperationAdd",
            "DynamoDBOperationAppend",
            "DynamoDBOperationDecrement",
            "DynamoDBOperationIncrement",
            "DynamoDBOperationPrepend",
            "DynamoDBOperationRemove",
            "DynamoDBOperationReplace",
            "DynamoDBOperationUpdateListItem",
            "DynamoDBUpdateObject",
            "GetInput",
            "PutInput",
            "QueryInput",
            "RemoveInput",
            "ScanInput",
            "UpdateInput",
        ],
    },
    BuiltinModule {
        name: "@aws-appsync/utils/rds",
        script: Some(RDS),
        exports: &[
            "select",
            "insert",
            "update",
            "remove",
            "createPgStatement",
            "createMySQLStatement",
            "sql",
            "toJsonObject",
            "typeHint",
            "agg",
        ],
        types: &["RDSRequest", "RDSResponse", "SQLStatement", "Statement"],
    },
    BuiltinModule {
        name: "@aws-appsync/utils/ai",
        script: Some(include_str!("builtin/ai.js")),
        exports: &["invokeModel", "converse"],
        types: &["BedrockConverseRequest", "BedrockInvokeModelRequest"],
    },
];
