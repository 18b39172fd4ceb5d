//! A company drawn from a seed: its settings and one customer. Every company has a few unusual things at most, so that a disagreement
//! can be read.

use chrono::NaiveDate;

use super::random::Random;
use crate::model::{
    calendar::plus,
    world::{
        Account, Action, Anchor, CatchUp, Condition, Contact, Day, Document, DocumentKind, Establishment, Grouping,
        Holidays, Instalment, Kind, KindRules, Mailbox, Mode, Scenario, Settings, Shift, Step,
    },
};

/// A company, before its first day.
pub struct Company {
    pub settings: Settings,
    pub account: Account,
    /// Its other customers.
    pub neighbours: Vec<Account>,
    pub first: Day,
    pub days: i64,
    /// The bank data are some days old from time to time.
    pub careless_bank: bool,
    /// The job does not run on some days.
    pub outages: bool,
    /// Messages fail, bounce, are taken back.
    pub failures: bool,
    /// What the tenant's plan includes.
    pub plan: Option<Vec<String>>,
    /// Now and then something names a document that is not there.
    pub dangling: bool,
    /// What happens in so many of a hundred mornings.
    pub lively: i64,
}

fn settings(random: &mut Random, first: Day) -> Settings {
    let grouping = *random.pick(&[Grouping::Document, Grouping::Document, Grouping::AccountAndStep, Grouping::Account]);
    let by_account = grouping == Grouping::Account;
    let rules = |random: &mut Random, scenario: &str| KindRules {
        mode: if random.percent(4) { Mode::NotifyOnly } else { Mode::Live },
        all: !random.percent(8),
        active_since: if random.percent(8) { first } else { plus(first, -400) },
        default_scenario: scenario.to_owned(),
        grouping,
        account_gap: random.between(0, 9),
        first_send_required: !random.percent(15),
        any_establishment: random.percent(20),
    };
    let closed = (0..random.between(0, 3)).map(|_| {
        let from = plus(first, random.between(0, 80));
        (from, plus(from, *random.pick(&[0, 0, 1, 4, 14])))
    });
    let closed = closed.collect();
    let mut scenarios = vec![scenario(random, "inv", false, by_account), scenario(random, "quo", true, by_account)];
    if random.percent(30) {
        let mut other = scenario(random, "inv2", false, by_account);
        if random.percent(60) {
            other.when = Some(
                random
                    .pick(&[
                        Condition::SegmentIs("gold".into()),
                        Condition::LeftAbove(50_000),
                        Condition::TurnoverAbove(90_000),
                    ])
                    .clone(),
            );
        }
        scenarios.push(other);
    }
    Settings {
        mode: match random.between(1, 60) {
            1 => Mode::Off,
            2 | 3 => Mode::NotifyOnly,
            _ => Mode::Live,
        },
        quotes: rules(random, "quo"),
        invoices: rules(random, "inv"),
        working_week: [true, true, true, true, !random.percent(5), random.percent(10), false],
        closed,
        holidays: *random.pick(&[Holidays::None, Holidays::None, Holidays::France, Holidays::AlsaceMoselle]),
        max_bank_age: random.between(0, 4),
        promise_grace: random.between(0, 4),
        one_further: random.percent(40),
        reply_pause: random.between(0, 10),
        reply_resumes: random.percent(50),
        payment_sent_wait: random.between(0, 10),
        pending_payment_wait: *random.pick(&[0, 5, 10, 65]),
        ignores_credits: random.percent(20),
        per_account_limit: random.maybe(12, |random| random.between(0, 2)),
        tenant_limit: random.maybe(8, |random| random.between(0, 3)),
        scenarios,
    }
}

