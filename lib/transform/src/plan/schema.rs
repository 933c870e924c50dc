//! The schema that AppSync gets.

use appsynth_schema::Document;

use super::IdentityPoolAccess;
use crate::model::Model;
use crate::options::Options;

pub(crate) fn schema(_model: &Model, _options: &Options) -> (Document, IdentityPoolAccess) {
    Default::default()
}
