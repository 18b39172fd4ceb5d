//! The edge of import: rows that are left out, columns of one name, addresses and days that cannot be meant, what stands behind the end.

use relance::import::{Mapping, decode, read_csv, read_json};
use relance_tests::{Ended, Office, customer, invoice};
use serde_json::json;

const MAPPING: &str = r#"
dates = "%d/%m/%Y"
delimiter = ";"
decimal-point = ","
[account]
id = "{Client}"
email = "{Mél}"
[document]
kind = "invoice"
number = "{Numéro}"
currency = "EUR"
total = "{Montant}"
issued = "{Date}"
due = "{Échéance}"
"#;

const HEADER: &str = "Client;Mél;Numéro;Date;Échéance;Montant";
const GOOD: &str = "Durand;d@x.example;F-1;15/01/2028;15/02/2028;10,00";
/// Each with what is wrong in it: a month too many, a cell too many, a cell too few, an amount; quotation marks as they stood.
const BAD: [&str; 4] = [
    "Éric & Fils;e@x.example;F-2;15/13/2028;15/02/2028;10,00",
    "Petit;p@x.example;F-3;15/01/2028;15/02/2028;10,00;",
    "\"Rouge; vert\";r@x.example;F-4;15/01/2028",
    "\"La \"\"Belle\"\"\nÉpoque\";b@x.example;F-5;15/01/2028;15/02/2028;dix",
];

#[test]
fn rows_left_out_stand_in_the_file_as_they_were_and_are_read_again_with_the_same_mapping() {
    for (end, latin) in [("\n", false), ("\r\n", false), ("\r\n", true)] {
        let office = Office::empty();
        let at = |name: &str| office.name(name);
        let last = GOOD.replace("F-1", "F-9");
        let lines = [&[HEADER, GOOD][..], &BAD[..], &[last.as_str()]].concat();
        let text = lines.join(end) + end;
        let bytes =
            if latin { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect() } else { text.into_bytes() };
        office.put("i.csv", bytes);
        office.put("M.toml", MAPPING);
        assert_eq!(office.relance(&["init"]).code, 0);
        let Ended { code, said, .. } =
            office.relance(&["import", &at("i.csv"), "--mapping", &at("M.toml"), "--skip-bad", &at("left.csv")]);
        assert_eq!(code, 6, "{said}");
        assert!(said.contains("4 bad rows were left out") && said.contains("4 rows that cannot be read"), "{said}");
        let (left, _) = decode(std::fs::read(at("left.csv")).unwrap());
        assert_eq!(left, [&[HEADER][..], &BAD[..]].concat().join(end) + end);
        // Mended and imported with the same mapping.
        let mended =
            left.replace("15/13", "15/12/2027;".trim_end_matches(';')).replace("15/12/2027/2028", "15/12/2027");
        let mended = mended.replace("10,00;\r", "10,00\r").replace("10,00;\n", "10,00\n").replace("dix", "10");
        let mended = mended.replace("F-4;15/01/2028", "F-4;15/01/2028;15/02/2028;10");
        std::fs::write(
            at("left.csv"),
            if latin {
                mended.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
            } else {
                mended.into_bytes()
            },
        )
        .unwrap();
        let Ended { code, said, .. } = office.relance(&["import", &at("left.csv"), "--mapping", &at("M.toml")]);
        assert_eq!((code, said.contains("Imported: 4 new")), (0, true), "{said}");
        for number in ["F-1", "F-2", "F-3", "F-4", "F-5", "F-9"] {
            assert_eq!(office.relance(&["explain", number]).code, 0, "{number}");
        }
        let Ended { code, said, .. } =
            office.relance(&["import", &at("i.csv"), "--mapping", &at("M.toml"), "--skip-bad", &at("i.csv")]);
        assert!(code == 3 && said.contains("--skip-bad names the file that is imported"), "{said}");
    }
}

#[test]
fn a_row_is_named_by_its_line_in_the_file() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    for end in ["\n", "\r\n", "\r"] {
        // Line 1 is the header, 2 is good, 3 is empty, 4 and 5 are one good row, 6 is bad; 7 is good, 8 is bad.
        let two_lines = "\"La\nBelle\";;F-3;15/01/2028;15/02/2028;1".replace('\n', end);
        let bad = GOOD.replace("F-1", "F-6").replace("10,00", "x");
        let lines = [HEADER, GOOD, "", &two_lines, &bad, &GOOD.replace("F-1", "F-7"), &bad];
        let read = read_csv(&lines.join(end), &mapping).unwrap();
        let rows: Vec<_> = read.bad.iter().map(|bad| bad.row).collect();
        assert_eq!((rows, read.rows), (vec![6, 8], 3), "{end:?}");
    }
}

