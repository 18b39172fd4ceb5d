// Holds what a host answers against what every form must answer.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export function compare(host, release, call) {
    const lines = readFileSync(join(release, "answers.jsonl"), "utf8").trim().split("\n").map(JSON.parse);
    for (const { function: name, request, accepted, answer } of lines) {
        const [taken, text] = call(name, request);
        if (taken !== accepted || text !== answer) {
            console.error(`${host}: another answer of ${name}: ${String(text).slice(0, 300)}`);
            process.exit(1);
        }
    }
    console.log(`${host}: ${lines.length} answers, all the same`);
}
