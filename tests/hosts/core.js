// The core module in JavaScript, without the component model: docs/embedding.md, "The core module". Node and browsers.
export async function load(bytes) {
    const module = await WebAssembly.compile(bytes);
    return (name, request) => {
        const { exports } = new WebAssembly.Instance(module);
        const put = (text) => {
            const bytes = new TextEncoder().encode(text);
            const at = exports.cabi_realloc(0, 0, 1, bytes.length);
            new Uint8Array(exports.memory.buffer).set(bytes, at);
            return [at, bytes.length];
        };
        const answer = exports["relance:reminders/json@0.2.0#call"](...put(name), ...put(request));
        const view = new DataView(exports.memory.buffer);
        const [at, length] = [view.getUint32(answer + 4, true), view.getUint32(answer + 8, true)];
        const text = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, length));
        const accepted = view.getUint8(answer) === 0;
        exports["cabi_post_relance:reminders/json@0.2.0#call"](answer);
        return [accepted, text];
    };
}
