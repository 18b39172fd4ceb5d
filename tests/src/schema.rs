//! The JSON Schema of the contract's JSON form, made from the files in `wit/`: every record, what every function takes, and what it answers. So
//! it can never be that of another contract.

use std::{path::Path, sync::LazyLock};

use serde_json::{Map, Value, json};
use wit_parser::{Docs, Function, Resolve, Type, TypeDefKind, TypeId};

/// The schema of the contract, one JSON document. All is in its `$defs`: a record under its name, and `NAME.request` and `NAME.answer` of
/// every function.
///
/// # Panics
/// When `wit/` cannot be read, has two types of one name, or a type that has no rule here.
#[must_use]
pub fn schema() -> Value {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit")).unwrap();
    let package = &resolve.packages[package];
    let mut definitions = Map::new();
    for interface in package.interfaces.values().map(|id| &resolve.interfaces[*id]) {
        for id in interface.types.values() {
            if let Some(definition) = definition(&resolve, *id) {
                let name = resolve.types[*id].name.clone().unwrap();
                assert!(definitions.insert(name.clone(), definition).is_none(), "two types are called {name}");
            }
        }
        // The JSON form itself is no part of what it carries.
        let functions = interface.functions.values().filter(|_| interface.name.as_deref() != Some("json"));
        for function in functions {
            let name = format!("{}.{}", interface.name.as_deref().unwrap(), function.name);
            definitions.insert(format!("{name}.request"), request(&resolve, function));
            definitions.insert(format!("{name}.answer"), answer(&resolve, function));
        }
    }
    definitions.sort_keys();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:{}", package.name.to_string().replace('@', ":")),
        "title": package.name.to_string(),
        "description": "The JSON form of the contract, made from its WIT files. What a function takes is `#/$defs/reminders.run.request`, \
                        what it answers `#/$defs/reminders.run.answer`, and what it answers when it fails `#/$defs/failure`.",
        "$defs": definitions,
    })
}

/// The part of the schema that is called so, to validate with.
///
/// # Panics
/// When the schema has none of that name.
#[must_use]
pub fn part(name: &str) -> jsonschema::Validator {
    static WHOLE: LazyLock<Value> = LazyLock::new(schema);
    assert!(WHOLE["$defs"].get(name).is_some(), "the schema has no {name}");
    let part = json!({"$schema": WHOLE["$schema"], "$ref": format!("#/$defs/{name}"), "$defs": WHOLE["$defs"]});
    jsonschema::draft202012::new(&part).unwrap()
}

fn request(resolve: &Resolve, function: &Function) -> Value {
    let untold = Docs::default();
    let members = function.params.iter().map(|parameter| (parameter.name.as_str(), &parameter.ty, &untold));
    let mut made = object(resolve, members);
    describe(&mut made, &function.docs);
    made
}

/// A `result` is unwrapped: what fails answers a `failure`.
fn answer(resolve: &Resolve, function: &Function) -> Value {
    let answered = function.result.as_ref().unwrap();
    let TypeDefKind::Result(result) = kind(resolve, answered) else { return value(resolve, answered) };
    value(resolve, result.ok.as_ref().unwrap())
}

fn kind<'a>(resolve: &'a Resolve, ty: &Type) -> &'a TypeDefKind {
    const NONE: &TypeDefKind = &TypeDefKind::Unknown;
    if let Type::Id(id) = ty { &resolve.types[*id].kind } else { NONE }
}

