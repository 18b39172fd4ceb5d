//! The daily job on a store: what a run puts away, what it refuses, what skipping and repeating change (nothing).

use relance::{
    delivery::{Nowhere, deliver},
    job::Job,
    module::{Limits, Module},
    simulation::{Plan, simulate},
    sort::Sort,
    store::{Going, HistoryFilter, Known, Lease, PageSize, Settled, Store},
};
use relance_guest::domain::{format_iso, parse_day, plus_days};
use serde_json::json;

use super::{NewStore, history, opened, owing, run, tenant, three};
use crate::{
    books::{MODULE, TENANT, known},
    customer, invoice, ladder, reminders, settings,
};

pub fn a_run_puts_everything_away_and_a_second_one_has_nothing_to_do(new: NewStore) {
    let (_folder, mut store, tenant) =
        opened(new, &three(), &[known(&owing("a", "2028-02-15")), known(&owing("b", "2028-02-20"))]);
    let first = run(&mut *store, &tenant, "2028-02-18");
    assert_eq!((first.accounts, first.decided, first.actions), (2, 2, 1));
    let second = run(&mut *store, &tenant, "2028-02-18");
    assert_eq!((second.accounts, second.actions), (0, 0), "nothing can happen before tomorrow");
    let delivered = deliver(&mut *store, TENANT, &Nowhere, None).unwrap();
    assert_eq!(delivered.left.of(Sort::Email), 1);
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 0);
    // b waits until the 23rd; a is looked at again on the 19th.
    assert_eq!(run(&mut *store, &tenant, "2028-02-19").accounts, 1);
    assert_eq!(history(&*store).len(), 1);
}

pub fn looking_at_everything_every_day_gives_the_same_as_skipping(new: NewStore) {
    let mut scenario =
        json!({"steps": ladder("due", &["-3 days", "+3 days", "+7 days", "+15 days"]), "shift": "next-working-day"});
    scenario["steps"][2]["when"] = json!("left > 100000");
    let accounts: Vec<_> = (10..28).map(|day| known(&owing(&format!("i{day}"), &format!("2028-02-{day}")))).collect();
    let (_folder, mut skipping, tenant) = opened(new, &settings("invoice", &scenario), &accounts);
    let mut looking = skipping.copy_in_memory().unwrap();
    for day in 1..=75 {
        let today = format_iso(plus_days(parse_day("2028-02-01").unwrap(), day));
        run(&mut *skipping, &tenant, &today);
        deliver(&mut *skipping, TENANT, &Nowhere, None).unwrap();
        // Importing the same again marks every account as changed.
        looking.import(TENANT, &accounts, &*MODULE).unwrap();
        run(&mut *looking, &tenant, &today);
        deliver(&mut *looking, TENANT, &Nowhere, None).unwrap();
    }
    assert!(history(&*skipping).len() > 50);
    assert_eq!(history(&*skipping), history(&*looking));
}

pub fn paging_and_repeating_change_nothing_and_a_simulation_keeps_nothing(new: NewStore) {
    let accounts: Vec<_> = (10..20).map(|day| known(&owing(&format!("i{day}"), &format!("2028-02-{day}")))).collect();
    let (_folder, store, tenant) = opened(new, &three(), &accounts);
    let simulated = |accounts: usize, runs_per_day: u32| {
        let plan = Plan {
            from: parse_day("2028-02-01").unwrap(),
            to: parse_day("2028-03-31").unwrap(),
            runs_per_day,
            outages: Vec::new(),
            page: PageSize { accounts, ..PageSize::default() },
        };
        serde_json::to_value(simulate(&*store, &MODULE, &tenant, &plan, &mut |_| {}).unwrap()).unwrap()
    };
    let once = simulated(200, 1);
    assert_eq!(once["reminders_by_step"], json!({"s/+15 days": 10, "s/+3 days": 10, "s/+7 days": 10}));
    assert_eq!(once, simulated(1, 1));
    assert_eq!(once, simulated(3, 3));
    assert_eq!(history(&*store), Vec::<String>::new());
}

pub fn the_limit_of_the_day_spreads_over_days_and_pages(new: NewStore) {
    let mut settings = three();
    settings["limits"] = json!({"customer_messages_per_day": 2});
    let accounts: Vec<_> = ["a", "b", "c", "d", "e"].iter().map(|id| known(&owing(id, "2028-02-15"))).collect();
    let (_folder, mut store, tenant) = opened(new, &settings, &accounts);
    let mut actions = Vec::new();
    for today in ["2028-02-18", "2028-02-18", "2028-02-19", "2028-02-20", "2028-02-21"] {
        let page = PageSize { accounts: 2, ..PageSize::default() };
        let report = Job { store: &mut *store, module: &MODULE, tenant: &tenant, today, page }.run().unwrap();
        actions.push(report.actions);
        deliver(&mut *store, TENANT, &Nowhere, None).unwrap();
    }
    assert_eq!(actions, [2, 0, 2, 1, 0]);
}

