//! A finished e-mail as a page: one column, nothing fetched from elsewhere, readable on a phone, in the dark, in Outlook and without
//! pictures. Styles stand on the elements, since many readers drop a style sheet; what is in the sheet only adapts to the dark.
//!
//! Markup is ours, everything else is escaped: no data can ever become markup.

use crate::template::markup::Span;

use super::{
    blocks::{Block, Table, rows_of_payment},
    message::Written,
    payment::PaymentDetails,
};

/// What stands around the text.
pub(super) struct Frame<'a> {
    /// The company's name.
    pub company: &'a str,
    /// `#rrggbb`.
    pub colour: &'a str,
    /// The sender, line by line.
    pub foot: Vec<&'a str>,
    /// How to refuse offers.
    pub opt_out: Option<&'a str>,
    /// For each place that says how to pay, the picture with the code to pay by, where one travels along.
    pub pictures: Vec<Option<&'a str>>,
}

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/// The whole page.
pub(super) fn page(written: &Written<'_>, frame: &Frame<'_>) -> String {
    let pictures = frame.pictures.iter();
    let mut page = Page { html: String::with_capacity(6_144), frame, written, pictures };
    page.head();
    page.summary();
    for block in &written.body {
        page.block(block);
    }
    page.foot();
    page.html
}

struct Page<'p> {
    html: String,
    frame: &'p Frame<'p>,
    written: &'p Written<'p>,
    /// Those still to come.
    pictures: core::slice::Iter<'p, Option<&'p str>>,
}

