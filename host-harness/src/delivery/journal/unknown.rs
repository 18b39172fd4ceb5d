//! A journal beside a store: whether the store knows what left, what it does not know, and taking that over.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use super::{
    Journal,
    gaps::Gaps,
    line::{Line, Reach},
};
use crate::{
    error::{Error, Kind, Result},
    store::{Bookkeeper, Left, Store, Trail},
    text::{Words, agreed},
    words,
};

/// What left and the store does not know.
#[derive(Debug)]
pub struct Unknown {
    /// The messages, oldest first; what became of their files is not looked at yet ([`look_back`](crate::delivery::Files::look_back)).
    pub left: Vec<Left>,
    /// The last number.
    number: i64,
    /// Whether it was this store that let them go.
    pub same_store: bool,
    /// What the journal should have besides them and has not, in words.
    pub missing: Option<Words>,
}

impl Journal {
    /// Refuses a store that is older than what left, or that is another one.
    ///
    /// # Errors
    /// [`Kind::Store`], with what to do; the journal cannot be read.
    pub fn check(&self, store: &dyn Store) -> Result<()> {
        let (ours, released) = (store.name()?, store.released(&self.tenant)?);
        let Some(last) = self.last()? else { return Ok(()) };
        self.require_ours(&last)?;
        let count_is_known = last.store == ours && last.number <= released;
        if count_is_known && !self.tells_of_another_branch(store)? {
            return Ok(());
        }
        let file = self.file.display();
        let told = if count_is_known {
            words!(
                "the store is older than what left: messages of {file} are not in it, others left from it elsewhere",
                "la base est plus ancienne que ce qui est parti : des messages de {file} n'y sont pas, d'autres en sont partis ailleurs"
            )
        } else if last.store == ours {
            let count = last.number.saturating_sub(released);
            agreed(
                usize::try_from(count).unwrap_or(usize::MAX),
                words!(
                    "the store is older than what left: {count} message of {file} is not in it",
                    "la base est plus ancienne que ce qui est parti : {count} message de {file} n'y est pas"
                ),
                words!(
                    "the store is older than what left: {count} messages of {file} are not in it",
                    "la base est plus ancienne que ce qui est parti : {count} messages de {file} n'y sont pas"
                ),
            )
        } else {
            words!("{file} was written from another store", "{file} vient d'une autre base")
        };
        // What cannot be taken over at all is told when somebody tries.
        let missing = self.unknown_to(store).ok().flatten().and_then(|unknown| unknown.missing);
        Err(Error::new(Kind::Store, told).details(missing.into_iter().collect()).hint(words!(
            "was it put back from a copy? Import again, record again what was recorded by hand since, then `relance outbox adopt` takes over \
             what left. If it is a new beginning, name another folder with --out",
            "a-t-elle été remise depuis une copie ? Importez de nouveau, notez de nouveau ce qui l'avait été à la main, puis `relance outbox \
             adopt` reprend ce qui est parti. Si c'est un nouveau départ, nommez un autre dossier avec --out"
        )))
    }

    /// Whether this store knows another message, or none, under the number of one of its last messages: then the store was put back from a copy
    /// and messages left from it elsewhere since.
    fn tells_of_another_branch(&self, store: &dyn Store) -> Result<bool> {
        const LOOKED_AT: usize = 100;
        let text = self.end()?;
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let lines: Vec<_> = lines.rev().take(LOOKED_AT).collect();
        let ours = store.name()?;
        let mut taken_back = BTreeSet::new();
        for line in lines {
            // The first one may be cut where reading began.
            let Ok(line) = serde_json::from_slice::<Line>(line) else { continue };
            if line.is_known_from_here(store, &self.tenant)? {
                break;
            }
            if line.store != ours || taken_back.contains(&line.key) {
                continue;
            }
            if line.is_of_another_branch(store, &self.tenant)? {
                return Ok(true);
            }
            if line.entries.is_empty() {
                taken_back.insert(line.key);
            }
        }
        Ok(false)
    }