fn scenario(random: &mut Random, id: &str, for_quotes: bool, by_account: bool) -> Scenario {
    let by_date = if for_quotes { random.percent(75) } else { random.percent(15) };
    let catch_up = match random.between(1, 10) {
        1..=6 => CatchUp::Next,
        7 | 8 => CatchUp::Latest,
        _ => CatchUp::Expire(random.between(0, 8)),
    };
    let catch_up = if by_date && matches!(catch_up, CatchUp::Latest) { CatchUp::Next } else { catch_up };
    let count = random.between(1, 4);
    let mut at = random.between(-6, 3);
    let mut steps = Vec::new();
    for number in 0..count {
        at += random.between(1, 9);
        let mut one = step(random, &format!("s{number}"), at, for_quotes, by_date, by_account);
        if number == 0 {
            one.severe = random.percent(4);
        }
        steps.push(one);
    }
    let repeats = random.percent(25) && !by_date;
    if repeats && let Some(last) = steps.last_mut() {
        last.when = None;
        last.announces = None;
        last.retired = false;
        last.offset = last.offset.max(1);
    }
    let shift = *random.pick(&[Shift::None, Shift::Next, Shift::Next, Shift::Previous, Shift::Drop]);
    Scenario {
        id: id.to_owned(),
        for_quotes,
        mode: random.maybe(3, |random| *random.pick(&[Mode::Off, Mode::NotifyOnly])),
        when: None,
        shift,
        by_date,
        catch_up,
        min_gap: random.maybe(20, |random| random.between(0, 10)),
        repeat_last: repeats.then(|| (random.between(3, 12), random.between(1, 3))),
        minimum: random.maybe(10, |random| random.between(1, 600) * 100),
        minimum_percent: random.maybe(8, |random| random.between(1, 60)),
        steps,
    }
}

fn step(random: &mut Random, id: &str, at: i64, for_quotes: bool, by_date: bool, by_account: bool) -> Step {
    let end = if for_quotes { Anchor::ValidUntil } else { Anchor::Due };
    let from = match random.between(1, 100) {
        1..=50 => end,
        51..=65 => Anchor::FirstSent,
        66..=75 => Anchor::Issued,
        76..=80 if !for_quotes => Anchor::EndOfMonthOfDue,
        76..=82 => Anchor::EndOfMonthOfIssued,
        83..=92 if !by_date => Anchor::PreviousReminder,
        93..=97 => Anchor::Event("opened".into()),
        _ => Anchor::FirstSent,
    };
    let ends = matches!(from, Anchor::Due | Anchor::ValidUntil);
    let offset = match &from {
        Anchor::PreviousReminder | Anchor::Event(_) => random.between(1, 10),
        Anchor::ValidUntil if random.percent(60) => -random.between(1, 6),
        Anchor::FirstSent | Anchor::Issued => at.max(1) + random.between(0, 6),
        _ => at,
    };
    let email = |random: &mut Random| Action {
        id: "a".into(),
        kind: Kind::Email,
        optional: false,
        letter_instead: random.percent(20),
        attach_required: random.percent(3),
    };
    let plain = |id: &str, kind: Kind| Action {
        id: id.into(),
        kind,
        optional: false,
        letter_instead: false,
        attach_required: false,
    };
    let mut actions = match random.between(1, 100) {
        1..=68 => vec![email(random)],
        69..=76 => vec![plain("a", Kind::Letter)],
        77..=82 => vec![plain("a", Kind::Registered), Action { optional: random.percent(50), ..email(random) }],
        83..=86 => vec![email(random), plain("b", Kind::Task)],
        87..=89 => vec![email(random), plain("b", Kind::BlockOrders)],
        90..=91 => vec![plain("a", Kind::Notification)],
        92 => {
            let kind = *random.pick(&[Kind::Sms, Kind::Whatsapp]);
            vec![email(random), Action { optional: random.percent(50), ..plain("b", kind) }]
        }
        93 => vec![plain("a", Kind::BlockOrders)],
        94 => vec![plain("a", *random.pick(&[Kind::Sms, Kind::Whatsapp]))],
        _ => vec![plain("a", Kind::Task)],
    };
    // Open: a message for the whole account where each document must enclose its own file.
    if by_account {
        for action in &mut actions {
            action.attach_required = false;
        }
    }
    for (number, action) in actions.iter_mut().enumerate() {
        action.id = ["a", "b"][number].into();
    }
    let severe = random.percent(12);
    Step {
        id: id.to_owned(),
        offset,
        working_days: random.percent(15),
        from,
        when: random.maybe(10, |random| {
            random
                .pick(&[
                    if for_quotes { Condition::SegmentIs("blue".into()) } else { Condition::LeftAbove(30_000) },
                    Condition::SegmentIs("gold".into()),
                    Condition::TurnoverAbove(90_000),
                    Condition::Happened("opened".into()),
                    Condition::NotHappened("opened".into()),
                ])
                .clone()
        }),
        severe,
        needs_fresh_bank: if for_quotes { None } else { random.maybe(8, |random| random.percent(50)) },
        announces: if ends && offset < 0 { random.maybe(15, |random| random.percent(50)) } else { None },
        deadline: random.maybe(if severe { 70 } else { 12 }, |random| random.between(1, 10)),
        retired: random.percent(4),
        minimum: random.maybe(5, |random| random.between(0, 600) * 100),
        minimum_percent: random.maybe(4, |random| random.between(0, 60)),
        actions,
    }
}

