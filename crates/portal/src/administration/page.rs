//! Pages of lists whose names are sealed.
//!
//! Rows come in the order of a column that is not sealed, and are opened one by one until the page is full. Whoever searches gets a page that is not full, with
//! a place to go on from, when [`OPENED_AT_ONCE_MAX`] rows were opened: no request takes longer the more users there are.

use crate::store::StoreError;

/// Rows that are opened for one page at most.
pub const OPENED_AT_ONCE_MAX: usize = 2_000;
/// Rows that are read at once where most of them will not do.
const READ_AT_ONCE: usize = 200;

/// Where a page ended: the column's value, and the id.
pub type Place = (i64, String);

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What was found.
    pub entries: Vec<T>,
    /// Where to go on; nothing at the end.
    pub next: Option<Place>,
}

/// How a list is ordered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    /// What it is ordered by: part of a statement, never a client's text.
    pub column: &'static str,
    /// What makes it one order: the id.
    pub id: &'static str,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

impl Order {
    /// The condition that rows lie behind a place, which is bound as three values from `number` on.
    pub fn behind(&self, number: usize) -> String {
        let (column, id) = (self.column, self.id);
        let than = if self.is_descending { "<" } else { ">" };
        let (second, third) = (number + 1, number + 2);
        format!("({column} {than} ${number} OR ({column} = ${second} AND {id} {than} ${third}))")
    }

    /// The end of the statement; how many rows is bound as `number`.
    pub fn by(&self, number: usize) -> String {
        let (column, id) = (self.column, self.id);
        let direction = if self.is_descending { "DESC" } else { "ASC" };
        format!("ORDER BY {column} {direction}, {id} {direction} LIMIT ${number}")
    }

    /// The place before all rows: no column here is negative.
    pub const fn beginning(&self) -> Place {
        let before_all = if self.is_descending { i64::MAX } else { -1 };
        (before_all, String::new())
    }
}

/// Rows that can be paged through.
pub(super) trait Rows: Sync {
    /// As the database gives it.
    type Row: Send;
    /// As it is listed.
    type Entry: Send;

    /// Those behind a place, in order.
    fn read(
        &self,
        after: &Place,
        rows: i64,
    ) -> impl Future<Output = Result<Vec<Self::Row>, StoreError>> + Send;

    /// Where one is.
    fn place(&self, row: &Self::Row) -> Place;

    /// Opens one; nothing if it is not what is looked for.
    fn open(&self, row: Self::Row) -> Result<Option<Self::Entry>, StoreError>;
}

/// Fills a page.
pub(super) async fn fill<R: Rows>(
    rows: &R,
    (limit, is_search): (usize, bool),
    beginning: Place,
) -> Result<Page<R::Entry>, StoreError> {
    // One more than fits says whether there is another page.
    let at_once = if is_search { READ_AT_ONCE } else { limit + 1 };
    let mut last = beginning;
    let mut entries = Vec::new();
    let mut opened = 0;
    loop {
        let read = rows.read(&last, at_once as i64).await?;
        let is_end = read.len() < at_once;
        for row in read {
            if entries.len() == limit || opened == OPENED_AT_ONCE_MAX {
                return Ok(Page {
                    entries,
                    next: Some(last),
                });
            }
            last = rows.place(&row);
            opened += 1;
            entries.extend(rows.open(row)?);
        }
        if is_end {
            return Ok(Page {
                entries,
                next: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers up to a last one, of which some are looked for.
    struct Numbers {
        last: i64,
        every: i64,
    }

    impl Rows for Numbers {
        type Row = i64;
        type Entry = i64;

        async fn read(&self, (after, _): &Place, rows: i64) -> Result<Vec<i64>, StoreError> {
            Ok((after + 1..=self.last.min(after + rows)).collect())
        }

        fn place(&self, row: &i64) -> Place {
            (*row, String::new())
        }

        fn open(&self, row: i64) -> Result<Option<i64>, StoreError> {
            Ok((row % self.every == 0).then_some(row))
        }
    }

    async fn looked_for(last: i64, limit: usize, every: i64, after: Place) -> Page<i64> {
        fill(&Numbers { last, every }, (limit, true), after)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_search_opens_no_more_than_it_may_and_goes_on_where_it_ended() {
        let before_all = (0, String::new());
        let page = looked_for(10_000, 50, 1_500, before_all.clone()).await;
        assert_eq!(page.entries, [1_500]);
        assert_eq!(page.next, Some((OPENED_AT_ONCE_MAX as i64, String::new())));
        let page = looked_for(10_000, 50, 1_500, page.next.unwrap()).await;
        assert_eq!(page.entries, [3_000]);
        // Nothing is left out, and nothing comes twice.
        let mut all = Vec::new();
        let mut next = Some(before_all.clone());
        while let Some(after) = next {
            let page = looked_for(4_321, 7, 10, after).await;
            assert!(page.entries.len() <= 7);
            all.extend(page.entries);
            next = page.next;
        }
        let expected: Vec<_> = (1..=432).map(|tenth| tenth * 10).collect();
        assert_eq!(all, expected);
        let none = looked_for(0, 7, 10, before_all).await;
        assert!(none.entries.is_empty() && none.next.is_none());
    }
}
