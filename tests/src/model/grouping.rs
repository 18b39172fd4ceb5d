//! Paragraphs 11 and 12: what shares a message, a formal notice, the distance between two messages to one account, and the limits.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    calendar::plus,
    decide::{Answer, Decision, Leaving, Mark, Message, word},
    recipients::{Way, way},
    world::{Account, Action, Day, Entry, Grouping, Part, PartId, Today},
};

/// "A formal notice": a severe step with a message to the customer.
fn is_notice(one: &Leaving) -> bool {
    one.step.is_severe() && one.tells_customer()
}

fn say(answer: &mut Answer, one: &Leaving, code: &'static str) {
    answer.decisions.push(Decision { part: one.part.id(), codes: vec![code], step: Some(one.step.id.clone()) });
}

fn deadline(today: &Today, one: &Leaving) -> Option<Day> {
    one.step.deadline.map(|days| plus(today.day, days))
}

/// What left of customer messages about one account, as far as it is of the same world (live or rehearsal).
fn left(account: &Account, simulated: bool) -> impl Iterator<Item = &Entry> {
    account
        .history
        .iter()
        .filter(move |entry| entry.to_customer && entry.state.left() && (simulated || !entry.simulated))
}

/// What shares a message. Never two currencies or recipients; one language, since an account has one here.
fn key(today: &Today, one: &Leaving) -> String {
    let document = one.part.document;
    let rules = today.settings.rules(one.part.is_quote());
    let ways: Vec<_> = one.actions.iter().filter(|(action, ..)| action.kind.to_customer()).collect();
    let plain: Vec<_> = ways.iter().map(|(action, _, way)| (&action.id, way)).collect();
    let to = format!("{} {} {plain:?}", document.currency, one.simulated);
    let step = format!("{}/{}#{}", one.scenario.id, one.step.id, one.repetition);
    match (rules.grouping, is_notice(one)) {
        // "Tried again alone": with what failed of the same step in the same way.
        _ if one.alone && rules.grouping != Grouping::Document => format!("{to} {step}"),
        (_, true) | (Grouping::AccountAndStep, false) => format!("{to} {step}"),
        (Grouping::Account, false) => format!("{} {} {}", one.part.is_quote(), document.currency, one.simulated),
        (Grouping::Document, false) => format!("{} {}", one.simulated, document.id),
    }
}

/// Puts together what leaves, keeps back what must wait, and answers for each.
pub fn group(
    today: &Today,
    account: &Account,
    leaving: Vec<Leaving>,
    chosen_by_key: &dyn Fn(&Message) -> bool,
    answer: &mut Answer,
) {
    let (told, inside): (Vec<_>, Vec<_>) = leaving.into_iter().partition(Leaving::tells_customer);
    for one in &inside {
        answer.messages.extend(internal(one, today));
        say(answer, one, one.held.unwrap_or("remind"));
        if let Some(said) = answer.decisions.last_mut().filter(|_| one.lacks_both) {
            said.codes.push("attachment-missing");
        }
        if one.held.is_none() {
            answer.marks.extend(marks(one));
        }
    }
    let (notices, friendly): (Vec<_>, Vec<_>) = told.into_iter().partition(is_notice);
    let notices = one_a_day(notices, answer);
    let mut bundles = together(today, account, notices);
    let until = silence(today, account, &bundles);
    let (silent, rest): (Vec<_>, Vec<_>) = friendly.into_iter().partition(|one| {
        until.iter().any(|(end, simulated)| {
            // A rehearsed notice silences the rehearsal only.
            today.day <= *end && (one.simulated || !simulated)
        })
    });
    silent.iter().for_each(|one| say(answer, one, "silenced"));
    let (near, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|one| is_too_near(today, account, one));
    near.iter().for_each(|one| say(answer, one, "account-gap"));
    let rest = one_a_day(rest, answer);
    bundles.extend(together(today, account, rest));
    limits(today, account, &bundles, chosen_by_key, answer);
}

/// The step that gives the text: the severest. Open: of two that are equally severe, the later one of its scenario.
fn lead<'a, 'b>(bundle: &'b [Leaving<'a>]) -> Option<&'b Leaving<'a>> {
    let place = |one: &Leaving| one.scenario.steps.iter().position(|step| step.id == one.step.id);
    bundle.iter().max_by_key(|one| (one.step.is_severe(), place(one), one.repetition))
}

/// "What failed of one part waits where another part of the document has its message on that day; of several that failed, the furthest step goes
/// first."
fn one_a_day<'a>(leaving: Vec<Leaving<'a>>, answer: &mut Answer) -> Vec<Leaving<'a>> {
    let all = leaving.clone();
    let (go, wait): (Vec<_>, Vec<_>) = leaving.into_iter().partition(|one| {
        let same = all
            .iter()
            .filter(|other| other.part.document.id == one.part.document.id && other.simulated == one.simulated);
        let same: Vec<_> = same.cloned().collect();
        let first = lead(&same).is_none_or(|lead| lead.step.id == one.step.id && lead.repetition == one.repetition);
        !one.alone || (first && same.iter().all(|other| other.alone))
    });
    wait.iter().for_each(|one| say(answer, one, "waiting"));
    go
}

