//! The kinds of a condition, checked once, and its value for one document.

use std::cmp::Ordering;

use super::{Comparison, Condition, Expr, Literal};
use crate::domain::{FactKind, FactValue, Money};

/// What every condition may use besides the declared facts: name, kind, meaning.
pub const BUILT_IN: &[(&str, FactKind, &str)] = &[
    ("total", FactKind::Amount, "the document's total, all taxes included"),
    ("left", FactKind::Amount, "what is left to pay of it, or of the instalment"),
    ("currency", FactKind::Text, "its currency code"),
    ("number", FactKind::Text, "its number"),
    ("issued", FactKind::Day, "its date"),
    ("due", FactKind::Day, "the day it, or the instalment, falls due"),
    ("valid_until", FactKind::Day, "a quote's last valid day"),
    ("first_sent", FactKind::Day, "the day it first reached the customer"),
    ("days_late", FactKind::Integer, "days since it fell due; negative before"),
    ("today", FactKind::Day, "the day of the decision"),
    ("account", FactKind::Text, "the account's identifier"),
    ("account_left", FactKind::Amount, "all that the account owes in the document's currency"),
    ("reminders", FactKind::Integer, "how many reminders of it have left in this cycle"),
    ("last_reminder", FactKind::Day, "the day of the last one"),
    ("profile", FactKind::Text, "the law that applies to the account"),
    ("country", FactKind::Text, "the account's country"),
    ("language", FactKind::Text, "the language its customer reads"),
];

/// Where a condition finds its values.
pub trait Values {
    /// The value of that name for this document; `None` when it has none.
    fn value(&self, name: &str) -> Option<FactValue>;

    /// Whether such an event happened to the document or its account since the document was issued.
    fn happened(&self, event: &str) -> bool;

    /// The condition of that name.
    fn segment(&self, name: &str) -> Option<&Condition>;
}

impl Condition {
    /// Checks that every name is known and every comparison is between values of one kind, and that the result is yes or
    /// no.
    ///
    /// # Errors
    /// What does not fit, for the reader.
    pub fn check(&self, kind_of: &dyn Fn(&str) -> Option<FactKind>) -> Result<(), String> {
        match kind(&self.root, kind_of)? {
            FactKind::Flag => Ok(()),
            other => Err(format!("the result is a {}, it must be yes or no", other.name())),
        }
    }

    /// Whether the condition holds for one document.
    ///
    /// # Errors
    /// A value that is missing or of another kind than declared, or amounts of two currencies.
    pub fn holds(&self, values: &dyn Values) -> Result<bool, String> {
        flag(&self.root, values)
    }
}

fn kind(expr: &Expr, kind_of: &dyn Fn(&str) -> Option<FactKind>) -> Result<FactKind, String> {
    let must_be_flag = |expr: &Expr| match kind(expr, kind_of)? {
        FactKind::Flag => Ok(()),
        other => Err(format!("a {} is neither yes nor no", other.name())),
    };
    let known =
        |name: &str| kind_of(name).ok_or_else(|| format!("`{name}` is not declared: add it to `facts` with its kind"));
    match expr {
        Expr::Name(name) => known(name),
        Expr::Literal(literal) => Ok(literal.kind()),
        Expr::Defined(name) => known(name).map(|_| FactKind::Flag),
        Expr::Happened(_) | Expr::Segment(_) => Ok(FactKind::Flag),
        Expr::Not(inner) => must_be_flag(inner).map(|()| FactKind::Flag),
        Expr::All(left, right) | Expr::Any(left, right) => {
            must_be_flag(left)?;
            must_be_flag(right)?;
            Ok(FactKind::Flag)
        }
        Expr::Compare(comparison, left, right) => {
            let (left_kind, right_kind) = (kind(left, kind_of)?, kind(right, kind_of)?);
            comparable(left, left_kind, right, right_kind)?;
            let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
            if ordered && matches!(left_kind, FactKind::Flag | FactKind::Text) {
                return Err(format!("a {} is neither less nor greater than another", left_kind.name()));
            }
            Ok(FactKind::Flag)
        }
        Expr::OneOf(left, list) => {
            let left_kind = kind(left, kind_of)?;
            for literal in list {
                comparable(left, left_kind, &Expr::Literal(literal.clone()), literal.kind())?;
            }
            Ok(FactKind::Flag)
        }
        Expr::If(test, yes, no) => {
            must_be_flag(test)?;
            let (yes, no) = (kind(yes, kind_of)?, kind(no, kind_of)?);
            if yes == no { Ok(yes) } else { Err(mixed(yes, no)) }
        }
    }
}

fn mixed(left: FactKind, right: FactKind) -> String {
    format!("a {} cannot be compared with a {}", left.name(), right.name())
}

