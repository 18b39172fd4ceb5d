//! The schema of the JSON form: made from `wit/`, held against the strict reader for every request, and against what the module answers.

use std::{collections::BTreeMap, fs, io::Read as _};

use relance_contract::functions::FUNCTIONS;
use relance_tests::{
    ask,
    lives::Random,
    schema::{part, schema},
};
use serde_json::{Map, Value, json};

const PACKED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../guest/src/wire/schema.json.z");

fn unpacked(bytes: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_schema_of_the_contract_is_that_of_the_wit() {
    let text = schema().to_string();
    if std::env::var_os("UPDATE").is_some() {
        let mut packer = flate2::read::ZlibEncoder::new(text.as_bytes(), flate2::Compression::best());
        let mut packed = Vec::new();
        packer.read_to_end(&mut packed).unwrap();
        fs::write(PACKED, packed).unwrap();
    }
    assert!(
        unpacked(&fs::read(PACKED).unwrap()) == text,
        "the contract changed: write its schema again with UPDATE=1 cargo test, and build the component"
    );
    assert_eq!(ask("about", "schema", &json!({})).unwrap(), json!(text));
    jsonschema::draft202012::meta::validate(&schema()).unwrap();
}

/// Values that a schema allows, drawn.
struct Draw<'a> {
    schema: &'a Value,
    random: Random,
}

impl Draw<'_> {
    fn value(&mut self, of: &Value, depth: usize) -> Value {
        if let Some(name) = of["$ref"].as_str() {
            let named = self.schema["$defs"][name.trim_start_matches("#/$defs/")].clone();
            return self.value(&named, depth);
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(choices) = of[choice].as_array() {
                let one = self.random.pick(choices).clone();
                return self.value(&one, depth);
            }
        }
        if let Some(words) = of["enum"].as_array() {
            return self.random.pick(words).clone();
        }
        let kind = match &of["type"] {
            Value::Array(kinds) => self.random.pick(kinds).as_str().unwrap().to_owned(),
            kind => kind.as_str().unwrap().to_owned(),
        };
        match kind.as_str() {
            "null" => Value::Null,
            "boolean" => json!(self.random.percent(50)),
            "integer" => {
                let (least, most) = (of["minimum"].as_i64().unwrap(), of["maximum"].as_i64().unwrap());
                let small = self.random.between(least.max(0), 9);
                json!(*self.random.pick(&[least, most, small]))
            }
            "array" => {
                let many = if depth > 7 { 0 } else { self.random.between(0, 2) };
                (0..many).map(|_| self.value(&of["items"], depth + 1)).collect()
            }
            "object" => {
                let required = of["required"].as_array().cloned().unwrap_or_default();
                let members = of["properties"].as_object().unwrap();
                let drawn = members.iter().filter_map(|(name, member)| {
                    let given = required.iter().any(|one| one == name) || self.random.percent(60);
                    given.then(|| (name.clone(), self.value(member, depth + 1)))
                });
                Value::Object(drawn.collect())
            }
            "string" if of["contentEncoding"] == "base64" => json!("UmVsYW5jZQ=="),
            "string" => match of["pattern"].as_str() {
                Some(pattern) if pattern.contains("A-Z") => json!("EUR"),
                Some(_) => json!(format!("2028-0{}-{}", self.random.between(1, 9), self.random.between(10, 28))),
                None => json!(*self.random.pick(&["", "a", "é\n\u{7}", "fr"])),
            },
            other => panic!("nothing is drawn for {other}"),
        }
    }

    /// Changes one place of a value, so that it may be another than the schema's.
    fn spoil(&mut self, value: &mut Value) {
        let mut places = Vec::new();
        gather(value, "", &mut places);
        let place = self.random.pick(&places).clone();
        let value = value.pointer_mut(&place).unwrap();
        match value {
            Value::Object(members) if self.random.percent(70) => {
                let names: Vec<String> = members.keys().cloned().collect();
                match self.random.between(0, 2) {
                    0 if !names.is_empty() => _ = members.remove(self.random.pick(&names)),
                    1 if !names.is_empty() => {
                        let name = self.random.pick(&names);
                        let member = members.remove(name).unwrap();
                        members.insert(format!("{name}s"), member);
                    }
                    _ => _ = members.insert("unknown".to_owned(), Value::Null),
                }
            }
            Value::String(text) if self.random.percent(50) => {
                // A case that there is not; elsewhere any text is one.
                let free = text.is_empty() || text.chars().any(|c| c.is_ascii_digit() || c.is_uppercase());
                *text = if free { text.clone() } else { format!("{text}-not") };
            }
            other => {
                let kinds =
                    [Value::Null, json!(true), json!(-1), json!(0.5), json!("no-such-word"), json!([]), json!({})];
                let before = other.clone();
                *other = self.random.pick(&kinds).clone();
                // Whether a text is a day or a currency is not the reader's to say.
                if (before.is_string() || before.is_null()) && other.is_string() {
                    *other = before;
                }
            }
        }
    }
}

