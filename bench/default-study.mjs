import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, processMilliseconds } from "./process-milliseconds.mjs";

const RUNS = 3;
/** In units of `node -e 0`: with nothing kept, and with all answers. */
const LIMIT_COLD = 25;
const LIMIT_KEPT = 10;

/** How long does `dse run` take as a whole process, with nothing kept from an earlier run, and with all of it? */
export function bench() {
  const folder = mkdtempSync(join(tmpdir(), "dse-bench-"));
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, "cache") };
  const run = (...options) =>
    processMilliseconds(["bin/dse.js", "run", "--quiet", "--out", join(folder, "out"), ...options], { env });
  const timed = (...options) => median(Array.from({ length: RUNS }, () => run(...options)));
  try {
    const cold = timed("--no-cache");
    run();
    const kept = timed();
    const yardstick = {
      what: "node -e 0",
      value: median([1, 2, 3, 4, 5].map(() => processMilliseconds(["-e", "0"]))),
    };
    const row = (what, value, limit) => ({
      ...{ what: `dse run (ipu-generations), ${what}, median of ${RUNS}`, value, unit: "ms" },
      ...{ yardstick, ratio: value / yardstick.value },
      ...{ limit: limit * yardstick.value, limitRatio: limit, holds: value <= limit * yardstick.value },
    });
    return [row("nothing kept", cold, LIMIT_COLD), row("answers kept", kept, LIMIT_KEPT)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