/// Values of one kind; and a written number with an amount, on either side.
fn comparable(left: &Expr, left_kind: FactKind, right: &Expr, right_kind: FactKind) -> Result<(), String> {
    let number = |expr: &Expr| matches!(expr, Expr::Literal(Literal::Integer(_) | Literal::Decimal(..)));
    match (left_kind, right_kind) {
        (FactKind::Amount, _) if number(right) => Ok(()),
        (_, FactKind::Amount) if number(left) => Ok(()),
        (FactKind::Integer, FactKind::Integer) if !decimal(left) && !decimal(right) => Ok(()),
        (FactKind::Integer, FactKind::Integer) => Err("an integer cannot be compared with a fraction".to_owned()),
        (left, right) if left == right => Ok(()),
        (left, right) => Err(mixed(left, right)),
    }
}

const fn decimal(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(Literal::Decimal(..)))
}

impl Literal {
    const fn kind(&self) -> FactKind {
        match self {
            Self::Integer(_) | Self::Decimal(..) => FactKind::Integer,
            Self::Text(_) => FactKind::Text,
            Self::Flag(_) => FactKind::Flag,
            Self::Day(_) => FactKind::Day,
        }
    }
}

/// A value on its way through an expression: a fact, or a number as it was written.
enum Operand {
    Fact(FactValue),
    Written(i64, u32),
}

fn operand(expr: &Expr, values: &dyn Values) -> Result<Operand, String> {
    Ok(match expr {
        Expr::Name(name) => Operand::Fact(
            values.value(name).ok_or_else(|| format!("`{name}` has no value here; ask `{name} is defined` first"))?,
        ),
        Expr::Literal(literal) => literal.operand(),
        Expr::If(test, yes, no) => operand(if flag(test, values)? { yes } else { no }, values)?,
        _ => Operand::Fact(FactValue::Flag(flag(expr, values)?)),
    })
}

impl Literal {
    fn operand(&self) -> Operand {
        match self {
            Self::Integer(number) => Operand::Written(*number, 0),
            Self::Decimal(digits, scale) => Operand::Written(*digits, *scale),
            Self::Text(text) => Operand::Fact(FactValue::Text(text.clone())),
            Self::Flag(flag) => Operand::Fact(FactValue::Flag(*flag)),
            Self::Day(day) => Operand::Fact(FactValue::Day(*day)),
        }
    }
}

