import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, processMilliseconds, root } from "./process-milliseconds.mjs";

/** Times `node -e 0`: about a minute on two cores. */
const LIMIT_STARTS = 500;
const LIMIT_BYTES = 2 * 2 ** 30;

/** A million machines of up to 64 chips for GPT-J 6B: pod, process, SRAM, links, clock, power cap. */
const GRID = [
  ...["--system", "bow-pod", "--workload", "gpt-j-6b"],
  ...["--set", "pod=8,16,32,64", "--set", "chip.process=n7,n5"],
  ...["--set", "chip.sramPerTile=576KiB..960KiB/25", "--set", "chip.links.bandwidth=16GB/s..54GB/s/20"],
  ...["--set", "chip.clock=1.5GHz..2.3GHz/25", "--set", "chip.power.cap=250W..400W/10"],
];
const QUESTION = [
  ...["design", ...GRID, "--top", "1", "--json", "--quiet"],
  ...["--within", "capexDollars <= 7e5, chip.dieArea <= 800 mm2, embodiedKilograms <= 1400"],
];

/** Of the same grid, drawn at random: what a plain sweep takes a design, each with its fastest usual plan. */
const SAMPLE = 24;

function sweepMilliseconds(folder) {
  const out = join(folder, "sweep");
  const draw = ["--strategy", "random", "--limit", String(SAMPLE), "--workers", "1", "--quiet"];
  return processMilliseconds(["bin/dse.js", "sweep", ...GRID, ...draw, "--out", out]);
}

/** How long does it take to prove the best of a million designs, each with the best of all its plans? */
export async function bench() {
  const starts = Array.from({ length: 5 }, () => processMilliseconds(["-e", "0"]));
  const start = median(starts);
  const folder = mkdtempSync(join(tmpdir(), "dse-bench-"));
  const usageFile = join(folder, "usage.json");
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "./bench/tell-usage.mjs", "bin/dse.js", ...QUESTION],
    { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28, env: { ...process.env, BENCH_USAGE_FILE: usageFile } },
  );
  const milliseconds = performance.now() - began;
  if (status !== 0) throw new Error(`dse design left with ${status}:\n${stderr}`);
  const { designs, priced, gap } = JSON.parse(stdout);
  const bytes = 1024 * JSON.parse(readFileSync(usageFile, "utf8")).maxRSS;
  const swept = (sweepMilliseconds(folder) / SAMPLE) * designs;
  rmSync(folder, { recursive: true });
  if (gap !== 0 || designs < 1e6) throw new Error(`${designs} designs, gap ${gap}`);
  return [
    {
      what: "a million designs with all plans, proven",
      value: milliseconds / start,
      unit: "node -e 0",
      limit: LIMIT_STARTS,
      holds: milliseconds / start <= LIMIT_STARTS,
    },
    { what: "of them priced", value: priced, unit: "" },
    { what: "a plain sweep of all, by a sample", value: swept / milliseconds, unit: "times as long" },
    {
      what: "memory",
      value: bytes / 2 ** 20,
      unit: "MiB",
      limit: LIMIT_BYTES / 2 ** 20,
      holds: bytes <= LIMIT_BYTES,
    },
  ];
}
