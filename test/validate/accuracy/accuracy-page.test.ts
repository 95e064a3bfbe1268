import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { accuracyFiles, staleFiles, writtenBaselines } from "../../../scripts/accuracy-files.mjs";
import * as library from "../../../src/internal.ts";
import { GATES } from "../../../src/report/validation/gates.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";
import { shippedContext, shippedValidation } from "../shipped-measurements.ts";

/** `npm run accuracy` writes them; the diff shows what moved, and the commit says why. */
test.skipIf(process.env["UPDATE_ACCURACY"] === "1")(
  "docs/accuracy.md, expected-error.json and residuals.json say what the models say today",
  async () => {
    const context = await shippedContext();
    const made = await accuracyFiles(library, {
      ...{ specs: await openShippedSpecs(), context, validationOf: shippedValidation },
      baselines: writtenBaselines,
    });
    expect(Object.keys(made)).toEqual([
      "docs/accuracy.md",
      "reports/validation/expected-error.json",
      "reports/validation/residuals.json",
    ]);
    expect(staleFiles(made), "npm run accuracy").toEqual([]);
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
