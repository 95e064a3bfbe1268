import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, processMilliseconds } from "./process-milliseconds.mjs";

const RUNS = 3;
const LIMIT_MILLISECONDS = 5000;

/** How long does `dse run` take as a whole process, with nothing kept from an earlier run? */
export function bench() {
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    const out = mkdtempSync(join(tmpdir(), "dse-bench-"));
    try {
      times.push(processMilliseconds(["bin/dse.js", "run", "--quiet", "--out", out]));
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  }
  const yardstick = {
    what: "node -e 0",
    value: median([1, 2, 3, 4, 5].map(() => processMilliseconds(["-e", "0"]))),
  };
  const value = median(times);
  return [
    {
      what: `dse run (ipu-generations), median of ${RUNS}`,
      value,
      unit: "ms",
      yardstick,
      ratio: value / yardstick.value,
      limit: LIMIT_MILLISECONDS,
      holds: value <= LIMIT_MILLISECONDS,
    },
  ];
}
