import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processMilliseconds } from "./process-milliseconds.mjs";

const POINTS = 10_000_000;
const LIMIT_SECONDS = 60;
const LIMIT_MEBIBYTES = 2048;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * How long does `dse sweep` take for ten million designs of GPT-3 175B on 512 A100s (2,500 machines × 4,000 plans, three
 * in five of which fit), from the study to the report: every point evaluated and stored, front, bins and findings; and
 * how much memory? Beside it, in the same run: to hash and write the same bytes once more. Asked by name: it takes a
 * while, and at most what the machine leaves it.
 */
export async function bench() {
  const home = mkdtempSync(join(tmpdir(), "dse-bench-"));
  try {
    const folder = join(home, "run");
    const usageFile = join(home, "usage.json");
    const command = ["sweep", here("sweep-ten-million.study.yaml"), "--out", folder, "--quiet"];
    const seconds =
      processMilliseconds(["--import", here("tell-usage.mjs"), here("../bin/dse.js"), ...command], {
        env: { ...process.env, BENCH_USAGE_FILE: usageFile },
      }) / 1000;
    const { evaluated, feasible } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    if (evaluated !== POINTS || feasible < POINTS / 2)
      throw new Error(`${evaluated} points were evaluated, of which ${feasible} fit`);
    const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(usageFile, "utf8"));
    const mebibytes = maxRSS / 1024;
    const yardstick = { what: "to hash and write its files again", value: rewriteSeconds(folder, home) };
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    return [
      {
        ...{ what: `dse sweep of ${POINTS} points, all cores`, field: "tenMillionSeconds", value: seconds },
        ...{ unit: "s", yardstick, ratio: seconds / yardstick.value },
        ...{ limit: LIMIT_SECONDS, holds: seconds < LIMIT_SECONDS },
      },
      { what: "processor time of all threads", value: (userCPUTime + systemCPUTime) / 1e6, unit: "s" },
      {
        ...{ what: "most memory (resident)", field: "tenMillionMebibytes", value: mebibytes, unit: "MiB" },
        ...{ limit: LIMIT_MEBIBYTES, holds: mebibytes < LIMIT_MEBIBYTES },
      },
      { what: "bytes a point", value: bytes / POINTS, unit: "B" },
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function rewriteSeconds(folder, home) {
  const began = performance.now();
  for (const name of readdirSync(folder)) {
    const contents = readFileSync(join(folder, name));
    createHash("sha256").update(contents).digest();
    writeFileSync(join(home, name), contents);
  }
  return (performance.now() - began) / 1000;
}
