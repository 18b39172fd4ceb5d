//! What must hold within an action: each kind has its members, and no others.

use super::{
    Action, ActionKind, Attach, NotifyBy, Sender, Settings,
    check::{Wrong, text_exists},
    load::quoted,
};
use crate::domain::Found;
use relance_contract::Path;

/// Whether an action has a member, and whether its kind takes or needs it.
struct Member {
    name: &'static str,
    given: bool,
    taken_by: &'static [ActionKind],
    needed: bool,
}

use ActionKind::{BlockOrders, Email, HandOver, Letter, Notification, Other, RegisteredLetter, Sms, Suspend, Task};

const MESSAGES: &[ActionKind] = &[Email, Letter, RegisteredLetter, Sms];
const WITH_TEXT: &[ActionKind] =
    &[Email, Letter, RegisteredLetter, Sms, Task, Notification, BlockOrders, Suspend, HandOver];

fn members(action: &Action) -> Vec<Member> {
    let member = |name, given, taken_by, needed| Member { name, given, taken_by, needed };
    vec![
        member("text", action.text.is_some(), WITH_TEXT, false),
        member("texts", !action.texts.is_empty(), WITH_TEXT, false),
        member("optional", action.optional, MESSAGES, false),
        member("fallback", action.fallback.is_some(), &[Email], false),
        member("copies", !action.copies.is_empty(), &[Email], false),
        member("sender", action.sender != Sender::Company, &[Email], false),
        member("attach", action.attach != Attach::All, &[Email, Letter, RegisteredLetter], false),
        member("offer", action.offer.is_some(), MESSAGES, false),
        member("task", action.task.is_some(), &[Task], false),
        member("assignee", action.assignee.is_some(), &[Task], false),
        member("after", action.after.is_some(), &[Task], false),
        member("draft", action.draft.is_some(), &[Task], false),
        member("role", action.role.is_some(), &[Notification], true),
        member("channel", action.channel != NotifyBy::Mail, &[Notification], false),
        member("recipient", action.recipient.is_some(), &[HandOver], true),
        member("name", action.name.is_some(), &[Other], true),
        member("parameters", !action.parameters.is_empty(), &[Other], false),
    ]
}

/// Everything wrong with one action.
pub(super) fn check(settings: &Settings, action: &Action, path: &Path, wrong: &mut Vec<Wrong>) {
    let kind = action.kind;
    for member in members(action) {
        let path = path.key(member.name);
        if member.given && !member.taken_by.contains(&kind) {
            let kinds = quoted(member.taken_by.iter().map(|kind| kind.name()));
            wrong.push((path, Found::MemberMisplaced { kind: kind.name(), member: member.name, kinds }));
        } else if member.needed && !member.given && member.taken_by.contains(&kind) {
            wrong.push((path, Found::MemberNeeded { kind: kind.name(), member: member.name }));
        }
    }
    let needs_text = kind.speaks_to_customer() || matches!(kind, Task | Notification);
    if action.text.is_some() && !action.texts.is_empty() {
        wrong.push((path.key("texts"), Found::TextAndTexts));
    } else if needs_text && action.text_names().is_empty() {
        wrong.push((path.key("text"), Found::TextNeeded { kind: kind.name() }));
    }
    for (at, text) in action.texts.iter().enumerate() {
        text_exists(settings, text, &path.key("texts").index(at), wrong);
    }
    for (name, text) in [("text", &action.text), ("draft", &action.draft)] {
        if let Some(text) = text {
            text_exists(settings, text, &path.key(name), wrong);
        }
    }
    if kind == Task
        && let Some(task) = action.task.as_ref().filter(|task| !["call", "meeting", "to-do"].contains(&task.as_str()))
    {
        wrong.push((path.key("task"), Found::TaskUnknown { task: task.clone() }));
    }
    if action.after.is_some_and(|after| after.days < 0) {
        wrong.push((path.key("after"), Found::TaskInThePast));
    }
    if action.offer.is_some_and(|offer| offer.days == 0) {
        wrong.push((path.key("offer").key("days"), Found::OfferOfNoDay));
    }
}
