import { expect, test } from "vitest";
import { htmlDesign } from "../../../src/report/design/html-design.ts";
import { DESIGN } from "./designs.ts";

const page = { tool: { name: "dse", version: "1.2.3" }, runtime: "" };

test("every section that the navigation names is there, and text is never markup", () => {
  const text = htmlDesign(DESIGN, page);
  const targets = [...text.matchAll(/href="#([\w-]+)"/g)].map(([, id]) => id!);
  expect(targets).toEqual(expect.arrayContaining(["summary", "best", "removed", "limits", "ranges", "grid"]));
  for (const id of targets) expect(text).toContain(`id="${id}"`);
  expect(text).toContain("reticle &lt;b&gt;");
  expect(text).not.toContain("reticle <b>");
  expect(text).toContain("1.5 GHz, 1.6 GHz");
  expect(text).toContain("Made by dse 1.2.3.");
});

test("without an answer there is no table of designs", () => {
  const { ranges: _, ...none } = { ...DESIGN, best: [], limits: [] };
  const text = htmlDesign(none, page);
  expect(text).not.toContain('id="best"');
  expect(text).not.toContain('href="#limits"');
  expect(text).toContain("None keeps all limits.");
});
