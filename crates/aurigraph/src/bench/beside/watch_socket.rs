//! One client of the live stream, as cheap as it can be: it reads frames, and of a message only what stands at its two ends.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::os::fd::{AsFd, BorrowedFd};
use std::time::SystemTime;

use super::arrival;

/// The end of a message, from `"timestamp"` on, is shorter than this.
const TAIL_BYTES: usize = 96;
const CLOSE: u8 = 8;
const TEXT: u8 = 1;

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    /// With a close frame and this code.
    WithCode(u16),
    /// Without a word.
    WithoutCode,
}

/// What a message says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// When it arrived, if the operating system said so.
    pub arrived: Option<SystemTime>,
    /// When the node made it, Unix milliseconds.
    pub timestamp_ms: u64,
    /// Its place in the stream.
    pub sequence: u64,
    /// Whether it tells of a block.
    pub is_block: bool,
    /// Whether it is the first message of a connection, whose sequence is that of the message before.
    pub is_welcome: bool,
}

/// A connection.
pub struct WatchSocket {
    stream: TcpStream,
    /// What was read and is no whole frame yet.
    partial: Vec<u8>,
    is_open: bool,
    /// The sequence of the last message.
    pub last_sequence: Option<u64>,
    /// Set once it has ended.
    pub ended: Option<Ended>,
}

impl WatchSocket {
    /// Over a connection on which the handshake was asked for; from now on it does not block.
    pub fn new(stream: TcpStream) -> std::io::Result<Self> {
        stream.set_nonblocking(true)?;
        // Without it, a message counts as arrived when it is read.
        arrival::note_arrivals(&stream);
        Ok(Self {
            stream,
            partial: Vec::new(),
            is_open: false,
            last_sequence: None,
            ended: None,
        })
    }

    /// Whether the node has agreed to the handshake.
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Reads once and hands each message on. Returns whether there may be more to read.
    pub fn read(&mut self, buffer: &mut [u8], mut seen: impl FnMut(Seen)) -> bool {
        let (count, arrived) = match arrival::receive(&self.stream, buffer) {
            Ok((0, _)) => {
                self.ended.get_or_insert(Ended::WithoutCode);
                return false;
            }
            Ok(received) => received,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
            Err(error) if error.kind() == ErrorKind::Interrupted => return true,
            Err(_) => {
                self.ended.get_or_insert(Ended::WithoutCode);
                return false;
            }
        };
        let mut whole = std::mem::take(&mut self.partial);
        let mut rest = &buffer[..count];
        if !whole.is_empty() {
            whole.extend_from_slice(rest);
            rest = &whole;
        }
        if !self.is_open {
            match handshake_end(rest) {
                Some(Ok(end)) => {
                    self.is_open = true;
                    rest = &rest[end..];
                }
                Some(Err(())) => {
                    self.ended = Some(Ended::WithoutCode);
                    return false;
                }
                None => {
                    self.partial = rest.to_vec();
                    return true;
                }
            }
        }
        while let Some((opcode, payload, after)) = split_frame(rest) {
            match opcode {
                TEXT => {
                    if let Some(message) = look_at(payload, arrived) {
                        seen(message);
                    }
                }
                CLOSE => {
                    let code = payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                    self.ended = Some(code.map_or(Ended::WithoutCode, Ended::WithCode));
                    return false;
                }
                _ => {}
            }
            rest = after;
        }
        self.partial = rest.to_vec();
        true
    }
}

impl AsFd for WatchSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

/// Where the answer to the handshake ends, once it is there; an error if it is a refusal.
fn handshake_end(bytes: &[u8]) -> Option<Result<usize, ()>> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    Some(if bytes.starts_with(b"HTTP/1.1 101") {
        Ok(end)
    } else {
        Err(())
    })
}

/// Opcode, payload and what follows of the first frame, if it is complete. Frames of a server are not masked.
fn split_frame(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let [first, second, ..] = *bytes else {
        return None;
    };
    let (length, begin) = match second & 0x7f {
        126 => (
            usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)),
            4,
        ),
        127 => (
            usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?,
            10,
        ),
        short => (usize::from(short), 2),
    };
    let end = begin + length;
    (bytes.len() >= end).then(|| (first & 0x0f, &bytes[begin..end], &bytes[end..]))
}

/// Reads the two numbers at the end of a message. Answers to the client's own messages have no sequence and are left out.
fn look_at(message: &[u8], arrived: Option<SystemTime>) -> Option<Seen> {
    let tail = &message[message.len().saturating_sub(TAIL_BYTES)..];
    let number_after = |name: &[u8]| {
        let begin = tail
            .windows(name.len())
            .rposition(|window| window == name)?
            + name.len();
        let digits = tail[begin..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        Some(digits.fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0')))
    };
    Some(Seen {
        arrived,
        timestamp_ms: number_after(b"\"timestamp\":")?,
        sequence: number_after(b"\"sequence\":")?,
        is_block: message.starts_with(b"{\"type\":\"block_update\""),
        is_welcome: message.starts_with(b"{\"type\":\"connection_established\""),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_cut_where_they_end() {
        let mut bytes = vec![0x81, 2, b'h', b'i', 0x81, 126, 1, 0];
        bytes.resize(8 + 256, b'x');
        let (opcode, payload, rest) = split_frame(&bytes).expect("complete");
        assert_eq!((opcode, payload), (TEXT, &b"hi"[..]));
        let (_, payload, rest) = split_frame(rest).expect("complete");
        assert_eq!((payload.len(), rest.len()), (256, 0));
        assert!(split_frame(&bytes[4..200]).is_none());
    }

    #[test]
    fn a_message_is_known_by_its_ends() {
        let message = br#"{"type":"block_update","payload":{"timestamp":"2026"},"timestamp":1764105000123,"sequence":42}"#;
        let seen = look_at(message, None).expect("a message of a channel");
        assert_eq!((seen.timestamp_ms, seen.sequence), (1_764_105_000_123, 42));
        assert!(seen.is_block && !seen.is_welcome);
        assert!(look_at(br#"{"type":"pong","payload":{},"timestamp":1}"#, None).is_none());
    }
}
