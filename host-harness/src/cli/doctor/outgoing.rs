//! What leaves: messages that wait or are uncertain, by customer and document; a store older than what left; files that others can read.

use std::{fs, path::Path};

use super::Report;
use crate::{
    cli::{
        adopt::gap,
        letters::unprinted,
        outbox::{ask_again, taken_back},
    },
    delivery::Files,
    error::{Error, Result},
    store::{Message, Store, Wanting, Why},
    text::{Language, Words, agreed},
    words,
};

/// How many are named.
const NAMED: usize = 10;

pub(super) fn look(store: &dyn Store, tenant: &str, (db, out): (&Path, &Path), report: &mut Report) -> Result<()> {
    messages(store, tenant, report)?;
    let files = Files::in_folder(out, store, tenant)?;
    let journal = files.journal();
    if let Ok(Some(gap)) = gap(&journal, store, tenant) {
        report.look(
            gap,
            words!(
                "keep the folder apart from copies of the store, and name it with --out",
                "gardez ce dossier à part des copies de la base, et désignez-le avec --out"
            ),
        );
    }
    if let Err(error) = journal.check(store) {
        report.mend(
            first_line(&error),
            // Of a journal that cannot be read nothing can be taken over: it says itself what to do.
            error.advice().cloned().unwrap_or_else(|| "".into()),
        );
    }
    if let Err(error) = files.require_apart() {
        report.mend(first_line(&error), error.advice().cloned().unwrap_or_else(|| "".into()));
    }
    if cfg!(unix) {
        rights(db, out, report);
    }
    Ok(())
}

fn first_line(error: &Error) -> Words {
    Words::around(|reader| error.say(reader).lines().next().unwrap_or_default().into())
}

