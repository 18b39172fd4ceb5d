//! What stands around the text of a letter: letterhead, address for the window of the envelope, day, foot, page numbers.

use super::{
    flow::{COLUMN, LEFT},
    fonts::Fonts,
    lines::{Line, Setting, lines},
    sheet::{HEIGHT, Ink, Kind, MM, Picture, Shape, Sheets, WIDTH},
};
use crate::{
    domain::{Company, PostalAddress},
    settings::Window,
    wording::{Locale, Span},
};

/// The first page before its text.
pub struct Head<'a> {
    /// The sender.
    pub company: &'a Company,
    /// Whether there is a logo.
    pub logo: bool,
    /// Where the window is.
    pub window: Window,
    /// Name of the addressee, line by line.
    pub name: &'a str,
    /// Where they live.
    pub address: &'a PostalAddress,
    /// In whose language the country stands.
    pub locale: Locale,
    /// The day, written out.
    pub day: &'a str,
    /// A line above the address: a registered letter.
    pub remark: Option<&'a str>,
}

/// Where the text begins under the head.
pub const TEXT: f32 = 98.0 * MM;

/// Draws the head of a letter.
pub fn head(sheets: &mut Sheets, fonts: &Fonts, letter: usize, head: &Head<'_>) {
    sender(sheets, fonts, letter, head);
    let (left, top, width) = match head.window {
        Window::Right => (107.0 * MM, 52.0 * MM, 85.0 * MM),
        Window::Left => (25.0 * MM, 63.5 * MM, 80.0 * MM),
    };
    if head.window == Window::Left {
        // The sender once more, small, where the window shows it; folds at 105 and 210 mm (DIN 5008 B).
        let own = head.company.address.as_ref().map(city_line).unwrap_or_default();
        let text = [head.company.name.as_str(), own.as_str()].join(" · ");
        put(sheets, None, (left, 61.0 * MM), (6.5, Ink::Grey), &one(fonts, &text, false, 6.5, width));
        for fold in [105.0, 210.0] {
            sheets.put(None, Shape::Box { place: [4.0 * MM, fold * MM, 5.0 * MM, 0.4], ink: Ink::Rule });
        }
    }
    if let Some(remark) = head.remark {
        let node = sheets.node(Kind::Paragraph, Some(letter));
        put(sheets, Some(node), (left, top - 3.0 * MM), (8.5, Ink::Black), &one(fonts, remark, true, 8.5, width));
    }
    let node = sheets.node(Kind::Paragraph, Some(letter));
    let mut y = top;
    for (at, text) in addressee(head).iter().enumerate() {
        for line in wrapped(fonts, text, at == 0, 10.5, width) {
            y += 13.5;
            put(sheets, Some(node), (left, y), (10.5, Ink::Black), &line);
        }
    }
    let day = one(fonts, head.day, false, 10.0, COLUMN);
    let node = sheets.node(Kind::Paragraph, Some(letter));
    let x = if head.window == Window::Right { 107.0 * MM } else { LEFT + COLUMN - day.width };
    put(sheets, Some(node), (x, TEXT - 5.0 * MM), (10.0, Ink::Black), &day);
}

fn sender(sheets: &mut Sheets, fonts: &Fonts, letter: usize, head: &Head<'_>) {
    let company = head.company;
    let left = if head.window == Window::Right { LEFT } else { 125.0 * MM };
    let width = if head.window == Window::Right { 78.0 * MM } else { 65.0 * MM };
    let mut y = 14.0 * MM;
    if head.logo {
        let node = sheets.node(Kind::Figure(company.name.clone()), Some(letter));
        sheets
            .put(Some(node), Shape::Picture { picture: Picture::Logo, place: [left, 12.0 * MM, 60.0 * MM, 22.0 * MM] });
        y = 36.0 * MM;
    }
    let node = sheets.node(Kind::Paragraph, Some(letter));
    for line in wrapped(fonts, &company.name, true, 12.0, width) {
        y += 15.0;
        put(sheets, Some(node), (left, y), (12.0, Ink::Company), &line);
    }
    let mut rest: Vec<String> = Vec::new();
    if let Some(address) = &company.address {
        rest.extend(address.lines.iter().cloned());
        rest.push(format!("{} {}", address.postcode, address.city));
    }
    rest.extend([company.phone.clone(), Some(company.email.clone()), company.website.clone()].into_iter().flatten());
    for text in rest.iter().filter(|text| !text.trim().is_empty()) {
        for line in wrapped(fonts, text, false, 8.5, width) {
            y += 11.5;
            put(sheets, Some(node), (left, y), (8.5, Ink::Grey), &line);
        }
    }
}

/// Name, street, town; the country in capitals when it is not the sender's.
fn addressee(head: &Head<'_>) -> Vec<String> {
    let address = head.address;
    let mut lines: Vec<String> = head.name.lines().map(str::to_owned).collect();
    lines.extend(address.lines.iter().cloned());
    lines.push(city_line(address));
    let own = head.company.address.as_ref().map(|address| address.country.as_str());
    if own.is_some_and(|own| own != address.country) {
        let name = head.locale.country(&address.country).unwrap_or(&address.country);
        lines.push(name.to_uppercase());
    }
    lines
}

fn city_line(address: &PostalAddress) -> String {
    format!("{} {}", address.postcode, address.city)
}

/// The sender's mentions at the foot, and the page's number, on every page once their count is known.
pub fn feet(sheets: &mut Sheets, fonts: &Fonts, company: &Company, locale: Locale) {
    const SIZE: f32 = 7.0;
    let mentions = company.legal_mentions.as_deref().unwrap_or(&company.name);
    let foot = wrapped(fonts, mentions, false, SIZE, COLUMN - 30.0 * MM);
    let count = sheets.pages.len();
    for (at, page) in sheets.pages.iter_mut().enumerate() {
        let mut feet = Sheets { pages: vec![core::mem::take(page)], nodes: Vec::new() };
        let top = HEIGHT - 21.0 * MM;
        feet.put(None, Shape::Box { place: [LEFT, top, COLUMN, 0.5], ink: Ink::Rule });
        let mut y = top + 3.0;
        for line in foot.iter().take(4) {
            y += 9.0;
            put(&mut feet, None, (LEFT, y), (SIZE, Ink::Grey), line);
        }
        let number = locale.words().page.replace("{page}", &(at + 1).to_string());
        let number = one(fonts, &number.replace("{pages}", &count.to_string()), false, SIZE, COLUMN);
        let x = WIDTH - 20.0 * MM - number.width;
        put(&mut feet, None, (x, top + 12.0), (SIZE, Ink::Grey), &number);
        if let Some(done) = feet.pages.pop() {
            *page = done;
        }
    }
}

fn put(sheets: &mut Sheets, node: Option<usize>, (x, y): (f32, f32), (size, ink): (f32, Ink), line: &Line) {
    sheets.put(node, Shape::Text { x, y, size, ink, line: line.clone() });
}

fn wrapped(fonts: &Fonts, text: &str, bold: bool, size: f32, width: f32) -> Vec<Line> {
    let span = Span { text: text.to_owned(), bold };
    lines(fonts, &[span], Setting { width, size, justified: false, language: "" })
}

fn one(fonts: &Fonts, text: &str, bold: bool, size: f32, width: f32) -> Line {
    wrapped(fonts, text, bold, size, width).into_iter().next().unwrap_or_default()
}
