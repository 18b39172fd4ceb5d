//! The functions by name, with and for JSON. Reading is strict: an unknown member is refused, because what this version does not know could be
//! a reason not to send.

use std::convert::Infallible;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Path,
    functions::{self, FUNCTIONS, Module},
    records::types::{Failure, Finding, Severity},
};

/// Bytes of one request: room for the largest account as it is kept, as it was told, and as it is told now. Pages are cut far below.
pub const REQUEST_BYTES: usize = 64 * 1024 * 1024;

/// Calls a function of `M` by its name, with a request whose members are its parameters.
///
/// # Errors
/// A `failure` of the contract, as JSON.
pub fn call<M: Module>(function: &str, request: &str) -> Result<String, String> {
    let answer = if request.len() > REQUEST_BYTES {
        let message = format!("the request has {} bytes, at most {REQUEST_BYTES} are read", request.len());
        Err(Failure { code: "too-large".to_owned(), message, findings: Vec::new() })
    } else {
        functions::call::<M>(function, request).unwrap_or_else(|| Err(unknown(function)))
    };
    answer.map_err(|failure| write(&failure))
}

/// Whether a request can be read by the function of this name, nothing being called: what this accepts fits the schema of the contract.
///
/// # Errors
/// The failure with which a call would be refused.
pub fn readable(function: &str, request: &str) -> Result<(), Failure> {
    functions::read(function, request).unwrap_or_else(|| Err(unknown(function)))
}

fn unknown(function: &str) -> Failure {
    let shown: String = function.chars().take(60).collect();
    let names: Vec<_> = FUNCTIONS.iter().map(|function| function.name).collect();
    let message = format!("`{shown}` cannot be called; there is {}", names.join(", "));
    Failure { code: "invalid-request".to_owned(), message, findings: Vec::new() }
}

/// A failure of the whole call because of one member of the request; `.` is the request itself.
#[must_use]
pub fn invalid_request(path: &str, problem: &str) -> Failure {
    let message = if path == "." { format!("the request {problem}") } else { format!("{path} {problem}") };
    let finding = Finding {
        severity: Severity::Error,
        code: "request-invalid".to_owned(),
        account: None,
        document: None,
        path: path.to_owned(),
        line: None,
        column: None,
        message: message.clone(),
        hint: String::new(),
    };
    Failure { code: "invalid-request".to_owned(), message, findings: vec![finding] }
}

pub(crate) fn read<T: DeserializeOwned>(request: &str) -> Result<T, Failure> {
    if !request.trim_start().starts_with('{') {
        return Err(invalid_request(".", "is not an object with the function's parameters"));
    }
    serde_json::from_str(request).map_err(|error| {
        let path = Path::of_position(request, error.line(), error.column()).to_string();
        let path = if path.is_empty() { "." } else { &path };
        // Lines and columns of a text that no person wrote help nobody: the path says where.
        let said = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        invalid_request(path, &format!("cannot be read: {}", said.strip_suffix(&place).unwrap_or(&said)))
    })
}

/// The contract's records always have a JSON form: they hold no maps with odd keys and no floating-point numbers.
pub(crate) fn write<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Most parameters are the same in both forms, and cannot fail to become each other.
impl From<Infallible> for Failure {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