/// A type with a name of its own; none for one that another interface is only shown.
fn definition(resolve: &Resolve, id: TypeId) -> Option<Value> {
    let this = &resolve.types[id];
    let mut made = match &this.kind {
        TypeDefKind::Type(Type::Id(_)) => return None,
        TypeDefKind::Type(ty) => value(resolve, ty),
        TypeDefKind::Record(record) => {
            object(resolve, record.fields.iter().map(|field| (field.name.as_str(), &field.ty, &field.docs)))
        }
        TypeDefKind::Enum(cases) => json!({"enum": cases.cases.iter().map(|case| &case.name).collect::<Vec<_>>()}),
        TypeDefKind::Variant(variant) => {
            let bare: Vec<_> = variant.cases.iter().filter(|case| case.ty.is_none()).map(|case| &case.name).collect();
            let bare = (!bare.is_empty()).then(|| json!({"enum": bare}));
            let carrying = variant.cases.iter().filter_map(|case| {
                let member = (case.name.as_str(), value(resolve, case.ty.as_ref()?));
                let mut one = json!({"type": "object", "properties": Map::from_iter([(member.0.to_owned(), member.1)]),
                    "required": [case.name], "additionalProperties": false});
                describe(&mut one, &case.docs);
                Some(one)
            });
            json!({"oneOf": bare.into_iter().chain(carrying).collect::<Vec<_>>()})
        }
        other => panic!("no rule for {}", other.as_str()),
    };
    match this.name.as_deref() {
        Some("date") => made["pattern"] = json!("^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
        Some("currency") => made["pattern"] = json!("^[A-Z]{3}$"),
        _ => {}
    }
    let mut docs = this.docs.contents.clone().unwrap_or_default();
    // What the cases without a value mean stands with the whole.
    let cases: Vec<(&str, &Docs)> = match &this.kind {
        TypeDefKind::Enum(cases) => cases.cases.iter().map(|case| (case.name.as_str(), &case.docs)).collect(),
        TypeDefKind::Variant(variant) => {
            let bare = variant.cases.iter().filter(|case| case.ty.is_none());
            bare.map(|case| (case.name.as_str(), &case.docs)).collect()
        }
        _ => Vec::new(),
    };
    for (case, told) in cases {
        if let Some(told) = &told.contents {
            docs = format!("{docs}\n`{case}`: {told}");
        }
    }
    describe(&mut made, &Docs { contents: Some(docs) });
    Some(made)
}

/// A record: snake_case members, those that are an `option` may be left out, no others.
fn object<'a>(resolve: &Resolve, members: impl Iterator<Item = (&'a str, &'a Type, &'a Docs)>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for (name, ty, docs) in members {
        let name = name.replace('-', "_");
        let mut member = value(resolve, ty);
        describe(&mut member, docs);
        properties.insert(name.clone(), member);
        if !matches!(kind(resolve, ty), TypeDefKind::Option(_)) {
            required.push(name);
        }
    }
    let mut made = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        made["required"] = json!(required);
    }
    made
}

fn value(resolve: &Resolve, ty: &Type) -> Value {
    match ty {
        Type::Bool => json!({"type": "boolean"}),
        Type::String => json!({"type": "string"}),
        Type::U32 => json!({"type": "integer", "minimum": 0, "maximum": u32::MAX}),
        Type::S64 => json!({"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX}),
        Type::Id(id) => named(resolve, *id),
        other => panic!("no rule for {other:?}"),
    }
}

fn named(resolve: &Resolve, id: TypeId) -> Value {
    let this = &resolve.types[id];
    match &this.kind {
        // Shown from another interface.
        TypeDefKind::Type(Type::Id(shown)) => named(resolve, *shown),
        TypeDefKind::List(Type::U8) => json!({"type": "string", "contentEncoding": "base64"}),
        TypeDefKind::List(item) => json!({"type": "array", "items": value(resolve, item)}),
        TypeDefKind::Option(given) => {
            let mut given = value(resolve, given);
            match given.get_mut("type") {
                Some(kind) => *kind = json!([kind.clone(), "null"]),
                None => given = json!({"anyOf": [given, {"type": "null"}]}),
            }
            given
        }
        _ => json!({"$ref": format!("#/$defs/{}", this.name.as_deref().unwrap())}),
    }
}

fn describe(schema: &mut Value, docs: &Docs) {
    let text = docs.contents.as_deref().unwrap_or_default().lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let text = text.trim();
    if !text.is_empty() {
        schema["description"] = json!(text);
    }
}
