//! How far a message got, and why, as this store writes it.

use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::{store::OutboxState, text::Words};

impl ToSql for OutboxState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for OutboxState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::named(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

/// A reason as the store keeps it: in both languages.
pub(super) fn kept(reason: &Words) -> String {
    use crate::text::Language::{English, French};
    let [english, french] = [English, French].map(|language| reason.say(language));
    if english == french {
        return english.to_owned();
    }
    serde_json::json!([english, french]).to_string()
}

/// A reason that the store keeps; a former version kept English alone.
pub(super) fn reason(kept: &str) -> Words {
    match serde_json::from_str::<[String; 2]>(kept) {
        Ok([english, french]) => Words::new(english, french),
        Err(_) => kept.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    #[test]
    fn a_reason_comes_back_in_both_languages() {
        for words in [words!("no room", "plus de place"), "out/mail".into(), "".into()] {
            assert_eq!(reason(&kept(&words)), words);
        }
        assert_eq!(reason("no room"), "no room".into(), "as a former version kept it");
    }
}
