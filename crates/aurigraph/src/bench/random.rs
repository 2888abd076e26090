//! Random choices of the load: which account pays which. Speed matters and secrecy does not.

/// The generator SplitMix64, seeded by the operating system.
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator whose sequence is new every time.
    pub fn seeded() -> Self {
        let mut seed = [0; 8];
        getrandom::fill(&mut seed).expect("the operating system provides randomness");
        Self {
            state: u64::from_le_bytes(seed),
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `bound`, which is not 0. The bias of at most `bound / 2^32` does not matter to a load.
    pub fn below(&mut self, bound: u32) -> u32 {
        let scaled = (self.next() >> 32) * u64::from(bound);
        (scaled >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_occurs_and_none_beyond() {
        let mut random = Random::seeded();
        let mut seen = [0_u32; 7];
        for _ in 0..7_000 {
            seen[random.below(7) as usize] += 1;
        }
        assert!(
            seen.iter().all(|count| (800..1_200).contains(count)),
            "{seen:?}"
        );
    }
}