fn mailbox(random: &mut Random, address: &str) -> Mailbox {
    Mailbox { address: format!("{address}@c.example"), bounced: random.percent(6), opted_out: random.percent(6) }
}

fn contact(random: &mut Random, id: &str) -> Contact {
    let roles =
        random.pick(&[vec![], vec!["billing"], vec!["quote-follow-up"], vec!["billing", "quote-follow-up"]]).clone();
    Contact {
        id: id.to_owned(),
        roles: roles.into_iter().map(str::to_owned).collect(),
        mailbox: random.maybe(85, |random| {
            // Now and then the account's own, written otherwise.
            if random.percent(12) { mailbox(random, "M") } else { mailbox(random, id) }
        }),
        phone: random.maybe(50, |random| format!("+3360000000{}", random.between(0, 9))),
        agreed: random.percent(50),
        language: None,
    }
}

fn account(random: &mut Random, first: Day, id: &str, documents: &str) -> Account {
    let contacts = if random.percent(30) {
        (0..random.between(1, 3)).map(|at| contact(random, &format!("k{at}"))).collect()
    } else {
        vec![]
    };
    let establishments: Vec<_> = if random.percent(20) {
        (0..random.between(1, 3))
            .map(|at| Establishment {
                id: format!("e{at}"),
                is_default: at == 1,
                recipients: (0..random.between(0, 2)).map(|one| contact(random, &format!("e{at}r{one}"))).collect(),
                has_address: random.percent(50),
            })
            .collect()
    } else {
        vec![]
    };
    let closed = random.maybe(15, |random| {
        let from = plus(first, random.between(0, 60));
        (from, plus(from, random.between(0, 8)))
    });
    let mut account = Account {
        id: id.into(),
        language: Some("fr".into()),
        automatic: random.maybe(5, |random| random.percent(60)),
        quote_scenario: None,
        invoice_scenario: random.maybe(4, |random| (*random.pick(&["inv", "inv2"])).to_owned()),
        mailbox: random.maybe(90, |random| mailbox(random, "m")),
        has_address: random.percent(80),
        establishments,
        contacts,
        closed: closed.into_iter().collect(),
        segment: random.maybe(50, |random| (*random.pick(&["gold", "blue"])).to_owned()),
        turnover: random.maybe(70, |random| random.between(0, 20) * 10_000),
        phone: random.maybe(60, |_| "+33450000000".to_owned()),
        closed_documents: random.maybe(30, |_| vec!["Z".into()]),
        holds: vec![],
        payments: vec![],
        events: vec![],
        documents: vec![],
        history: vec![],
    };
    for number in 0..random.between(1, 4) {
        let one = document(random, first, &format!("{documents}{number}"), &account);
        account.documents.push(one);
    }
    account
}