impl Page<'_> {
    fn markup(&mut self, markup: &str) -> &mut Self {
        self.html.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        escape_into(&mut self.html, text);
        self
    }

    fn head(&mut self) {
        let (language, subject) = (self.written.language, self.written.subject.as_str());
        self.markup("<!DOCTYPE html>\n<html lang=\"").text(language);
        self.markup("\">\n<head>\n<meta charset=\"utf-8\">\n")
            .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .markup("<meta name=\"color-scheme\" content=\"light dark\">\n")
            .markup("<meta name=\"format-detection\" content=\"telephone=no,date=no,address=no\">\n<title>")
            .text(subject)
            .markup("</title>\n<style>:root{color-scheme:light dark}\n@media (prefers-color-scheme:dark){")
            .markup("body,.card{background:#16181c!important;color:#e8eaed!important}")
            .markup(".soft{color:#b4b9c1!important}.box{background:#23262c!important}")
            .markup(".line{border-color:#3b4048!important}}\n@media (max-width:480px){.wide{display:none!important}}</style>\n</head>\n")
            .markup("<body style=\"margin:0;padding:0;background:#ffffff;color:#1f2328\">\n")
            .markup("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"table-layout:fixed\"><tr><td align=\"center\" style=\"padding:20px 16px\">\n")
            .markup("<!--[if mso]><table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\"><tr><td><![endif]-->\n")
            .markup("<div class=\"card\" style=\"max-width:600px;margin:0 auto;text-align:left;font-size:16px;line-height:1.5;color:#1f2328;")
            .markup(FONT)
            .markup("\">\n");
    }

    /// Sender, number, amount, day: found in three seconds.
    fn summary(&mut self) {
        let (company, colour) = (self.frame.company, self.frame.colour);
        self.markup("<p style=\"margin:0 0 12px;font-weight:bold\">").text(company).markup("</p>\n");
        self.markup("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" class=\"box\" style=\"background:#f4f6f8;border-left:4px solid ");
        self.text(colour).markup(";margin:0 0 20px\"><tr><td style=\"padding:12px 16px\">\n");
        for (at, (name, value)) in self.written.summary.iter().enumerate() {
            self.markup("<div class=\"soft\" style=\"font-size:13px;color:#57606a\">").text(name);
            let size = if at == 1 { "font-size:22px;" } else { "" };
            self.markup("</div><div style=\"").markup(size).markup("font-weight:bold;margin:0 0 6px\">");
            self.words(value).markup("</div>\n");
        }
        self.markup("</td></tr></table>\n");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(spans) => {
                self.markup("<p style=\"margin:0 0 16px\">").spans(spans).markup("</p>\n");
            }
            Block::Bullets(bullets) => {
                self.markup("<ul style=\"margin:0 0 16px;padding-left:24px\">\n");
                for spans in bullets {
                    self.markup("<li style=\"margin:0 0 4px\">").spans(spans).markup("</li>\n");
                }
                self.markup("</ul>\n");
            }
            Block::Table(table) => self.table(table),
            Block::Button { label, url } => self.button(label, url),
            Block::Payment(payment) => self.payment(payment),
        }
    }

    fn spans(&mut self, spans: &[Span]) -> &mut Self {
        for span in spans {
            if span.bold {
                self.markup("<strong>");
            }
            for (at, line) in span.text.split('\n').enumerate() {
                if at > 0 {
                    self.markup("<br>\n");
                }
                self.words(line);
            }
            if span.bold {
                self.markup("</strong>");
            }
        }
        self
    }

    /// A number such as `F-2027-12` is not broken at its hyphens.
    fn words(&mut self, line: &str) -> &mut Self {
        for (at, word) in line.split(' ').enumerate() {
            if at > 0 {
                self.markup(" ");
            }
            let keep = word.contains('-') && word.contains(|c: char| c.is_ascii_digit());
            if keep {
                self.markup("<span style=\"white-space:nowrap\">").text(word).markup("</span>");
            } else {
                self.text(word);
            }
        }
        self
    }

    fn table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.markup("<p style=\"margin:0 0 6px;font-weight:bold\">").text(&table.caption).markup("</p>\n");
        }
        // More columns than a phone is wide scroll by themselves, and the page does not.
        self.markup("<div style=\"overflow-x:auto;margin:0 0 16px\"><table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"border-collapse:collapse;font-size:14px\">\n");
        if table.columns.iter().any(|(title, _)| !title.is_empty()) {
            let titles: Vec<_> = table.columns.iter().map(|(title, _)| title.clone()).collect();
            self.row(table, &titles, "th", "color:#57606a;font-weight:normal;border-bottom:2px solid #d0d7de;");
        }
        for row in &table.rows {
            self.row(table, row, "td", "border-bottom:1px solid #d0d7de;");
        }
        if !table.total.is_empty() {
            self.row(table, &table.total, "td", "font-weight:bold;");
        }
        self.markup("</table></div>\n");
    }

    fn row(&mut self, table: &Table, cells: &[String], element: &'static str, style: &'static str) {
        self.markup("<tr>");
        for (at, (cell, (_, numeric))) in cells.iter().zip(&table.columns).enumerate() {
            let soft = if element == "th" { " soft" } else { "" };
            let wide = if can_be_missed(at, table.columns.len()) { " wide" } else { "" };
            self.markup("<")
                .markup(element)
                .markup(" class=\"line")
                .markup(soft)
                .markup(wide)
                .markup("\" style=\"")
                .markup(style);
            self.markup(if at == 0 { "padding:6px 8px 6px 0;" } else { "padding:6px 0 6px 8px;" });
            self.markup(if *numeric { "text-align:right;white-space:nowrap\">" } else { "text-align:left\">" });
            self.words(cell).markup("</").markup(element).markup(">");
        }
        self.markup("</tr>\n");
    }

    /// A cell with a colour: the one button that Outlook shows as one.
    fn button(&mut self, label: &str, url: &str) {
        let colour = self.frame.colour;
        self.markup("<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:4px 0 20px\"><tr><td align=\"center\" bgcolor=\"");
        self.text(colour).markup("\" style=\"border-radius:6px;background:").text(colour);
        self.markup("\"><a href=\"")
            .text(url)
            .markup("\" style=\"display:inline-block;padding:12px 24px;font-weight:bold;text-decoration:none;color:");
        self.markup(ink(colour)).markup("\">").text(label).markup("</a></td></tr></table>\n");
    }

    fn payment(&mut self, payment: &PaymentDetails) {
        let words = self.written.locale.words();
        self.markup("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" class=\"box\" style=\"background:#f4f6f8;margin:0 0 16px\"><tr><td style=\"padding:12px 16px;font-size:14px\">\n");
        self.markup("<div style=\"font-weight:bold;margin:0 0 6px\">").text(words.transfer).markup("</div>\n");
        for (name, value) in rows_of_payment(payment, self.written.locale) {
            self.markup("<div><span class=\"soft\" style=\"color:#57606a\">").text(name);
            self.markup("</span>&nbsp; ").words(&value).markup("</div>\n");
        }
        if let Some(picture) = self.pictures.next().copied().flatten() {
            self.markup("<div style=\"margin:10px 0 0\"><img src=\"cid:").text(picture);
            self.markup("\" width=\"140\" height=\"140\" alt=\"").text(words.scan);
            self.markup("\" style=\"display:block;background:#ffffff\"></div>\n");
            self.markup("<div class=\"soft\" style=\"font-size:13px;color:#57606a\">")
                .text(words.scan)
                .markup("</div>\n");
        }
        self.markup("</td></tr></table>\n");
    }

    fn foot(&mut self) {
        self.markup("<p class=\"soft line\" style=\"margin:24px 0 0;padding:12px 0 0;border-top:1px solid #d0d7de;font-size:13px;color:#57606a\">");
        let lines: Vec<_> = self.frame.foot.iter().copied().chain(self.frame.opt_out).collect();
        for (at, line) in lines.into_iter().enumerate() {
            if at > 0 {
                self.markup("<br>\n");
            }
            self.text(line);
        }
        self.markup(
            "</p>\n</div>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n</body>\n</html>\n",
        );
    }
}

