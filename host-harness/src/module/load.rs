//! Takes a file for a module, or says in one sentence why not: no component, imports, another contract.

use std::{fmt, path::Path};

use sha2::{Digest, Sha256};
use wasmtime::{
    Engine, Store,
    component::{Component, ComponentExportIndex, Instance, Linker, types::ComponentItem},
};

use super::{
    EMBEDDED, cache, engine,
    limits::{Guard, Limits},
};
use crate::{
    error::{Error, Kind, Result},
    reading,
    text::{Language, Words},
    words,
};

/// The interface through which this harness calls the module.
const JSON: &str = "relance:reminders/json@0.2.0";

/// A module that was checked and compiled.
pub struct Module {
    engine: Engine,
    component: Component,
    linker: Linker<Guard>,
    call: ComponentExportIndex,
    limits: Limits,
    digest: String,
    name: String,
    _ticker: engine::Ticker,
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module").field("name", &self.name).field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// What a module shows of itself without being run.
#[derive(Debug, serde::Serialize)]
pub struct Shape {
    /// SHA-256 of its bytes.
    pub digest: String,
    /// How many they are.
    pub bytes: usize,
    /// What it imports: nothing.
    pub imports: Vec<String>,
    /// What it exports.
    pub exports: Vec<String>,
}

impl Module {
    /// The module this harness was built with; its compiled form is kept in `cache`.
    ///
    /// # Errors
    /// [`Kind::Module`], in a build without it.
    pub fn embedded(cache: Option<&Path>) -> Result<Self> {
        if EMBEDDED.is_empty() {
            return Err(Error::new(
                Kind::Module,
                words!("this harness was built without its module", "ce programme a été construit sans son module"),
            )
            .hint(words!(
                "build it again without RELANCE_COMPONENT=skip, or name one with --module FILE",
                "reconstruisez-le sans RELANCE_COMPONENT=skip, ou nommez-en un avec --module FICHIER"
            )));
        }
        Self::new("the built-in module", EMBEDDED, cache, Limits::default())
    }

    /// A module from a file.
    ///
    /// # Errors
    /// Why it cannot be used, [`Kind::Module`]; as [`reading::file`] when it cannot be read.
    pub fn from_file(path: &Path, cache: Option<&Path>) -> Result<Self> {
        let limits = Limits::default();
        let bytes = reading::file(path, limits.file_bytes)?;
        Self::new(&path.display().to_string(), &bytes, cache, limits)
    }

    /// A module from its bytes, called `name` in messages.
    ///
    /// # Errors
    /// Why it cannot be used, [`Kind::Module`].
    pub fn new(name: &str, bytes: &[u8], cache: Option<&Path>, limits: Limits) -> Result<Self> {
        let refuse = |why: Words| {
            let (english, french) = (why.say(Language::English), why.say(Language::French));
            Error::new(Kind::Module, Words::new(format!("{name}: {english}"), format!("{name} : {french}")))
        };
        match bytes.get(..8) {
            Some([0, b'a', b's', b'm', 0x0d, 0, 1, 0]) => {}
            Some([0, b'a', b's', b'm', ..]) => {
                return Err(refuse(words!(
                    "a core WebAssembly module, not a component",
                    "un module WebAssembly simple, pas un composant"
                ))
                .hint(words!(
                    "build it for wasm32-unknown-unknown with the linker wasm-component-ld",
                    "construisez-le pour wasm32-unknown-unknown avec l'éditeur de liens wasm-component-ld"
                )));
            }
            _ => {
                return Err(refuse(words!("not a WebAssembly component", "pas un composant WebAssembly"))
                    .hint(words!("a module is a .wasm file", "un module est un fichier .wasm")));
            }
        }
        let broken =
            |error: wasmtime::Error| refuse(words!("cannot be used: {}", "inutilisable : {}", error.root_cause()));
        let engine = engine::engine().map_err(broken)?;
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let component = cache::compiled(&engine, bytes, &digest, cache).map_err(broken)?;
        let imports: Vec<_> = component.component_type().imports(&engine).map(|(name, _)| name.to_owned()).collect();
        if !imports.is_empty() {
            return Err(refuse(words!(
                "it imports {}, and a module may import nothing",
                "il importe {}, et un module ne doit rien importer",
                imports.join(", ")
            )));
        }
        let call = component
            .get_export_index(None, JSON)
            .and_then(|interface| component.get_export_index(Some(&interface), "call"))
            .ok_or_else(|| {
                refuse(words!(
                    "it does not keep the contract {JSON}; it exports {}",
                    "il ne tient pas le contrat {JSON} ; il exporte {}",
                    exports(&engine, &component)
                ))
            })?;
        let ticker = engine::tick(&engine);
        let linker = Linker::new(&engine);
        Ok(Self { engine, component, linker, call, limits, digest, name: name.to_owned(), _ticker: ticker })
    }

    /// What it shows of itself.
    #[must_use]
    pub fn shape(&self, bytes: usize) -> Shape {
        let kind = self.component.component_type();
        Shape {
            digest: self.digest.clone(),
            bytes,
            imports: kind.imports(&self.engine).map(|(name, _)| name.to_owned()).collect(),
            exports: kind.exports(&self.engine).map(|(name, _)| name.to_owned()).collect(),
        }
    }

    /// SHA-256 of its bytes, in hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) const fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) const fn json_call(&self) -> &ComponentExportIndex {
        &self.call
    }

    pub(super) fn instantiate(&self, store: &mut Store<Guard>) -> wasmtime::Result<Instance> {
        self.linker.instantiate(store, &self.component)
    }
}

fn exports(engine: &Engine, component: &Component) -> String {
    let kind = component.component_type();
    let names: Vec<_> = kind
        .exports(engine)
        .filter(|(_, item)| !matches!(item.ty, ComponentItem::Type(_)))
        .map(|(name, _)| name.to_owned())
        .collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
