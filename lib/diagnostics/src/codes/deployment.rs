//! `AS6…`: deploying to AWS.

use super::codes;

codes! {
    DATA_LOSS = "AS6001", "a deployment would lose data",
        "A table, bucket, user pool or anything else that users have put data into would be replaced or removed:\nits key or another property that AWS cannot change is different, or it is not in the templates any more,\nperhaps under another name only; or items of a table would begin to expire, also those that are there.\nNothing was changed. Undo the change; or add the new one beside the old one, move the data, and remove the\nold one later; or consent by name with `--allow-data-loss`.";
    NOT_IMPORTED = "AS6002", "a table cannot be imported",
        "`appsynth import` takes a table that is there already into the stack that declares it, so that deployments\nchange it in place and never make another one. The table has to be in the environment's account and region\nand in no stack, and to have the key and the local indexes that the project says, for nothing can change\nthem. Global indexes and everything else may differ: the next deployment changes them. CloudFormation takes\nnothing into nested stacks: for the tables of models there is `table-names`. Nothing was changed.";
    OTHER_TABLE = "AS6003", "a table that cannot be a model's",
        "`table-names` says that a table which exists already holds the items of a model. It has to be in the\nenvironment's account and region, and to have the model's key and an index for each `@index` and relation\nthat reads it. Nothing was changed. Name another table, make the missing index, or give the model the keys\nthat the table has.";
}
