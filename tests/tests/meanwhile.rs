//! What other programs record while messages are on their way: each message is looked at once more right before it may be seen.

use std::{cell::Cell, fs};

use relance::{
    delivery::{Carrier, Delivered, Files, Ready, deliver},
    job::Job,
    module::Module,
    store::{Departure, Leased, PageSize, Settled, Store, Trace},
};

use crate::leaving::Office;

const DAY: &str = "2028-02-18";

/// Files in a folder; something happens elsewhere once the first messages are written and not yet seen.
struct Meanwhile<'m> {
    files: Files,
    happens: Cell<Option<&'m dyn Fn()>>,
}

impl Carrier for Meanwhile<'_> {
    fn ready(&self, work: &[Leased]) -> Vec<Result<Ready, Settled>> {
        let answers = self.files.ready(work);
        if let Some(happens) = self.happens.take() {
            happens();
        }
        answers
    }

    fn discard(&self, work: &[&Leased]) {
        self.files.discard(work);
    }

    fn release(&self, work: &[(&Leased, Departure)]) -> Vec<Settled> {
        self.files.release(work)
    }

    fn look(&self, work: &[(Leased, bool)]) -> Vec<Trace> {
        self.files.look(work)
    }
}

/// A run during which something happens.
fn run(office: &Office, happens: &dyn Fn()) -> Delivered {
    let module = Module::embedded(None).unwrap();
    let mut store = Store::open(&office.at("t.db")).unwrap();
    let since = store.since_now(DAY, module.digest()).unwrap();
    let tenant = store.tenant("main").unwrap();
    let page = PageSize::default();
    Job { store: &mut store, module: &module, tenant: &tenant, today: DAY, page }.run().unwrap();
    let files = Files::in_folder(&office.at("out"), &store, "main").unwrap();
    let carrier = Meanwhile { files, happens: Cell::new(Some(happens)) };
    deliver(&mut store, "main", &carrier, Some(&since)).unwrap()
}

/// How many mails and letters left.
fn left(office: &Office) -> (usize, usize) {
    (office.files("out/mail/new").len(), office.files("out/letters").len())
}

/// What happens, what leaves all the same, and what has left after the next run of the day.
type Case<'c> = (&'c dyn Fn(&Office), (usize, usize), (usize, usize));

#[test]
fn what_is_recorded_while_a_run_writes_stops_what_has_not_left() {
    let pay = |amount: &'static str| {
        move |office: &Office| drop(office.done(&["pay", "F-mail", "--amount", amount, "--date", DAY]))
    };
    let settings = |office: &Office| {
        let settings = fs::read_to_string(office.at("S.json")).unwrap().replace("{{ document.number }}", "now");
        fs::write(office.at("S.json"), settings).unwrap();
        office.done(&["settings", "set", &office.name("S.json")]);
    };
    let block = |office: &Office| drop(office.done(&["block", "F-letter", "--reason", "asked"]));
    let cases: [Case<'_>; 5] = [
        (&|_| (), (1, 1), (1, 1)),
        (&pay("2500.00"), (0, 1), (0, 1)),
        (&pay("100.00"), (0, 1), (1, 1)),
        (&block, (1, 0), (1, 0)),
        (&settings, (0, 0), (1, 1)),
    ];
    for (at, (happens, at_once, later)) in cases.into_iter().enumerate() {
        let office = Office::new();
        run(&office, &|| happens(&office));
        assert_eq!(left(&office), at_once, "{at}");
        office.done(&["run", "--date", DAY, "--out", &office.name("out")]);
        assert_eq!(left(&office), later, "{at}: the next run decides it again");
    }
}