#[test]
fn two_columns_of_one_name_are_refused_where_the_mapping_means_one_of_them() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let double = format!("{HEADER};Montant\n{GOOD};5,00\n");
    let refused = read_csv(&double, &mapping).unwrap_err().to_string();
    assert!(refused.contains("several columns are called Montant: nobody can tell which one is meant"), "{refused}");
    let unused = format!("{HEADER};Note;Note\n{GOOD};a;b\n");
    assert_eq!(read_csv(&unused, &mapping).unwrap().rows, 1);
}

#[test]
fn days_before_the_document_itself_are_refused() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let read = read_csv(&format!("{HEADER}\n{}\n", GOOD.replace("15/02/2028", "14/01/2028")), &mapping).unwrap();
    assert_eq!(read.rows, 0);
    assert!(read.bad[0].words().to_string().contains("before the day it was issued, 2028-01-15"), "{:?}", read.bad);
    let same_day = GOOD.replace("15/02/2028", "15/01/2028");
    assert_eq!(read_csv(&format!("{HEADER}\n{same_day}\n"), &mapping).unwrap().rows, 1);
}

#[test]
fn of_several_addresses_the_first_is_written_to_and_said() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let both = GOOD.replace("d@x.example", "d@x.example, compta@x.example");
    let other = GOOD.replace("d@x.example", "other@x.example").replace("F-1", "F-2");
    let same = GOOD.replace("d@x", "D@X").replace("F-1", "F-3");
    let read = read_csv(&format!("{HEADER}\n{both}\n{other}\n{same}\n"), &mapping).unwrap();
    assert_eq!(read.accounts.all().unwrap()[0].account.mailbox.as_ref().unwrap().address, "d@x.example");
    let doubts: Vec<_> = read.doubts.iter().map(ToString::to_string).collect();
    assert_eq!(
        doubts,
        [
            "row 2: several addresses, `d@x.example, compta@x.example`; d@x.example is written to",
            "row 3: account Durand has another address, other@x.example; d@x.example is written to",
        ]
    );
}

#[test]
fn what_stands_behind_the_end_of_a_json_file_is_refused() {
    let one = json!({"accounts": [customer("A1").has([invoice("F-1")])]}).to_string();
    assert_eq!(read_json(format!("{one}\n \n").as_bytes()).unwrap().rows, 1);
    for rubbish in [one.as_str(), "]", "x", "{}"] {
        let refused = read_json(format!("{one}\n{rubbish}").as_bytes()).unwrap_err().to_string();
        assert!(
            refused.contains("after the end of the JSON object") && refused.contains("line 2 column 1"),
            "{refused}"
        );
    }
    let twice = json!({"accounts": [customer("A1"), customer("A1")]}).to_string();
    assert!(read_json(twice.as_bytes()).unwrap_err().to_string().contains("account `A1` stands twice"));
}

#[test]
fn a_json_file_is_utf_8_to_its_end_wherever_a_character_stands() {
    let office = Office::empty();
    assert_eq!(office.relance(&["init"]).code, 0);
    // Files are read in parts of 64 kB: characters of two bytes, one of them across each border, before and after a byte-order mark.
    for mark in ["", "\u{feff}"] {
        for shift in ["", " "] {
            let long = "é".repeat(100_000);
            let text =
                format!("{mark}{shift}{}", json!({"accounts": [customer("A1").named(&long).has([invoice("F-1")])]}));
            office.put("good.json", text.clone().into_bytes());
            let Ended { code, said, .. } = office.relance(&["import", &office.name("good.json"), "--dry-run"]);
            assert_eq!(code, 0, "{said}");
            let mut bytes = text.into_bytes();
            let place = bytes.len() - 1;
            bytes[place] = 0xff;
            office.put("bad.json", bytes);
            let Ended { code, said, .. } = office.relance(&["import", &office.name("bad.json")]);
            assert!(code == 3 && said.contains(&format!("is not UTF-8 (byte {place})")), "{place}: {said}");
        }
    }
}

#[test]
fn rows_of_one_account_make_one_account_wherever_they_stand() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let row = |customer: usize, at: usize| {
        GOOD.replace("Durand", &format!("C{customer}")).replace("F-1", &format!("F-{customer}-{at}"))
    };
    let rows: Vec<_> = (0..3).flat_map(|at| (0..4).rev().map(move |customer| (customer, at))).collect();
    let lines: Vec<_> = rows.iter().map(|(customer, at)| row(*customer, *at)).collect();
    let read = read_csv(&format!("{HEADER}\n{}\n", lines.join("\n")), &mapping).unwrap();
    let accounts = read.accounts.all().unwrap();
    let found: Vec<Vec<_>> = accounts
        .iter()
        .map(|known| known.account.documents.iter().map(|document| document.number.clone()).collect())
        .collect();
    let expected: Vec<Vec<_>> =
        (0..4).map(|customer| (0..3).map(|at| format!("F-{customer}-{at}")).collect()).collect();
    assert_eq!(found, expected);
}
