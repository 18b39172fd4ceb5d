//! From Jinja's grammar to the few forms a condition may have.

use minijinja::machinery::{
    ast::{self, BinOpKind, CompareOpKind, UnaryOpKind},
    parse_expr,
};

use super::{Comparison, Expr, Literal, MAX_CHARACTERS};
use crate::domain::parse_day;

/// Parses one condition.
///
/// # Errors
/// What is not understood, for the reader.
pub(super) fn parse(source: &str) -> Result<Expr, String> {
    if source.chars().count() > MAX_CHARACTERS {
        return Err(format!("a condition has at most {MAX_CHARACTERS} characters"));
    }
    let tree = parse_expr(source).map_err(|error| {
        let detail = error.detail().unwrap_or("it is no expression");
        format!("`{}` cannot be read: {detail}", shorten(source))
    })?;
    convert(&tree)
}

fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}

fn convert(tree: &ast::Expr<'_>) -> Result<Expr, String> {
    let boxed = |tree: &ast::Expr<'_>| convert(tree).map(Box::new);
    Ok(match tree {
        ast::Expr::Var(name) => match name.id {
            "none" | "None" | "null" => return Err(NONE.to_owned()),
            name => Expr::Name(name.to_owned()),
        },
        ast::Expr::UnaryOp(not) if matches!(not.op, UnaryOpKind::Not) => Expr::Not(boxed(&not.expr)?),
        ast::Expr::BinOp(two) => {
            let (left, right) = (&two.left, &two.right);
            match two.op {
                BinOpKind::ScAnd => Expr::All(boxed(left)?, boxed(right)?),
                BinOpKind::ScOr => Expr::Any(boxed(left)?, boxed(right)?),
                BinOpKind::In => Expr::OneOf(boxed(left)?, list(right)?),
                BinOpKind::Eq => compare(Comparison::Equal, left, right)?,
                BinOpKind::Ne => compare(Comparison::NotEqual, left, right)?,
                BinOpKind::Lt => compare(Comparison::Less, left, right)?,
                BinOpKind::Lte => compare(Comparison::LessOrEqual, left, right)?,
                BinOpKind::Gt => compare(Comparison::Greater, left, right)?,
                BinOpKind::Gte => compare(Comparison::GreaterOrEqual, left, right)?,
                _ => return Err("a condition does not calculate: let the ERP give the result as a fact".to_owned()),
            }
        }
        ast::Expr::Compare(chain) => compare_chain(chain)?,
        ast::Expr::IfExpr(choice) => {
            let Some(otherwise) = &choice.false_expr else {
                return Err("an `if` needs its `else`".to_owned());
            };
            Expr::If(boxed(&choice.test_expr)?, boxed(&choice.true_expr)?, boxed(otherwise)?)
        }
        ast::Expr::Test(test) => {
            let ast::Expr::Var(name) = &test.expr else { return Err(TESTS.to_owned()) };
            let defined = Expr::Defined(name.id.to_owned());
            match test.name {
                "defined" => defined,
                "undefined" => Expr::Not(Box::new(defined)),
                _ => return Err(TESTS.to_owned()),
            }
        }
        ast::Expr::Call(call) => match question(call) {
            Some(question) => question,
            None => Expr::Literal(literal(tree)?),
        },
        other => Expr::Literal(literal(other)?),
    })
}

const NONE: &str = "there is no `none` in a condition: ask `name is defined`";
const TESTS: &str = "only `name is defined` and `name is not defined` can be asked";

fn compare(comparison: Comparison, left: &ast::Expr<'_>, right: &ast::Expr<'_>) -> Result<Expr, String> {
    Ok(Expr::Compare(comparison, Box::new(convert(left)?), Box::new(convert(right)?)))
}

