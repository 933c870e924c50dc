//! Bounds the size of a trace, whatever data went through the request.

use serde_json::{Map, Value};

/// A text longer than this is cut.
const MAX_TEXT: usize = 16 * 1024;

/// Cuts long texts, and what is in excess of a number of bytes in all.
pub(super) fn limit(value: &mut Value, bytes: usize) {
    let mut room = bytes;
    cut(value, &mut room);
}

fn cut(value: &mut Value, room: &mut usize) {
    match value {
        Value::String(text) => {
            shorten(text, MAX_TEXT.min(*room));
            *room = room.saturating_sub(text.len());
        }
        Value::Array(items) => {
            let all = items.len();
            let mut kept = 0;
            while kept < all && *room > 0 {
                cut(&mut items[kept], room);
                *room = room.saturating_sub(1);
                kept += 1;
            }
            if kept < all {
                items.truncate(kept);
                items.push(format!("({} more are left out)", all - kept).into());
            }
        }
        Value::Object(members) => {
            let all = members.len();
            let mut kept = Map::new();
            for (name, mut member) in std::mem::take(members) {
                if *room == 0 {
                    break;
                }
                *room = room.saturating_sub(name.len());
                cut(&mut member, room);
                kept.insert(name, member);
            }
            if kept.len() < all {
                let more = format!("{} more are left out", all - kept.len());
                kept.insert("(cut)".to_owned(), more.into());
            }
            *members = kept;
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => *room = room.saturating_sub(8),
    }
}

fn shorten(text: &mut String, length: usize) {
    if text.len() > length {
        let all = text.len();
        text.truncate(text.floor_char_boundary(length));
        text.push_str(&format!("… ({all} bytes)"));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_too_long_is_cut_and_said_to_be() {
        let mut value = json!({"text": "ä".repeat(MAX_TEXT), "short": "x"});
        limit(&mut value, 1 << 20);
        let text = value["text"].as_str().unwrap();
        assert!(text.ends_with("… (32768 bytes)"), "{text}");
        assert!(text.len() < MAX_TEXT + 30);
        assert_eq!(value["short"], "x");
    }

    #[test]
    fn what_is_too_much_is_left_out_and_counted() {
        let items: Vec<_> = (0..1000).map(|_| "0123456789").collect();
        let mut value = json!({"items": items, "after": 1, "last": 2});
        limit(&mut value, 1000);
        assert!(value.to_string().len() < 2000);
        let items = value["items"].as_array().unwrap();
        let last = items.last().unwrap().as_str().unwrap();
        assert!(last.ends_with("more are left out)"), "{last}");
        assert_eq!(value["(cut)"], "2 more are left out");
    }
}
