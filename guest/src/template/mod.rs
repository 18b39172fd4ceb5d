//! Texts as Jinja templates: how they are compiled, once a call, and filled in. What they may say is in `forms`; `markup` reads the light markup of
//! what was filled in.
//!
//! A value that is missing for one document is an error for that message, never a hole in it.

mod forms;
pub mod markup;

pub use forms::{VARIABLES, check_template};

use std::{cell::RefCell, collections::BTreeMap, fmt, rc::Rc};

use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};

use crate::{domain::Found, limits, settings::Settings};
use markup::shielded;

/// Where a text finds its values; only what it uses is asked for.
pub trait Variables {
    /// A name without a member: `today`, or a list.
    fn plain(&self, name: &str) -> Value;

    /// One member of a record, as [`VARIABLES`] lists them; `none` when this document has none.
    fn member(&self, record: &str, member: &str) -> Value;
}

/// What a text uses: each name with its members, none for a plain value.
type Names = BTreeMap<String, Vec<String>>;

/// The texts of one call: each is checked and compiled when it is first used, and once only.
pub struct Texts {
    environment: RefCell<Environment<'static>>,
    compiled: RefCell<BTreeMap<String, Result<Rc<Names>, String>>>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").finish_non_exhaustive()
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self { environment: RefCell::new(environment()), compiled: RefCell::default() }
    }
}

impl Texts {
    /// Fills in a template with the values of one message. `name` stands for `source`: one name, one source.
    ///
    /// # Errors
    /// What is wrong with the template, or which value is missing for this document.
    pub fn fill(
        &self,
        settings: &Settings,
        name: &str,
        source: &str,
        variables: &dyn Variables,
    ) -> Result<String, Found> {
        let names = self.compile(settings, name, source).map_err(|problem| Found::TextBroken { problem })?;
        let values = Value::from_pairs(names.iter().map(|(name, members)| {
            let value = if members.is_empty() {
                variables.plain(name)
            } else {
                Value::from_pairs(members.iter().map(|member| (member.as_str(), variables.member(name, member))))
            };
            (name.as_str(), value)
        }));
        let environment = self.environment.borrow();
        let filled = environment.get_template(name).and_then(|text| text.render(values));
        let text = filled.map_err(|error| {
            let problem = describe(&error);
            if error.kind() == ErrorKind::UndefinedError {
                Found::ValueMissing { problem }
            } else {
                Found::TextFailed { problem }
            }
        })?;
        if text.chars().count() > limits::RENDERED_CHARACTERS {
            return Err(Found::TextTooLong { most: limits::RENDERED_CHARACTERS });
        }
        Ok(text)
    }

    /// Whether a text that was filled in before uses a name, or a member of it: `documents`, `block.payment`.
    pub fn uses(&self, name: &str, used: &str) -> bool {
        let compiled = self.compiled.borrow();
        let Some(Ok(names)) = compiled.get(name) else { return false };
        match used.split_once('.') {
            Some((record, member)) => {
                names.get(record).is_some_and(|members| members.iter().any(|name| name == member))
            }
            None => names.contains_key(used),
        }
    }

    fn compile(&self, settings: &Settings, name: &str, source: &str) -> Result<Rc<Names>, String> {
        if let Some(compiled) = self.compiled.borrow().get(name) {
            return compiled.clone();
        }
        let compiled = check_template(settings, source).and_then(|()| {
            let mut environment = self.environment.borrow_mut();
            environment
                .add_template_owned(name.to_owned(), source.to_owned())
                .and_then(|()| environment.get_template(name).map(|text| Rc::new(names(&text))))
                .map_err(|error| describe(&error))
        });
        self.compiled.borrow_mut().insert(name.to_owned(), compiled.clone());
        compiled
    }
}

fn names(text: &minijinja::Template<'_, '_>) -> Names {
    let mut names = Names::new();
    for path in text.undeclared_variables(true) {
        match path.split_once('.') {
            Some((record, member)) => names.entry(record.to_owned()).or_default().push(member.to_owned()),
            None => _ = names.entry(path).or_default(),
        }
    }
    names
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_fuel(Some(limits::TEMPLATE_FUEL));
    environment.set_formatter(|output, state, value| {
        if value.is_none() {
            let message = "a value has nothing to print for this document: ask `{% if … %}` first";
            return Err(minijinja::Error::new(ErrorKind::UndefinedError, message));
        }
        // What is printed is a value, never markup; a block that the text places is the one thing that passes.
        match value.as_str() {
            Some(text) if !value.is_safe() => output.write_str(&shielded(text)).map_err(minijinja::Error::from),
            _ => minijinja::escape_formatter(output, state, value),
        }
    });
    environment
}

pub(super) fn describe(error: &minijinja::Error) -> String {
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    match error.line() {
        Some(line) => format!("line {line} of the text: {detail}"),
        None => detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        crate::settings::load(r#"{"version": 1, "facts": {"segment": "text"}}"#).unwrap()
    }

    struct Fixed;

    impl Variables for Fixed {
        fn plain(&self, name: &str) -> Value {
            let part = [("due", Value::from("1 March 2028")), ("left", Value::from("€5.00"))];
            if name == "today" { Value::from("2 March 2028") } else { Value::from_iter([Value::from_pairs(part)]) }
        }

        fn member(&self, _: &str, member: &str) -> Value {
            if member == "number" { Value::from("F-1") } else { Value::from(()) }
        }
    }

    #[test]
    fn fills_in_what_is_there() {
        let filled =
            |source: &str| Texts::default().fill(&settings(), "t", source, &Fixed).map(|text| markup::literal(&text));
        assert_eq!(filled("No {{ document.number }}, {{ today }}"), Ok("No F-1, 2 March 2028".to_owned()));
        assert_eq!(filled("{% if document.due %}x{% else %}y{% endif %}"), Ok("y".to_owned()));
        assert_eq!(
            filled("{% for p in parts %}{{ p.due }}: {{ p.left }}{% endfor %}"),
            Ok("1 March 2028: €5.00".to_owned())
        );
    }

    #[test]
    fn a_missing_value_is_no_hole_in_a_letter() {
        let failure = Texts::default().fill(&settings(), "t", "due {{ document.due }}", &Fixed).unwrap_err();
        assert_eq!(failure.code(), "value-missing");
    }
}
