//! `AS6…`: deploying to AWS.

use super::codes;

codes! {
    DATA_LOSS = "AS6001", "a deployment would lose data",
        "A table, bucket, user pool or anything else that users have put data into would be replaced or removed:\nits key or another property that AWS cannot change is different, or it is not in the templates any more,\nperhaps under another name only. Nothing was changed. Undo the change; or add the new one beside the old\none, move the data, and remove the old one later; or consent by name with `--allow-data-loss`.";
}
