//! `outbox`: messages that are not simply sent, by customer and document; settling by hand what nobody knows. And what every
//! command does before it lets something leave.

use std::{collections::BTreeMap, fs::File, path::Path};

use super::{
    End, adopt,
    arguments::{Arguments, OutboxCommand, Settle},
    screen::Screen,
};
use crate::{
    delivery::{Delivered, Files, Trouble, recover},
    error::{Error, Kind, Result},
    store::{Alone, Message, OutboxState, Store, Wanting},
    text::{Words, agreed},
    words,
};

/// How many are named.
const NAMED: usize = 10;

/// Nobody else is at work with a store and the folder of what leaves, until it is dropped.
pub(super) struct AtWork {
    _store: Alone,
    _folder: Option<File>,
}

/// Waits until nobody else is at work, refuses a store that is older than what left or another one, and finds out what a program that was cut
/// off left behind.
pub(super) fn begin(store: &mut dyn Store, tenant: &str, files: &Files, screen: &mut Screen<'_>) -> Result<AtWork> {
    let at_work = hold(store, files, screen)?;
    files.journal().check(store)?;
    recover(store, tenant, files)?;
    files.tidy()?;
    Ok(at_work)
}

pub(super) fn hold(store: &dyn Store, files: &Files, screen: &mut Screen<'_>) -> Result<AtWork> {
    let alone = lock(store, screen)?;
    let folder = files.hold(&mut || {
        screen.note(words!(
            "Another relance is at work with this folder; waiting for its end.",
            "Un autre relance travaille avec ce dossier ; attente de sa fin."
        ));
    })?;
    Ok(AtWork { _store: alone, _folder: folder })
}

fn lock(store: &dyn Store, screen: &mut Screen<'_>) -> Result<Alone> {
    store.alone(&mut || {
        screen.note(words!(
            "Another relance is at work with this store; waiting for its end.",
            "Un autre relance travaille avec cette base ; attente de sa fin."
        ));
    })
}

/// Tells which messages nobody knows of whether they left; answers how many.
pub(super) fn show_uncertain(store: &dyn Store, tenant: &str, screen: &mut Screen<'_>) -> Result<usize> {
    let uncertain = store.messages(tenant, Wanting::Uncertain)?;
    for message in &uncertain {
        let label = message.label();
        screen.note(Words::around(|reader| {
            let label = label.say(reader);
            if message.state == OutboxState::Leaving {
                words!(
                    "{label}: was about to leave; a run is under way, or was cut off and the next one finds out",
                    "{label} : était en partance ; un passage est en cours, ou a été coupé et le prochain le saura"
                )
            } else {
                words!(
                    "{label}: may or may not have left; it is not sent again by itself",
                    "{label} : peut-être parti, peut-être pas ; il n'est pas renvoyé de lui-même"
                )
            }
        }));
    }
    if !uncertain.is_empty() {
        screen.note(words!(
            "Look for them where mail leaves, then `relance outbox settle DOCUMENT --sent` or `--not-sent`.",
            "Cherchez-les là où le courrier part, puis `relance outbox settle PIÈCE --sent` ou `--not-sent`."
        ));
    }
    Ok(uncertain.len())
}

/// Tells what did not leave, or not as it was written.
pub(super) fn show_problems(delivered: &Delivered, out: &Path, screen: &mut Screen<'_>) {
    for trouble in [&delivered.failed, &delivered.waiting] {
        show_troubles(trouble, screen);
    }
    let waiting = delivered.waiting.len();
    if waiting > 0 {
        let out = out.display();
        screen.note(agreed(
            waiting,
            words!(
                "{waiting} message could not be put into {out} and waits in the outbox: mend that, then run again today; a run of a later day \
                 decides it again.",
                "{waiting} message n'a pas pu être déposé dans {out} et attend dans la boîte d'envoi : corrigez cela, puis relancez aujourd'hui ; \
                 un passage d'un autre jour le redécide."
            ),
            words!(
                "{waiting} messages could not be put into {out} and wait in the outbox: mend that, then run again today; a run of a later day \
                 decides them again.",
                "{waiting} messages n'ont pas pu être déposés dans {out} et attendent dans la boîte d'envoi : corrigez cela, puis relancez \
                 aujourd'hui ; un passage d'un autre jour les redécide."
            ),
        ));
    }
    show_overtaken(&delivered.overtaken, screen);
    show_without(&delivered.without, screen);
}