/// "Two instalments of one document whose steps leave on one day make one message; the severer step gives the text." What then shares a key
/// with others is told by that step.
fn together<'a>(today: &Today, account: &Account, leaving: Vec<Leaving<'a>>) -> Vec<Vec<Leaving<'a>>> {
    let mut documents = BTreeMap::<(String, bool), Vec<Leaving>>::new();
    for one in leaving {
        documents.entry((one.part.document.id.clone(), is_notice(&one))).or_default().push(one);
    }
    let mut groups = BTreeMap::<String, Vec<Leaving>>::new();
    for unit in documents.into_values() {
        let key = lead(&unit).map(|lead| key(today, lead)).unwrap_or_default();
        groups.entry(key).or_default().extend(unit);
    }
    groups.into_values().flat_map(|group| by_way(today, account, group)).collect()
}

/// "All whose turn it is, where the severest step's messages reach each of them at the same addresses"; the others then share in the same way.
fn by_way<'a>(today: &Today, account: &Account, group: Vec<Leaving<'a>>) -> Vec<Vec<Leaving<'a>>> {
    let Some(lead) = lead(&group).cloned() else { return vec![] };
    let ways = |part: &Part| -> Vec<_> {
        let messages = lead.actions.iter().filter(|(action, ..)| action.kind.to_customer());
        messages.map(|(action, ..)| way(today, account, part, action)).collect()
    };
    let own = ways(&lead.part);
    let (with, others): (Vec<_>, Vec<_>) = group.into_iter().partition(|one| {
        let has_files = one.part.document.has_file || !lead.actions.iter().any(|(action, ..)| action.attach_required);
        one.part.document.id == lead.part.document.id || (has_files && ways(&one.part) == own)
    });
    let mut groups = vec![with];
    groups.extend(by_way(today, account, others));
    groups
}

/// "Until its deadline silences friendly messages, quotes and invoices, to that account."
fn silence(today: &Today, account: &Account, notices: &[Vec<Leaving>]) -> Vec<(Day, bool)> {
    // Open: a notice that prints no deadline. On its own day nothing friendly leaves beside it.
    let end = |entry: &Entry| entry.deadline.unwrap_or(entry.day);
    let before = left(account, true).filter(|entry| entry.severe).map(|entry| (end(entry), entry.simulated));
    // What leaves today silences what would leave beside it, as it does for a second run of the day.
    let now = notices.iter().flatten().map(|one| (deadline(today, one).unwrap_or(today.day), one.simulated));
    before.chain(now).collect()
}

/// "At most one message every `account_gap` days"; "counts quotes and invoices apart, all currencies together".
fn is_too_near(today: &Today, account: &Account, one: &Leaving) -> bool {
    let rules = today.settings.rules(one.part.is_quote());
    // "Only what failed beside something that was sent goes alone without waiting."
    if rules.grouping != Grouping::Account || one.alone {
        return false;
    }
    let quotes: Vec<_> = account
        .documents
        .iter()
        .filter(|document| document.kind == super::world::DocumentKind::Quote)
        .map(|document| &document.id)
        .collect();
    let there = |entry: &Entry| account.documents.iter().any(|document| document.id == entry.document);
    // "By the scenario of a message whose document is no longer there."
    let by_scenario = |entry: &Entry| {
        let mut scenarios = today.settings.scenarios.iter();
        scenarios
            .find(|scenario| scenario.id == entry.scenario)
            .is_none_or(|one_of| one_of.for_quotes == one.part.is_quote())
    };
    let same_kind = |entry: &&Entry| {
        if there(entry) { quotes.contains(&&entry.document) == one.part.is_quote() } else { by_scenario(entry) }
    };
    let last = left(account, one.simulated).filter(same_kind).map(|entry| entry.day).max();
    last.is_some_and(|last| today.day < plus(last, rules.account_gap.max(1)))
}

fn marks(one: &Leaving) -> Vec<Mark> {
    one.with_it.iter().map(|out| Mark { part: one.part.id(), out: out.clone() }).collect()
}

fn internal(one: &Leaving, today: &Today) -> Vec<Message> {
    let inside = one.actions.iter().filter(|(action, ..)| !action.kind.to_customer());
    let message = |(action, attempt, way): &(&Action, u32, Way)| Message {
        covers: vec![(one.part.id(), one.step.id.clone(), one.repetition)],
        action: action.id.clone(),
        way: way.clone(),
        kind: word(action.kind, way),
        attempt: *attempt,
        severe: one.step.is_severe(),
        simulated: one.simulated,
        deadline: deadline(today, one),
        effective: one.effective,
    };
    inside.map(message).collect()
}

