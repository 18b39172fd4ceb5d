//! Modules that are none, or mean harm: each refused or stopped with one sentence, and the host goes on.

use relance::{
    error::Kind,
    module::{Budget, Limits, Module, Refusal},
};
use relance_contract::{recorded, request};
use relance_tests::Office;
use serde_json::json;

fn load(wat: &str) -> Result<Module, relance::error::Error> {
    let bytes = wat::parse_str(wat).unwrap();
    let limits = Limits { memory_bytes: 4 * 1024 * 1024, fuel_base: 10_000_000, epoch_ticks: 50, ..Limits::default() };
    Module::new("m.wasm", &bytes, None, limits)
}

fn refused(wat: &str) -> String {
    let error = load(wat).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), Kind::Module);
    error.to_string()
}

/// A component that keeps the contract's form and does this when it is called.
fn keeping_the_contract(body: &str) -> String {
    format!(
        r#"(component
            (core module $m
                (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
                (func $call (export "call") (param i32 i32 i32 i32) (result i32) {body})
                (data (i32.const 0) "\00\00\00\00\10\00\00\00\08\00\00\00\00\00\00\00nonsense"))
            (core instance $i (instantiate $m))
            (func $call (param "function" string) (param "request" string) (result (result string (error string)))
                (canon lift (core func $i "call") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (instance $json (export "call" (func $call)))
            (export "relance:reminders/json@0.2.0" (instance $json)))"#
    )
}

fn called(body: &str) -> Result<String, String> {
    let module = load(&keeping_the_contract(body)).unwrap();
    module.call_text("about.describe", "{}", Budget::NONE).map_err(|refusal| match refusal {
        Refusal::Broken(what) => what.to_string(),
        Refusal::Failure(what) => what,
    })
}

#[test]
fn what_is_no_module_is_refused() {
    assert!(refused("(module)").contains("a core WebAssembly module, not a component"));
    assert!(
        refused("(component)")
            .contains("it does not keep the contract relance:reminders/json@0.2.0; it exports nothing")
    );
    assert!(
        refused(r#"(component (import "clock" (func)))"#).contains("it imports clock, and a module may import nothing")
    );
    let bytes = Module::new("notes.txt", b"some text", None, Limits::default()).map(|_| ()).unwrap_err();
    assert!(bytes.to_string().contains("not a WebAssembly component"));
    let broken = Module::new("m.wasm", b"\0asm\x0d\0\x01\0oops", None, Limits::default()).map(|_| ()).unwrap_err();
    assert!(broken.to_string().contains("m.wasm: cannot be used"));
}

#[test]
fn a_contract_of_another_version_is_named() {
    let other = keeping_the_contract("unreachable").replace("json@0.2.0", "json@0.9.0");
    assert!(refused(&other).contains("it exports relance:reminders/json@0.9.0"));
}

#[test]
fn whatever_a_module_does_the_host_says_what() {
    assert_eq!(called("i32.const 0"), Ok("nonsense".to_owned()));
    for (body, expected) in [
        ("unreachable", "stopped: wasm trap: wasm `unreachable` instruction executed"),
        ("(loop $again (br $again)) unreachable", "took too many instructions"),
        ("(call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))", "used too much stack"),
        ("(i32.load (i32.const -4))", "out of bounds"),
        // Answers a string that is longer than its memory.
        ("(i32.store (i32.const 8) (i32.const 0x7fffffff)) i32.const 0", "out of bounds"),
    ] {
        let problem = called(body).unwrap_err();
        assert!(problem.starts_with("m.wasm in about.describe: ") && problem.contains(expected), "{body}: {problem}");
    }
}

#[test]
fn memory_is_bounded() {
    // Growing answers -1 at the limit; a module that insists runs out of fuel instead of the machine out of memory.
    let problem =
        called("(loop $again (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable")
            .unwrap_err();
    assert!(problem.contains("unreachable"), "{problem}");
}

/// Asking for room is a call of the host: it costs what it takes, granted or not, so that fuel ends it as soon as anything else.
#[test]
fn asking_for_memory_for_ever_ends_as_soon_as_counting_for_ever() {
    let lasts = |body: &str| {
        let bytes = wat::parse_str(keeping_the_contract(body)).unwrap();
        let module = Module::new("m.wasm", &bytes, None, Limits::default()).unwrap();
        let begun = std::time::Instant::now();
        let answer = module.call_text("about.describe", "{}", Budget::NONE);
        let lasted = begun.elapsed();
        assert!(
            matches!(&answer, Err(Refusal::Broken(what)) if what.to_string().contains("too many instructions")),
            "{answer:?}"
        );
        lasted
    };
    let counting = lasts(
        "(local $n i32) (loop $again (local.set $n (i32.add (local.get $n) (i32.const 1))) (br $again)) unreachable",
    );
    for other in [
        "(drop (memory.grow (i32.const 0)))",
        "(drop (memory.grow (i32.const 1)))",
        "(drop (memory.grow (i32.const 65535)))",
        "(memory.fill (i32.const 0) (i32.const 1) (i32.const 65536))",
    ] {
        let lasted = lasts(&format!("(loop $again {other} (br $again)) unreachable"));
        assert!(lasted < counting * 2, "counting {counting:?}, {other} {lasted:?}");
    }
}

#[test]
fn the_module_itself_never_traps_on_settings_that_mean_harm() {
    let module = Module::embedded(None).unwrap();
    let text = |body: String| json!({"version": 1, "texts": {"t": {"fr": {"subject": "s", "body": body}}}}).to_string();
    let when = |when: String| {
        json!({"version": 1, "scenarios": [{"id": "s", "kind": "invoice", "when": when, "steps": []}]}).to_string()
    };
    for harm in [
        "[".repeat(1_900_000),
        format!("{{\"version\": 1, \"texts\": {}1{}}}", "{\"a\":".repeat(50_000), "}".repeat(50_000)),
        "x".repeat(3_000_000),
        text("{{ today and today }}".repeat(499)),
        text(format!("{{{{ {}today }}}}", "today and ".repeat(95))),
        text(format!("{{{{ {}today }}}}", "not ".repeat(190))),
        text(format!("{}{}", "{% if today %}".repeat(240), "{% endif %}".repeat(240))),
        text(format!("{{% if today %}}{}{{% endif %}}", "{% elif today %}".repeat(490))),
        text(format!("{{{{ {}today{} }}}}", "(".repeat(95), ")".repeat(95))),
        when("(".repeat(1_999)),
        when(format!("{}true", "not ".repeat(498))),
        when(format!("{}true", "true and ".repeat(220))),
        when(format!("{}true{}", "true if true else (".repeat(90), ")".repeat(90))),
    ] {
        let request = json!({"settings": harm, "language": "fr"}).to_string();
        let answer = module.call_text("settings.check", &request, Budget::NONE);
        assert!(answer.is_ok(), "{answer:?} for {}", harm.chars().take(80).collect::<String>());
    }
}

#[test]
fn an_answer_that_is_not_the_contracts_is_not_taken() {
    let module = load(&keeping_the_contract("i32.const 0")).unwrap();
    let answer = module.call(&request::Describe::of(), Budget::NONE);
    let error = answer.map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), Kind::Module);
    assert!(error.to_string().contains("answered about.describe with something else"), "{error}");
}

/// "Plays a host against any component of this world": ours answers as recorded; one that answers nonsense, or traps, is named call by call.
#[test]
fn a_component_is_held_against_the_recorded_behaviour() {
    let office = Office::empty();
    let all = recorded().unwrap().len();
    office.put("ours.wasm", relance::module::EMBEDDED);
    let ours = office.relance(&["conform", &office.name("ours.wasm")]).well();
    assert!(
        ours.contains(&format!("{all} of {all} recorded calls are answered as contract 0.2 answers them.")),
        "{ours}"
    );
    for (body, problem) in [("i32.const 0", "reminders.run: is no JSON"), ("unreachable", "reminders.run: ")] {
        office.put("other.wasm", wat::parse_str(keeping_the_contract(body)).unwrap());
        let other = office.relance(&["conform", &office.name("other.wasm")]);
        assert_eq!(other.code, 3, "{}", other.said);
        assert!(other.said.contains(&format!("0 of {all} recorded calls")), "{}", other.said);
        assert!(other.said.contains(problem), "{}", other.said);
    }
}