pub fn a_document_begins_a_new_life_when_its_due_date_moves_later(new: NewStore) {
    let (_folder, mut store, tenant) = opened(new, &three(), &[known(&owing("a", "2028-02-15"))]);
    run(&mut *store, &tenant, "2028-02-18");
    deliver(&mut *store, TENANT, &Nowhere, None).unwrap();
    let cycle =
        |store: &dyn Store| store.account(TENANT, "of a", "2028-02-18").unwrap().unwrap().account.documents[0].cycle;
    store.import(TENANT, &[known(&owing("a", "2028-02-15"))], &*MODULE).unwrap();
    assert_eq!(cycle(&*store), 1, "imported again unchanged");
    store.import(TENANT, &[known(&owing("a", "2028-02-10"))], &*MODULE).unwrap();
    assert_eq!(cycle(&*store), 1, "moved earlier");
    store.import(TENANT, &[known(&owing("a", "2028-03-15"))], &*MODULE).unwrap();
    assert_eq!(cycle(&*store), 2, "moved later");
    assert_eq!(run(&mut *store, &tenant, "2028-03-18").actions, 1, "and is reminded again from the first step");
    assert!(history(&*store)[1].contains("2028-03-18 a +3 days"));
}

pub fn a_rejected_payment_reopens_the_invoice_for_a_new_life(new: NewStore) {
    let (_folder, mut store, tenant) = opened(new, &three(), &[known(&owing("a", "2028-02-15"))]);
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 1);
    deliver(&mut *store, TENANT, &Nowhere, None).unwrap();
    let mut paid = owing("a", "2028-02-15");
    let amount = json!({"minor": 250_000, "currency": "EUR"});
    paid["payments"] = json!([{"id": "P", "document": "a", "amount": amount, "day": "2028-02-20", "state": "settled"}]);
    store.import(TENANT, &[known(&paid)], &*MODULE).unwrap();
    assert_eq!(run(&mut *store, &tenant, "2028-02-22").actions, 0, "paid");
    paid["payments"][0]["state"] = json!("rejected");
    store.import(TENANT, &[known(&paid)], &*MODULE).unwrap();
    assert_eq!(run(&mut *store, &tenant, "2028-02-25").actions, 1);
    assert!(history(&*store)[1].starts_with("2028-02-25 a +3 days"), "from the first step again");
}

pub fn what_a_complete_account_no_longer_has_is_forgotten(new: NewStore) {
    let mut two = owing("a", "2028-02-15");
    two["documents"].as_array_mut().unwrap().push(invoice("b").due("2028-02-15").into());
    let (_folder, mut store, tenant) = opened(new, &three(), &[known(&two)]);
    store.import(TENANT, &[known(&owing("a", "2028-02-15"))], &*MODULE).unwrap();
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").decided, 1);
    // A file of single documents adds to an account instead.
    let more = Known { complete: false, ..known(&customer("of a").has([invoice("F-1").known_as("b")])) };
    store.import(TENANT, &[more], &*MODULE).unwrap();
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").decided, 2);
}

pub fn settings_that_changed_are_applied_at_once(new: NewStore) {
    let (_folder, mut store, _) = opened(new, &three(), &[known(&owing("a", "2028-02-15"))]);
    let later = reminders(ladder("due", &["+30 days"]));
    assert_eq!(run(&mut *store, &tenant(&later), "2028-02-18").actions, 0);
    assert_eq!(run(&mut *store, &tenant(&three()), "2028-02-18").actions, 1);
}

pub fn work_belongs_to_the_last_who_took_it(new: NewStore) {
    let (_folder, mut store, tenant) = opened(new, &three(), &[known(&owing("a", "2028-02-15"))]);
    run(&mut *store, &tenant, "2028-02-18");
    let slow = store.lease(TENANT, 1_000, 10).unwrap();
    assert_eq!(slow.len(), 1);
    assert_eq!(store.lease(TENANT, 1_001, 10).unwrap().len(), 0, "it is taken");
    let quick = store.lease(TENANT, 10_000, 10).unwrap();
    assert_eq!(quick.len(), 1, "the lease has ended");
    assert_eq!(store.settle(TENANT, &[(&slow[0], Settled::Sent)]).unwrap(), [Lease::Lost]);
    assert_eq!(store.settle(TENANT, &[(&quick[0], Settled::Failed("full".into()))]).unwrap(), [Lease::Ours]);
    assert_eq!(store.settle(TENANT, &[(&quick[0], Settled::Sent)]).unwrap(), [Lease::Lost], "settled once");
    // Failed: tried again the next day, under the next attempt and another key.
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 0);
    assert_eq!(run(&mut *store, &tenant, "2028-02-19").actions, 1);
    let keys: std::collections::BTreeSet<_> =
        store.history(TENANT, &HistoryFilter::default()).unwrap().into_iter().map(|line| line.key).collect();
    assert_eq!(keys.len(), 2);
}

