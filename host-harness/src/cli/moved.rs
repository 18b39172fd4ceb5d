//! `import`: documents that went to another account, and what becomes of what people recorded.

use relance_contract::records::types::{Block, Hold, HoldKind, Payment, PaymentState};

use super::screen::Screen;
use crate::{
    store::Moved,
    text::{Language, Words, agreed, amount, date, quoted},
    words,
};

/// Numbers that are named; of the others how many.
const SHOWN: usize = 10;

/// Says of each account which documents left it and what went along, or what a person has to settle.
pub(super) fn tell(moved: &[Moved], screen: &mut Screen<'_>) {
    for moved in moved {
        screen.note(documents(moved));
        if moved.holds.is_empty() && moved.payments.is_empty() {
            continue;
        }
        match &moved.followed_to {
            Some(to) => screen.note(went_along(moved, to)),
            None => screen.note(stayed(moved)),
        }
    }
}

fn documents(moved: &Moved) -> Words {
    let (count, from) = (moved.documents.len(), &moved.from);
    let mut named: Vec<_> =
        moved.documents.iter().take(SHOWN).map(|one| format!("{} → {}", one.number, one.to)).collect();
    if count > SHOWN {
        named.push("…".to_owned());
    }
    let named = named.join(", ");
    if let Some(to) = &moved.followed_to {
        return agreed(
            count,
            words!(
                "look: {count} document left account {from} ({named}): nothing open stays there, so {to} is taken for the same customer; this begins no \
                 new cycle, and what was recorded for it went along",
                "à voir : {count} pièce a quitté le compte {from} ({named}) : rien d'ouvert n'y reste, donc {to} est pris pour le même client ; cela ne \
                 commence pas de nouveau cycle, et ce qui était noté pour elle l'a suivie"
            ),
            words!(
                "look: {count} documents left account {from} ({named}): nothing open stays there, so {to} is taken for the same customer; this begins no \
                 new cycle, and what was recorded for them went along",
                "à voir : {count} pièces ont quitté le compte {from} ({named}) : rien d'ouvert n'y reste, donc {to} est pris pour le même client ; cela \
                 ne commence pas de nouveau cycle, et ce qui était noté pour elles les a suivies"
            ),
        );
    }
    agreed(
        count,
        words!(
            "look: {count} document left account {from} ({named}) for another customer: it begins a new cycle, and what was recorded for it went along",
            "à voir : {count} pièce a quitté le compte {from} ({named}) pour un autre client : elle commence un nouveau cycle, et ce qui était noté pour \
             elle l'a suivie"
        ),
        words!(
            "look: {count} documents left account {from} ({named}) for other customers: they begin a new cycle, and what was recorded for them went along",
            "à voir : {count} pièces ont quitté le compte {from} ({named}) pour d'autres clients : elles commencent un nouveau cycle, et ce qui était noté \
             pour elles les a suivies"
        ),
    )
}

fn went_along(moved: &Moved, to: &str) -> Words {
    let from = &moved.from;
    Words::around(|reader| {
        let what = recorded(moved, reader);
        words!(
            "look: what was recorded for account {from} as a whole now counts for account {to}: {what}",
            "à voir : ce qui était noté pour tout le compte {from} vaut désormais pour le compte {to} : {what}"
        )
    })
}

/// What a person has to settle, and what to type for it.
fn stayed(moved: &Moved) -> Words {
    let from = &moved.from;
    let first = moved.documents.first();
    let number = first.map_or_else(String::new, |one| quoted(&one.number));
    let take_back = Words::around(|reader| {
        let typed = moved.payments.iter().map(|payment| {
            format!(
                "`relance pay {number} --amount {given} --date {day}`, `relance pay --account {from} --amount {given} --currency {currency} --date {day} --rejected`",
                given = plain(payment),
                day = payment.day,
                currency = payment.amount.currency,
                from = quoted(from),
            )
        });
        let typed = typed.collect::<Vec<_>>().join(", ");
        if typed.is_empty() {
            String::new().into()
        } else {
            words!("money that is meant for them: {typed}; ", "un règlement qui est pour elles : {typed} ; ")
                .say(reader)
                .into()
        }
    });
    let lift = moved.holds.iter().filter_map(|hold| hold.id.strip_suffix(" account")).map(|kind| match kind {
        "block" => format!("`relance block {number} --lift`"),
        kind => format!("`relance event {number} {kind}-over`"),
    });
    let mut lift: Vec<_> = lift.collect();
    if !moved.payments.is_empty() && !lift.iter().any(|typed| typed.contains(" block ")) {
        lift.push(format!("`relance block {number} --lift`"));
    }
    let lift = lift.join(", ");
    Words::around(|reader| {
        let (what, take_back) = (recorded(moved, reader), take_back.say(reader));
        words!(
            "look: what was recorded for account {from} as a whole stays with it ({what}), and nobody can tell whether it is about the documents \
             that left: each of them is held until somebody says so. {take_back}then {lift}, for each",
            "à voir : ce qui était noté pour tout le compte {from} y reste ({what}), sans qu'on sache si cela concerne les pièces parties : \
             chacune est retenue jusqu'à ce que quelqu'un le dise. {take_back}puis {lift}, pour chacune"
        )
    })
}

/// What was recorded for an account as a whole, in a few words.
fn recorded(moved: &Moved, reader: Language) -> String {
    let holds = moved.holds.iter().map(hold);
    holds
        .chain(moved.payments.iter().map(payment))
        .map(|words| words.say(reader).to_owned())
        .collect::<Vec<_>>()
        .join("; ")
}

fn hold(hold: &Hold) -> Words {
    match &hold.kind {
        HoldKind::Block(Block { reason, last_day: None }) => {
            words!("blocked until it is lifted ({reason})", "bloqué jusqu'à ce qu'on le lève ({reason})")
        }
        HoldKind::Block(Block { reason, last_day: Some(last) }) => {
            let last = date(last);
            Words::around(|reader| {
                let last = last.say(reader);
                words!("blocked until {last} ({reason})", "bloqué jusqu'au {last} ({reason})")
            })
        }
        HoldKind::Insolvency(_) => words!("insolvency", "procédure collective"),
        HoldKind::OverIndebtedness => words!("over-indebtedness", "surendettement"),
        _ => hold.id.as_str().into(),
    }
}

fn payment(payment: &Payment) -> Words {
    let (given, day) = (amount(payment.amount.minor, &payment.amount.currency), date(&payment.day));
    Words::around(|reader| {
        let (given, day) = (given.say(reader), day.say(reader));
        match payment.state {
            PaymentState::Pending => words!("{given} awaited on {day}", "{given} attendus le {day}"),
            _ => words!("{given} paid on {day}", "{given} réglés le {day}"),
        }
    })
}

/// An amount as a command takes it.
fn plain(payment: &Payment) -> String {
    let digits = relance_contract::Currency::from_code(&payment.amount.currency).map_or(2, |known| known.digits());
    let minor = payment.amount.minor;
    if digits == 0 {
        return minor.to_string();
    }
    let whole = 10_i64.pow(u32::from(digits));
    format!("{}.{:0width$}", minor / whole, minor % whole, width = usize::from(digits))
}
