//! What a command answers: whether it arrives, and in which language a mistake is told.

use std::io::{self, ErrorKind, Write};

use relance::cli::Terminal;
use relance_tests::{Ended, Office};

/// Where nothing can be written.
struct Closed(ErrorKind);

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As a buffered output on a full disk: the loss shows at the end.
struct LostAtTheEnd;

impl Write for LostAtTheEnd {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(ErrorKind::StorageFull.into())
    }
}

fn relance_to(office: &Office, out: &mut dyn Write, arguments: &[&str]) -> (u8, String) {
    let db = office.name("t.db");
    let words = ["relance", "--db", &db].into_iter().chain(arguments.iter().copied());
    let mut err = Vec::new();
    let code = relance::cli::execute(words.map(Into::into), &mut io::empty(), out, &mut err, Terminal::NONE);
    (code, String::from_utf8(err).unwrap())
}

const ANSWERING: &[&[&str]] = &[
    &["settings", "show"],
    &["call", "about.describe"],
    &["status"],
    &["settings", "schema"],
    &["scenario", "list"],
    &["completions", "bash"],
    &["--help"],
    &["--version"],
];

#[test]
fn an_answer_that_does_not_arrive_is_no_success() {
    let office = Office::empty();
    assert_eq!(office.relance(&["init"]).code, 0);
    for command in ANSWERING {
        for out in [&mut Closed(ErrorKind::StorageFull) as &mut dyn Write, &mut LostAtTheEnd] {
            let (code, said) = relance_to(&office, out, command);
            assert_eq!(code, 1, "{command:?}");
            assert!(said.contains("could not be written, whole or in part: no room is left on the disk"), "{said}");
        }
    }
    // What went wrong before has the first word.
    let (code, said) = relance_to(&office, &mut Closed(ErrorKind::StorageFull), &["explain", "F-1"]);
    assert!(code == 3 && said.starts_with("error: there is no document `F-1`"), "{said}");
}

#[test]
fn a_reader_who_has_enough_ends_nothing() {
    let office = Office::empty();
    assert_eq!(office.relance(&["init"]).code, 0);
    for command in ANSWERING {
        let ended = relance_to(&office, &mut Closed(ErrorKind::BrokenPipe), command);
        assert_eq!(ended, (0, String::new()), "{command:?}");
    }
}

#[test]
fn mistakes_at_the_keyboard_are_told_in_french() {
    let office = Office::empty();
    for (typed, said) in [
        (&["status", "--wat"][..], "erreur : argument inattendu : '--wat'"),
        (&["statut"], "erreur : commande inconnue : 'statut'\nconseil : vouliez-vous dire 'status' ?"),
        (&["status", "--langg"], "conseil : vouliez-vous dire '--lang' ?"),
        (&["status", "--tenant"], "erreur : '--tenant <ID>' demande une valeur"),
        (&["status", "--tenant", ""], "erreur : '' n'est pas une valeur de '--tenant <ID>' : écrivez quelque chose"),
        (&["status", "--tenant", "a", "--tenant", "b"], "erreur : '--tenant <ID>' ne peut être donné qu'une fois"),
        (&["remind", "F-1", "--late"], "erreur : '[NUMBERS]...' ne va pas avec '--late'"),
        (&["explain"], "erreur : il manque : '<NUMBER>'"),
        (&["bank", "hier"], "n'est pas une valeur de '[YYYY-MM-DD]' : écrivez un jour possible, AAAA-MM-JJ"),
        (&["upcoming", "--days", "5000"], "'5000' n'est pas une valeur de '--days <N>' : 5000 n'est pas dans 1..=1100"),
        (&["template", "preview", "S", "t", "--kind", "x"], "conseil : valeurs possibles : 'quote', 'invoice'"),
    ] {
        let Ended { code, err: told, .. } = office.relance(&[typed, &["--lang=fr"]].concat());
        assert_eq!(code, 2, "{typed:?}");
        assert!(told.contains(said), "{typed:?}: {told}");
        for english in ["error:", "Usage:", "tip:", "For more"] {
            assert!(!told.contains(english), "{typed:?}: {told}");
        }
    }
}

#[test]
fn what_the_system_and_the_files_say_is_told_in_french() {
    let office = Office::empty();
    assert_eq!(office.relance(&["init"]).code, 0);
    for (name, text) in [("cut.json", "{\"accounts\": ["), ("no.json", "{oops}"), ("other.json", "{\"accounts\": 3}")] {
        office.put(name, text);
    }
    for (file, said) in [
        ("gone.json", "fichier ou dossier introuvable"),
        ("t.db/a.json", "quelque chose sur son chemin n'est pas un dossier"),
        (&"n".repeat(300), "aucun fichier ne peut porter un tel nom"),
        ("cut.json", "le JSON s'arrête trop tôt (ligne 1, colonne 14)"),
        ("no.json", "ce n'est pas du JSON (ligne 1, colonne 2"),
        ("other.json", "ce JSON n'est pas celui attendu (ligne 1, colonne 1"),
    ] {
        let file = if file.ends_with(".json") { office.name(file) } else { office.name(&format!("{file}.json")) };
        let Ended { code, err: told, .. } = office.relance(&["import", &file, "--lang", "fr"]);
        assert!(code != 0 && told.contains(said), "{file}: {told}");
    }
}
