//! Frames of RFC 6455, as far as the live stream needs them: the server's text and control frames, made once for all clients, and the
//! client's small messages, read without a buffer while there is nothing to read.

use bytes::{BufMut, Bytes, BytesMut};

/// The longest message a client may send.
pub const CLIENT_MESSAGE_BYTES_MAX: usize = 4 * 1024;
/// The longest payload of a control frame.
const CONTROL_BYTES_MAX: usize = 125;

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;
const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// What a client sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// A message of text.
    Text(String),
    /// A message of bytes.
    Binary,
    /// To be answered with the same payload.
    Ping(Vec<u8>),
    /// Nothing to do.
    Pong,
    /// It closes, with these bytes of code and reason.
    Close(Vec<u8>),
}

/// Why a connection cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameFault {
    /// A message above the limit.
    TooBig,
    /// Against RFC 6455.
    Protocol,
    /// Text that is no UTF-8.
    NotText,
}

/// A message as the bytes of one frame.
pub fn text(payload: &str) -> Bytes {
    frame(TEXT, payload.as_bytes())
}

/// The answer to a ping.
pub fn pong(payload: &[u8]) -> Bytes {
    frame(PONG, payload)
}

/// The end of a connection.
pub fn close(code: u16, reason: &str) -> Bytes {
    let mut payload = code.to_be_bytes().to_vec();
    payload.extend_from_slice(reason.as_bytes());
    frame(CLOSE, &payload)
}

/// The answer to a client's close: its code, without the reason.
pub fn close_answer(payload: &[u8]) -> Bytes {
    frame(CLOSE, payload.get(..2).unwrap_or_default())
}

fn frame(opcode: u8, payload: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(payload.len() + 10);
    bytes.put_u8(FINAL | opcode);
    match payload.len() {
        short @ ..126 => bytes.put_u8(short as u8),
        medium @ ..0x1_0000 => {
            bytes.put_u8(126);
            bytes.put_u16(medium as u16);
        }
        long => {
            bytes.put_u8(127);
            bytes.put_u64(long as u64);
        }
    }
    bytes.put_slice(payload);
    bytes.freeze()
}

/// Puts a client's frames together. Empty between messages, so an idle connection holds no memory here.
#[derive(Debug, Default)]
pub struct Reader {
    /// What came and is no whole frame yet.
    waiting: Vec<u8>,
    /// Opcode and payload of a message in parts.
    begun: Option<(u8, Vec<u8>)>,
}

