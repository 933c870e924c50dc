//! `autoId`, `autoUlid` and `autoKsuid`.

use serde_json::Value;

use super::{Function, both};
use crate::Host;

pub(super) static FUNCTIONS: &[Function] = &[
    both("autoId", |host, _| Ok(Value::String(uuid(host)))),
    both("autoUlid", |host, _| Ok(Value::String(ulid(host)))),
    both("autoKsuid", |host, _| Ok(Value::String(ksuid(host)))),
];

/// A random UUID, version 4.
fn uuid(host: &Host) -> String {
    uuid::Builder::from_random_bytes(host.ids.random())
        .into_uuid()
        .to_string()
}

/// 48 bits of milliseconds and 80 random bits in Crockford's base 32.
///
/// <https://github.com/ulid/spec>
fn ulid(host: &Host) -> String {
    let millis = (host.clock.now_millis().max(0) as u128) & 0xFFFF_FFFF_FFFF;
    let random = u128::from_be_bytes(host.ids.random()) >> 48;
    digits(
        (millis << 80) | random,
        b"0123456789ABCDEFGHJKMNPQRSTVWXYZ",
        26,
    )
}

/// 32 bits of seconds and 128 random bits in base 62.
///
/// <https://github.com/segmentio/ksuid>
fn ksuid(host: &Host) -> String {
    const EPOCH_SECONDS: i64 = 1_400_000_000;
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let seconds = (host.clock.now_millis() / 1000 - EPOCH_SECONDS).clamp(0, i64::from(u32::MAX));
    let mut words = [0_u32; 5];
    words[0] = seconds as u32;
    for (word, bytes) in words[1..].iter_mut().zip(host.ids.random().chunks_exact(4)) {
        *word = u32::from_be_bytes(bytes.try_into().expect("invariant: chunks of four bytes"));
    }
    // 160 bits fit no integer type: divide the words by 62, one digit at a time.
    let mut text = [b'0'; 27];
    for place in text.iter_mut().rev() {
        let mut remainder = 0_u64;
        for word in &mut words {
            let dividend = (remainder << 32) | u64::from(*word);
            *word = (dividend / 62) as u32;
            remainder = dividend % 62;
        }
        *place = DIGITS[remainder as usize];
    }
    text.iter().map(|byte| char::from(*byte)).collect()
}

fn digits(mut number: u128, alphabet: &[u8], length: usize) -> String {
    let base = alphabet.len() as u128;
    let mut text = vec![alphabet[0]; length];
    for place in text.iter_mut().rev() {
        *place = alphabet[(number % base) as usize];
        number /= base;
    }
    text.into_iter().map(char::from).collect()
}
