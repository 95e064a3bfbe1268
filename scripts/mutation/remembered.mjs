import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const FILE = ".mutation/law-mutants.json";

/** Verdicts of earlier runs, and seconds of test files, so that a run does only what changed. */
export function openMemory() {
  const { verdicts = {}, seconds = {} } = existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : {};
  return {
    /** How a mutant ended, where neither it, its source nor the tests that see it have changed since. */
    verdictOf(mutant, tests) {
      const known = verdicts[mutant.id];
      return known?.key === keyOf(mutant, tests) ? known : undefined;
    },
    secondsOf: (test) => seconds[test] ?? 0,
    keep(mutant, tests, verdict, took) {
      verdicts[mutant.id] = { ...verdict, key: keyOf(mutant, tests) };
      for (const [test, value] of took) seconds[test] = value;
      mkdirSync(dirname(FILE), { recursive: true });
      writeFileSync(FILE, JSON.stringify({ verdicts, seconds }, undefined, 1));
    },
  };
}

function keyOf({ file, find, replace }, tests) {
  const hash = createHash("sha256").update(JSON.stringify([find, replace]));
  for (const path of [file, ...[...tests].sort()]) hash.update(`\0${path}\0`).update(readFileSync(path));
  return hash.digest("hex").slice(0, 16);
}
