// The core module in a page of headless Chromium. The page fetches it from here, and posts what came of it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [release] = process.argv.slice(2);
const page = `<!doctype html><meta charset="utf-8"><script type="module">
import { load } from "/core.js";
async function run() {
    const get = async (file) => await fetch(file);
    const call = await load(await (await get("/relance-core.wasm")).arrayBuffer());
    const lines = (await (await get("/answers.jsonl")).text()).trim().split("\\n").map(JSON.parse);
    const other = lines.find(({ function: name, request, accepted, answer }) => {
        const [taken, text] = call(name, request);
        return taken !== accepted || text !== answer;
    });
    return other ? "another answer of " + other.function : lines.length + " answers, all the same";
}
fetch("/said", { method: "POST", body: await run().catch(String) });
</script>`;
const files = {
    "/": ["text/html", page],
    "/core.js": ["text/javascript", readFileSync(new URL("core.js", import.meta.url))],
    "/relance-core.wasm": ["application/wasm", readFileSync(join(release, "relance-core.wasm"))],
    "/answers.jsonl": ["text/plain", readFileSync(join(release, "answers.jsonl"))],
};
const home = mkdtempSync(join(tmpdir(), "relance-page-"));
const server = createServer(async (request, response) => {
    if (request.url === "/said") {
        let said = "";
        for await (const part of request) said += part;
        response.end();
        end(said);
    } else if (files[request.url]) {
        const [kind, content] = files[request.url];
        response.writeHead(200, { "content-type": kind }).end(content);
    } else {
        response.writeHead(404).end();
    }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const browser = spawn(
    "chromium",
    ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${home}`, `http://127.0.0.1:${server.address().port}/`],
    { stdio: "ignore" },
);
browser.on("error", (error) => end(String(error)));
const patience = setTimeout(() => end("no answer in three minutes"), 180_000);

function end(said) {
    clearTimeout(patience);
    console.log(`Chromium, core module: ${said}`);
    const leave = () => {
        rmSync(home, { recursive: true, force: true, maxRetries: 5 });
        process.exit(said.endsWith("all the same") ? 0 : 1);
    };
    if (!browser.pid || browser.exitCode !== null) return leave();
    browser.on("exit", leave);
    browser.kill();
}