/// A quote or an invoice, now and then a credit note or a deposit.
pub fn document(random: &mut Random, first: Day, id: &str, account: &Account) -> Document {
    let kind = match random.between(1, 100) {
        1..=60 => DocumentKind::Invoice,
        61..=90 => DocumentKind::Quote,
        91..=96 => DocumentKind::CreditNote,
        _ => DocumentKind::Deposit,
    };
    let issued = plus(first, random.between(-25, 15));
    let total = random.between(1, 90) * 1_000;
    let quote = kind == DocumentKind::Quote;
    let invoice = kind == DocumentKind::Invoice;
    let due = plus(issued, *random.pick(&[0, 5, 10, 15, 30]));
    let status = match kind {
        DocumentKind::Quote => {
            *random.pick(&["open", "open", "open", "open", "open", "open", "open", "draft", "in-signature"])
        }
        DocumentKind::Deposit => {
            *random.pick(&["settled", "settled", "settled", "validated", "validated", "validated", "strange"])
        }
        DocumentKind::CreditNote if random.percent(8) => "strange",
        DocumentKind::CreditNote => *random.pick(&["validated", "validated", "draft", "cancelled"]),
        DocumentKind::Invoice if random.percent(4) => {
            *random.pick(&["draft", "settled", "cancelled", "abandoned", "strange"])
        }
        DocumentKind::Invoice => "validated",
    };
    let instalments: Vec<_> = if invoice && random.percent(15) {
        let half = total / 2;
        [(0, half), (random.between(0, 12), total - half)]
            .into_iter()
            .enumerate()
            .map(|(number, (later, amount))| Instalment {
                id: format!("p{number}"),
                due: plus(due, later),
                amount,
                left: random.maybe(10, |random| if random.percent(50) { amount } else { amount / 2 }),
                retention: random.percent(5),
            })
            .collect()
    } else {
        vec![]
    };
    let credits = matches!(kind, DocumentKind::CreditNote | DocumentKind::Deposit);
    let given = random.between(1, 50) * 1_000;
    let others: Vec<_> =
        account.documents.iter().filter(|one| one.kind == DocumentKind::Invoice).map(|one| one.id.clone()).collect();
    let applies_to =
        if credits && !others.is_empty() && random.percent(60) { Some(random.pick(&others).clone()) } else { None };
    Document {
        id: id.to_owned(),
        kind,
        status: status.to_owned(),
        currency: if random.percent(12) { "CHF" } else { "EUR" }.to_owned(),
        total: if credits { given } else { total },
        left: match kind {
            DocumentKind::Invoice if instalments.is_empty() => random.maybe(15, |_| total / 2),
            // What is left of a credit: all of it, a part of it or nothing.
            DocumentKind::CreditNote | DocumentKind::Deposit => {
                random.maybe(25, |random| random.between(0, 2) * given / 2)
            }
            _ => None,
        },
        issued,
        opened: random.maybe(10, |random| plus(issued, random.between(0, 3))),
        first_sent: if credits {
            None
        } else {
            random.maybe(88, |random| plus(issued, random.between(0, 4).max((first - issued).num_days().min(0))))
        },
        due: if quote || credits { None } else { Some(due) },
        valid_until: quote.then(|| plus(issued, *random.pick(&[5, 8, 15, 30, 30, 45]))),
        automatic: random.maybe(6, |random| random.percent(60)),
        scenario: if invoice { random.maybe(5, |random| (*random.pick(&["inv", "inv2"])).to_owned()) } else { None },
        cycle: 1,
        language: None,
        establishment: if account.establishments.is_empty() {
            None
        } else {
            random.maybe(50, |random| random.pick(&account.establishments).id.clone())
        },
        contacts: if account.contacts.is_empty() {
            vec![]
        } else {
            random
                .maybe(25, |random| {
                    (
                        random.pick(&account.contacts).id.clone(),
                        (*random.pick(&["billing", "quote-follow-up"])).to_owned(),
                    )
                })
                .into_iter()
                .collect()
        },
        applies_to,
        instalments,
        e_invoice: if invoice {
            random.maybe(5, |random| {
                (
                    (*random.pick(&["made-available", "refused", "payment-sent", "not-made-available", "collected"]))
                        .to_owned(),
                    plus(issued, 3),
                )
            })
        } else {
            None
        },
        has_file: random.percent(85),
    }
}

/// The company of a seed.
pub fn company(random: &mut Random) -> Company {
    let first = plus(NaiveDate::from_ymd_opt(2027, 1, 4).unwrap_or_default(), random.between(0, 700));
    let mut settings = settings(random, first);
    let of_first = account(random, first, "A", "D");
    // A scenario that is not there is a thing of its own.
    let names: Vec<_> = settings.scenarios.iter().map(|one| one.id.clone()).collect();
    let used =
        of_first.documents.iter().filter_map(|one| one.scenario.clone()).chain(of_first.invoice_scenario.clone());
    let missing = used.into_iter().any(|id| !names.contains(&id));
    if missing && !random.percent(10) {
        let mut copy = settings.scenarios[0].clone();
        copy.id = "inv2".into();
        settings.scenarios.push(copy);
    }
    // Some have more customers, for the tenant's limit.
    let mut neighbours = Vec::new();
    if random.percent(15) {
        settings.tenant_limit = Some(random.between(1, 3));
        for number in 1..=random.between(1, 2) {
            neighbours.push(account(random, first, &format!("B{number}"), &format!("N{number}D")));
        }
    }
    Company {
        settings,
        account: of_first,
        neighbours,
        first,
        days: random.between(40, 90),
        careless_bank: random.percent(20),
        outages: random.percent(40),
        failures: random.percent(40),
        plan: random.maybe(4, |random| {
            let all = ["automatic-invoices", "automatic-quotes"];
            let others =
                ["letters", "registered-letters", "sms", "whatsapp", "account-measures", "manual-reminders", "offers"];
            [*random.pick(&all)].iter().chain(&others).map(|one| (*one).to_owned()).collect()
        }),
        dangling: random.percent(10),
        lively: *random.pick(&[0, 0, 4, 10, 20]),
    }
}
