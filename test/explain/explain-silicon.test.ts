import { beforeAll, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import {
  explainChipCost,
  explainDieArea,
  explainDieCost,
  explainEmbodied,
  explainFootprint,
  explainYield,
} from "../../src/explain/explain-silicon.ts";
import type { ExplainScope } from "../../src/explain/explain-scope.ts";
import type { ExplanationNode } from "../../src/explain/explanation-node.ts";
import { openSpecs } from "../../src/spec/load.ts";

let scope: ExplainScope;
/** Two wafers of logic, each with half of twice Bow's tiles. */
beforeAll(async () => {
  const set = { "chip.floorplan.logicWafers": "2", "chip.tiles": "2944", "chip.sramPerTile": "600 KiB" };
  const loaded = await openSpecs().arch("bow-pod16", set);
  scope = { evaluation: { arch: buildArch(loaded) }, inputs: loaded.provenance } as unknown as ExplainScope;
});

const silicon = () => scope.evaluation.arch.silicon!;
const child = ({ children }: ExplanationNode, label: RegExp | string): ExplanationNode =>
  children.find((one) => (typeof label === "string" ? one.label === label : label.test(one.label)))!;

test("the area is the published one moved, beside the law's floorplan, whose blocks add up to it", () => {
  const area = explainDieArea(scope);
  expect(area.value).toBe(silicon().dieSquareMetres);
  expect(child(area, "chip.dieArea").value).toBe(area.value);
  const law = child(area, /^by the law of area on n7$/);
  expect(law.value).toBe(silicon().lawSquareMetres);
  const blocks = law.children.reduce((sum, { value }) => sum + value, 0);
  expect(blocks).toBeCloseTo(law.value, 12);
  expect(area.value / law.value).toBeCloseTo(1, 2);
  expect(child(area, "chip.sramPerTile").value).toBe(600 * 1024);
});

test("a stack of two shares one footprint: half of the area", () => {
  const footprint = explainFootprint(scope);
  expect(footprint.value).toBeCloseTo(silicon().dieSquareMetres / 2, 15);
  expect(child(footprint, /^logic wafers/).value).toBe(2);
});

test("a good die leads to sites and yield, and these to the footprint; a chip and its carbon to the die", () => {
  const die = explainDieCost(scope);
  expect(die.value).toBe(silicon().goodDieDollars);
  expect(child(die, /^sites/).value).toBe(silicon().grossDies);
  expect(child(die, "die yield")).toEqual(explainYield(scope));
  expect(child(explainYield(scope), /^footprint/)).toEqual(explainFootprint(scope));
  const chip = explainChipCost(scope);
  expect(chip.children[0]).toEqual(die);
  expect(chip.value).toBe(silicon().packageDollars);
  expect(chip.children.map(({ label }) => label)).not.toContain("not taken apart");
});

test("where a volume is told, a chip costs its share of the design besides", async () => {
  const loaded = await openSpecs().arch("bow-pod16", { "chip.process": "n5", "chip.volume": "1000000" });
  const evaluation = { arch: buildArch(loaded) };
  const chip = explainChipCost({ evaluation, inputs: loaded.provenance } as unknown as ExplainScope);
  const design = child(chip, "share of the design");
  expect(design.value).toBe(542);
  expect(design.children.map(({ label }) => label)).toEqual(["process.n5.design", "chip.volume"]);
  expect(chip.value).toBeCloseTo(evaluation.arch.silicon!.packageDollars + 542, 9);
});

test("embodied carbon is one chip's times all chips, 16 of four machines", () => {
  const carbon = explainEmbodied(scope);
  expect(carbon.value).toBeCloseTo(16 * silicon().embodiedKilograms, 9);
  expect(carbon.children.map(({ value }) => value)).toEqual([16, silicon().embodiedKilograms]);
});

test("a die that no law knows is not asked for", () => {
  const { silicon: _none, ...arch } = scope.evaluation.arch;
  const bare = { ...scope, evaluation: { arch } } as unknown as ExplainScope;
  expect(() => explainDieArea(bare)).toThrow(/no law knows/);
});

test("the price of a die is what its parts come to: wafers and bonds over sites and both yields", () => {
  const { value, children } = explainDieCost(scope);
  const [wafers, sites, logic, bonds] = children.map((one) => one.value);
  expect(value / (wafers! / (sites! * logic! * bonds!))).toBeCloseTo(1, 12);
  expect(bonds).toBeLessThan(1);
  expect(child(explainYield(scope), "process.n7.defects.density").value).toBeCloseTo(0.09e4, 9);
  expect(child(explainYield(scope), /clustering$/).value).toBe(10);
});
