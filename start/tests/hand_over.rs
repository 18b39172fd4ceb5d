//! What `cargo run` starts, with programs in place of rustc, rustup and cargo that only write down how they were called.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a panic of a test is its answer")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A folder with the three programs. rustc names a folder that is there once `there` exists; `rustup` runs what is given.
fn programs(name: &str, rustup: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let at = folder.display();
    for (program, does) in [
        ("rustc", format!("echo {at}/there")),
        ("rustup", format!("echo \"$@\" >> {at}/rustup-was-told; {rustup}")),
        ("cargo", format!("echo \"$@\" > {at}/cargo-was-told")),
    ] {
        let file = folder.join(program);
        fs::write(&file, format!("#!/bin/sh\n{does}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn start(folder: &Path, toolchain: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_start"))
        .args(["demo", "--lang", "fr"])
        .env("RUSTC", folder.join("rustc"))
        .env("CARGO", folder.join("cargo"))
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .env("RUSTUP_TOOLCHAIN", toolchain)
        .output()
        .unwrap()
}

fn told(folder: &Path, program: &str) -> Option<String> {
    fs::read_to_string(folder.join(format!("{program}-was-told"))).ok()
}

#[test]
fn a_toolchain_with_the_target_is_left_alone_and_everything_is_handed_over() {
    let folder = programs("there", "true");
    fs::create_dir(folder.join("there")).unwrap();
    let ended = start(&folder, "1.95.0");
    assert!(ended.status.success());
    assert_eq!(told(&folder, "rustup"), None);
    let cargo = told(&folder, "cargo").unwrap();
    assert!(cargo.starts_with("run --bin relance ") && cargo.ends_with(" -- demo --lang fr\n"), "{cargo}");
}

#[test]
fn a_missing_target_is_added_first_and_said() {
    let folder = programs("missing", "mkdir \"${0%/*}/there\"");
    let ended = start(&folder, "1.95.0");
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.success(), "{said}");
    assert_eq!(told(&folder, "rustup").unwrap(), "target add wasm32-unknown-unknown --toolchain 1.95.0\n");
    assert!(said.contains("adding it now: rustup target add wasm32-unknown-unknown --toolchain 1.95.0"), "{said}");
    assert!(told(&folder, "cargo").is_some());
}

#[test]
fn where_it_cannot_be_added_nothing_is_built_and_it_is_said_what_to_type() {
    let folder = programs("no-network", "echo 'info: syncing' >&2; echo 'error: could not download' >&2; exit 1");
    let ended = start(&folder, "1.95.0");
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(said.contains("could not download"), "{said}");
    assert!(said.contains("type `rustup target add wasm32-unknown-unknown --toolchain 1.95.0`"), "{said}");
    assert_eq!(told(&folder, "cargo"), None);
}

#[test]
fn a_toolchain_that_is_not_rustups_is_said_to_be_so() {
    let folder = programs("not-rustup", "true");
    let ended = start(&folder, "");
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(said.contains("none of rustup's"), "{said}");
    assert_eq!((told(&folder, "rustup"), told(&folder, "cargo")), (None, None));
}
