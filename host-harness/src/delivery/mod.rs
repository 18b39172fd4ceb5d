//! Carries the outbox out and records what was done. E-mails become files of a Maildir that any mail client opens, tasks
//! become files beside it; nothing reaches the network.
//!
//! A batch goes through five steps, each on the disk before the next: taken (leased), ready (written where nobody looks), `leaving` (so the
//! store says), seen (given its name), settled. A crash before `leaving` is known to have sent nothing; after it, [`recover`] looks
//! whether the file is still there. Only a message that was being seen and whose file is gone is in question.

mod apart;
mod bundles;
mod files;
mod journal;
mod letters;
mod mail;

use std::{
    collections::BTreeMap,
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

pub use files::{Files, tenant_folder};
pub use journal::{Journal, Standing, Unknown};
use serde::Serialize;

use crate::{
    error::Result,
    sort::{Counts, Sort},
    store::{Departure, Going, Lease, Leased, Message, Settled, Since, Store, Trace},
    text::Words,
    words,
};

/// What was carried out.
#[derive(Debug, Default, Serialize)]
pub struct Delivered {
    /// How many of each sort.
    #[serde(flatten)]
    pub left: Counts,
    /// Shown to the team only (`notify-only`).
    pub rehearsed: usize,
    /// What could not leave by its own fault, or may or may not have left: customer, documents, reason.
    pub failed: Vec<Trouble>,
    /// What this machine could not let go, and the next run tries again: customer, documents, reason.
    pub waiting: Vec<Trouble>,
    /// What did not leave after all, since something changed for its customer while it was on its way: customer, documents. It is decided again.
    pub overtaken: Vec<Words>,
    /// The same where a person had asked for it: only a person asks again.
    pub not_sent_by_hand: Vec<Words>,
    /// What left without a file of the ERP's that is not there: customer, documents, names of the files.
    pub without: Vec<Words>,
}

/// A message that did not leave.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Customer and documents.
    pub label: Words,
    /// Why.
    pub problem: Words,
}

impl Trouble {
    /// On one line.
    #[must_use]
    pub fn words(&self) -> Words {
        because(&self.label, &self.problem)
    }
}

impl Serialize for Trouble {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.words().serialize(serializer)
    }
}

impl Delivered {
    /// Whether anything left, rehearsals included.
    #[must_use]
    pub fn anything(&self) -> bool {
        self.left.all() + self.rehearsed > 0
    }

    /// Adds what was carried out after it.
    pub fn append(&mut self, other: Self) {
        self.left += other.left;
        self.rehearsed += other.rehearsed;
        self.failed.extend(other.failed);
        self.waiting.extend(other.waiting);
        self.overtaken.extend(other.overtaken);
        self.not_sent_by_hand.extend(other.not_sent_by_hand);
        self.without.extend(other.without);
    }
}

/// An action that is ready to leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// Names of the ERP's files that would go with it and are not there.
    pub without: Vec<String>,
}

/// How actions leave.
pub trait Carrier {
    /// Makes each action ready to leave, where nobody sees it; answers for each how it ended, if it cannot. Of actions that leave together
    /// all wait where one does.
    fn ready(&self, work: &[Leased]) -> Vec<std::result::Result<Ready, Settled>>;

    /// Forgets actions that are ready and do not leave after all.
    fn discard(&self, work: &[&Leased]);

    /// Lets actions go that are ready: from here on they may be seen.
    fn release(&self, work: &[(&Leased, Departure)]) -> Vec<Settled>;

    /// What became of actions whose release was cut off. `true` beside one: the machine has not been started again since.
    fn look(&self, work: &[(Leased, bool)]) -> Vec<Trace>;
}

/// How many pieces of work are taken at once. Each batch waits for the disk six times; more of them at once would be in question should
/// their files be taken away in a crash.
const BATCH: u32 = 500;

