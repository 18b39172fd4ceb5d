//! What a text may say: the names it may use and the few forms it may have.
//!
//! A text is data from outside: it may print values, ask `if` and walk lists; it may not define, include, calculate or
//! call. What it can cost is bounded before it is compiled (tokens), while it runs (fuel) and by what it gives (length).
//! Names are strict: one that does not exist is found when the settings are checked.

use std::collections::BTreeSet;

use minijinja::machinery::{Token, ast, parse, tokenize};

use super::describe;
use crate::{settings::Settings, sort};

/// Everything a text can print, with its meaning (F50): a record's name and its members. Besides, `facts.NAME` for every declared fact, `today`,
/// and the [`LISTS`].
#[rustfmt::skip]
pub const VARIABLES: &[(&str, &[(&str, &str)])] = &[
    ("document", &[
        ("currency", "The currency's code."),
        ("customer_order", "The number of the customer's order."),
        ("days_late", "Days since it fell due; negative before."),
        ("delivered", "The day of delivery."),
        ("due", "The day it falls due, of the earliest part the message covers."),
        ("first_sent", "The day it first reached the customer."),
        ("issued", "Its date."),
        ("left", "What is left to pay."),
        ("linked", "What it comes from or belongs to: `Quote DE-7, Order C-12`."),
        ("means_of_payment", "How it is paid, by its code: `direct-debit`. To be asked for: `{% if document.means_of_payment == \"direct-debit\" %}`."),
        ("number", "Its number."),
        ("total", "Its total, all taxes included."),
        ("total_excluding_tax", "Its total without taxes."),
        ("valid_until", "The last day a quote is valid."),
    ]),
    ("account", &[
        ("alias", "The customer's trade name."),
        ("country", "The customer's country, by its code."),
        ("id", "The customer's number in the ERP."),
        ("name", "The customer's name."),
        ("vat_number", "The customer's VAT number."),
    ]),
    ("contact", &[
        ("civility", "M., Mme."),
        ("first_name", "Given name."),
        ("full_name", "Given and family name."),
        ("last_name", "Family name."),
        ("name", "Civility, given and family name: for a greeting. Empty without a family name."),
    ]),
    ("salesperson", &[
        ("email", "Their address."),
        ("name", "The name of whoever looks after the document, else after the customer."),
        ("phone", "Their telephone."),
    ]),
    ("company", &[
        ("bic", "The code of the bank that the message is to be paid on; of several each with its documents."),
        ("email", "The address messages come from."),
        ("iban", "The bank account that the message is to be paid on, a document's own or the company's; of several each with its documents."),
        ("legal_mentions", "The sender's mentions, printed at the foot of every message anyway."),
        ("name", "The sender's name."),
        ("phone", "The sender's telephone."),
        ("website", "The sender's pages."),
    ]),
    ("link", &[
        ("accept", "The page where a quote is accepted."),
        ("appointment", "The page where an appointment is made."),
        ("pay", "The page where it is paid."),
        ("sign", "The page where a quote is signed."),
        ("view", "The page where it is looked at."),
    ]),
    ("reminder", &[
        ("deadline", "The last day the message gives; in a task or a notification, the day that an earlier message gave, while it runs."),
        ("step", "The step's name."),
    ]),
    ("offer", &[
        ("days_left", "Days until the offer ends; 0 on its last day."),
        ("discount", "The discount."),
        ("last_day", "The last day of the offer."),
    ]),
    ("statement", &[
        ("count", "How many documents the message covers."),
        ("left", "What is left of all of them."),
        ("others_left", "What is left of the account's other open documents."),
    ]),
    ("claim", &[
        ("indemnity", "The fixed indemnities, where the step claims them and the profile allows."),
        ("indemnity_law", "The article they rest on."),
        ("interest", "The late interest, where the step claims it and the profile allows."),
        ("interest_law", "The article it rests on."),
        ("principal", "What is left to pay, without charges."),
        ("total", "All that the message asks for."),
    ]),
    ("block", &[
        ("amounts", "A table of what is claimed: principal, interest, indemnity, total. Nothing without charges."),
        ("documents", "A table of the documents the message covers."),
        ("interest", "The statement of interest: from, to, base, days, rate, amount."),
        ("others", "A table of the account's other open documents. Nothing when there are none."),
        ("parts", "A table of the parts of invoices that the message is about. Nothing when they have none."),
        ("payment", "How to pay by bank transfer, with the QR code: for each account that its documents are to be paid on. Nothing without a bank account."),
    ]),
    ("button", &[
        ("accept", "A button to accept a quote. Nothing without a link, as all buttons."),
        ("appointment", "A button to make an appointment."),
        ("pay", "A button to pay."),
        ("sign", "A button to sign a quote."),
        ("view", "A button to look at the document."),
    ]),
];

