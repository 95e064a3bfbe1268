import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { clocksOf, dse, secondsOf } from "./sweep-command.mjs";

const KILLS = 20;
const POINTS = 200;

/**
 * What a point costs through specs, plan search and metrics, and whether a sweep that is killed with -9 at random
 * moments and resumed ends in the same bytes each time.
 */
export async function bench() {
  const home = mkdtempSync(join(tmpdir(), "dse-bench-"));
  try {
    const start = await secondsOf(clocksOf(1));
    const whole = join(home, "whole");
    const all = await secondsOf([...clocksOf(POINTS), "--out", whole, "--workers", "1"]);
    const expected = hashOf(whole);
    let same = 0;
    let caught = 0;
    for (let round = 0; round < KILLS; round++) {
      const folder = join(home, `killed-${round}`);
      const args = [...clocksOf(POINTS), "--out", folder, "--resume"];
      if ((await dse(args, killer(folder, share(round)))) === null) caught += 1;
      await secondsOf([...args, "--workers", String(1 + (round % 2))]);
      if (hashOf(folder) === expected) same += 1;
      rmSync(folder, { recursive: true });
    }
    const each = (1000 * (all - start)) / (POINTS - 1);
    return [
      {
        ...{ what: "a point through specs, plan search and metrics", value: each, unit: "ms" },
        yardstick: { what: "a sweep of one point, start included", value: 1000 * start },
        ratio: each / (1000 * start),
      },
      { what: `runs killed with -9 (of ${KILLS})`, value: caught, unit: "runs" },
      {
        ...{ what: "of them resumed to the same bytes", value: same, unit: "runs" },
        ...{ limit: KILLS, holds: same === KILLS },
      },
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Shares of the golden ratio: spread evenly, never twice the same. */
const share = (round) => ((round + 1) * 0.6180339887498949) % 1;

/** Kills as soon as that share of the files is there. */
function killer(folder, at) {
  const files = Math.floor(at * (POINTS / 2));
  return (child) => {
    const timer = setInterval(() => {
      if (existsSync(folder) && readdirSync(folder).length > files) child.kill("SIGKILL");
    }, 1);
    return () => clearInterval(timer);
  };
}

function hashOf(folder) {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}