/// Carries out everything that is waiting, but for what other programs have changed `since` it was decided; `None`: nobody else has this store.
///
/// # Errors
/// The store; what could not leave is in the answer.
pub fn deliver(store: &mut dyn Store, tenant: &str, carrier: &dyn Carrier, since: Option<&Since>) -> Result<Delivered> {
    let mut delivered = Delivered::default();
    let started = started();
    loop {
        let leased = store.lease(tenant, now(), BATCH)?;
        if leased.is_empty() {
            return Ok(delivered);
        }
        let (mut ready, mut settled, mut without) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (work, answer) in leased.iter().zip(carrier.ready(&leased)) {
            match answer {
                Ok(one) => {
                    ready.push(work);
                    without.insert(work.id, one.without);
                }
                Err(how) => settled.push((work, how)),
            }
        }
        store.still_there()?;
        let going = store.leaving(tenant, &ready, &started, since)?;
        let (mut leaving, mut discarded) = (Vec::new(), Vec::new());
        for (work, going) in ready.into_iter().zip(going) {
            match going {
                Going::Now(departure) => leaving.push((work, departure)),
                Going::Lost => {}
                Going::Overtaken(overtaken) => {
                    discarded.push(work);
                    let by_hand = overtaken.by_hand;
                    let told = if by_hand { &mut delivered.not_sent_by_hand } else { &mut delivered.overtaken };
                    told.push(overtaken.message.label());
                }
            }
        }
        carrier.discard(&discarded);
        let released = carrier.release(&leaving);
        settled.extend(leaving.iter().map(|(work, _)| *work).zip(released));
        let leases = store.settle(tenant, &settled)?;
        // What was taken over meanwhile is told by who has it now.
        let ours = settled.iter().zip(leases).filter(|(_, lease)| *lease == Lease::Ours);
        for (work, settled) in ours.map(|(settled, _)| settled) {
            let label = || label(store, tenant, work);
            match settled {
                Settled::Sent => {
                    if work.action.wanted.simulated {
                        delivered.rehearsed += 1;
                    } else {
                        delivered.left.add(Sort::of(&work.action.body));
                    }
                    let files = without.remove(&work.id).unwrap_or_default().join(", ");
                    if !files.is_empty() {
                        delivered.without.push(because(&label()?, &files.into()));
                    }
                }
                Settled::Failed(problem) | Settled::Ambiguous(problem) => {
                    delivered.failed.push(Trouble { label: label()?, problem: problem.clone() });
                }
                Settled::Waits(problem) => {
                    delivered.waiting.push(Trouble { label: label()?, problem: problem.clone() })
                }
            }
        }
    }
}

fn label(store: &dyn Store, tenant: &str, work: &Leased) -> Result<Words> {
    let label = store.message_at(tenant, work.id)?.as_ref().map(Message::label);
    Ok(label.unwrap_or_else(|| work.action.wanted.key.as_str().into()))
}

fn because(label: &Words, problem: &Words) -> Words {
    Words::around(|reader| {
        let [label, problem] = [label, problem].map(|part| part.say(reader));
        words!("{label}: {problem}", "{label} : {problem}")
    })
}

/// What a program that ended in the middle left behind is found out and recorded. Only for who is alone with the store
/// ([`Store::alone`]). Cut off anywhere, the next time finds out the same.
///
/// # Errors
/// The store.
pub fn recover(store: &mut dyn Store, tenant: &str, carrier: &dyn Carrier) -> Result<()> {
    let left = store.left_leaving(tenant, &started())?;
    let traces = carrier.look(&left);
    let traces: Vec<_> = left.iter().map(|(work, _)| work).zip(traces).collect();
    store.take_back(tenant, &traces)
}

/// Seconds since 1970.
#[must_use]
pub fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

/// Which start of the machine this is; empty where it cannot be told. After a restart a file that was not seen any more may have been
/// seen for a moment before: a name that had not reached the disk.
fn started() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

/// Everything leaves at once and leaves no trace: for simulations.
pub struct Nowhere;

impl Carrier for Nowhere {
    fn ready(&self, work: &[Leased]) -> Vec<std::result::Result<Ready, Settled>> {
        work.iter().map(|_| Ok(Ready::default())).collect()
    }

    fn discard(&self, _: &[&Leased]) {}

    fn release(&self, work: &[(&Leased, Departure)]) -> Vec<Settled> {
        work.iter().map(|_| Settled::Sent).collect()
    }

    fn look(&self, work: &[(Leased, bool)]) -> Vec<Trace> {
        work.iter().map(|_| Trace::Unknown).collect()
    }
}
