//! Who decided the blocks that are here. A node that was killed after the last block of an epoch was durable writes down now what it did not then.

use std::path::Path;
use std::sync::Arc;

use aurigraph_ledger::State;
use aurigraph_storage::{BlockLog, Disk};
use aurigraph_types::{BlockHeader, Certificate, EpochChange};

use super::error::RecoveryError;
use crate::chain::ChainConstants;
use crate::epochs::{EPOCHS_FILE, EpochRecord};

/// Reads what is known of epochs, with the change that the last block here makes.
pub(super) fn known(
    disk: &Arc<dyn Disk>,
    data_dir: &Path,
    constants: &ChainConstants,
    state: &State,
    tip: &BlockHeader,
    log: &BlockLog,
) -> Result<EpochRecord, RecoveryError> {
    let path = data_dir.join(EPOCHS_FILE);
    let unusable = |source| RecoveryError::Epochs {
        path: path.clone(),
        source,
    };
    let record = EpochRecord::open(
        Arc::clone(disk),
        data_dir,
        constants.chain_id,
        &constants.validators,
    )
    .map_err(unusable)?;
    let governance = state.governance();
    let handed_over = governance
        .next_epoch()
        .filter(|next| next.first == tip.height().next());
    if let Some(next) = handed_over
        && record.now().latest().number == governance.epoch()
        && let Some(stored) = log.reader().read_header(tip.height().get())?
        && let Ok(certificate) = Certificate::decode(stored.certificate())
    {
        let change = EpochChange {
            header: *tip,
            certificate,
            validators: next.validators.clone(),
        };
        record.learn_one(change).map_err(unusable)?;
    }
    let (needed, _) = governance.epoch_of(tip.height().next());
    let known = record.now().latest().number;
    if known < needed {
        let epoch = needed;
        return Err(RecoveryError::EpochsMissing { path, known, epoch });
    }
    if governance.epoch() > 0 {
        record.set_addresses(governance.epoch(), governance.addresses());
    }
    if let Some(next) = governance.next_epoch() {
        record.set_addresses(next.number, &next.addresses);
    }
    Ok(record)
}
