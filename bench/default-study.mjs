import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, processMilliseconds } from "./process-milliseconds.mjs";

const RUNS = 3;
const LIMIT_MILLISECONDS = 5000;
/** With kept answers, in units of `node -e 0`. */
const LIMIT_RATIO = 10;

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
    const row = (what, value) => ({
      ...{ what: `dse run (ipu-generations), ${what}, median of ${RUNS}`, value, unit: "ms" },
      ...{ yardstick, ratio: value / yardstick.value },
    });
    return [
      { ...row("nothing kept", cold), limit: LIMIT_MILLISECONDS, holds: cold <= LIMIT_MILLISECONDS },
      {
        ...row("answers kept", kept),
        limit: LIMIT_RATIO * yardstick.value,
        holds: kept <= LIMIT_RATIO * yardstick.value,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
