//! `outbox adopt`: taking over what left from a store that was put back from a copy.

use relance_contract::records::types::Origin;

use super::{
    End,
    arguments::{Adopt, Arguments},
    modules,
    outbox::{hold, show_uncertain},
    screen::Screen,
};
use crate::{
    delivery::{Files, Journal},
    error::{Error, Kind, Result},
    store::{Left, Store, Trail},
    text::{Words, agreed},
    words,
};

/// That a journal does not have the last message that the store let go: what else is missing in it nobody knows.
pub(super) fn gap(journal: &Journal, store: &dyn Store, tenant: &str) -> Result<Option<Words>> {
    let Some(last) = store.last_sent(tenant)? else { return Ok(None) };
    if journal.has(&last.key)? {
        return Ok(None);
    }
    let (file, label) = (journal.file().display(), last.label());
    Ok(Some(Words::around(|reader| {
        let label = label.say(reader);
        words!(
            "{file} does not have the last message that left ({label}): it was lost or cut, or messages leave from another folder (--out). A \
             store put back from a copy would not learn from it what left",
            "{file} n'a pas le dernier message parti ({label}) : il a été perdu ou coupé, ou les messages partent d'un autre dossier (--out). \
             Une base remise depuis une copie n'y apprendrait pas ce qui est parti"
        )
    })))
}

/// What is missing in the journal may be sent a second time: that is not taken for granted.
fn require_asked_for(command: &Adopt, missing: &Words) -> Result<()> {
    if command.without_missing {
        return Ok(());
    }
    let told = Words::around(|reader| {
        let missing = missing.say(reader);
        words!("{missing}; nothing was taken over", "{missing} ; rien n'a été repris")
    });
    Err(Error::new(Kind::Store, told).hint(words!(
        "put back a journal that has them, or first take over the other folder (--out) if messages left from two. Nobody knows any more what \
         they were? Then `relance outbox adopt --without-missing` takes over what is there, and what is missing may be sent a second time",
        "remettez un journal qui les a, ou reprenez d'abord l'autre dossier (--out) si les messages partaient de deux. Personne ne sait plus \
         lesquels c'étaient ? Alors `relance outbox adopt --without-missing` reprend ce qui est là, et ce qui manque peut partir une seconde fois"
    )))
}

/// A run was killed when it had written them into the journal and nobody could see them yet.
fn tell_never_seen(count: usize, screen: &mut Screen<'_>) {
    if count == 0 {
        return;
    }
    screen.line(agreed(
        count,
        words!(
            "{count} message of the journal had not left: a run was killed before anybody could see it. It is decided again.",
            "{count} message du journal n'était pas parti : un passage a été tué avant que quiconque puisse le voir. Il en est décidé de nouveau."
        ),
        words!(
            "{count} messages of the journal had not left: a run was killed before anybody could see them. They are decided again.",
            "{count} messages du journal n'étaient pas partis : un passage a été tué avant que quiconque puisse les voir. Il en est décidé de nouveau."
        ),
    ));
}

/// Whether a person asked for it.
fn is_by_hand(left: &Left) -> bool {
    left.entries.iter().any(|entry| entry.origin == Origin::Person)
}

/// Letters among what was taken over that nobody has printed: nobody knows whether their customers have paid since.
fn tell_not_printed(waiting: usize, by_hand: usize, screen: &mut Screen<'_>) {
    if waiting > 0 {
        screen.line(agreed(
            waiting,
            words!(
                "{waiting} letter among them is not printed yet: `relance letters` takes it back and decides it again.",
                "Parmi eux {waiting} lettre n'est pas encore imprimée : `relance letters` la reprend et en décide de nouveau."
            ),
            words!(
                "{waiting} letters among them are not printed yet: `relance letters` takes them back and decides them again.",
                "Parmi eux {waiting} lettres ne sont pas encore imprimées : `relance letters` les reprend et en décide de nouveau."
            ),
        ));
    }
    if by_hand > 0 {
        screen.line(agreed(
            by_hand,
            words!(
                "{by_hand} letter by hand among them is not printed yet: `relance letters` takes it back, and only `relance remind` asks for it again.",
                "Parmi eux {by_hand} lettre demandée à la main n'est pas encore imprimée : `relance letters` la reprend, et seul `relance remind` la redemande."
            ),
            words!(
                "{by_hand} letters by hand among them are not printed yet: `relance letters` takes them back, and only `relance remind` asks for them again.",
                "Parmi eux {by_hand} lettres demandées à la main ne sont pas encore imprimées : `relance letters` les reprend, et seul `relance remind` les redemande."
            ),
        ));
    }
}

pub(super) fn adopt(arguments: &Arguments, command: &Adopt, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?;
    let files = Files::in_folder(&command.out, &*store, &tenant.id)?;
    if !command.out.is_dir() {
        let out = command.out.display();
        return Err(Error::new(
            Kind::Input,
            words!(
                "there is no folder {out}: nothing left from there",
                "il n'y a pas de dossier {out} : rien n'en est parti"
            ),
        )
        .hint(words!(
            "--out names the folder that `run` and `remind` wrote to",
            "--out désigne le dossier où `run` et `remind` ont écrit"
        )));
    }
    let _at_work = hold(&*store, &files, screen)?;
    let journal = files.journal();
    let gap = gap(&journal, &*store, &tenant.id)?;
    if let Some(gap) = &gap {
        screen.note(gap.clone());
    }
    let Some(mut unknown) = journal.unknown_to(&*store)? else {
        if gap.is_some() {
            return Ok(End::SomeFailed);
        }
        let out = command.out.display();
        screen.line(words!(
            "The store knows everything that left from {out}.",
            "La base connaît tout ce qui est parti de {out}."
        ));
        return Ok(End::Done);
    };
    if let Some(missing) = &unknown.missing {
        require_asked_for(command, missing)?;
        screen.note(missing.clone());
    }
    let looked_at = files.look_back(std::mem::take(&mut unknown.left));
    let (never, left): (Vec<_>, Vec<_>) =
        looked_at.into_iter().partition(|left| matches!(left.trail, Trail::NeverSeen));
    // Cut off behind this, the next time finds the same.
    journal.take_back(never.iter().map(|left| (left.key(), left.account.as_str())))?;
    unknown.left = left;
    journal.adopt(&mut *store, &tenant.id, &unknown, &modules::open(arguments, screen)?)?;
    tell_never_seen(never.len(), screen);
    let count = unknown.left.iter().filter(|left| !matches!(left.trail, Trail::TakenBack)).count();
    screen.line(agreed(
        count,
        words!(
            "{count} message that left is in the store's history now; it is not sent again.",
            "{count} message parti est maintenant dans l'historique de la base ; il n'est pas renvoyé."
        ),
        words!(
            "{count} messages that left are in the store's history now; they are not sent again.",
            "{count} messages partis sont maintenant dans l'historique de la base ; ils ne sont pas renvoyés."
        ),
    ));
    let waiting = unknown.left.iter().filter(|left| matches!(left.trail, Trail::Waits(_)));
    let (by_hand, waiting): (Vec<_>, Vec<_>) = waiting.partition(|left| is_by_hand(left));
    tell_not_printed(waiting.len(), by_hand.len(), screen);
    if unknown.left.iter().any(|left| matches!(left.trail, Trail::Uncertain(_))) {
        show_uncertain(&*store, &tenant.id, screen)?;
        return Ok(End::SomeFailed);
    }
    Ok(End::Done)
}