/// `a < b <= c` is `a < b and b <= c`.
fn compare_chain(chain: &ast::Compare<'_>) -> Result<Expr, String> {
    let mut left = &chain.expr;
    let mut all = None;
    for link in &chain.ops {
        let next = match link.op {
            CompareOpKind::Eq => compare(Comparison::Equal, left, &link.expr)?,
            CompareOpKind::Ne => compare(Comparison::NotEqual, left, &link.expr)?,
            CompareOpKind::Lt => compare(Comparison::Less, left, &link.expr)?,
            CompareOpKind::Lte => compare(Comparison::LessOrEqual, left, &link.expr)?,
            CompareOpKind::Gt => compare(Comparison::Greater, left, &link.expr)?,
            CompareOpKind::Gte => compare(Comparison::GreaterOrEqual, left, &link.expr)?,
            CompareOpKind::In => Expr::OneOf(Box::new(convert(left)?), list(&link.expr)?),
            CompareOpKind::NotIn => Expr::Not(Box::new(Expr::OneOf(Box::new(convert(left)?), list(&link.expr)?))),
        };
        all = Some(match all {
            None => next,
            Some(before) => Expr::All(Box::new(before), Box::new(next)),
        });
        left = &link.expr;
    }
    all.ok_or_else(|| "a comparison has two sides".to_owned())
}

fn list(tree: &ast::Expr<'_>) -> Result<Vec<Literal>, String> {
    match tree {
        ast::Expr::List(list) => list.items.iter().map(literal).collect(),
        ast::Expr::Tuple(list) => list.items.iter().map(literal).collect(),
        _ => Err("`in` needs a list: `segment in [\"gold\", \"silver\"]`".to_owned()),
    }
}

fn literal(tree: &ast::Expr<'_>) -> Result<Literal, String> {
    let number_sign_and_text = match tree {
        ast::Expr::UnaryOp(neg) if matches!(neg.op, UnaryOpKind::Neg) => {
            neg.expr.as_const().map(|value| format!("-{value}"))
        }
        other => other.as_const().filter(minijinja::Value::is_number).map(|value| value.to_string()),
    };
    if let Some(text) = number_sign_and_text {
        return number(&text);
    }
    if let ast::Expr::Call(call) = tree {
        return date(call);
    }
    let Some(value) = tree.as_const() else {
        return Err(format!("a {} cannot stand in a condition", tree.description()));
    };
    if value.is_none() {
        return Err(NONE.to_owned());
    }
    match (value.as_str(), bool::try_from(value.clone())) {
        (Some(text), _) => Ok(Literal::Text(text.to_owned())),
        (None, Ok(flag)) => Ok(Literal::Flag(flag)),
        (None, Err(_)) => Err(format!("a {} cannot stand in a condition", tree.description())),
    }
}

/// Digits as they are written: money never passes through a fraction.
fn number(text: &str) -> Result<Literal, String> {
    let wrong = || format!("`{}` is not a number a condition can use", shorten(text));
    let Some((whole, decimals)) = text.split_once('.') else {
        return text.parse().map(Literal::Integer).map_err(|_| wrong());
    };
    let decimals = decimals.trim_end_matches('0');
    let scale = u32::try_from(decimals.len()).map_err(|_| wrong())?;
    let digits = format!("{whole}{decimals}").parse().map_err(|_| wrong())?;
    Ok(Literal::Decimal(digits, scale))
}

/// `happened("clicked")` or `in_segment("key")`.
fn question(call: &ast::Call<'_>) -> Option<Expr> {
    let (ast::Expr::Var(name), [ast::CallArg::Pos(argument)]) = (&call.expr, call.args.as_slice()) else { return None };
    let asked = argument.as_const().and_then(|value| value.as_str().map(str::to_owned))?;
    match name.id {
        "happened" => Some(Expr::Happened(asked)),
        "in_segment" => Some(Expr::Segment(asked)),
        _ => None,
    }
}

/// `date("2025-01-31")`.
fn date(call: &ast::Call<'_>) -> Result<Literal, String> {
    const ALLOWED: &str = "the functions are `date(\"2025-01-31\")`, `happened(\"clicked\")` and `in_segment(\"key\")`, each with one text";
    let (ast::Expr::Var(name), [ast::CallArg::Pos(argument)]) = (&call.expr, call.args.as_slice()) else {
        return Err(ALLOWED.to_owned());
    };
    let day = argument.as_const().and_then(|value| value.as_str().and_then(parse_day));
    day.filter(|_| name.id == "date").map(Literal::Day).ok_or_else(|| ALLOWED.to_owned())
}
