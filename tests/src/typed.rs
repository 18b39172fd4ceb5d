//! The component called with records instead of text: every value is built after the component's own types, so that the
//! contract's rule (records snake_case, cases kebab-case) is all that stands between the two forms.

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use serde_json::{Map, Value};
use wasmtime::{
    Config, Engine, Store,
    component::{Component as Compiled, Instance, Linker, Type, Val},
};

/// The built-in component, without limits.
pub struct Component {
    engine: Engine,
    compiled: Compiled,
}

impl Component {
    /// Compiles the built-in component.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn load() -> Self {
        let mut config = Config::new();
        config.wasm_component_model(true);
        let engine = Engine::new(&config).unwrap();
        let compiled = Compiled::new(&engine, relance::module::EMBEDDED).unwrap();
        Self { engine, compiled }
    }

    fn start(&self) -> (Store<()>, Instance) {
        let mut store = Store::new(&self.engine, ());
        let instance = Linker::new(&self.engine).instantiate(&mut store, &self.compiled).unwrap();
        (store, instance)
    }

    /// Calls `json.call`.
    ///
    /// # Panics
    /// When the component traps.
    ///
    /// # Errors
    /// The component's failure, as JSON.
    pub fn json(&self, function: &str, request: &str) -> Result<String, String> {
        let (mut store, instance) = self.start();
        let interface = instance.get_export_index(&mut store, None, "relance:reminders/json@0.2.0").unwrap();
        let call = instance.get_export_index(&mut store, Some(&interface), "call").unwrap();
        let call = instance.get_typed_func::<(&str, &str), (Result<String, String>,)>(&mut store, call).unwrap();
        call.call(&mut store, (function, request)).unwrap().0
    }

    /// Calls a function with records made from the request's JSON; its answer as JSON.
    ///
    /// # Panics
    /// When the component traps, or a value does not fit its type.
    ///
    /// # Errors
    /// The component's failure, as JSON.
    pub fn typed(&self, interface: &str, function: &str, request: &Value) -> Result<Value, Value> {
        let (mut store, instance) = self.start();
        let name = format!("relance:reminders/{interface}@0.2.0");
        let index = instance.get_export_index(&mut store, None, &name).unwrap();
        let index = instance.get_export_index(&mut store, Some(&index), function).unwrap();
        let function = instance.get_func(&mut store, index).unwrap();
        let signature = function.ty(&store);
        let parameters: Vec<_> = signature.params().map(|(name, ty)| to_val(&request[snake(name)], &ty)).collect();
        let mut results = vec![Val::Bool(false)];
        function.call(&mut store, &parameters, &mut results).unwrap();
        match results.remove(0) {
            Val::Result(Ok(value)) => Ok(value.map_or(Value::Null, |value| from_val(&value))),
            Val::Result(Err(value)) => Err(value.map_or(Value::Null, |value| from_val(&value))),
            value => Ok(from_val(&value)),
        }
    }
}

fn snake(name: &str) -> String {
    name.replace('-', "_")
}

fn to_val(value: &Value, ty: &Type) -> Val {
    match ty {
        Type::Bool => Val::Bool(value.as_bool().unwrap()),
        Type::S64 => Val::S64(value.as_i64().unwrap()),
        Type::U32 => Val::U32(u32::try_from(value.as_u64().unwrap()).unwrap()),
        Type::String => Val::String(value.as_str().unwrap().to_owned()),
        Type::List(list) if list.ty() == Type::U8 => {
            Val::List(BASE64.decode(value.as_str().unwrap()).unwrap().into_iter().map(Val::U8).collect())
        }
        Type::List(list) => Val::List(value.as_array().unwrap().iter().map(|item| to_val(item, &list.ty())).collect()),
        Type::Option(_) if value.is_null() => Val::Option(None),
        Type::Option(option) => Val::Option(Some(Box::new(to_val(value, &option.ty())))),
        Type::Enum(_) => Val::Enum(value.as_str().unwrap().to_owned()),
        Type::Record(record) => {
            let fields = record.fields();
            Val::Record(
                fields.map(|field| (field.name.to_owned(), to_val(&value[snake(field.name)], &field.ty))).collect(),
            )
        }
        Type::Variant(variant) => {
            let (name, payload) = match value {
                Value::String(name) => (name.clone(), None),
                other => {
                    let (name, payload) = other.as_object().unwrap().iter().next().unwrap();
                    (name.clone(), Some(payload))
                }
            };
            let case = variant.cases().find(|case| case.name == name).unwrap();
            let payload = case.ty.map(|ty| Box::new(to_val(payload.unwrap_or(&Value::Null), &ty)));
            Val::Variant(name, payload)
        }
        other => panic!("the contract has no {other:?}"),
    }
}

fn from_val(val: &Val) -> Value {
    match val {
        Val::Bool(flag) => Value::from(*flag),
        Val::S64(number) => Value::from(*number),
        Val::U32(number) => Value::from(*number),
        Val::String(text) => Value::from(text.as_str()),
        Val::List(items) if matches!(items.first(), Some(Val::U8(_))) => {
            let byte = |item: &Val| if let Val::U8(byte) = item { *byte } else { 0 };
            Value::from(BASE64.encode(items.iter().map(byte).collect::<Vec<_>>()))
        }
        Val::List(items) => items.iter().map(from_val).collect(),
        Val::Option(option) => option.as_deref().map_or(Value::Null, from_val),
        Val::Enum(case) | Val::Variant(case, None) => Value::from(case.as_str()),
        Val::Variant(case, Some(payload)) => Value::Object(Map::from_iter([(case.clone(), from_val(payload))])),
        Val::Record(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (snake(name), from_val(value))).collect())
        }
        other => panic!("the contract has no {other:?}"),
    }
}
