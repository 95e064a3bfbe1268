import { describe, expect, test } from "vitest";
import { breakdownText } from "../../src/report/validation/breakdown-text.ts";
import { errorBins } from "../../src/report/validation/error-histogram.ts";
import { GATES, judgeGates } from "../../src/report/validation/gates.ts";
import { htmlValidation } from "../../src/report/validation/html-validation.ts";
import { markdownValidation } from "../../src/report/validation/markdown-validation.ts";
import { terminalValidation } from "../../src/report/validation/terminal-validation.ts";
import { reasonsNotModelled, worstRows } from "../../src/report/validation/validation-view.ts";
import { validationFixture } from "./validation-fixture.ts";

describe("gates", () => {
  const judged = judgeGates(validationFixture().rows);

  test("of groups without records are not spoken of", () =>
    expect(judged.map(({ gate }) => gate.group)).toEqual(["matmul-dense", "matmul-dense", "mlperf-bert"]));

  test("hold where the mean of |error| over their records is at most what they ask", () => {
    expect(judged[0]).toMatchObject({ count: 2, mape: (0.02 + 0.1) / 2, holds: true }); // ≤ 7 %
    expect(judged[1]).toMatchObject({ count: 1, mape: 0.02, holds: true }); // ≤ 5 %, n ≥ 256 alone
    expect(judged[2]).toMatchObject({ count: 2, mape: (0.1 + 0.5) / 2, holds: false }); // ≤ 8 %
  });

  test("count measured records only: limits and claims are nothing to predict", () =>
    expect(judged[2]?.count).toBe(2));

  test("fail where too few records are modelled", () => {
    const rows = validationFixture().rows.map((row) =>
      row.id === "dense-2" ? { ...row, outcome: { kind: "not-modelled", reason: "" } as const } : row,
    );
    expect(judgeGates(rows)[0]).toMatchObject({ count: 2, modelled: 1, mape: 0.02, holds: false });
  });

  test("a group has a binding gate or an aim, not both", () => {
    const groups = (binding: boolean) =>
      new Set(GATES.filter((g) => g.binding === binding).map((g) => g.group));
    expect([...groups(true)].filter((group) => groups(false).has(group))).toEqual([]);
  });
});

describe("rows", () => {
  test("the furthest off come first, half as far as double", () =>
    expect(worstRows(validationFixture().rows, 2).map(({ id }) => id)).toEqual(["run-2", "dense-2"]));

  test("reasons count measured records", () =>
    expect(reasonsNotModelled(validationFixture().rows)).toEqual([
      { reason: "no model for group mystery", groups: ["mystery"], count: 1 },
    ]));

  test("a breakdown is told in the units its names end in, largest first, without what is nought", () => {
    const parts = { exchangeSeconds: 0.7, matmulSeconds: 1.5, bubbleSeconds: 0, sramBytesPerTile: 524_288 };
    expect(breakdownText(parts)).toBe("sram per tile 512 KiB · matmul 1.5 s · exchange 700 ms");
    expect(breakdownText({ rearrangeCycles: 1200 })).toBe("rearrange 1,200 cycles");
  });

  test("errors are counted in bins of 5 points, the outermost open", () =>
    expect(errorBins([-0.9, -0.501, -0.02, 0, 0.05, 0.5, 7])).toEqual(
      [
        { from: -0.55, count: 2, text: "below −50 %" },
        { from: -0.05, count: 1, text: "−5 % to 0 %" },
        { from: 0, count: 1, text: "0 % to +5 %" },
        { from: 0.05, count: 1, text: "+5 % to +10 %" },
        { from: 0.5, count: 2, text: "+50 % and more" },
      ].map((bin) => ({ ...bin, from: expect.closeTo(bin.from, 12) as number })),
    ));
});

describe("a validation as text", () => {
  const text = terminalValidation(validationFixture(), { width: 100, worst: 1 });

  test("has a line a group, with coverage, errors and gate", () => {
    expect(text).toMatch(/^mlperf-bert +2 +2 +30\.0 % +−20\.0 % +50\.0 % +≤ 8 % +✗ 30\.0 %$/m);
    expect(text).toMatch(/^matmul-dense +2 +2 +6\.0 % .* ≤ 7 % \(Bow\) +✓ 6\.0 %$/m);
    expect(text).toMatch(/^mystery +1 +0 +– +– +–$/m);
    expect(text).toMatch(/^all +5 +4 +18\.0 %$/m);
  });

  test("shows as many of the worst as asked for", () => {
    expect(text).toContain("−50.0 %  run-2");
    expect(text).not.toContain("dense-2");
  });

  test("as Markdown it holds the same, and bars in texts do not end cells", () => {
    const page = markdownValidation(validationFixture());
    expect(page).toContain("4 of 5 measured records of `mine.json`");
    expect(page).toContain("| mlperf-bert | 2 | 2 | 30.0 % | −20.0 % | 50.0 % | ≤ 8 % | ✗ 30.0 % |");
    expect(page).toContain("| 1 | no model for group mystery | mystery |");
  });

  test("as a page it runs no text of a record", async () => {
    const page = await htmlValidation(validationFixture(), { runtime: "" });
    expect(page).not.toContain("<script>alert");
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).toContain("Content-Security-Policy");
  });
});
