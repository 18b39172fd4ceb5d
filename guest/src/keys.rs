//! What makes an action unique. Nothing random: the same coverage, action and attempt give the same key everywhere.

use sha2::{Digest, Sha256};

use crate::domain::{Coverage, Day, format_iso};

/// The key of an action: 32 hexadecimal digits of a digest over the tenant, the sorted coverage, the action's identifier
/// in its step and the attempt. Every part goes in with its length, so that no two lists of parts read the same.
#[must_use]
pub fn action_key(tenant: &str, coverage: &[Coverage], action: &str, attempt: u32) -> String {
    Keys::of(tenant, coverage).of_action(action, attempt)
}

/// The keys of actions that have their coverage in common.
pub struct Keys(Sha256);

impl Keys {
    /// Of this tenant and sorted coverage.
    #[must_use]
    pub fn of(tenant: &str, coverage: &[Coverage]) -> Self {
        let mut digest = Sha256::new();
        part(&mut digest, tenant);
        for covered in coverage {
            part(&mut digest, &covered.document);
            part(&mut digest, covered.instalment.as_deref().unwrap_or_default());
            part(&mut digest, &covered.scenario);
            part(&mut digest, &covered.cycle.to_string());
            part(&mut digest, &covered.step);
            part(&mut digest, &covered.repetition.to_string());
        }
        Self(digest)
    }

    /// The key of one action, as [`action_key`].
    #[must_use]
    pub fn of_action(&self, action: &str, attempt: u32) -> String {
        let mut digest = self.0.clone();
        part(&mut digest, action);
        part(&mut digest, &attempt.to_string());
        hexadecimal(digest)
    }
}

/// That an action was admitted on a day: 32 hexadecimal digits of a digest over the tenant, the day and the key. It keeps a host from leaving out
/// the limit of the day by mistake; it is no secret.
#[must_use]
pub fn seal(tenant: &str, day: Day, key: &str) -> String {
    let mut digest = Sha256::new();
    part(&mut digest, "admitted");
    part(&mut digest, tenant);
    part(&mut digest, &format_iso(day));
    part(&mut digest, key);
    hexadecimal(digest)
}

/// The first 32 digits.
fn hexadecimal(digest: Sha256) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0'));
    digest.finalize().iter().take(16).flat_map(digits).collect()
}

fn part(digest: &mut Sha256, text: &str) {
    digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
    digest.update(text.as_bytes());
}

/// Of several texts to be compared, the one that falls to this coverage: the same for every attempt, near enough as often as the others
/// (F80).
#[must_use]
pub fn pick<'t>(tenant: &str, coverage: &[Coverage], texts: &'t [String]) -> Option<&'t str> {
    if texts.len() <= 1 {
        return texts.first().map(String::as_str);
    }
    let key = action_key(tenant, coverage, "text", 0);
    let number = key.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or_default();
    let at = usize::try_from(number).unwrap_or_default().checked_rem(texts.len())?;
    texts.get(at).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage(document: &str, step: &str) -> Coverage {
        Coverage {
            document: document.to_owned(),
            instalment: None,
            scenario: "s".to_owned(),
            cycle: 1,
            step: step.to_owned(),
            repetition: 0,
        }
    }

    #[test]
    fn texts_to_be_compared_get_about_as_many_documents_each() {
        let texts = ["a".to_owned(), "b".to_owned()];
        let picked = |number: usize| pick("t", &[coverage(&format!("D{number}"), "1")], &texts);
        let first = (0..1_000).filter(|number| picked(*number) == Some("a")).count();
        assert!((400..600).contains(&first), "{first}");
        assert_eq!(picked(7), picked(7));
        assert_eq!(pick("t", &[coverage("D", "1")], &[]), None);
    }

    #[test]
    fn another_tenant_document_step_action_or_attempt_is_another_key() {
        let key =
            |tenant, document, step, action, attempt| action_key(tenant, &[coverage(document, step)], action, attempt);
        let keys = [
            key("t", "d", "1", "mail", 1),
            key("u", "d", "1", "mail", 1),
            key("t", "d1", "", "mail", 1),
            key("t", "d", "2", "mail", 1),
            key("t", "d", "1", "letter", 1),
            key("t", "d", "1", "mail", 2),
        ];
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
        assert_eq!(keys[0].len(), 32);
        assert_eq!(keys[0], key("t", "d", "1", "mail", 1));
    }
}