impl Reader {
    /// Takes in what came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
    }

    /// The next message that is complete.
    pub fn next(&mut self) -> Result<Option<Received>, FrameFault> {
        while let Some((first, payload)) = self.take_frame()? {
            let (is_final, opcode) = (first & FINAL != 0, first & 0x0f);
            match opcode {
                PING => return Ok(Some(Received::Ping(payload))),
                PONG => return Ok(Some(Received::Pong)),
                CLOSE => return Ok(Some(Received::Close(payload))),
                TEXT | BINARY if self.begun.is_none() => self.begun = Some((opcode, payload)),
                CONTINUATION => {
                    let (_, begun) = self.begun.as_mut().ok_or(FrameFault::Protocol)?;
                    if begun.len() + payload.len() > CLIENT_MESSAGE_BYTES_MAX {
                        return Err(FrameFault::TooBig);
                    }
                    begun.extend_from_slice(&payload);
                }
                _ => return Err(FrameFault::Protocol),
            }
            if is_final && let Some((opcode, message)) = self.begun.take() {
                if opcode == BINARY {
                    return Ok(Some(Received::Binary));
                }
                let text = String::from_utf8(message).map_err(|_| FrameFault::NotText)?;
                return Ok(Some(Received::Text(text)));
            }
        }
        Ok(None)
    }

    /// The first byte and the unmasked payload of the next whole frame. Limits are held before the payload has come.
    fn take_frame(&mut self) -> Result<Option<(u8, Vec<u8>)>, FrameFault> {
        let [first, second, ..] = self.waiting[..] else {
            return Ok(None);
        };
        // No extension was agreed on, and every client masks.
        if first & 0x70 != 0 || second & MASKED == 0 {
            return Err(FrameFault::Protocol);
        }
        let is_control = first & 0x08 != 0;
        let (length, mask_at) = match second & !MASKED {
            126 => match self.waiting.get(2..4) {
                Some(length) => (u64::from(u16::from_be_bytes([length[0], length[1]])), 4),
                None => return Ok(None),
            },
            127 => match self.waiting.get(2..10) {
                Some(length) => (
                    u64::from_be_bytes(length.try_into().expect("eight bytes")),
                    10,
                ),
                None => return Ok(None),
            },
            short => (u64::from(short), 2),
        };
        if is_control && (length > CONTROL_BYTES_MAX as u64 || first & FINAL == 0) {
            return Err(FrameFault::Protocol);
        }
        if length > CLIENT_MESSAGE_BYTES_MAX as u64 {
            return Err(FrameFault::TooBig);
        }
        let begin = mask_at + 4;
        let end = begin + length as usize;
        if self.waiting.len() < end {
            return Ok(None);
        }
        let mask = [0, 1, 2, 3].map(|place| self.waiting[mask_at + place]);
        let payload = self.waiting[begin..end]
            .iter()
            .zip(mask.iter().cycle())
            .map(|(byte, mask)| byte ^ mask)
            .collect();
        if self.waiting.len() == end {
            self.waiting = Vec::new();
        } else {
            self.waiting.drain(..end);
        }
        Ok(Some((first, payload)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A client's frame.
    fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [7, 1, 200, 3];
        let mut bytes = vec![first];
        if payload.len() < 126 {
            bytes.push(MASKED | payload.len() as u8);
        } else {
            bytes.push(MASKED | 126);
            bytes.extend_from_slice(&(payload.len() as u16).to_be_bytes());
        }
        bytes.extend_from_slice(&mask);
        bytes.extend(
            payload
                .iter()
                .zip(mask.iter().cycle())
                .map(|(byte, mask)| byte ^ mask),
        );
        bytes
    }

    #[test]
    fn messages_are_read_byte_by_byte_in_parts_and_with_pings_between() {
        let mut bytes = masked(TEXT, b"hel");
        bytes.extend(masked(FINAL | PING, b"p"));
        bytes.extend(masked(FINAL, b"lo"));
        bytes.extend(masked(FINAL | BINARY, &[0; 300]));
        bytes.extend(masked(FINAL | CLOSE, &1000_u16.to_be_bytes()));
        let (mut reader, mut received) = (Reader::default(), Vec::new());
        for byte in bytes {
            reader.push(&[byte]);
            received.extend(reader.next().expect("well-formed"));
        }
        assert_eq!(
            received,
            [
                Received::Ping(b"p".to_vec()),
                Received::Text("hello".into()),
                Received::Binary,
                Received::Close(vec![3, 232]),
            ]
        );
    }

    #[test]
    fn what_breaks_the_rules_is_told_apart() {
        let fault = |bytes: Vec<u8>| {
            let mut reader = Reader::default();
            reader.push(&bytes);
            reader.next().expect_err("it is refused")
        };
        let mut unmasked = masked(FINAL | TEXT, b"a");
        unmasked[1] &= !MASKED;
        assert_eq!(fault(unmasked), FrameFault::Protocol);
        // Refused by its length, before its bytes are there.
        let mut long = masked(FINAL | TEXT, &vec![b'x'; CLIENT_MESSAGE_BYTES_MAX + 1]);
        long.truncate(8);
        assert_eq!(fault(long), FrameFault::TooBig);
        let mut parts = masked(TEXT, &[b'x'; 3_000]);
        parts.extend(masked(FINAL, &[b'x'; 3_000]));
        assert_eq!(fault(parts), FrameFault::TooBig);
        assert_eq!(fault(masked(FINAL | TEXT, &[0xff])), FrameFault::NotText);
        assert_eq!(fault(masked(FINAL, b"a")), FrameFault::Protocol);
        assert_eq!(fault(masked(PING, b"a")), FrameFault::Protocol);
        assert_eq!(fault(masked(FINAL | 3, b"a")), FrameFault::Protocol);
    }

    #[test]
    fn lengths_of_all_three_forms_are_written() {
        for (length, header) in [
            (125, vec![0x81, 125]),
            (126, vec![0x81, 126, 0, 126]),
            (70_000, vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]),
        ] {
            let frame = text(&"x".repeat(length));
            assert_eq!(frame.len(), header.len() + length);
            assert!(frame.starts_with(&header));
        }
    }
}
