//! Every small alteration of a JSON document: one byte, one number, one item, one field at a time.

use serde_json::{Map, Value, json};

/// An altered document and where it differs.
pub struct Alteration {
    /// Path of the place, and what was done there.
    pub place: String,
    /// The document.
    pub document: Value,
}

/// All alterations of a document.
pub fn alterations(document: &Value) -> Vec<Alteration> {
    let mut all = Vec::new();
    collect("", document, &mut |place, value| {
        all.push(Alteration {
            place,
            document: value,
        })
    });
    all.retain(|alteration| alteration.document != *document);
    all
}

fn collect(place: &str, value: &Value, emit: &mut dyn FnMut(String, Value)) {
    match value {
        Value::String(text) => alter_text(place, text, emit),
        Value::Number(number) => alter_number(
            place,
            number.as_u64().expect("no negative numbers in proofs"),
            emit,
        ),
        Value::Array(items) => alter_list(place, items, emit),
        Value::Object(fields) => alter_object(place, fields, emit),
        Value::Null | Value::Bool(_) => unreachable!("{place}: proofs have neither"),
    }
    for other in [Value::Null, json!(true), json!([]), json!({}), json!("")] {
        emit(format!("{place} = {other}"), other);
    }
}

fn alter_text(place: &str, text: &str, emit: &mut dyn FnMut(String, Value)) {
    if let Ok(bytes) = hex::decode(text) {
        for position in 0..bytes.len() {
            for mask in [1 << (position % 8), 0xFF] {
                let mut altered = bytes.clone();
                altered[position] ^= mask;
                emit(
                    format!("{place}: byte {position} ^ {mask:02x}"),
                    json!(hex::encode(altered)),
                );
            }
        }
    }
    for (position, character) in text.char_indices() {
        for other in [character.to_ascii_uppercase(), ' ', 'g', 'é'] {
            let mut altered: Vec<char> = text.chars().collect();
            altered[position] = other;
            emit(
                format!("{place}: {other:?} at {position}"),
                json!(altered.into_iter().collect::<String>()),
            );
        }
    }
    let half = &text[..text.len() / 2];
    for other in [
        format!("{text}0"),
        format!("{text}00"),
        format!("0{text}"),
        format!("0x{text}"),
        format!("+{text}"),
        half.into(),
    ] {
        emit(format!("{place} = {other:.20}…"), json!(other));
    }
}

fn alter_number(place: &str, number: u64, emit: &mut dyn FnMut(String, Value)) {
    let others = [
        0,
        number + 1,
        number.wrapping_sub(1),
        number ^ 8,
        number + 256,
        number + (1 << 32),
        u64::MAX,
    ];
    for other in others {
        emit(format!("{place} = {other}"), json!(other));
    }
    for other in [
        json!(-1),
        json!(number as f64),
        json!(number as f64 + 0.5),
        json!(number.to_string()),
    ] {
        emit(format!("{place} = {other}"), other);
    }
}

fn alter_list(place: &str, items: &[Value], emit: &mut dyn FnMut(String, Value)) {
    for (index, item) in items.iter().enumerate() {
        collect(&format!("{place}[{index}]"), item, &mut |place, altered| {
            let mut list = items.to_vec();
            list[index] = altered;
            emit(place, Value::Array(list));
        });
        let mut shorter = items.to_vec();
        shorter.remove(index);
        emit(format!("{place} without {index}"), Value::Array(shorter));
        let mut longer = items.to_vec();
        longer.insert(index, item.clone());
        emit(format!("{place} with {index} twice"), Value::Array(longer));
        let mut swapped = items.to_vec();
        swapped.swap(0, index);
        emit(
            format!("{place} with 0 and {index} swapped"),
            Value::Array(swapped),
        );
    }
    let zero = [items, &[json!("00".repeat(32))]].concat();
    emit(
        format!("{place} with a zero digest more"),
        Value::Array(zero),
    );
}

fn alter_object(place: &str, fields: &Map<String, Value>, emit: &mut dyn FnMut(String, Value)) {
    for (name, value) in fields {
        let mut with = |altered: Option<Value>, place: String| {
            let mut object = fields.clone();
            match altered {
                Some(altered) => object.insert(name.clone(), altered),
                None => object.remove(name),
            };
            emit(place, Value::Object(object));
        };
        collect(&format!("{place}.{name}"), value, &mut |place, altered| {
            with(Some(altered), place)
        });
        with(None, format!("{place} without {name}"));
    }
    let mut more = fields.clone();
    more.insert("note".into(), json!("hello"));
    emit(
        format!("{place} with an unknown field"),
        Value::Object(more),
    );
}
