//! What left, by its number, and what a store takes over of what another one let go.

use relance::store::{Going, HistoryFilter, Left, Sent, Settled, Trail};
use serde_json::json;

use super::{NewStore, history, opened, owing, run, tenant, three};
use crate::books::{MODULE, TENANT, known};

pub fn what_leaves_is_numbered_in_its_order_and_a_rehearsal_is_not(new: NewStore) {
    let customers = ["a", "b"].map(|id| known(&owing(id, "2028-02-15")));
    let (_folder, mut store, tenant_live) = opened(new, &three(), &customers);
    run(&mut *store, &tenant_live, "2028-02-18");
    let work = store.lease(TENANT, 1_000, 10).unwrap();
    let going = store.leaving(TENANT, &work.iter().collect::<Vec<_>>(), "start", None).unwrap();
    let numbers: Vec<_> = going
        .iter()
        .map(|going| match going {
            Going::Now(departure) => (departure.number, departure.after),
            Going::Lost | Going::Overtaken(_) => panic!("{going:?}"),
        })
        .collect();
    assert_eq!((numbers, store.released(TENANT).unwrap()), (vec![(1, 0), (2, 1)], 2));
    assert_eq!(store.left_leaving(TENANT, "start").unwrap().len(), 2, "nobody knows yet what became of them");
    let sent: Vec<_> = work.iter().map(|work| (work, Settled::Sent)).collect();
    store.settle(TENANT, &sent).unwrap();
    assert!(store.left_leaving(TENANT, "start").unwrap().is_empty());
    let key = &work[1].action.wanted.key;
    assert_eq!(store.departed(TENANT, 2).unwrap(), Some((key.clone(), "2028-02-18".to_owned())));
    let mut rehearsal = three();
    rehearsal["mode"] = json!("notify-only");
    assert_eq!(run(&mut *store, &tenant(&rehearsal), "2028-02-22").actions, 2);
    let work = store.lease(TENANT, 1_000, 10).unwrap();
    store.leaving(TENANT, &work.iter().collect::<Vec<_>>(), "start", None).unwrap();
    assert_eq!(store.released(TENANT).unwrap(), 2);
}

pub fn what_another_store_let_go_is_taken_over_and_does_not_leave_again(new: NewStore) {
    let customers = [known(&owing("a", "2028-02-15"))];
    let (_folder, mut former, tenant) = opened(new, &three(), &customers);
    run(&mut *former, &tenant, "2028-02-18");
    let work = former.lease(TENANT, 1_000, 10).unwrap();
    let Going::Now(departure) = former.leaving(TENANT, &[&work[0]], "", None).unwrap().remove(0) else { panic!() };
    former.settle(TENANT, &[(&work[0], Settled::Sent)]).unwrap();
    // Put back from a copy of the day before: it knows nothing of that.
    let (_other_folder, mut store, _) = opened(new, &three(), &customers);
    assert_ne!(store.name().unwrap(), former.name().unwrap());
    let key = &work[0].action.wanted.key;
    assert!(!store.has_let_go(TENANT, key, &departure.entries).unwrap());
    let left = Left {
        account: "of a".to_owned(),
        number: None,
        sent: Sent::default(),
        started: String::new(),
        lives: departure.lives,
        entries: departure.entries.clone(),
        trail: Trail::Seen,
    };
    let mark = store.adopt(TENANT, &[left], departure.number, &*MODULE).unwrap();
    assert!(store.has_adopted(TENANT, &mark).unwrap() && !store.has_adopted(TENANT, "another").unwrap());
    assert!(store.has_let_go(TENANT, key, &departure.entries).unwrap());
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 0, "it has left");
    assert_eq!(history(&*store), history(&*former));
    let states = |store: &dyn relance::store::Store| {
        let lines = store.history(TENANT, &HistoryFilter::default()).unwrap();
        lines.into_iter().map(|line| line.entry).collect::<Vec<_>>()
    };
    assert_eq!(format!("{:?}", states(&*store)), format!("{:?}", states(&*former)));
}