fn messages(store: &dyn Store, tenant: &str, report: &mut Report) -> Result<()> {
    let waiting = store.messages(tenant, Wanting::Open)?;
    let (stuck, waiting): (Vec<_>, Vec<_>) =
        waiting.into_iter().partition(|message| message.problem != Words::from(""));
    if let Some(first) = stuck.first() {
        let count = stuck.len();
        report.mend(
            Words::around(|reader| {
                let names = names(&stuck, reader);
                let why = first.problem.say(reader).lines().next().unwrap_or_default();
                agreed(
                    count,
                    words!(
                        "{count} message could not be put where messages leave ({why}): {names}.",
                        "{count} message n'a pas pu être déposé là où partent les messages ({why}) : {names}."
                    ),
                    words!(
                        "{count} messages could not be put where messages leave (such as: {why}): {names}.",
                        "{count} messages n'ont pas pu être déposés là où partent les messages (par exemple : {why}) : {names}."
                    ),
                )
            }),
            words!(
                "mend that, then run again: today they leave, on a later day they are decided again; no attempt is used up",
                "corrigez cela, puis relancez : aujourd'hui ils partent, un autre jour ils sont redécidés ; aucune tentative n'est consommée"
            ),
        );
    }
    if !waiting.is_empty() {
        let count = waiting.len();
        report.look(
            Words::around(|reader| {
                let names = names(&waiting, reader);
                agreed(
                    count,
                    words!(
                        "{count} message waits in the outbox: {names}.",
                        "{count} message attend dans la boîte d'envoi : {names}."
                    ),
                    words!(
                        "{count} messages wait in the outbox: {names}.",
                        "{count} messages attendent dans la boîte d'envoi : {names}."
                    ),
                )
            }),
            words!(
                "a run was cut off: run again today; what is left of an earlier day is cancelled and decided again",
                "un passage a été coupé : relancez-le aujourd'hui ; ce qui reste d'un autre jour est annulé et redécidé"
            ),
        );
    }
    if let Some(unprinted) = unprinted(&store.unprinted_letters(tenant)?) {
        report.look(
            unprinted,
            words!(
                "print after `run`: a letter that waits for more than {} days is taken back and decided again",
                "imprimez après `run` : une lettre qui attend plus de {} jours est reprise et redécidée",
                Why::DAYS
            ),
        );
    }
    if let Some(taken_back) = taken_back(&store.messages(tenant, Wanting::TakenBack)?) {
        report.look(taken_back, ask_again());
    }
    let uncertain = store.messages(tenant, Wanting::Uncertain)?;
    if !uncertain.is_empty() {
        let count = uncertain.len();
        report.mend(
            Words::around(|reader| {
                let names = names(&uncertain, reader);
                agreed(
                    count,
                    words!(
                        "{count} message may or may not have left: {names}.",
                        "{count} message est peut-être parti, peut-être pas : {names}."
                    ),
                    words!(
                        "{count} messages may or may not have left: {names}.",
                        "{count} messages sont peut-être partis, peut-être pas : {names}."
                    ),
                )
            }),
            words!(
                "look for them where mail leaves, then `relance outbox settle DOCUMENT --sent` or `--not-sent`",
                "cherchez-les là où le courrier part, puis `relance outbox settle PIÈCE --sent` ou `--not-sent`"
            ),
        );
    }
    let lost = store.without_history(tenant)?;
    if lost > 0 {
        report.mend(
            agreed(
                lost,
                words!(
                    "The history lacks {lost} message that left: its step counts as never done and may be sent a second time.",
                    "L'historique n'a pas {lost} message parti : son étape passe pour jamais faite et peut repartir."
                ),
                words!(
                    "The history lacks {lost} messages that left: their steps count as never done and may be sent a second time.",
                    "L'historique n'a pas {lost} messages partis : leurs étapes passent pour jamais faites et peuvent repartir."
                ),
            ),
            words!(
                "go back to a copy made before, then `relance outbox adopt` takes over what left since",
                "revenez à une copie antérieure, puis `relance outbox adopt` reprend ce qui est parti depuis"
            ),
        );
    }
    let failed = store.outgoing(tenant)?.failed;
    if failed > 0 {
        report.look(
            agreed(
                usize::try_from(failed).unwrap_or(usize::MAX),
                words!("{failed} message could not leave.", "{failed} message n'a pas pu partir."),
                words!("{failed} messages could not leave.", "{failed} messages n'ont pas pu partir."),
            ),
            words!("`relance outbox list` tells which, and why", "`relance outbox list` dit lesquels, et pourquoi"),
        );
    }
    Ok(())
}

fn names(messages: &[Message], reader: Language) -> String {
    let mut names: Vec<_> = messages.iter().take(NAMED).map(|one| one.label().say(reader).to_owned()).collect();
    if messages.len() > NAMED {
        names.push("…".to_owned());
    }
    names.join("; ")
}

/// Files and folders that hold personal data and that others may read.
fn rights(db: &Path, out: &Path, report: &mut Report) {
    let mut open = Vec::new();
    for ending in ["", "-wal", "-shm", "-lock"] {
        let mut name = db.as_os_str().to_owned();
        name.push(ending);
        collect(Path::new(&name), &mut open);
    }
    collect(out, &mut open);
    let Some(first) = open.first() else { return };
    let count = open.len();
    report.look(
        agreed(
            count,
            words!(
                "Others on this machine may read {count} file or folder with personal data: {first}.",
                "D'autres sur cette machine peuvent lire {count} fichier ou dossier de données personnelles : {first}."
            ),
            words!(
                "Others on this machine may read {count} files or folders with personal data, such as {first}.",
                "D'autres sur cette machine peuvent lire {count} fichiers ou dossiers de données personnelles, comme {first}."
            ),
        ),
        words!("`chmod -R go= FILE…` keeps them out", "`chmod -R go= FICHIER…` le leur interdit"),
    );
}

fn collect(path: &Path, open: &mut Vec<String>) {
    let Ok(about) = path.symlink_metadata() else { return };
    if about.is_symlink() {
        return;
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::mode(&about) & 0o077 != 0 {
        open.push(path.display().to_string());
    }
    if about.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            collect(&entry.path(), open);
        }
    }
}
