//! Counts and durations of HTTP requests, by method, route pattern and status.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use parking_lot::Mutex;

use super::exposition::{Exposition, Kind, buckets_of};
use crate::measure::Histogram;

const REQUESTS: &str = "aurigraph_http_requests_total";
const DURATION: &str = "aurigraph_http_request_duration_seconds";

/// What HTTP requests were served. Routes are patterns and methods a fixed list, so there is a bounded number of entries.
#[derive(Debug, Default)]
pub struct RequestMeasurements {
    requests: Mutex<Requests>,
    next_id: AtomicU64,
}

#[derive(Debug, Default)]
struct Requests {
    counts: BTreeMap<(String, &'static str, u16), u64>,
    durations: BTreeMap<String, Histogram>,
}

impl RequestMeasurements {
    /// A number for the next request that brings no id of its own.
    pub fn next_id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Counts an answered request.
    pub fn record(&self, method: &Method, route: &str, status: StatusCode, duration: Duration) {
        let method = known_method(method);
        let mut requests = self.requests.lock();
        *requests
            .counts
            .entry((route.to_owned(), method, status.as_u16()))
            .or_default() += 1;
        requests
            .durations
            .entry(route.to_owned())
            .or_default()
            .record(duration);
    }

    /// Writes the two families.
    pub fn expose(&self, text: &mut Exposition) {
        let requests = self.requests.lock();
        text.family(REQUESTS, Kind::Counter, "HTTP requests that were answered.");
        for ((route, method, status), count) in &requests.counts {
            let status = status.to_string();
            text.sample(
                REQUESTS,
                &[("method", method), ("route", route), ("status", &status)],
                *count as f64,
            );
        }
        text.family(
            DURATION,
            Kind::Histogram,
            "From a request's headers to the answer's.",
        );
        for (route, histogram) in &requests.durations {
            text.histogram(DURATION, &[("route", route)], &buckets_of(histogram));
        }
    }
}

/// Clients may invent methods, but not labels.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