    /// What left and this store does not know.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn unknown_to(&self, store: &dyn Store) -> Result<Option<Unknown>> {
        let (ours, released) = (store.name()?, store.released(&self.tenant)?);
        let Some(last) = self.last()? else { return Ok(None) };
        self.require_ours(&last)?;
        if last.store == ours && last.number <= released && !self.tells_of_another_branch(store)? {
            return Ok(None);
        }
        let text = fs::read(&self.file).map_err(|error| Error::file(&self.file, &error))?;
        let end = text.iter().rposition(|byte| *byte == b'\n').unwrap_or_default();
        let (mut left, mut taken_back) = (BTreeMap::new(), BTreeMap::new());
        let (mut number, mut forgotten) = (released, false);
        let mut gaps = Gaps::known(ours.clone(), released);
        let lines = text.get(..end).unwrap_or_default().split(|byte| *byte == b'\n');
        for (at, line) in lines.filter(|line| !line.is_empty()).enumerate() {
            let line = self.parsed(line)?;
            gaps.look(&line);
            if line.is_known_from_here(store, &self.tenant)? {
                left.clear();
                taken_back.clear();
                gaps.forget();
                forgotten = false;
                continue;
            }
            if line.is_a_mark() {
                continue;
            }
            if line.entries.is_empty() && line.reach == Reach::Whole {
                taken_back.extend(left.remove_entry(&line.key));
                continue;
            }
            if line.store == ours && line.number <= released && !line.is_of_another_branch(store, &self.tenant)? {
                continue;
            }
            if line.reach == Reach::Here {
                forgotten = true;
                continue;
            }
            let as_ours = (line.store == ours).then_some(line.number);
            number = number.max(as_ours.unwrap_or_default());
            let Line { account, sent, started, lives, entries, .. } = line;
            let trail = Trail::Seen;
            let message = Left { account, number: as_ours, sent, started, lives, entries, trail };
            taken_back.remove(&line.key);
            left.insert(line.key, (at, message));
        }
        if forgotten {
            return Err(self.forgotten());
        }
        // Of what was taken back nothing is known, but where its step left by another action: then it is what is tried again alone.
        let beside = |message: &Left| left.values().any(|(_, other): &(usize, Left)| is_beside(message, other));
        taken_back.retain(|_, (_, message)| beside(message));
        left.extend(
            taken_back.into_iter().map(|(key, (at, message))| (key, (at, Left { trail: Trail::TakenBack, ..message }))),
        );
        let mut left: Vec<_> = left.into_values().collect();
        left.sort_by_key(|(at, ..)| *at);
        let left = left.into_iter().map(|(_, message)| message).collect();
        let missing = gaps.words(&self.file.display().to_string());
        Ok(Some(Unknown { left, number, same_store: last.store == ours, missing }))
    }

    /// What left before the journal's first line nobody knows any more.
    fn forgotten(&self) -> Error {
        let file = self.file.display();
        Error::new(
            Kind::Store,
            words!(
                "{file} does not reach back far enough: messages left that neither it nor the store knows; nothing was taken over",
                "{file} ne remonte pas assez loin : des messages sont partis que ni lui ni la base ne connaissent ; rien n'a été repris"
            ),
        )
        .hint(words!(
            "put back a newer copy of the store; or name another folder with --out, and look in the mail server for what left",
            "remettez une copie plus récente de la base ; ou nommez un autre dossier avec --out, et cherchez au serveur de courrier ce qui est parti"
        ))
    }

    /// Takes over what left and the store does not know.
    ///
    /// # Errors
    /// The store, or the journal; then nothing is taken over.
    pub fn adopt(&self, store: &mut dyn Store, tenant: &str, unknown: &Unknown, books: &dyn Bookkeeper) -> Result<()> {
        let mark = store.adopt(tenant, &unknown.left, unknown.number, books)?;
        // From here on the folder is this store's.
        let line = Line::without_message((store.name()?, tenant.to_owned()), store.released(tenant)?, Reach::Whole);
        self.append(&[Line { adopted: mark, ..line }])
    }
}

/// Whether another message was of the same step, by another action.
fn is_beside(message: &Left, other: &Left) -> bool {
    let pairs = message.entries.iter().flat_map(|entry| other.entries.iter().map(move |other| (entry, other)));
    pairs.into_iter().any(|(entry, other)| entry.coverage == other.coverage && entry.action != other.action)
}
