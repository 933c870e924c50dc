//! The issuer of tokens on this machine: it stands in for user pools and OpenID Connect providers. Its private
//! key is in the state folder, where only the folder's owner can read it.

use std::path::{Path, PathBuf};

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use p256::SecretKey;
use p256::elliptic_curve::rand_core::OsRng;
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use serde_json::{Map, Value};

use crate::LocalError;
use crate::authorization::Keys;
use crate::state::write_private;

const ALGORITHM: Algorithm = Algorithm::ES256;

/// The name of its key, for those who know other issuers as well.
const KEY_ID: &str = "local";

/// The issuer of tokens on this machine.
pub(crate) struct LocalIssuer {
    key: EncodingKey,
    public: Jwk,
}

impl LocalIssuer {
    /// The issuer of a state folder, which gets a key if it has none.
    pub(crate) fn open_or_create(state_dir: &Path) -> Result<Self, LocalError> {
        let path = path(state_dir);
        if !path.exists() {
            let key = SecretKey::random(&mut OsRng)
                .to_pkcs8_pem(LineEnding::LF)
                .expect("invariant: a key that was just made has a text");
            write_private(&path, key.as_bytes())?;
        }
        Self::open(state_dir)
    }

    /// The issuer of a state folder.
    pub(crate) fn open(state_dir: &Path) -> Result<Self, LocalError> {
        let path = path(state_dir);
        let text = std::fs::read(&path).map_err(LocalError::io("read", &path))?;
        let unusable = |error: jsonwebtoken::errors::Error| LocalError::IssuerKey {
            path: path.clone(),
            reason: error.to_string(),
        };
        let key = EncodingKey::from_ec_pem(&text).map_err(unusable)?;
        let mut public = Jwk::from_encoding_key(&key, ALGORITHM).map_err(unusable)?;
        public.common.key_id = Some(KEY_ID.to_owned());
        Ok(Self { key, public })
    }

    /// The keys that its tokens are checked with.
    pub(crate) fn keys(&self) -> Keys {
        Keys::known(JwkSet {
            keys: vec![self.public.clone()],
        })
    }

    /// A token that says this.
    pub(crate) fn sign(&self, claims: &Map<String, Value>) -> String {
        let mut header = Header::new(ALGORITHM);
        header.kid = Some(KEY_ID.to_owned());
        encode(&header, claims, &self.key)
            .expect("invariant: the key was read as one of this algorithm")
    }
}

fn path(state_dir: &Path) -> PathBuf {
    state_dir.join("token-issuer.pem")
}