/// Why messages did not leave, each reason once.
fn show_troubles(troubles: &[Trouble], screen: &mut Screen<'_>) {
    let mut by_reason = BTreeMap::<&Words, Vec<&Trouble>>::new();
    for trouble in troubles {
        by_reason.entry(&trouble.problem).or_default().push(trouble);
    }
    for (problem, concerned) in by_reason {
        if let [one] = concerned.as_slice() {
            screen.note(one.words());
            continue;
        }
        let (count, more) = (concerned.len(), if concerned.len() > NAMED { "; …" } else { "" });
        screen.note(Words::around(|reader| {
            let named: Vec<_> = concerned.iter().take(NAMED).map(|one| one.label.say(reader)).collect();
            let (named, problem) = (named.join("; "), problem.say(reader));
            words!("{count} messages ({named}{more}): {problem}", "{count} messages ({named}{more}) : {problem}")
        }));
    }
}

/// How many messages of a day failed, whichever run tried them.
pub(super) fn failed_on(store: &dyn Store, tenant: &str, day: &str) -> Result<usize> {
    let messages = store.messages(tenant, Wanting::All)?;
    Ok(messages.iter().filter(|message| message.state == OutboxState::Failed && message.day == day).count())
}

pub(super) fn show_failed(failed: usize, day: &str, screen: &mut Screen<'_>) {
    if failed == 0 {
        return;
    }
    screen.note(agreed(
        failed,
        words!(
            "{failed} message of {day} has failed (`relance outbox list` says why); the first run of a later day tries it again, three times in all.",
            "{failed} message du {day} a échoué (`relance outbox list` dit pourquoi) ; le premier passage d'un autre jour le retente, trois fois en tout."
        ),
        words!(
            "{failed} messages of {day} have failed (`relance outbox list` says why); the first run of a later day tries them again, three times in all.",
            "{failed} messages du {day} ont échoué (`relance outbox list` dit pourquoi) ; le premier passage d'un autre jour les retente, trois fois en tout."
        ),
    ));
}

/// Messages that did not leave since something changed meanwhile.
fn show_overtaken(overtaken: &[Words], screen: &mut Screen<'_>) {
    let count = overtaken.len();
    let heading = agreed(
        count,
        words!(
            "{count} message did not leave, since something changed for its customer meanwhile; the next run decides it again:",
            "{count} message n'est pas parti, car quelque chose a changé entre-temps pour son client ; le prochain passage le redécide :"
        ),
        words!(
            "{count} messages did not leave, since something changed for their customers meanwhile; the next run decides them again:",
            "{count} messages ne sont pas partis, car quelque chose a changé entre-temps pour leurs clients ; le prochain passage les redécide :"
        ),
    );
    show_named(heading, overtaken, screen);
}

/// Messages that left without a file of the ERP's.
fn show_without(without: &[Words], screen: &mut Screen<'_>) {
    let count = without.len();
    let heading = agreed(
        count,
        words!(
            "{count} message left without a file that was to be enclosed (--files names their folder):",
            "{count} message est parti sans un fichier qui devait l'accompagner (--files désigne leur dossier) :"
        ),
        words!(
            "{count} messages left without a file that was to be enclosed (--files names their folder):",
            "{count} messages sont partis sans un fichier qui devait les accompagner (--files désigne leur dossier) :"
        ),
    );
    show_named(heading, without, screen);
}

/// How many there are, and the first ones by name.
fn show_named(heading: Words, named: &[Words], screen: &mut Screen<'_>) {
    if named.is_empty() {
        return;
    }
    screen.note(heading);
    for one in named.iter().take(NAMED) {
        screen.note(Words::around(|reader| format!("  {}", one.say(reader)).into()));
    }
    if named.len() > NAMED {
        screen.note("  …");
    }
}

/// Tells which reminders by hand could not leave on their day.
pub(super) fn show_not_sent_by_hand(labels: &[Words], screen: &mut Screen<'_>) {
    for label in labels {
        screen.note(Words::around(|reader| {
            let label = label.say(reader);
            words!(
                "{label}: asked for by hand, had not left when its day was over or something changed for its customer, and does not leave any \
                 more; `relance remind` asks for it again",
                "{label} : demandé à la main, pas encore parti quand son jour s'est achevé ou que quelque chose a changé pour son client, et \
                 ne partira plus ; `relance remind` le redemande"
            )
        }));
    }
}

/// Reminders by hand that were taken back and not asked for again; nothing where there are none. Whoever took them back has told it, but may
/// have been cut off.
pub(super) fn taken_back(messages: &[Message]) -> Option<Words> {
    let (count, more) = (messages.len(), if messages.len() > NAMED { "; …" } else { "" });
    (count > 0).then(|| {
        Words::around(|reader| {
            let named: Vec<_> =
                messages.iter().take(NAMED).map(|message| message.label().say(reader).to_owned()).collect();
            let named = named.join("; ");
            agreed(
                count,
                words!(
                    "{count} reminder by hand was taken back before it left, and nothing left about it since: {named}",
                    "{count} relance à la main a été reprise avant de partir, et rien n'est parti depuis à ce sujet : {named}"
                ),
                words!(
                    "{count} reminders by hand were taken back before they left, and nothing left about them since: {named}{more}",
                    "{count} relances à la main ont été reprises avant de partir, et rien n'est parti depuis à leur sujet : {named}{more}"
                ),
            )
        })
    })
}

