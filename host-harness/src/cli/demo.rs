//! `demo`: tells the story of a small company, day by day.

use std::collections::BTreeMap;

use super::{
    End,
    arguments::{Arguments, Demo},
    data, modules,
    screen::{Screen, Tone},
    settings, status,
};
use crate::{
    demo::{Ending, Places, Told, live},
    error::Result,
    sort::Sort,
    text::{Words, counted, weekday},
    words,
};

pub(super) fn demo(arguments: &Arguments, command: &Demo, screen: &mut Screen<'_>) -> Result<End> {
    let own = match &command.settings {
        Some(file) => Some((data::read(file)?, file)),
        None => None,
    };
    let module = modules::open(arguments, screen)?;
    if let Some((text, file)) = &own {
        settings::require_good(&module, text, file, screen)?;
    }
    screen.heading(&words!(
        "Menuiserie du Lac, Annecy: 42 customers, from 1 July 2027. Nothing real leaves this machine.",
        "Menuiserie du Lac, Annecy : 42 clients, à partir du 1er juillet 2027. Rien ne quitte ce poste."
    ));
    let text = own.map(|(text, _)| text);
    let ending = live(&command.out, &module, text, command.days, &mut |told| tell(told, screen))?;
    screen.text("");
    show(&ending, screen);
    screen.text("");
    screen.heading(&words!("Still open, why, and until when:", "Encore ouvert, pourquoi, et jusqu'à quand :"));
    let (over, open): (Vec<_>, Vec<_>) = ending.standings.iter().cloned().partition(status::is_over);
    status::table(&module, &open, screen)?;
    let over = over.len();
    screen.line(words!(
        "{over} documents are over: paid, signed, refused, invoiced, abandoned, or no longer valid.",
        "{over} pièces sont finies : réglées, signées, refusées, facturées, abandonnées, ou échues."
    ));
    screen.text("");
    what_next(command, screen);
    Ok(End::Done)
}

/// One day.
fn tell(told: &Told, screen: &mut Screen<'_>) {
    screen.heading(&weekday(told.day));
    for news in &told.news {
        let news = screen.toned(Tone::Quiet, news.say(screen.language()));
        wrapped(screen, "  · ", &[news]);
    }
    for (steps, sign) in [(&told.left, "→"), (&told.tasks, "☐")] {
        for (step, documents) in steps {
            let name = step_name(step);
            let name = screen.toned(Tone::Good, name.say(screen.language()));
            let documents: Vec<_> = documents.iter().map(|(number, customer)| format!("{number} {customer}")).collect();
            let title = words!("  {sign} {name}: ", "  {sign} {name} : ");
            wrapped(screen, title.say(screen.language()), &documents);
        }
    }
}

/// A list after its title, on as many lines as it needs.
fn wrapped(screen: &mut Screen<'_>, title: &str, items: &[String]) {
    let width = usize::from(screen.terminal.width);
    let mut line = title.to_owned();
    let mut empty = true;
    for item in items {
        if !empty && line.chars().count() + item.chars().count() + 3 > width {
            screen.text(&line);
            line = "      ".to_owned();
            empty = true;
        }
        if !empty {
            line.push_str(" · ");
        }
        line.push_str(item);
        empty = false;
    }
    screen.text(&line);
}

/// The demo's own steps, as a document meets them.
const ORDER: &[&str] =
    &["after-a-week", "before-expiry", "friendly", "second", "call", "firm", "@no-address", "@insolvency"];

/// The demo's own steps in words; a step of other settings by its identifier.
fn step_name(step: &str) -> Words {
    match step {
        "after-a-week" => words!("quote, a week after", "devis, une semaine après"),
        "before-expiry" => words!("quote about to end", "devis près de sa fin"),
        "friendly" => words!("friendly reminder", "rappel amical"),
        "second" => words!("second reminder", "deuxième rappel"),
        "firm" => words!("firm reminder", "rappel ferme"),
        "call" => words!("to call", "à appeler"),
        "@no-address" => words!("no address", "sans adresse"),
        "@insolvency" => words!("claim to be declared", "créance à déclarer"),
        other => other.into(),
    }
}

fn show(ending: &Ending, screen: &mut Screen<'_>) {
    let day = weekday(ending.last_day);
    screen.heading(&Words::around(|reader| words!("Left until {}:", "Partis jusqu'au {} :", day.say(reader))));
    let mut by_step = BTreeMap::<(usize, &str), usize>::new();
    for (step, count) in &ending.by_step {
        let step = step.rsplit('/').next().unwrap_or(step);
        let place = ORDER.iter().position(|known| *known == step).unwrap_or(ORDER.len());
        *by_step.entry((place, step)).or_default() += count;
    }
    for ((_, step), count) in by_step {
        let name = step_name(step);
        screen.line(Words::around(|reader| format!("  {count:>3}  {}", name.say(reader)).into()));
    }
    let emails = Sort::Email.counted(ending.delivered.left.of(Sort::Email));
    let letters = counted(
        ending.printed.letters.len(),
        ["printed letter", "printed letters"],
        ["lettre imprimée", "lettres imprimées"],
    );
    let tasks = Sort::Task.counted(ending.delivered.left.of(Sort::Task));
    screen.line(Words::around(|reader| {
        let [emails, letters, tasks] = [&emails, &letters, &tasks].map(|part| part.say(reader));
        words!("  {emails}, {letters} and {tasks} in all", "  {emails}, {letters} et {tasks} en tout")
    }));
}

fn what_next(command: &Demo, screen: &mut Screen<'_>) {
    let places = Places::of(&command.out);
    let (mail, tasks) = (places.mail.join("new"), places.tasks);
    let (mail, tasks) = (mail.display(), tasks.display());
    screen.line(words!(
        "The mails are in {mail}: open one with any mail program. The tasks are in {tasks}.",
        "Les courriels sont dans {mail} : ouvrez-en un avec tout logiciel de courrier. Les tâches sont dans {tasks}."
    ));
    let print = places.print.display();
    screen.line(words!(
        "The letters are in {print}: a print file for each day, and one file for each letter.",
        "Les lettres sont dans {print} : un fichier d'impression par jour, et un fichier pour chaque lettre."
    ));
    screen.heading(&words!("Try next:", "Et ensuite :"));
    let (db, settings, out) = (places.db.display(), places.settings.display(), command.out.display());
    let run = "cargo run --";
    screen.line(words!(
        "  {run} --db {db} explain F-2027-110 --date 2027-07-15\n      why Cordonnerie Blanc got no mail, rule by rule",
        "  {run} --db {db} explain F-2027-110 --date 2027-07-15\n      pourquoi Cordonnerie Blanc n'a rien reçu, règle par règle"
    ));
    screen.line(words!(
        "  {run} demo --settings {settings} --out {out}\n      the same two months after you changed a step or a text in that file",
        "  {run} demo --settings {settings} --out {out}\n      les mêmes deux mois après avoir changé une étape ou un texte dans ce fichier"
    ));
    screen.line(words!(
        "  {run} import invoices.csv --guess\n      your own documents: what the columns of your file seem to be",
        "  {run} import factures.csv --guess\n      vos propres pièces : ce que semblent être les colonnes de votre fichier"
    ));
}