fn gather(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| gather(member, &format!("{at}/{name}"), places))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at_item, item)| gather(item, &format!("{at}/{at_item}"), places));
        }
        _ => {}
    }
}

#[test]
fn the_schema_and_the_strict_reader_say_the_same_of_every_request() {
    let schema = schema();
    let mut said = BTreeMap::<(&str, bool), u32>::new();
    for function in FUNCTIONS {
        let name = format!("{}.request", function.name);
        let (validator, definition) = (part(&name), schema["$defs"][&name].clone());
        let mut draw = Draw { schema: &schema, random: Random::new(function.name.len() as u64) };
        for round in 0..200 {
            let mut request = draw.value(&definition, 0);
            let spoilt = round % 4 != 0;
            if spoilt {
                draw.spoil(&mut request);
            }
            let read = relance_contract::json::readable(function.name, &request.to_string());
            let allowed = validator.is_valid(&request);
            let why = validator.iter_errors(&request).map(|error| format!("{} {error}", error.instance_path())).next();
            assert_eq!(allowed, read.is_ok(), "{}: {why:?}, {read:?}\n{request}", function.name);
            assert!(allowed || spoilt, "{request}");
            *said.entry((function.name, allowed)).or_default() += 1;
        }
    }
    // Both verdicts, for every function that takes anything.
    for function in FUNCTIONS {
        assert!(said.contains_key(&(function.name, true)) && said.contains_key(&(function.name, false)), "{said:?}");
    }
}

#[test]
fn the_schema_has_every_function_and_every_record_once() {
    let schema = schema();
    let definitions: &Map<String, Value> = schema["$defs"].as_object().unwrap();
    let mut functions: Vec<_> = definitions.keys().filter_map(|name| name.strip_suffix(".request")).collect();
    let mut table: Vec<_> = FUNCTIONS.iter().map(|function| function.name).collect();
    functions.sort_unstable();
    table.sort_unstable();
    assert_eq!(functions, table);
    // By the contract: a member with a unit, an option, a list, a case with and one without a value.
    let document = &definitions["document"];
    assert_eq!(document["properties"]["left"]["type"], json!(["integer", "null"]));
    assert_eq!(document["additionalProperties"], json!(false));
    let required = document["required"].as_array().unwrap();
    assert!(required.contains(&json!("instalments")) && !required.contains(&json!("left")));
    assert!(document["properties"]["left"]["description"].as_str().unwrap().starts_with("What the host says is left"));
    assert!(part("hold-kind").is_valid(&json!("dispute")));
    assert!(part("hold-kind").is_valid(&json!({"insolvency": null})));
    for wrong in
        [json!("promise"), json!({"reply": "2028-13-01"}), json!({"reply": "2028-01-02", "block": null}), json!({})]
    {
        assert!(!part("hold-kind").is_valid(&wrong), "{wrong}");
    }
    assert!(!part("amount").is_valid(&json!({"minor": 100, "currency": "eur"})));
    assert_eq!(definitions["picture"]["properties"]["content"]["contentEncoding"], "base64");
}
