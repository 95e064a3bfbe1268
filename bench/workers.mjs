import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clocksOf, secondsOf } from "./sweep-command.mjs";

const POINTS = 1000;
const ROUNDS = 5;
const LIMIT = 1.7;

/** How much faster two threads are than one: the best of five of each, start of the process taken off. */
export async function bench() {
  const home = mkdtempSync(join(tmpdir(), "dse-bench-"));
  const least = { 1: Infinity, 2: Infinity };
  let start = Infinity;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      start = Math.min(start, await secondsOf(clocksOf(1)));
      for (const workers of [1, 2]) {
        const out = join(home, `${round}-${workers}`);
        const args = [...clocksOf(POINTS), "--out", out, "--workers", String(workers)];
        least[workers] = Math.min(least[workers], await secondsOf(args));
      }
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  const ratio = (least[1] - start) / (least[2] - start);
  return [
    {
      ...{ what: `seconds for ${POINTS} points in two threads`, value: least[2], unit: "s" },
      ...{ yardstick: { what: "in one", value: least[1] }, ratio: least[2] / least[1] },
    },
    { what: "speed of two threads over one", value: ratio, unit: "x", limit: LIMIT, holds: ratio >= LIMIT },
  ];
}
