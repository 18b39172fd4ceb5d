//! The blocks a text can place: tables of documents and amounts, how to pay, buttons. The same for every channel.

use super::{
    Locale,
    format::short_date,
    format_date, format_money, format_percent,
    payment::{self, PaymentDetails},
    variables::{self, Message},
};
use crate::{
    charges::Charges,
    domain::{Document, Kind, Money},
    template::markup::{Part, Place, Span},
};

/// A part of a finished text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Lines that belong together.
    Paragraph(Vec<Span>),
    /// One entry for each line.
    Bullets(Vec<Vec<Span>>),
    /// Documents, amounts.
    Table(Table),
    /// A page the customer can open.
    Button {
        /// What it says.
        label: String,
        /// `https`.
        url: String,
    },
    /// How to pay.
    Payment(PaymentDetails),
}

/// Cells of text; amounts stand on the right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// May be empty.
    pub caption: String,
    /// Title, and whether it holds numbers.
    pub columns: Vec<(String, bool)>,
    /// As many cells as columns.
    pub rows: Vec<Vec<String>>,
    /// Set apart; empty when there is none.
    pub total: Vec<String>,
}

/// What a text placed, made: a block with nothing to show is left out.
pub(super) fn made(parts: Vec<Part>, message: &Message<'_, '_>) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Part::Paragraph(spans) => blocks.push(Block::Paragraph(spans)),
            Part::Bullets(bullets) => blocks.push(Block::Bullets(bullets)),
            Part::Place(place) => blocks.extend(of_place(place, message)),
        }
    }
    blocks
}

/// The blocks of one place.
pub(super) fn of_place(place: Place, message: &Message<'_, '_>) -> Vec<Block> {
    let words = message.locale.words();
    // A prospect has no documents, and owes nothing.
    if message.wanted.case.document.kind == Kind::Lead && matches!(place, Place::Documents | Place::Others) {
        return Vec::new();
    }
    let button = |kind: &str, label: &str| {
        // A link is about one document.
        let links = &message.wanted.case.document.links;
        let one = variables::documents(message.wanted).len() == 1;
        let link = links.iter().find(|link| link.kind == kind && (one || kind == "appointment"));
        link.map(|link| Block::Button { label: label.to_owned(), url: link.url.clone() }).into_iter().collect()
    };
    let [pay, sign, accept, view, appointment] = words.buttons;
    match place {
        Place::Documents => vec![Block::Table(documents(message))],
        Place::Others => others(message).into_iter().map(Block::Table).collect(),
        Place::Parts => parts(message).into_iter().map(Block::Table).collect(),
        Place::Amounts => {
            message.charges.and_then(|charges| amounts(message, charges)).into_iter().map(Block::Table).collect()
        }
        Place::Interest => message.charges.map(|charges| interest(message.locale, charges)).unwrap_or_default(),
        Place::Payment => payment::details(message).into_iter().map(Block::Payment).collect(),
        Place::Pay => button("pay", pay),
        Place::Sign => button("sign", sign),
        Place::Accept => button("accept", accept),
        Place::View => button("view", view),
        Place::Appointment => button("appointment", appointment),
    }
}

fn text(title: &str) -> (String, bool) {
    (title.to_owned(), false)
}

fn number(title: &str) -> (String, bool) {
    (title.to_owned(), true)
}

/// The documents a message covers, one on each line.
fn documents(message: &Message<'_, '_>) -> Table {
    let (wanted, locale) = (message.wanted, message.locale);
    let words = locale.words();
    let documents = variables::documents(wanted);
    let quotes = wanted.case.document.kind == Kind::Quote;
    let day = |day: Option<_>| day.map(|day| short_date(day, locale)).unwrap_or_default();
    let rows = documents.iter().map(|case| {
        let document = case.document;
        let total = format_money(Money::new(document.total, document.currency), locale);
        let mut row = vec![numbered(document, locale), short_date(document.issued, locale)];
        if quotes {
            row.extend([day(document.valid_until), total]);
        } else {
            let left = variables::left_of(wanted, document).map(|left| format_money(left, locale));
            row.extend([day(case.due()), total, left.unwrap_or_default()]);
        }
        row
    });
    let rows: Vec<_> = rows.collect();
    let mut table = Table { rows, ..Table::default() };
    if quotes {
        table.columns = vec![text(words.quote.0), text(words.issued), text(words.valid_until), number(words.total)];
    } else {
        let columns =
            [text(words.invoice.0), text(words.issued), text(words.due), number(words.total), number(words.left)];
        table.columns = columns.to_vec();
    }
    let sum = if quotes { Some(variables::total(wanted)) } else { variables::left(wanted) };
    if let (Some(sum), true) = (sum, table.rows.len() > 1) {
        table.total = vec![String::new(); table.columns.len()];
        put(&mut table.total, words.sum, &format_money(sum, locale));
    }
    table
}

