//! What is built for tests (customers, documents, steps, …) is the contract's JSON with everything filled in that does not matter, and words for
//! what does.

use serde_json::Value;

/// `given` over `defaults`, member by member.
pub fn over(mut defaults: Value, given: &Value) -> Value {
    if let (Some(defaults), Some(given)) = (defaults.as_object_mut(), given.as_object()) {
        for (name, value) in given {
            defaults.insert(name.clone(), value.clone());
        }
    }
    defaults
}

/// What is built is read and changed as the contract's JSON.
macro_rules! built {
    ($name:ident) => {
        impl std::ops::Deref for $name {
            type Target = serde_json::Value;

            fn deref(&self) -> &serde_json::Value {
                &self.0
            }
        }

        impl std::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut serde_json::Value {
                &mut self.0
            }
        }

        impl From<$name> for serde_json::Value {
            fn from(built: $name) -> Self {
                built.0
            }
        }

        impl $name {
            /// A member of the contract for which there is no word here.
            ///
            /// # Panics
            /// When the value cannot be written as JSON.
            pub fn with(mut self, member: &str, value: impl serde::Serialize) -> Self {
                self.0[member] = serde_json::to_value(value).unwrap();
                self
            }

            /// All these members of the contract.
            pub fn with_all(self, given: &serde_json::Value) -> Self {
                Self($crate::build::over(self.0, given))
            }
        }
    };
}

pub(crate) use built;
