//! Reads an answer as far as it may go.

use std::io::{self, Write};

use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use axum::http::{HeaderMap, Response};
use flate2::write::GzDecoder;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use super::{ANSWER_BYTES_MAX, Cause};

/// Bytes up to a bound.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > ANSWER_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Reader {
    Plain(Bounded),
    Gzip(Box<GzDecoder<Bounded>>),
}

impl Reader {
    fn of(headers: &HeaderMap) -> Result<Self, Cause> {
        let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
        let plain = Bounded(Vec::new());
        match (encodings.next(), encodings.next()) {
            (None, _) => Ok(Self::Plain(plain)),
            (Some(one), None) if one == "identity" => Ok(Self::Plain(plain)),
            (Some(one), None) if one == "gzip" => Ok(Self::Gzip(Box::new(GzDecoder::new(plain)))),
            // Others were not asked for, and several in one another are a bomb.
            _ => Err(Cause::Encoding),
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Cause> {
        let taken = match self {
            Self::Plain(plain) => plain.write_all(bytes),
            Self::Gzip(decoder) => decoder.write_all(bytes),
        };
        taken.map_err(cause)
    }

    fn done(self) -> Result<Vec<u8>, Cause> {
        match self {
            Self::Plain(plain) => Ok(plain.0),
            Self::Gzip(decoder) => decoder.finish().map(|plain| plain.0).map_err(cause),
        }
    }
}

fn cause(error: io::Error) -> Cause {
    if error.kind() == io::ErrorKind::FileTooLarge {
        Cause::TooLarge
    } else {
        Cause::Encoding
    }
}

/// Reads an answer whole.
pub(super) async fn read(response: Response<Incoming>) -> Result<Response<Vec<u8>>, Cause> {
    let (mut parts, mut body) = response.into_parts();
    let mut reader = Reader::of(&parts.headers)?;
    // Compressed it may not be larger either.
    let mut received = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Cause::Http(error.to_string()))?;
        let Ok(bytes) = frame.into_data() else {
            continue;
        };
        received += bytes.len();
        if received > ANSWER_BYTES_MAX {
            return Err(Cause::TooLarge);
        }
        reader.take(&bytes)?;
    }
    let bytes = reader.done()?;
    // They told of what came, not of what is handed on.
    parts.headers.remove(CONTENT_ENCODING);
    parts.headers.remove(CONTENT_LENGTH);
    Ok(Response::from_parts(parts, bytes))
}