/// The number of a document in a table, with that of the customer's order beside it: a column more does not fit on a telephone.
fn numbered(document: &Document, locale: Locale) -> String {
    match &document.customer_order {
        Some(order) => format!("{} · {} {order}", document.number, locale.words().order),
        None => document.number.clone(),
    }
}

/// First and last cell of a line.
fn put(line: &mut [String], first: &str, last: &str) {
    if let Some(cell) = line.first_mut() {
        first.clone_into(cell);
    }
    if let Some(cell) = line.last_mut() {
        last.clone_into(cell);
    }
}

/// The account's other open documents.
fn others(message: &Message<'_, '_>) -> Option<Table> {
    let (locale, words) = (message.locale, message.locale.words());
    let quotes = message.wanted.case.document.kind == Kind::Quote;
    let others = variables::others(message.wanted);
    let day = |day: Option<_>| day.map(|day| short_date(day, locale)).unwrap_or_default();
    let rows = others.iter().map(|other| {
        let document = other.document;
        let amount = other.left.unwrap_or_else(|| Money::new(document.total, document.currency));
        let until = if quotes { document.valid_until } else { document.due };
        let mut row = vec![numbered(document, locale), short_date(document.issued, locale)];
        row.extend([day(until), format_money(amount, locale)]);
        row
    });
    let rows: Vec<_> = rows.collect();
    let columns = if quotes {
        vec![text(words.quote.0), text(words.issued), text(words.valid_until), number(words.total)]
    } else {
        vec![text(words.invoice.0), text(words.issued), text(words.due), number(words.left)]
    };
    (!rows.is_empty()).then(|| Table { caption: words.others.to_owned(), columns, rows, total: Vec::new() })
}

