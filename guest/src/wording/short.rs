//! Messages for telephones: how long they may be, and how many the operator bills.

use crate::domain::{Channel, Found, Length, PhoneChannel};

/// How many messages the operator will bill for this text; 0 for nothing.
///
/// # Errors
/// [`Found::MessageTooLong`] where the channel does not carry it.
pub(super) fn billed(channel: PhoneChannel, text: &str) -> Result<u32, Found> {
    let characters = text.chars().count();
    match channel.line().length {
        Length::InParts => Ok(parts(text)),
        Length::AtMost(most) if characters > most => {
            Err(Found::MessageTooLong { channel: Channel::Phone(channel).name(), characters, most })
        }
        Length::AtMost(_) => Ok(u32::from(characters > 0)),
    }
}

/// The basic alphabet, and what counts double in it.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const DOUBLE: &str = "^{}\\[~]|€\u{c}";

/// How many short messages a text becomes (3GPP TS 23.038): 160 characters of the basic alphabet or 70 of any other; in parts, 153 or 67.
#[must_use]
fn parts(text: &str) -> u32 {
    let basic: Option<Vec<usize>> = text
        .chars()
        .map(|c| match (BASIC.contains(c), DOUBLE.contains(c)) {
            (true, _) => Some(1),
            (_, true) => Some(2),
            _ => None,
        })
        .collect();
    let (sizes, single, multiple) = match basic {
        Some(sizes) => (sizes, 160, 153),
        None => (text.chars().map(char::len_utf16).collect(), 70, 67),
    };
    if sizes.is_empty() {
        return 0;
    }
    if sizes.iter().sum::<usize>() <= single {
        return 1;
    }
    // A character of two halves is never cut in two.
    let (mut parts, mut used) = (1_u32, 0);
    for size in sizes {
        if used + size > multiple {
            parts = parts.saturating_add(1);
            used = 0;
        }
        used += size;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{billed, parts};
    use crate::domain::{Found, PhoneChannel};

    #[test]
    fn a_template_of_whatsapp_has_1024_characters_at_most_and_is_one_message() {
        let billed = |text: String| billed(PhoneChannel::Whatsapp, &text);
        assert_eq!(billed(String::new()), Ok(0));
        assert_eq!(billed("é".repeat(1024)), Ok(1), "characters, not bytes");
        let too_long = Found::MessageTooLong { channel: "whatsapp", characters: 1025, most: 1024 };
        assert_eq!(billed("a".repeat(1025)), Err(too_long));
    }

    #[test]
    fn counts_as_an_operator_does() {
        assert_eq!(parts(""), 0);
        assert_eq!(parts(&"a".repeat(160)), 1);
        assert_eq!(parts(&"a".repeat(161)), 2);
        assert_eq!(parts(&"a".repeat(306)), 2);
        assert_eq!(parts(&"a".repeat(307)), 3);
        assert_eq!(parts(&"€".repeat(80)), 1);
        assert_eq!(parts(&"€".repeat(81)), 2);
        assert_eq!(parts(&"ê".repeat(70)), 1);
        assert_eq!(parts(&"ê".repeat(71)), 2);
        assert_eq!(parts(&"ê".repeat(135)), 3);
        assert_eq!(parts(&"😀".repeat(35)), 1);
        assert_eq!(parts(&"😀".repeat(67)), 3, "33 a part, since none is cut in two");
    }
}
