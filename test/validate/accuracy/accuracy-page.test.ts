import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { GATES } from "../../../src/report/validation/gates.ts";

/** `npm run accuracy` writes both; the diff shows what moved, and the commit says why. */
test.skipIf(process.env["UPDATE_ACCURACY"] === "1")(
  "docs/accuracy.md and expected-error.json say what the models say today",
  () => {
    const built = spawnSync(process.execPath, ["scripts/build.mjs"], { encoding: "utf8" });
    expect(built.status).toBe(0);
    const { status, stderr } = spawnSync(process.execPath, ["scripts/accuracy.mjs", "--check"], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  },
);

test("causes are of gates, one sentence each", () => {
  const causes = (parse(readFileSync("reports/validation/causes.yaml", "utf8")) ?? {}) as Record<
    string,
    unknown
  >;
  const groups = GATES.map(({ group }) => group);
  for (const [group, cause] of Object.entries(causes)) {
    expect(groups).toContain(group);
    expect(cause).toMatch(/^\S.*[.]$/s);
  }
});