pub fn what_a_cut_off_run_left_behind_never_leaves_unchecked(new: NewStore) {
    let accounts = ["gone", "owed", "paid"].map(|id| known(&owing(id, "2028-02-15")));
    let (_folder, mut store, tenant) = opened(new, &three(), &accounts);
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 3);
    // The run is cut off: one message was being let go, one was taken, one was not looked at.
    let taken = store.lease(TENANT, 1_000, 2).unwrap();
    assert_eq!(taken[0].action.wanted.account, "of gone");
    assert!(matches!(store.leaving(TENANT, &[&taken[0]], "", None).unwrap()[0], Going::Now(_)));
    let amount = json!({"minor": 250_000, "currency": "EUR"});
    let paid = owing("paid", "2028-02-15")
        .paid([json!({"id": "P", "document": "paid", "amount": amount, "day": "2028-02-19", "state": "settled"})]);
    store.import(TENANT, &[known(&paid)], &*MODULE).unwrap();
    let report = run(&mut *store, &tenant, "2028-02-20");
    assert_eq!((report.actions, report.ambiguous.len()), (1, 1));
    assert_eq!(deliver(&mut *store, TENANT, &Nowhere, None).unwrap().left.of(Sort::Email), 1);
    let lines = store.history(TENANT, &HistoryFilter::default()).unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| format!("{} {} {} {:?}", line.day, line.number, line.entry.attempt, line.entry.state))
        .collect();
    assert_eq!(
        told,
        ["2028-02-18 gone 1 EntryState::Ambiguous", "2028-02-20 owed 1 EntryState::Sent"],
        "what never left is no attempt"
    );
}

pub fn a_rehearsal_reaches_nobody_and_going_live_starts_with_one_step(new: NewStore) {
    let mut rehearsal = three();
    rehearsal["mode"] = json!("notify-only");
    let (_folder, mut store, tenant_before) = opened(new, &rehearsal, &[known(&owing("a", "2028-02-15"))]);
    for today in ["2028-02-18", "2028-02-22", "2028-03-01"] {
        assert_eq!(run(&mut *store, &tenant_before, today).actions, 1, "{today}");
        let delivered = deliver(&mut *store, TENANT, &Nowhere, None).unwrap();
        assert_eq!((delivered.left.of(Sort::Email), delivered.rehearsed), (0, 1));
    }
    // Live from 2 March: the first step leaves, and only it; +7 keeps its four days.
    let live = tenant(&three());
    let days = ["2028-03-02", "2028-03-03", "2028-03-05", "2028-03-06"];
    let lived = days.map(|today| {
        let actions = run(&mut *store, &live, today).actions;
        deliver(&mut *store, TENANT, &Nowhere, None).unwrap();
        actions
    });
    assert_eq!(lived, [1, 0, 0, 1]);
}

pub fn a_module_that_fails_leaves_every_account_as_it_was(new: NewStore) {
    let accounts: Vec<_> = ["a", "b", "c"].iter().map(|id| known(&owing(id, "2028-02-15"))).collect();
    let (_folder, mut store, tenant) = opened(new, &three(), &accounts);
    let trap = wat::parse_str(
        r#"(component
            (core module $m (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
                (func (export "call") (param i32 i32 i32 i32) (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func $call (param "function" string) (param "request" string) (result (result string (error string)))
                (canon lift (core func $i "call") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (instance $json (export "call" (func $call)))
            (export "relance:reminders/json@0.2.0" (instance $json)))"#,
    )
    .unwrap();
    let module = Module::new("trap.wasm", &trap, None, Limits::default()).unwrap();
    let report =
        Job { store: &mut *store, module: &module, tenant: &tenant, today: "2028-02-18", page: PageSize::default() }
            .run()
            .unwrap();
    let failed: Vec<_> = report.failed_accounts.iter().map(|failed| failed.account.as_str()).collect();
    assert_eq!(failed, ["of a", "of b", "of c"], "the page was halved until each was alone");
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 3);
}