/// Columns a narrow screen leaves out of a list of documents: its day and its total; the number, the day to pay and what is left stay.
const fn can_be_missed(column: usize, columns: usize) -> bool {
    matches!((column, columns), (1, 4 | 5) | (3, 5))
}

/// Black or white, whichever is read better on a colour: by how light it is to the eye (ITU-R BT.601).
fn ink(colour: &str) -> &'static str {
    let part = |at: usize| colour.get(at..at + 2).and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or_default();
    let light = 299 * part(1) + 587 * part(3) + 114 * part(5);
    if light > 150_000 { "#1f2328" } else { "#ffffff" }
}

/// The colour of a company as it wrote it, `#1a5276`; a dark blue for anything else.
#[must_use]
pub(crate) fn colour(wished: Option<&str>) -> &str {
    let is_colour =
        |text: &&str| text.len() == 7 && text.starts_with('#') && text.bytes().skip(1).all(|b| b.is_ascii_hexdigit());
    wished.filter(is_colour).unwrap_or("#1a5276")
}

fn escape_into(page: &mut String, text: &str) {
    let mut plain = text;
    // Nothing invisible turns the reading direction of what follows.
    let special =
        |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    while let Some((before, rest)) = plain.find(special).and_then(|at| plain.split_at_checked(at)) {
        page.push_str(before);
        let mut rest = rest.chars();
        page.push_str(match rest.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            Some('\'') => "&#39;",
            _ => "",
        });
        plain = rest.as_str();
    }
    page.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escape(text: &str) -> String {
        let mut page = String::new();
        escape_into(&mut page, text);
        page
    }

    #[test]
    fn customer_data_never_becomes_markup() {
        assert_eq!(escape("<b>Durand & Fils</b> \"'"), "&lt;b&gt;Durand &amp; Fils&lt;/b&gt; &quot;&#39;");
        assert_eq!(escape("abc\u{202e}def"), "abcdef");
    }

    #[test]
    fn a_button_can_be_read() {
        assert_eq!(ink("#1a5276"), "#ffffff");
        assert_eq!(ink("#ffd400"), "#1f2328");
        assert_eq!(colour(Some("#FFD400")), "#FFD400");
        for wrong in ["red", "#12", "#12345g", "#1234567", "\"><script>"] {
            assert_eq!(colour(Some(wrong)), "#1a5276", "{wrong}");
        }
    }
}
