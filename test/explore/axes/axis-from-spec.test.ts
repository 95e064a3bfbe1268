import { describe, expect, test } from "vitest";
import { axisFromSpec } from "../../../src/explore/axes/axis-from-spec.ts";
import { parseAxis } from "../../../src/explore/axes/parse-axis.ts";
import { STRATEGIES } from "../../../src/explore/strategies/index.ts";
import { searchSpec, spaceSpec, type AxisSpec } from "../../../src/spec/kinds/search-spec.ts";

/** As a study has it, checked by the schema. */
const axisOf = (written: unknown) =>
  axisFromSpec(
    "chip.clock",
    spaceSpec.parse({ axes: { "chip.clock": written } }).axes["chip.clock"] as AxisSpec,
  );

describe("an axis of a study", () => {
  test.each([
    ["1.3 GHz..1.9 GHz/7", "1.3GHz..1.9GHz/7"],
    [["1.3 GHz", "1.9 GHz"], "1.3 GHz,1.9 GHz"],
    [{ from: "1.3 GHz", to: "1.9 GHz", steps: 4, scale: "log" }, "1.3 GHz..1.9 GHz log/4"],
    [{ from: 1, to: 64, scale: "pow2" }, "1..64 pow2"],
    [{ from: "1.3 GHz", to: "1.9 GHz" }, "1.3 GHz..1.9 GHz"],
    [
      { values: [1, 2], when: { "plan.recompute": ["some", "full"] } },
      "1,2 when plan.recompute is some or full",
    ],
    [{ formula: "system.pod / 4" }, "= system.pod / 4"],
  ])("%j means the same as %s on the command line", (written, text) =>
    expect(axisOf(written)).toEqual(parseAxis(`chip.clock=${text}`)),
  );

  test("a wrong one is refused like its text", () =>
    expect(axisOf({ from: "1.3 GHz", to: "2 W" })).toMatchObject({
      ok: false,
      error: { expected: "a quantity in W" },
    }));
});

test("a study can name every strategy, and none that does not exist", () =>
  expect([...searchSpec.shape.strategy.unwrap().options].sort()).toEqual(Object.keys(STRATEGIES).sort()));