fn flag(expr: &Expr, values: &dyn Values) -> Result<bool, String> {
    match expr {
        Expr::Defined(name) => Ok(values.value(name).is_some()),
        Expr::Happened(event) => Ok(values.happened(event)),
        Expr::Segment(name) => {
            let segment = values.segment(name).ok_or_else(|| format!("there is no segment `{name}`"))?;
            segment.holds(values)
        }
        Expr::Not(inner) => flag(inner, values).map(|value| !value),
        Expr::All(left, right) => Ok(flag(left, values)? && flag(right, values)?),
        Expr::Any(left, right) => Ok(flag(left, values)? || flag(right, values)?),
        Expr::Compare(comparison, left, right) => {
            let order = order(&operand(left, values)?, &operand(right, values)?)?;
            Ok(comparison.accepts(order))
        }
        Expr::OneOf(left, list) => {
            let value = operand(left, values)?;
            for literal in list {
                if order(&value, &literal.operand())? == Ordering::Equal {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Expr::Name(_) | Expr::Literal(_) | Expr::If(..) => match operand(expr, values)? {
            Operand::Fact(FactValue::Flag(value)) => Ok(value),
            Operand::Fact(other) => Err(format!("a {} is neither yes nor no", other.kind().name())),
            Operand::Written(..) => Err("a number is neither yes nor no".to_owned()),
        },
    }
}

fn order(left: &Operand, right: &Operand) -> Result<Ordering, String> {
    use FactValue::{Amount, Day, Flag, Integer, Text};
    use Operand::{Fact, Written};
    Ok(match (left, right) {
        (Fact(Text(left)), Fact(Text(right))) => left.cmp(right),
        (Fact(Integer(left)), Fact(Integer(right))) => left.cmp(right),
        (Fact(Flag(left)), Fact(Flag(right))) => left.cmp(right),
        (Fact(Day(left)), Fact(Day(right))) => left.cmp(right),
        (Fact(Amount(left)), Fact(Amount(right))) if left.currency == right.currency => left.minor.cmp(&right.minor),
        (Fact(Amount(left)), Fact(Amount(right))) => {
            return Err(format!(
                "amounts in {} and {} cannot be compared",
                left.currency.code(),
                right.currency.code()
            ));
        }
        (Fact(Integer(left)), Written(right, 0)) => left.cmp(right),
        (Written(left, 0), Fact(Integer(right))) => left.cmp(right),
        (Fact(Amount(left)), Written(digits, scale)) => against(*left, *digits, *scale),
        (Written(digits, scale), Fact(Amount(right))) => against(*right, *digits, *scale).reverse(),
        (Written(left, left_scale), Written(right, right_scale)) => {
            scaled(*left, *right_scale).cmp(&scaled(*right, *left_scale))
        }
        (left, right) => return Err(mixed(left.kind(), right.kind())),
    })
}

/// An amount against a number of whole units, exactly.
fn against(amount: Money, digits: i64, scale: u32) -> Ordering {
    scaled(amount.minor, scale).cmp(&scaled(digits, u32::from(amount.currency.digits())))
}

/// Wide enough for 64 bits times the 19 digits a written number can have; beyond, the sign decides.
pub(super) fn scaled(value: i64, tens: u32) -> i128 {
    let limit = match value.signum() {
        0 => 0,
        1 => i128::MAX,
        _ => i128::MIN,
    };
    10_i128.checked_pow(tens).and_then(|factor| factor.checked_mul(i128::from(value))).unwrap_or(limit)
}

impl Operand {
    const fn kind(&self) -> FactKind {
        match self {
            Self::Fact(value) => value.kind(),
            Self::Written(..) => FactKind::Integer,
        }
    }
}

impl Comparison {
    /// The same comparison with its sides exchanged.
    pub(super) const fn turned(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }

    pub(super) const fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    struct Gold;

    impl Values for Gold {
        fn value(&self, name: &str) -> Option<FactValue> {
            match name {
                "left" => Some(FactValue::Amount(Money::new(125_050, Currency::from_code("EUR")?))),
                "segment" => Some(FactValue::Text("gold".to_owned())),
                "visits" => Some(FactValue::Integer(3)),
                "public" => Some(FactValue::Flag(false)),
                "issued" => crate::domain::parse_day("2025-06-05").map(FactValue::Day),
                _ => None,
            }
        }

        fn happened(&self, event: &str) -> bool {
            event == "clicked"
        }

        fn segment(&self, _: &str) -> Option<&Condition> {
            None
        }
    }

    fn kind_of(name: &str) -> Option<FactKind> {
        match name {
            "left" => Some(FactKind::Amount),
            "segment" | "region" => Some(FactKind::Text),
            "visits" => Some(FactKind::Integer),
            "public" => Some(FactKind::Flag),
            "issued" => Some(FactKind::Day),
            _ => None,
        }
    }

    fn checked(source: &str) -> Result<Condition, String> {
        let condition = Condition::try_from(source.to_owned())?;
        condition.check(&kind_of).map(|()| condition)
    }

    #[test]
    fn compares_values_of_one_kind() {
        for (source, expected) in [
            ("left > 1250", true),
            ("left > 1250.50", false),
            ("left >= 1250.50", true),
            ("1250.5 <= left < 2000", true),
            ("segment == 'gold' and not public", true),
            ("segment in ['silver', 'bronze']", false),
            ("segment not in ['silver']", true),
            ("visits == 3 or left > 999999", true),
            ("issued < date('2025-06-06')", true),
            ("region is defined and region == 'north'", false),
            ("region is not defined", true),
            ("left > 2000 if segment == 'gold' else left > 100", false),
            ("visits > -1", true),
            ("happened('clicked') and not happened('opened')", true),
        ] {
            assert_eq!(checked(source).and_then(|condition| condition.holds(&Gold)), Ok(expected), "{source}");
        }
    }

    #[test]
    fn what_jinja_would_let_pass_is_found_when_the_settings_are_read() {
        for wrong in [
            "segment > 1000",
            "'500' > 100000",
            "none < 1000",
            "left > none",
            "left > '1000'",
            "visits > 2.5",
            "unknown == 1",
            "left",
            "visits + 1 > 3",
            "segment | upper == 'GOLD'",
            "left > 1 if public",
            "issued > '2025-01-01'",
            "left >",
            "public < true",
            "segment.length > 3",
            "happened()",
            "happened(segment)",
            "in_segment('a', 'b')",
        ] {
            assert!(checked(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_missing_value_is_an_error_and_never_an_answer() {
        let condition = checked("region == 'north'").unwrap();
        assert!(condition.holds(&Gold).is_err_and(|problem| problem.contains("`region` has no value")));
    }

    #[test]
    fn a_segment_that_is_not_there_is_an_error() {
        let condition = checked("in_segment('gold')").unwrap();
        assert_eq!(condition.segments(), ["gold"]);
        assert!(condition.holds(&Gold).is_err_and(|problem| problem.contains("`gold`")));
    }

    #[test]
    fn deep_and_long_conditions_end() {
        assert!(checked(&"(".repeat(1_900)).is_err());
        assert!(checked(&format!("{}public", "not ".repeat(480))).is_ok_and(|c| c.holds(&Gold) == Ok(false)));
        assert!(checked(&"public or ".repeat(300)).is_err());
    }
}
