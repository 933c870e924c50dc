/**
 * Follows the script of ministack's workers and does, over and over, what that does for a line of its input: reads the
 * line, runs the handler, whose module it has loaded for the first of them, and writes the answer as text.
 */
const { readFileSync } = require("node:fs");

const [handler, context, seconds] = process.argv.slice(2);
const line = JSON.stringify({
  code: readFileSync(handler, "utf8"),
  fn: "request",
  ctx: JSON.parse(readFileSync(context, "utf8")),
});

function measure() {
  const used = process.cpuUsage();
  const start = process.hrtime.bigint();
  const end = start + BigInt(seconds) * 1_000_000_000n;
  let count = 0;
  while (process.hrtime.bigint() < end) {
    const answer = JSON.stringify(run(JSON.parse(line)));
    if (!answer.includes('"PutItem"')) throw new Error(answer);
    count += 1;
  }
  const { user, system } = process.cpuUsage(used);
  return {
    perSecond: count / (Number(process.hrtime.bigint() - start) / 1e9),
    perProcessorSecond: count / ((user + system) / 1e6),
  };
}

// The first time compiles what turns out to be hot.
measure();
_stdoutWrite(JSON.stringify(measure()) + "\n");
process.exit();
