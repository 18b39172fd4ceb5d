//! Sorting, stable, with one copy of the sort for all types.
//!
//! The library's sort is compiled anew for each type and each order, 5 kB a time, and there are some fifty in this crate. Here positions
//! are sorted, always by the same code; what is compiled for each type is only to compare two items and to swap two. To `collect` a set
//! or a map sorts too: [`set`] and [`map`] put in one item after the other. `domain`, which stands on nothing, keeps the library's.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    mem,
};

/// Puts the items in this order; those that are equal stay as they were.
pub fn by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    if items.is_sorted_by(|one, next| compare(one, next).is_le()) {
        return;
    }
    let mut at_places = |one: usize, other: usize| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    };
    for (one, other) in swaps(items.len(), &mut at_places) {
        items.swap(one, other);
    }
}

/// Puts the items in the order of what `key` says of each; those that are equal stay as they were.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// Puts the items in their own order.
pub fn ascending<T: Ord>(items: &mut [T]) {
    by(items, Ord::cmp);
}

/// Each item once, in order.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// The values by their keys; of two with one key the last.
pub fn map<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(items);
    map
}

/// The places to swap, one pair after the other, so that the items of so many places are in order.
fn swaps(places: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    // For each place, where its item stands now.
    let mut from: Vec<usize> = (0..places).collect();
    from.sort_by(|one, other| compare(*one, *other));
    let mut swaps = Vec::new();
    for first in 0..places {
        let mut place = first;
        while let Some(there) = from.get_mut(place).map(|from| mem::replace(from, place))
            && there != first
        {
            swaps.push((place, there));
            place = there;
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_put_in_order_and_equal_ones_stay_as_they_were() {
        // Numbers that look random, each a hundred times or so.
        let scattered = |at: u32| (at.wrapping_mul(2_654_435_761) >> 20) % 10;
        for length in [0, 1, 2, 3, 21, 1000] {
            let mut items: Vec<_> = (0..length).map(|at| (scattered(at), at)).collect();
            by_key(&mut items, |(number, _)| *number);
            assert!(items.is_sorted(), "{items:?}");
            assert_eq!(items.len(), usize::try_from(length).unwrap());
        }
    }

    #[test]
    fn an_order_of_ones_own_counts() {
        let mut items = vec!["b", "c", "a"];
        by(&mut items, |one, other| other.cmp(one));
        assert_eq!(items, ["c", "b", "a"]);
        ascending(&mut items);
        assert_eq!(items, ["a", "b", "c"]);
    }
}
