//! The forms of a counted word, as CLDR 48 has them for whole numbers (`common/supplemental/plurals.xml`, cardinal; for Portuguese those of
//! `pt_PT`).

use super::Locale;

/// A form that a counted word may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As of one.
    One,
    /// As of few.
    Few,
    /// As of many.
    Many,
    /// As of any other number.
    Other,
}

/// Which numbers ask for which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// One, and the rest: German, English, Dutch.
    OneOther,
    /// One, whole millions, and the rest: Spanish, Italian, Portuguese.
    OneManyOther,
    /// None or one, whole millions, and the rest: French.
    NoneOneManyOther,
    /// One, those that end in 2 to 4 but for 12 to 14, and the rest: Polish.
    OneFewMany,
}

impl Plural {
    /// The forms of whole numbers, in the order in which sentences write them.
    #[must_use]
    pub const fn forms(self) -> &'static [Form] {
        match self {
            Self::OneOther => &[Form::One, Form::Other],
            Self::OneManyOther | Self::NoneOneManyOther => &[Form::One, Form::Other, Form::Many],
            Self::OneFewMany => &[Form::One, Form::Few, Form::Many],
        }
    }

    const fn form(self, count: u64) -> Form {
        let million = count != 0 && count.is_multiple_of(1_000_000);
        match (self, count) {
            (_, 1) | (Self::NoneOneManyOther, 0) => Form::One,
            (Self::OneManyOther | Self::NoneOneManyOther, _) if million => Form::Many,
            (Self::OneFewMany, _) => match (count % 10, count % 100) {
                (_, 12..=14) => Form::Many,
                (2..=4, _) => Form::Few,
                _ => Form::Many,
            },
            _ => Form::Other,
        }
    }
}

/// The form that a word takes after this number.
#[must_use]
pub fn plural(count: u64, locale: Locale) -> Form {
    locale.pack().plural.form(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ask_for_the_forms_of_cldr() {
        use Form::{Few, Many, One, Other};
        let forms = |locale, of: &[(u64, Form)]| {
            for (count, form) in of {
                assert_eq!(plural(*count, locale), *form, "{count} in {locale:?}");
            }
        };
        for locale in [Locale::German, Locale::English, Locale::Dutch] {
            forms(locale, &[(0, Other), (1, One), (2, Other), (21, Other), (101, Other), (1_000_000, Other)]);
        }
        for locale in [Locale::Spanish, Locale::Italian, Locale::Portuguese] {
            forms(locale, &[(0, Other), (1, One), (2, Other), (11, Other), (1_000_000, Many), (1_000_001, Other)]);
        }
        forms(Locale::French, &[(0, One), (1, One), (2, Other), (100, Other), (2_000_000, Many), (2_000_001, Other)]);
        forms(
            Locale::Polish,
            &[(0, Many), (1, One), (2, Few), (4, Few), (5, Many), (11, Many), (12, Many), (14, Many)],
        );
        forms(Locale::Polish, &[(21, Many), (22, Few), (24, Few), (25, Many), (101, Many), (102, Few), (112, Many)]);
        forms(Locale::Polish, &[(1_000_000, Many), (1_000_002, Few)]);
    }
}
