//! `nextToken`: where a page ended, as opaque text.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::data_sources::error::{Failure, failed};

pub(super) fn encode(place: &impl Serialize) -> String {
    let text = serde_json::to_string(place).expect("invariant: a place is JSON");
    URL_SAFE_NO_PAD.encode(text)
}

/// Reads a token that [`encode`] made; any other is refused as AppSync does.
pub(super) fn decode<Place: DeserializeOwned>(token: &str) -> Result<Place, Failure> {
    URL_SAFE_NO_PAD
        .decode(token)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| {
            failed(
                "DynamoDB:UserIllegalArgumentException",
                "com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: \
                 Invalid pagination token given.",
            )
        })
}
