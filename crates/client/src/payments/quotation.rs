//! Finds a quoted field that nothing closes. The CSV reader takes the end of the file for the end of the field, so that a file that
//! was cut off would look complete.

/// Where the quotation mark of the field stands in which the text ends, if it ends in one. Quotation marks are read as the CSV reader
/// reads them: one opens a field only as its first character, and two inside it are a character of it.
pub fn unclosed(text: &[u8], delimiter: u8) -> Option<usize> {
    enum Place {
        FieldStart,
        Field,
        Quoted { since: usize },
        QuoteInQuoted { since: usize },
    }
    let mut place = Place::FieldStart;
    for (position, byte) in text.iter().enumerate() {
        let ends_field = *byte == delimiter || matches!(byte, b'\r' | b'\n');
        place = match place {
            Place::Quoted { since } if *byte == b'"' => Place::QuoteInQuoted { since },
            Place::Quoted { since } => Place::Quoted { since },
            Place::QuoteInQuoted { since } if *byte == b'"' => Place::Quoted { since },
            Place::FieldStart if *byte == b'"' => Place::Quoted { since: position },
            _ if ends_field => Place::FieldStart,
            _ => Place::Field,
        };
    }
    match place {
        Place::Quoted { since } => Some(since),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::unclosed;

    #[test]
    fn only_a_field_that_nothing_closes_is_found() {
        for closed in [
            "",
            "a,b",
            "\"a\"",
            "\"a,\nb\",c",
            "a\"b",
            "\"a\"\"\"",
            " \"a",
            "\"\"",
            "\"a\"b\"c",
        ] {
            assert_eq!(unclosed(closed.as_bytes(), b','), None, "{closed}");
        }
        for (open, position) in [
            ("\"", 0),
            ("a,\"b", 2),
            ("a\n\"b\"\"", 2),
            ("\"a\",\"b\nc\n", 4),
        ] {
            assert_eq!(unclosed(open.as_bytes(), b','), Some(position), "{open}");
        }
        assert_eq!(unclosed(b"a;\"b,", b','), None);
        assert_eq!(unclosed(b"a;\"b,", b';'), Some(2));
    }
}
