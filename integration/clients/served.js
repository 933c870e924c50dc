/** The project beside this file in a folder of its own, served by the program that $APPSYNTH names. */
const { execFileSync, spawn } = require("node:child_process");
const { cpSync, mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { createInterface } = require("node:readline");

const program = process.env.APPSYNTH;

/** Serves the project until `stop` is called. */
exports.serve = async () => {
  const folder = mkdtempSync(join(tmpdir(), "clients-"));
  cpSync(join(__dirname, "project"), folder, { recursive: true });
  const options = { cwd: folder, encoding: "utf8" };
  const server = spawn(program, ["deploy", "--json", "--port", "0"], {
    ...options,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  const { graphqlUrl, apiKey } = JSON.parse(value);
  return {
    graphqlUrl,
    apiKey,
    /** `http://127.0.0.1:PORT` */
    endpoint: new URL(graphqlUrl).origin,
    /** What the program prints. */
    run: (...words) => execFileSync(program, words, options).trim(),
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
};