/// The parts of invoices paid in parts that the message is about: which one, for how much, until when, of what.
fn parts(message: &Message<'_, '_>) -> Option<Table> {
    let (locale, words) = (message.locale, message.locale.words());
    let rows = variables::parts(message.wanted).into_iter().map(|part| {
        let money = |minor| format_money(Money::new(minor, part.case.document.currency), locale);
        let left = part.case.left().map(|left| format_money(left, locale)).unwrap_or_default();
        vec![
            numbered(part.case.document, locale),
            part.rank,
            short_date(part.instalment.due, locale),
            money(part.instalment.amount),
            left,
            money(part.case.document.total),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let columns = vec![
        text(words.invoice.0),
        text(words.part),
        text(words.due),
        number(words.amount),
        number(words.left),
        number(words.invoice_total),
    ];
    (!rows.is_empty()).then(|| Table { caption: words.parts.to_owned(), columns, rows, total: Vec::new() })
}

/// The same in a few words, for what has no tables: a short message, a task.
pub(super) fn parts_in_short(message: &Message<'_, '_>) -> Option<Part> {
    let (locale, words) = (message.locale, message.locale.words());
    let named = variables::parts(message.wanted).into_iter().map(|part| {
        let (number, due) = (&part.case.document.number, short_date(part.instalment.due, locale));
        format!("{number}, {} {}, {} {due}", lower(words.part), part.rank, lower(words.due))
    });
    let text = named.collect::<Vec<_>>().join("; ");
    (!text.is_empty()).then(|| Part::Paragraph(vec![Span { text, bold: false }]))
}

/// What the message claims: the debt, the interest, the indemnity, all of it.
fn amounts(message: &Message<'_, '_>, charges: &Charges) -> Option<Table> {
    let (locale, words) = (message.locale, message.locale.words());
    let row = |name: &str, law: &str, money: Money| {
        let name = if law.is_empty() { name.to_owned() } else { format!("{name} ({law})") };
        vec![name, format_money(money, locale)]
    };
    let mut rows = vec![row(words.principal, "", variables::left(message.wanted)?)];
    rows.extend(charges.interest.map(|interest| row(words.interest, &charges.interest_law, interest)));
    rows.extend(charges.indemnity.map(|indemnity| row(words.indemnity, &charges.indemnity_law, indemnity)));
    if rows.len() == 1 {
        return None;
    }
    let total = vec![words.claimed.to_owned(), format_money(message.claimed()?, locale)];
    let columns = vec![text(""), number("")];
    Some(Table { caption: String::new(), columns, rows, total })
}

/// How the interest comes about, so that a judge could work it out again (F57). Nothing where no interest is claimed; a half-year whose rate is
/// not known is claimed nowhere, and not listed.
fn interest(locale: Locale, charges: &Charges) -> Vec<Block> {
    let words = locale.words();
    let Some(interest) = charges.interest else { return Vec::new() };
    let [from, to, base, rate, days] = words.segment;
    let money = |minor| format_money(Money::new(minor, interest.currency), locale);
    let claimed = charges.lines.iter().filter_map(|line| Some((line, line.segment.rate?)));
    let rows = claimed.map(|(line, rate)| {
        let segment = &line.segment;
        vec![
            line.number.clone(),
            short_date(segment.from, locale),
            short_date(segment.to, locale),
            money(segment.base),
            format_percent(rate, locale),
            segment.days.to_string(),
            money(segment.amount),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let columns = vec![
        text(words.invoice.0),
        text(from),
        text(to),
        number(base),
        number(rate),
        number(days),
        number(words.interest),
    ];
    let mut total = vec![String::new(); columns.len()];
    put(&mut total, words.sum, &format_money(interest, locale));
    let caption = format!("{} ({})", words.statement, charges.interest_law);
    let formula = Span { text: words.formula.to_owned(), bold: false };
    vec![Block::Table(Table { caption, columns, rows, total }), Block::Paragraph(vec![formula])]
}

/// The same as plain text, for readers of plain text.
#[must_use]
pub(super) fn plain(blocks: &[Block], locale: Locale) -> String {
    let mut parts: Vec<String> = Vec::new();
    for block in blocks {
        parts.push(match block {
            Block::Paragraph(spans) => joined(spans),
            Block::Bullets(bullets) => {
                bullets.iter().map(|spans| format!("- {}", joined(spans))).collect::<Vec<_>>().join("\n")
            }
            Block::Table(table) => plain_table(table),
            Block::Button { label, url } => {
                format!("{label}{}{url}", locale.pack().colon)
            }
            Block::Payment(payment) => plain_payment(payment, locale),
        });
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn joined(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// One line for each row: a table drawn with spaces breaks on a phone.
fn plain_table(table: &Table) -> String {
    let mut lines = Vec::new();
    if !table.caption.is_empty() {
        lines.push(table.caption.clone());
    }
    for row in &table.rows {
        let cells = table.columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        let cells = cells.enumerate().map(|(at, ((title, _), cell))| {
            if at == 0 || title.is_empty() { cell.clone() } else { format!("{} {cell}", lower(title)) }
        });
        lines.push(format!("- {}", cells.collect::<Vec<_>>().join(", ")));
    }
    let total: Vec<_> = table.total.iter().filter(|cell| !cell.is_empty()).map(String::as_str).collect();
    if !total.is_empty() {
        lines.push(total.join(" "));
    }
    lines.join("\n")
}

/// A title inside a sentence; one in capitals stays so.
fn lower(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn plain_payment(payment: &PaymentDetails, locale: Locale) -> String {
    let colon = locale.pack().colon;
    let lines = rows_of_payment(payment, locale).into_iter().map(|(name, value)| format!("{name}{colon}{value}"));
    let mut all = vec![locale.words().transfer.to_owned()];
    all.extend(lines);
    all.join("\n")
}

/// What a payer has to type, name by name.
pub(crate) fn rows_of_payment(payment: &PaymentDetails, locale: Locale) -> Vec<(&'static str, String)> {
    let words = locale.words();
    let mut rows = vec![(words.beneficiary, payment.beneficiary.clone()), ("IBAN", payment.iban.clone())];
    rows.extend(payment.bic.clone().map(|bic| ("BIC", bic)));
    rows.push((words.amount, format_money(payment.amount, locale)));
    if !payment.reference.is_empty() {
        rows.push((words.reference, payment.reference.clone()));
    }
    rows
}

/// What the eye must find first: number, amount, date.
pub(super) fn summary(message: &Message<'_, '_>) -> Vec<(&'static str, String)> {
    let (wanted, locale, words) = (message.wanted, message.locale, message.locale.words());
    let document = wanted.case.document;
    if document.kind == Kind::Lead {
        return Vec::new();
    }
    let quote = document.kind == Kind::Quote;
    let documents = variables::documents(wanted);
    let names = if quote { words.quote } else { words.invoice };
    let name = if documents.len() > 1 { names.1 } else { names.0 };
    let numbers: Vec<_> = documents.iter().map(|case| case.document.number.as_str()).collect();
    let mut rows = vec![(name, numbers.join(", "))];
    if wanted.members.len() == 1 {
        rows.extend(variables::parts(wanted).into_iter().map(|part| (words.part, part.rank)));
    }
    match message.claimed() {
        Some(claimed) => {
            let extra = message.charges.is_some_and(|charges| charges.interest.or(charges.indemnity).is_some());
            rows.push((if extra { words.claimed } else { words.left }, format_money(claimed, locale)));
        }
        None => rows.push((words.total, format_money(variables::total(wanted), locale))),
    }
    let (name, day) = if quote {
        (words.valid_until, document.valid_until)
    } else {
        (words.due, wanted.members.iter().filter_map(crate::rules::Case::due).min())
    };
    rows.extend(day.map(|day| (name, format_date(day, locale))));
    if documents.len() == 1 {
        rows.extend(document.customer_order.clone().map(|order| (words.order, order)));
    }
    rows
}
