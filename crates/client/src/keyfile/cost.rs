//! What deriving a key from a passphrase costs, and how much a file may ask for.

use argon2::Params;

use super::KeyFileError;

/// What the derivation costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub iterations: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// What new files use: 64 MiB and three passes, about a fifth of a second (RFC 9106, second recommendation, one lane).
    pub const STANDARD: Self = Self {
        memory_kib: 64 * 1024,
        iterations: 3,
        lanes: 1,
    };

    pub(super) fn check(self) -> Result<Params, KeyFileError> {
        let bounds = [
            ("memoryKib", self.memory_kib, 8 * 1024, 1024 * 1024),
            ("iterations", self.iterations, 1, 32),
            ("lanes", self.lanes, 1, 16),
        ];
        for (field, value, min, max) in bounds {
            if !(min..=max).contains(&value) {
                return Err(KeyFileError::CostOutOfBounds {
                    field,
                    value,
                    min,
                    max,
                });
            }
        }
        let params = Params::new(self.memory_kib, self.iterations, self.lanes, Some(32));
        Ok(params.expect("values within these bounds are valid Argon2 parameters"))
    }
}
