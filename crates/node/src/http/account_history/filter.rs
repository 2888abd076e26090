//! Which entries of an account's history are wanted: first by the labels of the index, then by the log.

use aurigraph_storage::{AccountPosting, Role};
use aurigraph_types::{AssetIndex, ResultCode, SubmissionKind};

use super::TransferDirection;
use crate::history::PostingLabels;
use crate::http::filter::ResultFilter;
use crate::http::render::Placed;

/// Filters of an account's history.
#[derive(Clone, Copy, Debug, Default)]
pub struct HistoryFilter {
    /// Kind of the submission.
    pub kind: Option<SubmissionKind>,
    /// Transfers of this direction, and nothing else.
    pub direction: Option<TransferDirection>,
    /// Result. A batch as a whole has it if one of its records has.
    pub result: Option<ResultFilter>,
    /// Asset. A batch as a whole has it if one of its records has; operations have none.
    pub asset: Option<AssetIndex>,
}

impl HistoryFilter {
    /// Whether a posting may be wanted, by what the index knows of it. What it denies is not wanted.
    pub fn may_match(&self, posting: &AccountPosting) -> bool {
        let labels = PostingLabels::of(posting.labels);
        let is_record = posting.place.record_index.is_some();
        self.kind.is_none_or(|kind| labels.kind() == Some(kind))
            && self
                .direction
                .is_none_or(|direction| direction.role() == posting.place.role)
            && self.result.is_none_or(|result| match result {
                ResultFilter::Code(ResultCode::Applied) => labels.applied(),
                ResultFilter::Code(_) | ResultFilter::Rejected => labels.rejected(),
            })
            && self.asset.is_none_or(|asset| {
                if is_record {
                    labels.may_have_asset(asset)
                } else {
                    labels.kind() != Some(SubmissionKind::Operation)
                }
            })
    }

    /// Whether the log has what the index promised.
    pub fn matches(&self, placed: &Placed<'_>, record_index: Option<u32>) -> bool {
        match record_index {
            Some(index) => self.matches_record(placed, index),
            None => {
                let mut indexes = 0..placed.receipt_count();
                // Operations have a result, but no records.
                (self.result.is_none() && self.asset.is_none())
                    || indexes.any(|index| self.matches_record(placed, index))
            }
        }
    }

    fn matches_record(&self, placed: &Placed<'_>, index: u32) -> bool {
        let record = placed.view.records().get(index as usize);
        self.result
            .is_none_or(|result| result.matches(placed.code(index)))
            && self
                .asset
                .is_none_or(|asset| record.is_some_and(|record| record.asset_index() == asset))
    }
}

impl TransferDirection {
    /// The account's part in a record of this direction.
    pub const fn role(self) -> Role {
        match self {
            Self::In => Role::Credited,
            Self::Out => Role::Debited,
        }
    }
}
