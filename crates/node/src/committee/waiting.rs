//! Who waits for what became of their submissions. A request is answered once, when the last of its submissions is decided.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::time::Instant;

use aurigraph_types::Digest;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::digests::DigestMap;
use crate::block_builder::WaitingAnswer;
use crate::ingest::SubmissionResult;

struct WaitingRequest {
    reply: oneshot::Sender<Vec<SubmissionResult>>,
    results: Vec<Option<SubmissionResult>>,
    undecided: usize,
    /// Ids of those that were undecided at first.
    ids: Vec<Digest>,
    admitted_at: Instant,
    permit: OwnedSemaphorePermit,
}

/// A request on its way in: what is decided of it already, by position.
pub struct Request {
    /// Where the answer goes.
    pub reply: oneshot::Sender<Vec<SubmissionResult>>,
    /// Results, where they are known.
    pub results: Vec<Option<SubmissionResult>>,
    /// Ids of those that are not, with their positions.
    pub undecided: Vec<(Digest, usize)>,
    /// When it was admitted.
    pub admitted_at: Instant,
    /// Its share of the ingest budget.
    pub permit: OwnedSemaphorePermit,
}

/// Requests that wait.
#[derive(Default)]
pub struct Waiting {
    /// By number, so the oldest first.
    requests: BTreeMap<u64, WaitingRequest>,
    /// Which request waits for a submission, and at which position.
    by_id: DigestMap<(u64, usize)>,
    /// Which others do, because it was sent again.
    again: DigestMap<Vec<(u64, usize)>>,
    next: u64,
}

impl Waiting {
    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Number of the next request.
    pub const fn next_number(&self) -> u64 {
        self.next
    }

    /// Ids of the submissions of requests before a number, the oldest first. Some of them may be decided already.
    pub fn ids_before(&self, number: u64) -> impl Iterator<Item = &Digest> {
        let requests = self.requests.range(..number);
        requests.flat_map(|(_, request)| &request.ids)
    }

    /// Takes a request. Returns its answer if nothing of it is undecided.
    pub fn add(&mut self, request: Request) -> Option<WaitingAnswer> {
        let number = self.next;
        self.next += 1;
        let waiting = WaitingRequest {
            reply: request.reply,
            results: request.results,
            undecided: request.undecided.len(),
            ids: request.undecided.iter().map(|(id, _)| *id).collect(),
            admitted_at: request.admitted_at,
            permit: request.permit,
        };
        if waiting.undecided == 0 {
            return Some(waiting.answer());
        }
        for (id, position) in request.undecided {
            match self.by_id.entry(id) {
                Entry::Vacant(place) => {
                    place.insert((number, position));
                }
                Entry::Occupied(_) => self.again.entry(id).or_default().push((number, position)),
            }
        }
        self.requests.insert(number, waiting);
        None
    }

    /// A submission is decided. Returns the answers that waited for nothing else.
    pub fn decided(&mut self, id: &Digest, result: &SubmissionResult) -> Vec<WaitingAnswer> {
        let mut answers = Vec::new();
        let Some(first) = self.by_id.remove(id) else {
            return answers;
        };
        let again = self.again.remove(id).unwrap_or_default();
        for (number, position) in std::iter::once(first).chain(again) {
            let request = self
                .requests
                .get_mut(&number)
                .expect("a request waits until all of it is decided");
            request.results[position] = Some(result.clone());
            request.undecided -= 1;
            if request.undecided == 0 {
                let request = self.requests.remove(&number).expect("it was just there");
                answers.push(request.answer());
            }
        }
        answers
    }

    /// Gives all up: nobody can say what becomes of their submissions.
    pub fn give_up(&mut self) {
        // Dropping the reply says so.
        self.requests.clear();
        self.by_id.clear();
        self.again.clear();
    }
}

impl WaitingRequest {
    fn answer(self) -> WaitingAnswer {
        let results = self.results.into_iter();
        WaitingAnswer {
            reply: self.reply,
            results: results
                .map(|result| result.expect("all of it is decided"))
                .collect(),
            admitted_at: self.admitted_at,
            permit: self.permit,
        }
    }
}
