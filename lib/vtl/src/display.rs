//! Values as Java's `toString` has them.

use crate::{
    heap::{Heap, List, Map},
    limits::{MAX_OUTPUT_BYTES, MAX_VALUE_DEPTH},
    value::Value,
};

/// Appends the text of a value. Blocks are the evaluator's to render.
pub(crate) fn display(out: &mut String, heap: &mut Heap<'_>, value: &Value<'_>) {
    write(out, heap, value, MAX_VALUE_DEPTH);
}

fn write(out: &mut String, heap: &mut Heap<'_>, value: &Value<'_>, depth: usize) {
    if depth == 0 || out.len() > MAX_OUTPUT_BYTES {
        return;
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Integer(integer) => out.push_str(&integer.to_string()),
        Value::Double(number) => double(out, *number),
        Value::Text(text) => out.push_str(text),
        Value::Character(character) => out.push(*character),
        Value::List(id) | Value::Array(id) => {
            if let List::Json([]) = heap.peek_list(*id) {
                return out.push_str("[]");
            }
            out.push('[');
            for index in 0..heap.list(*id).len() {
                if index > 0 {
                    out.push_str(", ");
                }
                let element = heap.list(*id)[index].clone();
                write(out, heap, &element, depth - 1);
            }
            out.push(']');
        }
        Value::View(..) | Value::Part(_) => {
            out.push('[');
            for (index, element) in heap.peek_view(value).iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write(out, heap, element, depth - 1);
            }
            out.push(']');
        }
        Value::Map(id) => {
            if matches!(heap.peek_map(*id), Map::Json(json) if json.is_empty()) {
                return out.push_str("{}");
            }
            out.push('{');
            for index in 0..heap.map(*id).len() {
                if index > 0 {
                    out.push_str(", ");
                }
                let Some((name, member)) = heap.map(*id).get_index(index) else {
                    continue;
                };
                let (name, member) = (name.clone(), member.clone());
                out.push_str(&name.text());
                out.push('=');
                write(out, heap, &member, depth - 1);
            }
            out.push('}');
        }
        Value::Entry(map, name) => {
            out.push_str(&name.text());
            out.push('=');
            let member = heap.map(*map).get(name).cloned().unwrap_or(Value::Null);
            write(out, heap, &member, depth - 1);
        }
        Value::Iterator(_) | Value::Loop(_) | Value::Block(_) => {}
    }
}

/// Java's `Double.toString`: always a fraction, and an exponent below 10⁻³ and from 10⁷ on.
pub(crate) fn double(out: &mut String, number: f64) {
    let size = number.abs();
    if number.is_nan() {
        out.push_str("NaN");
    } else if number.is_infinite() {
        out.push_str(if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        });
    } else if size == 0.0 || (1e-3..1e7).contains(&size) {
        out.push_str(&format!("{number:?}"));
    } else {
        let scientific = format!("{number:E}");
        let (mantissa, exponent) = scientific.split_once('E').unwrap_or((&scientific, "0"));
        out.push_str(mantissa);
        if !mantissa.contains('.') {
            out.push_str(".0");
        }
        out.push('E');
        out.push_str(exponent);
    }
}
