//! A cache of public keys with a limit in bytes, by the clock algorithm: a key that was used since the hand last passed stays for another
//! round. Cheaper than a list ordered by use, and as good for keys that come back within seconds.

use super::StoredKey;
use std::collections::HashMap;

/// What an entry costs beside the key's bytes: the shared pointer's counters, a slot, an entry of the map.
const ENTRY_OVERHEAD_BYTES: usize = 96;

#[derive(Debug)]
struct Slot {
    offset: u64,
    key: StoredKey,
    used: bool,
}

/// Keys by their offset in the key file.
#[derive(Debug)]
pub(super) struct KeyCache {
    limit_bytes: usize,
    used_bytes: usize,
    slots: Vec<Slot>,
    positions: HashMap<u64, usize>,
    hand: usize,
}

impl KeyCache {
    pub fn new(limit_bytes: usize) -> Self {
        Self {
            limit_bytes,
            used_bytes: 0,
            slots: Vec::new(),
            positions: HashMap::new(),
            hand: 0,
        }
    }

    pub fn get(&mut self, offset: u64) -> Option<StoredKey> {
        let slot = &mut self.slots[*self.positions.get(&offset)?];
        slot.used = true;
        Some(slot.key.clone())
    }

    pub fn insert(&mut self, offset: u64, key: StoredKey) {
        let cost = cost(&key);
        if cost > self.limit_bytes || self.positions.contains_key(&offset) {
            return;
        }
        while self.used_bytes + cost > self.limit_bytes {
            self.evict_one();
        }
        self.used_bytes += cost;
        self.positions.insert(offset, self.slots.len());
        // Not yet used: a key that is seen once leaves before one that came back.
        self.slots.push(Slot {
            offset,
            key,
            used: false,
        });
    }

    /// Forgets every key at or behind this offset.
    pub fn forget_from(&mut self, offset: u64) {
        self.slots.retain(|slot| slot.offset < offset);
        self.positions = self
            .slots
            .iter()
            .enumerate()
            .map(|(position, slot)| (slot.offset, position))
            .collect();
        self.used_bytes = self.slots.iter().map(|slot| cost(&slot.key)).sum();
    }

    pub fn used_bytes(&self) -> usize {
        self.used_bytes
    }

    fn evict_one(&mut self) {
        loop {
            self.hand %= self.slots.len();
            let slot = &mut self.slots[self.hand];
            if slot.used {
                slot.used = false;
                self.hand += 1;
            } else {
                self.remove(self.hand);
                return;
            }
        }
    }

    fn remove(&mut self, position: usize) {
        let slot = self.slots.swap_remove(position);
        self.positions.remove(&slot.offset);
        if let Some(moved) = self.slots.get(position) {
            self.positions.insert(moved.offset, position);
        }
        self.used_bytes -= cost(&slot.key);
    }
}

fn cost(key: &StoredKey) -> usize {
    key.bytes.len() + ENTRY_OVERHEAD_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> StoredKey {
        StoredKey {
            scheme: 1,
            bytes: vec![byte; 32].into(),
        }
    }

    #[test]
    fn the_limit_holds_and_used_keys_stay() {
        let mut cache = KeyCache::new(10 * (32 + ENTRY_OVERHEAD_BYTES));
        cache.insert(0, key(0));
        for offset in 1..1000_u64 {
            cache.insert(offset, key(offset as u8));
            assert!(cache.get(0).is_some(), "a key in constant use must stay");
            assert!(cache.used_bytes() <= cache.limit_bytes);
        }
        assert_eq!(cache.slots.len(), 10);
        for (offset, position) in &cache.positions {
            assert_eq!(cache.slots[*position].offset, *offset);
        }
        cache.forget_from(1);
        assert_eq!(cache.slots.len(), 1);
        assert_eq!(cache.get(0).unwrap(), key(0));
    }
}
