import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SMALL } from "./plan.mjs";

const FUZZ = fileURLToPath(new URL("fuzz.mjs", import.meta.url));

test(
  "a small part of the random input: nothing aborts, runs on, ends in a bug, or writes beside what was named",
  { timeout: 600_000 },
  () => {
    const counts = Object.entries(SMALL).flatMap(([job, count]) => [`--${job}`, String(count)]);
    const { status, stdout } = spawnSync(process.execPath, [FUZZ, ...counts], { encoding: "utf8" });
    for (const job of Object.keys(SMALL))
      expect(stdout).toMatch(new RegExp(`${job}: \\d+ cases, 0 failed.*`));
    expect(stdout).not.toMatch(/, \d+ of \d+:/);
    expect(status).toBe(0);
  },
);
