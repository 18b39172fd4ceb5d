"""The component and the core module in Python (wasmtime), the core module as a plug-in of Extism, and in an interpreter (wasm3)."""

import json
import pathlib
import struct
import sys

import extism
import wasm3
import wasmtime
from wasmtime import component

release = pathlib.Path(sys.argv[1])
# The core module written again: wasm3 reads no number with leading zeros.
rewritten = pathlib.Path(sys.argv[2])


def as_component():
    engine = wasmtime.Engine()
    loaded = component.Component.from_file(engine, release / "relance.wasm")

    def call(name, request):
        store = wasmtime.Store(engine)
        instance = component.Linker(engine).instantiate(store, loaded)
        interface = instance.get_export_index(store, "relance:reminders/json@0.2.0")
        function = instance.get_func(store, instance.get_export_index(store, "call", interface))
        answer = function(store, name, request)
        return (answer.tag == "ok", answer.payload)

    return call


def as_core():
    engine = wasmtime.Engine()
    loaded = wasmtime.Module.from_file(engine, release / "relance-core.wasm")

    def call(name, request):
        store = wasmtime.Store(engine)
        exports = wasmtime.Instance(store, loaded, []).exports(store)
        memory = exports["memory"]

        def put(text):
            data = text.encode()
            at = exports["cabi_realloc"](store, 0, 0, 1, len(data))
            memory.write(store, data, at)
            return at, len(data)

        answer = exports["relance:reminders/json@0.2.0#call"](store, *put(name), *put(request))
        tag = memory.read(store, answer, answer + 1)[0]
        at, size = (int.from_bytes(memory.read(store, answer + n, answer + n + 4), "little") for n in (4, 8))
        text = bytes(memory.read(store, at, at + size)).decode()
        exports["cabi_post_relance:reminders/json@0.2.0#call"](store, answer)
        return (tag == 0, text)

    return call


def as_plug_in():
    files = {"relance": "relance-core.wasm", "main": "relance-extism.wasm"}
    manifest = {"wasm": [{"name": name, "path": str(release / file)} for name, file in files.items()]}
    plugin = extism.Plugin(manifest, wasi=False)

    def call(name, request):
        try:
            return (True, plugin.call("call", f"{name}\n{request}".encode()).decode())
        except extism.Error as error:
            return (False, error.args[0])

    return call


def as_interpreted():
    environment = wasm3.Environment()

    def call(name, request):
        runtime = environment.new_runtime(8 * 1024 * 1024)
        runtime.load(environment.parse_module(rewritten.read_bytes()))

        def put(text):
            data = text.encode()
            at = runtime.find_function("cabi_realloc")(0, 0, 1, len(data))
            runtime.get_memory(0)[at : at + len(data)] = data
            return at, len(data)

        function = runtime.find_function("relance:reminders/json@0.2.0#call")
        answer = function(*put(name), *put(request))
        memory = runtime.get_memory(0)
        at, size = struct.unpack_from("<II", memory, answer + 4)
        text = bytes(memory[at : at + size]).decode()
        tag = memory[answer]
        runtime.find_function("cabi_post_relance:reminders/json@0.2.0#call")(answer)
        return (tag == 0, text)

    return call


for host, make in {
    "Python, wasmtime, component": as_component,
    "Python, wasmtime, core module": as_core,
    "Python, Extism": as_plug_in,
    "Python, wasm3, core module": as_interpreted,
}.items():
    call = make()
    lines = [json.loads(line) for line in (release / "answers.jsonl").read_text().splitlines()]
    for line in lines:
        said = call(line["function"], line["request"])
        if said != (line["accepted"], line["answer"]):
            sys.exit(f"{host}: another answer of {line['function']}: {said[1][:300]}")
    print(f"{host}: {len(lines)} answers, all the same")
