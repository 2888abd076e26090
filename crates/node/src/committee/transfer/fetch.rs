//! Asks another node for parts of its snapshot.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use aurigraph_consensus::Message;
use bytes::Bytes;
use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::wire::{Answer, Offer, PART_BYTES_MAX, Request, TransferFile};
use crate::committee::peers::EngineSlot;

/// Answers that may wait; more are dropped, and asked again.
pub const ANSWERS_WAITING_MAX: usize = 64;
/// Parts that are asked for at once.
const PARTS_AT_ONCE: usize = 8;
/// How long an answer may take before it is asked again.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);
/// How often it is asked.
const ATTEMPTS_MAX: u32 = 5;

/// An answer and who gave it.
pub type Answered = (u16, u64, Answer);

/// Why a validator did not give what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// It said so.
    #[error("node {from}: {reason}")]
    Unavailable {
        /// Which validator.
        from: u16,
        /// Its words.
        reason: String,
    },
    /// It said nothing, or something else.
    #[error("node {from} does not answer")]
    NoAnswer {
        /// Which validator.
        from: u16,
    },
    /// This node is ending.
    #[error("the node is ending")]
    Stopping,
}

/// Asks other nodes.
pub trait Ask {
    /// Asks until there is an answer.
    fn ask(&mut self, from: u16, request: &Request) -> Result<Answer, FetchError>;

    /// Gets a file, part by part and in order, and hands each part to `take`. One part after the other, unless somebody knows better.
    fn file<E: From<FetchError>>(
        &mut self,
        from: u16,
        offer: &Offer,
        file: TransferFile,
        mut take: impl FnMut(&Bytes) -> Result<(), E>,
    ) -> Result<(), E> {
        let total = offer.bytes_of(file);
        let mut offset = 0;
        while offset < total {
            let length = u64::from(PART_BYTES_MAX).min(total - offset) as u32;
            let request = Request::Part {
                height: offer.height,
                file,
                offset,
                length,
            };
            match self.ask(from, &request)? {
                Answer::Part(part) if part.len() == length as usize => take(&part)?,
                _ => return Err(FetchError::NoAnswer { from }.into()),
            }
            offset += u64::from(length);
        }
        Ok(())
    }
}

/// Asks other nodes over the network. One question or file at a time.
pub struct Fetcher {
    /// Sends requests.
    pub engine: EngineSlot,
    /// Answers.
    pub answers: Receiver<Answered>,
    /// Whether the node is ending.
    pub stopping: Arc<AtomicBool>,
    /// Number of the next request.
    pub next_number: u64,
}

impl Fetcher {
    fn send(&mut self, from: u16, request: &Request) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        if let Some(engine) = self.engine.load().as_ref() {
            engine.send(from, Message::Transfer, request.encode(number));
        }
        number
    }

    fn receive(&self, deadline: Instant) -> Result<Option<Answered>, FetchError> {
        if self.stopping.load(Ordering::Acquire) {
            return Err(FetchError::Stopping);
        }
        let patience = deadline.saturating_duration_since(Instant::now());
        match self
            .answers
            .recv_timeout(patience.min(Duration::from_millis(200)))
        {
            Ok(answered) => Ok(Some(answered)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(FetchError::Stopping),
        }
    }
}

impl Ask for Fetcher {
    fn ask(&mut self, from: u16, request: &Request) -> Result<Answer, FetchError> {
        for _ in 0..ATTEMPTS_MAX {
            let number = self.send(from, request);
            let deadline = Instant::now() + ANSWER_TIMEOUT;
            while Instant::now() < deadline {
                match self.receive(deadline)? {
                    Some((who, which, answer)) if who == from && which == number => {
                        return match answer {
                            Answer::Unavailable(reason) => {
                                Err(FetchError::Unavailable { from, reason })
                            }
                            answer => Ok(answer),
                        };
                    }
                    // An answer to something that was given up.
                    _ => {}
                }
            }
        }
        Err(FetchError::NoAnswer { from })
    }

    fn file<E: From<FetchError>>(
        &mut self,
        from: u16,
        offer: &Offer,
        file: TransferFile,
        mut take: impl FnMut(&Bytes) -> Result<(), E>,
    ) -> Result<(), E> {
        let total = offer.bytes_of(file);
        let mut to_ask: VecDeque<(u64, u32)> = VecDeque::new();
        let mut next_offset = 0;
        let mut asked: BTreeMap<u64, (u64, Instant, u32, u32)> = BTreeMap::new();
        let mut early: BTreeMap<u64, Bytes> = BTreeMap::new();
        let mut taken = 0;
        while taken < total {
            while asked.len() < PARTS_AT_ONCE && early.len() < 2 * PARTS_AT_ONCE {
                let (offset, attempt) = match to_ask.pop_front() {
                    Some(again) => again,
                    None if next_offset < total => {
                        let offset = next_offset;
                        next_offset += u64::from(PART_BYTES_MAX);
                        (offset, 0)
                    }
                    None => break,
                };
                let length = u64::from(PART_BYTES_MAX).min(total - offset) as u32;
                let number = self.send(
                    from,
                    &Request::Part {
                        height: offer.height,
                        file,
                        offset,
                        length,
                    },
                );
                asked.insert(number, (offset, Instant::now(), length, attempt));
            }
            match self.receive(Instant::now() + ANSWER_TIMEOUT)? {
                Some((who, number, answer)) if who == from => {
                    let Some((offset, _, length, _)) = asked.remove(&number) else {
                        continue;
                    };
                    match answer {
                        Answer::Part(part) if part.len() == length as usize => {
                            early.insert(offset, part);
                        }
                        Answer::Unavailable(reason) => {
                            return Err(FetchError::Unavailable { from, reason }.into());
                        }
                        _ => return Err(FetchError::NoAnswer { from }.into()),
                    }
                }
                _ => {}
            }
            while let Some(part) = early.remove(&taken) {
                take(&part)?;
                taken += part.len() as u64;
            }
            let late: Vec<_> = asked
                .iter()
                .filter(|(_, (_, at, _, _))| at.elapsed() > ANSWER_TIMEOUT)
                .map(|(number, (offset, _, _, attempt))| (*number, *offset, *attempt))
                .collect();
            for (number, offset, attempt) in late {
                if attempt + 1 >= ATTEMPTS_MAX {
                    return Err(FetchError::NoAnswer { from }.into());
                }
                asked.remove(&number);
                to_ask.push_back((offset, attempt + 1));
            }
        }
        Ok(())
    }
}
