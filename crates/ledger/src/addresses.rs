//! Addresses of accounts by index, and back. They are only ever added, and one is never changed, so that they can be looked up from any
//! thread while the ledger goes on: whoever looks decides which indexes are final already.

use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use aurigraph_types::{AccountIndex, Address};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Every address, shared between the state that adds them and those who look.
#[derive(Debug, Default)]
pub struct AddressBook {
    list: RwLock<AddressList>,
}

/// What is looked at under one lock.
#[derive(Clone, Debug, Default)]
pub(crate) struct AddressList {
    by_index: Vec<Address>,
    indexes: HashTable<u32>,
}

/// The first eight bytes of an address: it is a hash already.
fn table_hash(address: &Address) -> u64 {
    u64::from_le_bytes(address.0.0[..8].try_into().expect("eight of 32 bytes"))
}

impl AddressBook {
    /// The address of an account, if it was registered.
    pub fn address(&self, account: AccountIndex) -> Option<Address> {
        self.read().by_index.get(account.usize()).copied()
    }

    /// The account of an address, if it was registered.
    pub fn find(&self, address: &Address) -> Option<AccountIndex> {
        let list = self.read();
        let is_it = |index: &u32| list.by_index[*index as usize] == *address;
        let found = list.indexes.find(table_hash(address), is_it);
        found.map(|index| AccountIndex::new(*index))
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, AddressList> {
        self.list.read().expect("nothing panics under this lock")
    }

    fn write(&self) -> RwLockWriteGuard<'_, AddressList> {
        self.list.write().expect("nothing panics under this lock")
    }
}

impl AddressList {
    /// Every address, by index.
    pub(crate) fn by_index(&self) -> &[Address] {
        &self.by_index
    }

    fn push_new(&mut self, address: Address) -> Option<AccountIndex> {
        let Self { by_index, indexes } = self;
        let entry = indexes.entry(
            table_hash(&address),
            |&other| by_index[other as usize] == address,
            |&other| table_hash(&by_index[other as usize]),
        );
        let Entry::Vacant(vacant) = entry else {
            return None;
        };
        let index = u32::try_from(by_index.len()).expect("the limit of accounts is below 2^32");
        vacant.insert(index);
        by_index.push(address);
        Some(AccountIndex::new(index))
    }
}

/// The state's own hold of the book. A copy of the state gets a book of its own.
#[derive(Debug, Default)]
pub(crate) struct OwnAddresses(Arc<AddressBook>);

impl Clone for OwnAddresses {
    fn clone(&self) -> Self {
        Self::of(self.0.read().clone())
    }
}

impl OwnAddresses {
    fn of(list: AddressList) -> Self {
        Self(Arc::new(AddressBook {
            list: RwLock::new(list),
        }))
    }

    /// None yet, with room for a number of them.
    pub(crate) fn with_capacity(accounts: usize) -> Self {
        Self::of(AddressList {
            by_index: Vec::with_capacity(accounts),
            indexes: HashTable::with_capacity(accounts),
        })
    }

    /// Adds an address; `None`, and nothing changed, if it is there already.
    pub(crate) fn push_new(&mut self, address: Address) -> Option<AccountIndex> {
        self.0.write().push_new(address)
    }

    /// For those who look.
    pub(crate) fn book(&self) -> &Arc<AddressBook> {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use aurigraph_types::Digest;

    use super::*;

    #[test]
    fn what_is_added_is_seen_by_those_who_look_and_not_by_a_copy() {
        let address = |byte| Address(Digest([byte; 32]));
        let mut own = OwnAddresses::default();
        let book = Arc::clone(own.book());
        assert_eq!(own.push_new(address(7)), Some(AccountIndex::new(0)));
        let mut copy = own.clone();
        assert_eq!(own.push_new(address(8)), Some(AccountIndex::new(1)));
        assert_eq!(own.push_new(address(7)), None);
        assert_eq!(book.find(&address(8)), Some(AccountIndex::new(1)));
        assert_eq!(book.address(AccountIndex::new(0)), Some(address(7)));
        assert_eq!(book.address(AccountIndex::new(2)), None);
        assert_eq!(copy.book().find(&address(8)), None);
        assert_eq!(copy.push_new(address(9)), Some(AccountIndex::new(1)));
        assert_eq!(book.find(&address(9)), None);
    }
}
