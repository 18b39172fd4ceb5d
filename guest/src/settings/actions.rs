//! What must hold within an action: each kind has its members, and no others.

use super::{
    Action, ActionKind, Attach, NotifyBy, Sender, Settings,
    check::{Wrong, text_exists},
};
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
            let kinds: Vec<_> = member.taken_by.iter().map(|kind| format!("`{}`", kind.name())).collect();
            let message = format!("an action of kind `{}` has no `{}`", kind.name(), member.name);
            wrong.push((path, message, format!("leave it out; it belongs to {}", kinds.join(", "))));
        } else if member.needed && !member.given && member.taken_by.contains(&kind) {
            let message = format!("an action of kind `{}` needs `{}`", kind.name(), member.name);
            wrong.push((path, message, String::new()));
        }
    }
    let needs_text = kind.speaks_to_customer() || matches!(kind, Task | Notification);
    if action.text.is_some() && !action.texts.is_empty() {
        let hint = "`text` for one, `texts` for several to be compared".to_owned();
        wrong.push((path.key("texts"), "an action has either `text` or `texts`".to_owned(), hint));
    } else if needs_text && action.text_names().is_empty() {
        let message = format!("an action of kind `{}` needs a `text`", kind.name());
        wrong.push((path.key("text"), message, "name one of `texts`".to_owned()));
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
        && let Some(task) = action.task.as_deref().filter(|task| !["call", "meeting", "to-do"].contains(task))
    {
        let message = format!("`{task}` is no kind of task: write `call`, `meeting` or `to-do`");
        wrong.push((path.key("task"), message, String::new()));
    }
    if action.after.is_some_and(|after| after.days < 0) {
        let hint = "write `+2 working days`".to_owned();
        wrong.push((path.key("after"), "a task cannot be for a day that has passed".to_owned(), hint));
    }
    if action.offer.is_some_and(|offer| offer.days == 0) {
        wrong.push((path.key("offer").key("days"), "an offer holds for at least 1 day".to_owned(), String::new()));
    }
}
