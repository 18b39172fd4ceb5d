//! Numbers with their nouns. English has the singular for one, French for none, too.

use super::Words;

/// The words for one, or those for none or several.
#[must_use]
pub fn agreed(count: usize, one: Words, many: Words) -> Words {
    Words {
        english: if count == 1 { one.english } else { many.english },
        french: if count < 2 { one.french } else { many.french },
    }
}

/// A number with its noun: `1 letter`, `2 letters`; `0 lettre`.
#[must_use]
pub fn counted(count: usize, [one, many]: [&str; 2], [un, plusieurs]: [&str; 2]) -> Words {
    let with = |noun: &str, nom: &str| Words { english: format!("{count} {noun}"), french: format!("{count} {nom}") };
    agreed(count, with(one, un), with(many, plusieurs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language::{English, French};

    #[test]
    fn one_is_singular_and_in_french_none_too() {
        let said = |count| {
            let words = counted(count, ["letter", "letters"], ["lettre", "lettres"]);
            (words.say(English).to_owned(), words.say(French).to_owned())
        };
        let pair = |english: &str, french: &str| (english.to_owned(), french.to_owned());
        assert_eq!(said(0), pair("0 letters", "0 lettre"));
        assert_eq!(said(1), pair("1 letter", "1 lettre"));
        assert_eq!(said(2), pair("2 letters", "2 lettres"));
    }
}
