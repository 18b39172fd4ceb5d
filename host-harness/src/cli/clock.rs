//! The clock of the machine, as far as the store can tell: a run on a day far ahead, and what a run under a clock that was ahead has left.

use std::path::Path;

use relance_contract::{Day, days_between, parse_day};

use super::arguments::Arguments;
use crate::{
    error::{Error, Kind, Result},
    store::{Ahead, Store},
    text::{Words, agreed, date},
    words,
};

/// So many days without a run are taken for granted: a machine that was off, a house that was closed.
const DAYS: i64 = 31;

/// That the last run was long ago, if so, and what to do.
pub(super) fn long_ago(store: &dyn Store, tenant: &str, today: &str) -> Result<Option<(Words, Words)>> {
    let Some(last) = store.last_run(tenant)? else { return Ok(None) };
    let days = parse_day(&last).zip(parse_day(today)).map_or(0, |(last, today)| days_between(last, today));
    if days <= DAYS {
        return Ok(None);
    }
    let on = date(&last);
    let told = Words::around(|reader| {
        let on = on.say(reader);
        words!(
            "the last run was on {on}, {days} days ago by the clock of this machine",
            "le dernier passage date du {on}, il y a {days} jours d'après l'horloge de cette machine"
        )
    });
    let hint = words!(
        "`run` and `letters` let nothing go until somebody names the day once: import, then `relance run --date {today}`",
        "`run` et `letters` ne laissent rien partir tant que personne n'a dit le jour une fois : importez, puis `relance run --date {today}`"
    );
    Ok(Some((told, hint)))
}

/// A run long after the last one is a clock that is wrong, or a long pause: only a person knows. Whoever names the day has looked at it.
pub(super) fn require_near(
    store: &dyn Store,
    arguments: &Arguments,
    (named, today): (Option<Day>, &str),
    out: &Path,
) -> Result<()> {
    let tenant = &arguments.tenant;
    let Some((long_ago, _)) = long_ago(store, tenant, today)?.filter(|_| named.is_none()) else { return Ok(()) };
    let message = Words::around(|reader| {
        let long_ago = long_ago.say(reader);
        words!("{long_ago}: nothing was sent", "{long_ago} : rien n'est parti")
    });
    let (db, out) = (arguments.db.display(), out.display());
    Err(Error::new(Kind::Input, message).hint(words!(
        "if that is so, say the day once: `relance --db {db} --tenant {tenant} run --out {out} --date {today}`; if it is not {today}, set the clock right first. Import before: what was paid meanwhile is known then",
        "si c'est bien cela, dites le jour une fois : `relance --db {db} --tenant {tenant} run --out {out} --date {today}` ; si nous ne sommes pas le {today}, réglez d'abord l'horloge. Importez avant : ce qui a été payé entre-temps sera connu"
    )))
}

/// What the store has of days to come, and what to do.
pub(super) fn ahead(Ahead { until, messages }: &Ahead, today: &str) -> (Words, Words) {
    let day = date(until);
    let told = Words::around(|reader| {
        let day = day.say(reader);
        let left = agreed(
            usize::try_from(*messages).unwrap_or_default(),
            words!("{messages} message left on days to come", "{messages} message est parti à des jours à venir"),
            words!("{messages} messages left on days to come", "{messages} messages sont partis à des jours à venir"),
        );
        let left = left.say(reader);
        words!(
            "The store has runs of days to come, until {day}: {left}",
            "La base a des passages de jours à venir, jusqu'au {day} : {left}"
        )
    });
    let hint = words!(
        "the clock was ahead, or `--date` named another day: what left counts on its day, and the next step of its documents waits until then; \
         `relance history --from {today}` names it",
        "l'horloge avançait, ou `--date` désignait un autre jour : ce qui est parti compte à sa date, et l'étape suivante de ses pièces attend \
         jusque-là ; `relance history --from {today}` le nomme"
    );
    (told, hint)
}
