import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { memoryOfRuns } from "../../src/report/validation/memory-of-runs.ts";
import { validationView } from "../../src/report/validation/validation-view.ts";
import { errorStatistics } from "../../src/validate/accuracy/error-statistics.ts";
import type { SavedValidation } from "../../src/validate/validation.ts";
import { shippedMeasurements, shippedValidation } from "./shipped-measurements.ts";

/** Accuracy as committed: `npm run accuracy` writes it anew, and the diff shows what moved. */
const file = fileURLToPath(new URL("../../reports/validation/accuracy.json", import.meta.url));

/** Four digits: what a reader compares; the last bits of sums do not count as a change. */
const short = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(4)));

function accuracyOf({ groups }: SavedValidation): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, { count, modelled, mape, bias, p90, meanAbsLogError }]) => [
      name,
      {
        count,
        modelled,
        mape: short(mape),
        bias: short(bias),
        p90: short(p90),
        meanAbsLogError: short(meanAbsLogError),
      },
    ]),
  );
}

describe("accuracy", async () => {
  const ipu = await shippedValidation("ipu-measurements.json");
  const gpu = await shippedValidation("gpu-measurements.json");

  test("is what accuracy.json says, for every group", () => {
    const accuracy = { ...accuracyOf(ipu), ...accuracyOf(gpu) };
    if (process.env["UPDATE_ACCURACY"] === "1") writeFileSync(file, `${JSON.stringify(accuracy, null, 1)}\n`);
    const committed: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
    expect(accuracy).toEqual(committed);
  });

  test.each([
    ["amp-on-tile", 16, 0.02],
    ["attention-decode", 29, 0.15],
    ["matmul-dense", 59, 0.07],
    ["matmul-sparse", 20, 0.2],
    ["conv", 20, 0.2],
    ["comm-latency", 5, 0.2],
    ["comm-bandwidth", 6, 0.2],
    ["collective", 24, 0.2],
    ["host-io", 3, 0.2],
  ])("%s: at least %i records are predicted, with a mean error of at most %f", (name, modelled, most) => {
    const group = ipu.groups[name];
    expect(group?.modelled).toBeGreaterThanOrEqual(modelled);
    expect(group?.mape).toBeLessThanOrEqual(most);
  });

  test("every recorded run fits the memory of its tiles: what ran must be possible", () => {
    const view = validationView(ipu, shippedMeasurements("ipu-measurements.json"), {
      data: "ipu-measurements.json",
      tool: { name: "dse", version: "" },
    });
    const memory = memoryOfRuns(view.rows);
    expect(memory?.count).toBeGreaterThanOrEqual(140);
    expect(memory?.fit).toBe(memory?.count);
  });

  test("matmul-dense: products of 256 columns and more are off by at most 5 % on average", () => {
    const large = new Set(
      shippedMeasurements("ipu-measurements.json")
        .filter(
          ({ group, shape }) =>
            group === "matmul-dense" && !Array.isArray(shape) && Number(shape?.["n"]) >= 256,
        )
        .map(({ id }) => id),
    );
    const errors = ipu.records.flatMap((record) =>
      large.has(record.id) && "error" in record ? [record.error] : [],
    );
    expect(errors.length).toBe(35);
    expect(errorStatistics(errors).mape).toBeLessThanOrEqual(0.05);
  });
});