const ROW: &[&str] = &["customer_order", "days_late", "due", "issued", "left", "number", "total"];

/// What a text can walk, and what each element has: the parts of an invoice paid in parts, the documents a message covers, the account's
/// other open documents.
pub const LISTS: &[(&str, &[&str])] =
    &[("parts", &["amount", "due", "left", "rank"]), ("documents", ROW), ("others", ROW)];

fn elements(list: &str) -> Option<&'static [&'static str]> {
    LISTS.iter().find(|(name, _)| *name == list).map(|(_, members)| *members)
}

const FILTERS: &[&str] = &["capitalize", "length", "lower", "title", "trim", "upper"];
const TESTS: &[&str] = &["none", "defined", "undefined"];

/// Tokens between two braces, and pieces of a text: they bound how deep a text can nest.
const TOKENS_PER_TAG: usize = 200;
const TAGS: usize = 500;
const CHARACTERS: usize = 50_000;

/// Checks that a template has only the forms and names a text may have.
///
/// # Errors
/// The first that it may not have, for the reader.
pub fn check_template(settings: &Settings, source: &str) -> Result<(), String> {
    within_bounds(source)?;
    let syntax = minijinja::syntax::SyntaxConfig::default();
    let tree = parse(source, "text", syntax).map_err(|error| describe(&error))?;
    Checker { settings, element: None }.statement(&tree)
}

fn within_bounds(source: &str) -> Result<(), String> {
    if source.chars().count() > CHARACTERS {
        return Err(format!("a text has at most {CHARACTERS} characters"));
    }
    let (mut tags, mut tokens) = (0, 0);
    for token in tokenize(source, false, minijinja::syntax::SyntaxConfig::default()) {
        let (token, span) = token.map_err(|error| describe(&error))?;
        match token {
            Token::VariableStart | Token::BlockStart => {
                tags += 1;
                tokens = 0;
            }
            _ => tokens += 1,
        }
        if tokens > TOKENS_PER_TAG || tags > TAGS {
            let line = span.start_line;
            return Err(format!(
                "line {line} of the text: at most {TAGS} places to fill in, of {TOKENS_PER_TAG} words each"
            ));
        }
    }
    Ok(())
}

/// Walks over a template. `element` is the name that stands for an element of a list, with what it has.
struct Checker<'a, 's> {
    settings: &'a Settings,
    element: Option<(&'s str, &'static [&'static str])>,
}

impl<'s> Checker<'_, 's> {
    fn statements(&mut self, body: &'s [ast::Stmt<'s>]) -> Result<(), String> {
        body.iter().try_for_each(|statement| self.statement(statement))
    }

    fn statement(&mut self, statement: &'s ast::Stmt<'s>) -> Result<(), String> {
        match statement {
            ast::Stmt::Template(template) => self.statements(&template.children),
            ast::Stmt::EmitRaw(_) => Ok(()),
            ast::Stmt::EmitExpr(emit) => self.expression(&emit.expr),
            ast::Stmt::IfCond(choice) => {
                self.expression(&choice.expr)?;
                self.statements(&choice.true_body)?;
                self.statements(&choice.false_body)
            }
            ast::Stmt::ForLoop(walk) => {
                let (ast::Expr::Var(name), ast::Expr::Var(list), false, None) =
                    (&walk.target, &walk.iter, walk.recursive, &walk.filter_expr)
                else {
                    return Err(ONLY_LISTS.to_owned());
                };
                let members = elements(list.id).filter(|_| self.element.is_none());
                let Some(members) = members else { return Err(ONLY_LISTS.to_owned()) };
                self.element = Some((name.id, members));
                let body = self.statements(&walk.body);
                self.element = None;
                body?;
                self.statements(&walk.else_body)
            }
            _ => {
                Err("a text may print values with `{{ … }}`, ask `{% if … %}` and walk a list; nothing else".to_owned())
            }
        }
    }

