// The component in Node, by jco: the JSON form is two lines for a host.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transpile, writeFiles } from "@bytecodealliance/jco-transpile";
import { compare } from "./compare.mjs";

const [release, work] = process.argv.slice(2);
const { files } = await transpile(join(release, "relance.wasm"), { outDir: work, name: "relance" });
await writeFiles(files);
writeFileSync(join(work, "package.json"), '{"type": "module"}');
const { json } = await import(pathToFileURL(join(work, "relance.js")));

compare("Node, jco", release, (name, request) => {
    try {
        return [true, json.call(name, request)];
    } catch (failure) {
        // A failure is thrown as the text that it is; what else is thrown is a fault.
        if (typeof failure !== "string") throw failure;
        return [false, failure];
    }
});
