import { beforeAll, describe, expect, test } from "vitest";
import { vegaLiteCompiler } from "../../src/report/parts/html/chart-figure.ts";
import { fixedTheme } from "../../src/report/parts/charts/theme.ts";
import { OPTIMUM_CHARTS } from "../../src/report/optimum/charts/index.ts";
import { htmlOptimum } from "../../src/report/optimum/html-optimum.ts";
import { markdownOptimum } from "../../src/report/optimum/markdown-optimum.ts";
import { terminalOptimum } from "../../src/report/optimum/terminal-optimum.ts";
import type { SavedOptimum } from "../../src/optimum/saved-optimum.ts";
import { answered } from "../optimum/answered.ts";

describe("the report of an optimum", () => {
  let found: SavedOptimum;
  beforeAll(async () => {
    found = await answered();
  });

  test("draws every chart, without a warning of the compiler", async () => {
    const compile = await vegaLiteCompiler();
    for (const { id, spec } of OPTIMUM_CHARTS) {
      const drawn = spec(found, fixedTheme("light"));
      expect(drawn, id).toBeDefined();
      if (drawn !== undefined) compile(drawn);
    }
  });

  test("as Markdown tells the optimum, what each law says with its source, and the sizes that were planned", () => {
    const page = markdownOptimum(found);
    expect(page).toMatch(/^# What 100 EFLOP buys on 64 × A100$/m);
    expect(page).toMatch(/^\| data \| 19\.5 G tokens \|$/m); // Besiroglu at 1e20: 853 M on 19.5 G
    expect(page).toMatch(/^\| loss \| 2\.553 nats per token \|$/m);
    expect(page).toMatch(/^\| Kaplan 2020 \| WebText2, 50K vocabulary \| arXiv:2001\.08361.* \| within \| /m);
    expect(page.match(/^\| decoder of /gm)).toHaveLength(7); // an eighth to eight times
    expect(page).toMatch(/^5 laws of the same text and kind of model span /m);
  });

  test("as a page holds the same, and runs no text", async () => {
    const named = { ...found, system: { ...found.system, name: "<script>alert(1)</script>" } };
    const page = await htmlOptimum(named, { runtime: "" });
    expect(page).not.toContain("<script>alert");
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).toContain("Content-Security-Policy");
    expect(page.match(/data-chart=/g)).toHaveLength(3);
  });

  test("on a terminal has a line a law, with how far it is stretched", () => {
    const text = terminalOptimum(found);
    expect(text).toMatch(/^ {2}loss +2\.553 nats per token$/m);
    expect(text).toMatch(/^ {2}Kaplan 2020 +[\d.]+ G +[\d.]+ G +[\d.]+ +100 EFLOP +within$/m);
  });
});

test("where nothing is found each form says why, and draws nothing", async () => {
  const missed = await answered({ budget: { kind: "target-loss", loss: 1.7 } });
  const because = "Besiroglu 2024, refit of approach 3 reaches no loss of 1.7 with these tokens";
  expect(terminalOptimum(missed)).toBe(`${because}\n`);
  expect(markdownOptimum(missed)).toContain(because);
  const page = await htmlOptimum(missed, { runtime: "" });
  expect(page).toContain(because);
  expect(page).not.toContain("data-chart=");
});