    fn expression(&mut self, expr: &'s ast::Expr<'s>) -> Result<(), String> {
        match expr {
            ast::Expr::Const(_) => Ok(()),
            ast::Expr::Var(name) if name.id == "today" || elements(name.id).is_some() => Ok(()),
            ast::Expr::Var(name) => Err(format!("`{}` is not a value a text can print; {}", name.id, self.known())),
            ast::Expr::GetAttr(member) => self.member(&member.expr, member.name),
            ast::Expr::UnaryOp(not) if matches!(not.op, ast::UnaryOpKind::Not) => self.expression(&not.expr),
            ast::Expr::BinOp(two) => {
                use ast::BinOpKind::{Add, Concat, Div, FloorDiv, Mul, Pow, Rem, Sub};
                if matches!(two.op, Add | Concat | Div | FloorDiv | Mul | Pow | Rem | Sub) {
                    return Err("a text does not calculate".to_owned());
                }
                self.expression(&two.left)?;
                self.expression(&two.right)
            }
            ast::Expr::Compare(chain) => {
                self.expression(&chain.expr)?;
                chain.ops.iter().try_for_each(|link| self.expression(&link.expr))
            }
            ast::Expr::IfExpr(choice) => {
                self.expression(&choice.test_expr)?;
                self.expression(&choice.true_expr)?;
                choice.false_expr.as_ref().map_or(Ok(()), |otherwise| self.expression(otherwise))
            }
            ast::Expr::Filter(filter) if FILTERS.contains(&filter.name) && filter.args.is_empty() => {
                filter.expr.as_ref().map_or(Ok(()), |inner| self.expression(inner))
            }
            ast::Expr::Test(test) if TESTS.contains(&test.name) => self.expression(&test.expr),
            ast::Expr::Filter(filter) => {
                Err(format!("there is no filter `{}` without arguments; there is {}", filter.name, FILTERS.join(", ")))
            }
            other => Err(format!("a {} cannot stand in a text", other.description())),
        }
    }

    fn member(&self, record: &ast::Expr<'s>, member: &str) -> Result<(), String> {
        let ast::Expr::Var(record) = record else { return Err(self.known()) };
        let known = match record.id {
            "facts" => self.settings.facts.contains_key(member),
            name if self.element.is_some_and(|(element, _)| element == name) => {
                self.element.is_some_and(|(_, members)| members.contains(&member))
            }
            name => VARIABLES
                .iter()
                .any(|(record, members)| *record == name && members.iter().any(|(known, _)| *known == member)),
        };
        if known {
            return Ok(());
        }
        let wrong = format!("{}.{member}", record.id);
        Err(format!("`{wrong}` is not a value a text can print; {}", self.nearest(&wrong)))
    }

    fn names(&self) -> BTreeSet<String> {
        let records = VARIABLES
            .iter()
            .flat_map(|(record, members)| members.iter().map(move |(name, _)| format!("{record}.{name}")));
        let facts = self.settings.facts.keys().map(|name| format!("facts.{name}"));
        sort::set(records.chain(facts).chain(["today".to_owned()]))
    }

    fn nearest(&self, wrong: &str) -> String {
        let names = self.names();
        let nearest = names.iter().map(|name| (strsim::damerau_levenshtein(wrong, name), name)).min();
        match nearest.filter(|(distance, _)| *distance <= 6) {
            Some((_, name)) => format!("did you mean `{name}`?"),
            None => self.known(),
        }
    }

    fn known(&self) -> String {
        format!("there is {}", self.names().into_iter().collect::<Vec<_>>().join(", "))
    }
}

const ONLY_LISTS: &str = "the lists a text can walk, one at a time, are `parts`, `documents` and `others`: `{% for part in parts %}…{% endfor %}`";

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        crate::settings::load(r#"{"version": 1, "facts": {"segment": "text"}}"#).unwrap()
    }

    #[test]
    fn attacks_and_slips_are_refused_before_anything_runs() {
        let long = format!("{{{{ {}today }}}}", "today and ".repeat(5_000));
        let deep = format!("{}{}", "{% if today %}".repeat(400), "{% endif %}".repeat(400));
        let elif = format!("{{% if today %}}{}{{% endif %}}", "{% elif today %}".repeat(600));
        let quoted = format!("{{{{ \"}}}}\" {}}}}}", "and today ".repeat(300));
        for attack in [
            "{{ 'x' * 1000000000 }}",
            "{% for a in range(1000000) %}{% endfor %}",
            "{% include 'text' %}",
            "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
            "{% set a = today %}",
            "{{ document.__class__ }}",
            "{{ today.__class__.__mro__ }}",
            "{{ documents.number }}",
            "{{ facts.turnover }}",
            "{{ today | replace('a', today) }}",
            "{{ today() }}",
            "{{ [today] }}",
            "{{ document['number'] }}",
            "{% for p in parts %}{% for q in parts %}{% endfor %}{% endfor %}",
            "{{ today",
            "{% raw %}",
            &long,
            &deep,
            &elif,
            &quoted,
        ] {
            let shown: String = attack.chars().take(60).collect();
            assert!(check_template(&settings(), attack).is_err(), "{shown}");
        }
    }

    #[test]
    fn says_what_was_meant() {
        let message = check_template(&settings(), "{{ document.numbr }}").unwrap_err();
        assert_eq!(message, "`document.numbr` is not a value a text can print; did you mean `document.number`?");
        assert_eq!(check_template(&settings(), "{{ facts.segment | upper }}"), Ok(()));
        assert_eq!(check_template(&settings(), "{% for d in documents %}{{ d.number }}{% endfor %}"), Ok(()));
        assert!(check_template(&settings(), "{% for d in parts %}{{ d.number }}{% endfor %}").is_err());
    }
}
