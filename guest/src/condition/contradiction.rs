//! Conditions that can never hold: two comparisons of one name that exclude each other, or constants that are false.

use std::cmp::Ordering;

use super::{Comparison, Condition, Expr, Literal};

impl Condition {
    /// Whether no document can ever make it true. `false` also where that cannot be seen without data.
    #[must_use]
    pub fn is_never_true(&self) -> bool {
        never(&self.root)
    }
}

fn never(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(Literal::Flag(flag)) => !flag,
        Expr::OneOf(_, list) => list.is_empty(),
        Expr::Any(left, right) => never(left) && never(right),
        Expr::If(_, yes, no) => never(yes) && never(no),
        Expr::All(..) | Expr::Compare(..) => {
            let mut parts = Vec::new();
            conjunction(expr, &mut parts);
            parts.iter().any(|part| !matches!(part, Expr::Compare(..)) && !matches!(part, Expr::All(..)) && never(part))
                || parts.iter().enumerate().any(|(at, part)| {
                    constant(part) == Some(false) || parts.iter().skip(at + 1).any(|other| exclude(part, other))
                })
        }
        Expr::Name(_) | Expr::Literal(_) | Expr::Defined(_) | Expr::Not(_) | Expr::Happened(_) | Expr::Segment(_) => {
            false
        }
    }
}

fn conjunction<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    if let Expr::All(left, right) = expr {
        conjunction(left, parts);
        conjunction(right, parts);
    } else {
        parts.push(expr);
    }
}

/// The value of a comparison of two constants.
fn constant(expr: &Expr) -> Option<bool> {
    let Expr::Compare(comparison, left, right) = expr else { return None };
    let (Expr::Literal(left), Expr::Literal(right)) = (&**left, &**right) else { return None };
    order(left, right).map(|order| comparison.accepts(order))
}

/// A comparison as `name comparison constant`, turned round where it is written the other way.
fn bound(expr: &Expr) -> Option<(&str, Comparison, &Literal)> {
    let Expr::Compare(comparison, left, right) = expr else { return None };
    match (&**left, &**right) {
        (Expr::Name(name), Expr::Literal(literal)) => Some((name, *comparison, literal)),
        (Expr::Literal(literal), Expr::Name(name)) => Some((name, comparison.turned(), literal)),
        _ => None,
    }
}

/// Whether no value satisfies both: one of them, tried at the other's constant and on either side of it, leaves nothing over.
fn exclude(one: &Expr, other: &Expr) -> bool {
    let (Some((name, first, left)), Some((same, second, right))) = (bound(one), bound(other)) else { return false };
    let Some(order) = order(left, right).filter(|_| name == same) else { return false };
    // Points of the line: below both, the smaller constant, between, the larger, above both.
    let points: &[(Ordering, Ordering)] = match order {
        Ordering::Less => &[
            (Ordering::Less, Ordering::Less),
            (Ordering::Equal, Ordering::Less),
            (Ordering::Greater, Ordering::Less),
            (Ordering::Greater, Ordering::Equal),
            (Ordering::Greater, Ordering::Greater),
        ],
        Ordering::Equal => &[
            (Ordering::Less, Ordering::Less),
            (Ordering::Equal, Ordering::Equal),
            (Ordering::Greater, Ordering::Greater),
        ],
        Ordering::Greater => &[
            (Ordering::Less, Ordering::Less),
            (Ordering::Less, Ordering::Equal),
            (Ordering::Less, Ordering::Greater),
            (Ordering::Equal, Ordering::Greater),
            (Ordering::Greater, Ordering::Greater),
        ],
    };
    !points.iter().any(|(at, than)| first.accepts(*at) && second.accepts(*than))
}

fn order(left: &Literal, right: &Literal) -> Option<Ordering> {
    Some(match (left, right) {
        (Literal::Text(left), Literal::Text(right)) => left.cmp(right),
        (Literal::Day(left), Literal::Day(right)) => left.cmp(right),
        (Literal::Flag(left), Literal::Flag(right)) => left.cmp(right),
        (left, right) => {
            let ((left, left_scale), (right, right_scale)) = (digits(left)?, digits(right)?);
            super::evaluate::scaled(left, right_scale).cmp(&super::evaluate::scaled(right, left_scale))
        }
    })
}

const fn digits(literal: &Literal) -> Option<(i64, u32)> {
    match literal {
        Literal::Integer(number) => Some((*number, 0)),
        Literal::Decimal(digits, scale) => Some((*digits, *scale)),
        Literal::Text(_) | Literal::Flag(_) | Literal::Day(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contradictions_are_seen_and_nothing_else_is() {
        let never = |source: &str| Condition::try_from(source.to_owned()).unwrap().is_never_true();
        for contradiction in [
            "left > 1000 and left < 500",
            "left > 1000 and left <= 1000",
            "segment == 'a' and public and segment == 'b'",
            "issued >= date('2027-01-01') and date('2026-01-01') > issued",
            "1 > 2",
            "false",
            "left == 5 and left != 5",
            "(left > 2 and left < 1) or false",
            "1000 < left < 500.50",
            "segment in []",
        ] {
            assert!(never(contradiction), "{contradiction}");
        }
        for possible in [
            "left > 500 and left < 1000",
            "left >= 1000 and left <= 1000",
            "segment == 'a' or segment == 'b'",
            "left > 1000 and total < 500",
            "not public",
            "happened('opened') and not happened('clicked')",
            "left != 5 and left != 6",
        ] {
            assert!(!never(possible), "{possible}");
        }
    }
}