/// What to do about them.
pub(super) fn ask_again() -> Words {
    words!(
        "They do not leave by themselves: `relance remind` asks for them again.",
        "Elles ne partent pas d'elles-mêmes : `relance remind` les redemande."
    )
}

/// Why a message is in the list.
fn why(message: &Message) -> Words {
    if message.state == OutboxState::Cancelled {
        return words!(
            "asked for by hand and taken back; `relance remind` asks for it again",
            "demandée à la main et reprise ; `relance remind` la redemande"
        );
    }
    if message.state == OutboxState::Unprinted {
        return words!("`relance letters` prints it", "`relance letters` l'imprime");
    }
    message.problem.clone()
}

pub(super) fn outbox(arguments: &Arguments, command: &OutboxCommand, screen: &mut Screen<'_>) -> Result<End> {
    match command {
        OutboxCommand::List { json } => list(arguments, *json, screen),
        OutboxCommand::Settle(command) => settle(arguments, command, screen),
        OutboxCommand::Adopt(command) => adopt::adopt(arguments, command, screen),
    }
}

fn list(arguments: &Arguments, json: bool, screen: &mut Screen<'_>) -> Result<End> {
    let store = arguments.store()?;
    store.tenant(&arguments.tenant)?;
    let messages = store.messages(&arguments.tenant, Wanting::All)?;
    if json {
        screen.json(&messages);
        return Ok(End::Done);
    }
    if messages.is_empty() {
        screen.line(words!("Every message has left.", "Tous les messages sont partis."));
        return Ok(End::Done);
    }
    let language = screen.language();
    let rows = messages.into_iter().map(|message| {
        let state = message.state.words().say(language).to_owned();
        let problem = why(&message).say(language).to_owned();
        let name = if message.name.is_empty() { message.account } else { message.name };
        vec![message.day, name, message.numbers.join(", "), message.kind, state, problem, message.key]
    });
    let rows = rows.collect();
    screen.table(
        &[
            words!("day", "jour"),
            words!("customer", "client"),
            words!("document", "pièce"),
            words!("kind", "sorte"),
            words!("state", "état"),
            words!("why", "pourquoi"),
            words!("key", "clé"),
        ],
        rows,
    );
    Ok(End::Done)
}

fn settle(arguments: &Arguments, command: &Settle, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    store.tenant(&arguments.tenant)?;
    let _alone = lock(&*store, screen)?;
    let uncertain = store.messages(&arguments.tenant, Wanting::Uncertain)?;
    // Its folder may be gone, or somebody has posted it in another way.
    let unprinted = store.unprinted_letters(&arguments.tenant)?;
    let mut chosen: Vec<&Message> = Vec::new();
    for wanted in &command.which {
        let is_meant = |message: &&Message| message.key == *wanted || message.numbers.contains(wanted);
        let mut found: Vec<_> = uncertain.iter().filter(is_meant).collect();
        if found.is_empty() {
            found = unprinted.iter().filter(is_meant).collect();
        }
        if found.is_empty() {
            return Err(Error::new(
                Kind::Input,
                words!(
                    "no uncertain message is about `{wanted}`; nothing was settled",
                    "aucun message incertain ne concerne `{wanted}` ; rien n'a été réglé"
                ),
            )
            .hint(words!("`relance outbox list` shows them", "`relance outbox list` les montre")));
        }
        chosen.extend(found);
    }
    if command.all {
        chosen.extend(&uncertain);
    }
    chosen.sort_by_key(|message| message.id);
    chosen.dedup_by_key(|message| message.id);
    let messages: Vec<_> = chosen.iter().map(|message| message.id).collect();
    store.settle_by_hand(&arguments.tenant, &messages, command.sent)?;
    for message in chosen {
        let label = message.label();
        screen.line(Words::around(|reader| {
            let label = label.say(reader);
            if command.sent {
                words!("{label}: sent.", "{label} : parti.")
            } else {
                let day = &message.day;
                words!(
                    "{label}: not sent; decided again by the first run after {day}.",
                    "{label} : pas parti ; redécidé au premier passage après le {day}."
                )
            }
        }));
    }
    Ok(End::Done)
}