/// The messages of one bundle: the severest step gives the text.
fn messages(today: &Today, bundle: &[Leaving]) -> Vec<Message> {
    let Some(lead) = lead(bundle) else { return Vec::new() };
    let mut covers: Vec<_> = bundle.iter().map(|one| (one.part.id(), one.step.id.clone(), one.repetition)).collect();
    covers.sort();
    let effective = bundle.iter().map(|one| one.effective).min().unwrap_or(today.day);
    let outside = lead.actions.iter().filter(|(action, ..)| action.kind.to_customer());
    // Open: the attempt of a message some of whose documents are reminded again; behind the highest that any of their steps has under that name.
    let attempt = |id: &str| bundle.iter().filter_map(|one| one.attempts.get(id)).max().map_or(1, |last| last + 1);
    outside
        .map(|(action, _, way)| Message {
            covers: covers.clone(),
            action: action.id.clone(),
            way: way.clone(),
            kind: word(action.kind, way),
            attempt: attempt(&action.id),
            severe: lead.step.is_severe(),
            simulated: lead.simulated,
            deadline: deadline(today, lead),
            effective,
        })
        .collect()
}

/// What leaves together or not at all, and what it brings along.
#[derive(Clone, Debug)]
pub struct Bundle {
    pub effective: Option<Day>,
    pub simulated: bool,
    pub messages: Vec<Message>,
    pub internal: Vec<Message>,
    pub marks: Vec<Mark>,
    pub steps: Vec<(PartId, String)>,
}

impl Bundle {
    fn of(today: &Today, bundle: &[Leaving]) -> Self {
        let messages = messages(today, bundle);
        let steps = bundle.iter().map(|one| (one.part.id(), one.step.id.clone()));
        Self {
            effective: messages.first().map(|message| message.effective),
            simulated: messages.iter().any(|message| message.simulated),
            internal: bundle.iter().flat_map(|one| internal(one, today)).collect(),
            marks: bundle.iter().flat_map(marks).collect(),
            steps: steps.collect(),
            messages,
        }
    }

    fn say(&self, answer: &mut Answer, code: &'static str) {
        let decision = |(part, step): &(PartId, String)| Decision {
            part: part.clone(),
            codes: vec![code],
            step: Some(step.clone()),
        };
        answer.decisions.extend(self.steps.iter().map(decision));
    }

    fn size(&self) -> i64 {
        self.messages.len() as i64
    }
}

/// "By effective day, then key, whole bundles; one larger than the limit waits, a smaller one behind it may leave." Keys are not made by the
/// model: of two on one day the one that leaves.
fn order(bundle: &Bundle, chosen_by_key: &dyn Fn(&Message) -> bool) -> (Option<Day>, bool, bool) {
    // Of those that leave, a rehearsed one that does has found room before the real ones.
    (bundle.effective, !bundle.messages.iter().any(chosen_by_key), !bundle.simulated)
}

/// The limit per account and day, of what the day has recorded already, whatever became of it.
fn limits(
    today: &Today,
    account: &Account,
    bundles: &[Vec<Leaving>],
    chosen_by_key: &dyn Fn(&Message) -> bool,
    answer: &mut Answer,
) {
    let recorded = |simulated: bool| {
        let entries = account
            .history
            .iter()
            .filter(|entry| entry.to_customer && entry.day == today.day && (simulated || !entry.simulated));
        let messages: BTreeSet<_> = entries.map(|entry| (&entry.key, &entry.action, entry.attempt)).collect();
        messages.len() as i64
    };
    // Open: whether a rehearsal keeps the limit of the account; it does, and what was rehearsed counts in it.
    let (mut real, mut all) = (recorded(false), recorded(true));
    let mut bundles: Vec<_> = bundles.iter().map(|bundle| Bundle::of(today, bundle)).collect();
    bundles.sort_by_key(|bundle| order(bundle, chosen_by_key));
    for bundle in bundles {
        let count = if bundle.simulated { all } else { real };
        if today.settings.per_account_limit.is_some_and(|limit| count + bundle.size() > limit) {
            bundle.say(answer, "limit-reached");
            continue;
        }
        all += bundle.size();
        real += if bundle.simulated { 0 } else { bundle.size() };
        answer.bundles.push(bundle);
    }
}

/// The limit per tenant and day, over all accounts; it is about what really leaves.
pub fn admit(today: &Today, answers: &mut [Answer], so_far: i64, chosen_by_key: &dyn Fn(&Message) -> bool) {
    let mut bundles = Vec::new();
    for (at, answer) in answers.iter_mut().enumerate() {
        bundles.extend(answer.bundles.drain(..).map(|bundle| (at, bundle)));
    }
    bundles.sort_by_key(|(_, bundle)| order(bundle, chosen_by_key));
    let mut count = so_far;
    for (at, bundle) in bundles {
        let answer = &mut answers[at];
        let over = today.settings.tenant_limit.is_some_and(|limit| count + bundle.size() > limit);
        if over && !bundle.simulated {
            bundle.say(answer, "limit-reached");
            continue;
        }
        count += if bundle.simulated { 0 } else { bundle.size() };
        bundle.say(answer, "remind");
        answer.messages.extend(bundle.messages.into_iter().chain(bundle.internal));
        answer.possible.extend(bundle.marks.iter().cloned());
        answer.marks.extend(bundle.marks);
    }
}
