// The core module in Node.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compare } from "./compare.mjs";
import { load } from "./core.js";

const [release] = process.argv.slice(2);
compare("Node, core module", release, await load(readFileSync(join(release, "relance-core.wasm"))));
