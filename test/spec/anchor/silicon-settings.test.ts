import { expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { plainYield, repairedYield } from "../../../src/silicon/yield.ts";
import { openSpecs } from "../../../src/spec/load.ts";
import type { Overrides } from "../../../src/spec/override.ts";

const specs = openSpecs();
const arch = async (set: Overrides = {}) => buildArch(await specs.arch("bow-pod16", set));

test("a number of a process that is set reaches the laws, and what was published stays", async () => {
  const [base, worse] = [await arch(), await arch({ "process.n7.defects.density": "0.15 /cm^2" })];
  const { sram, logic } = base.silicon!.blocksSquareMetres;
  const defects = { mean: 823e-6 * 0.15e4, clustering: 10 };
  const share = (sram + logic) / base.silicon!.lawSquareMetres;
  const redundancy = { groups: 16, units: 24, needed: 23, repairableFraction: share };
  expect(worse.silicon!.yieldFraction).toBeCloseTo(repairedYield(defects, redundancy), 12);
  expect(worse.silicon!.yieldFraction).toBeGreaterThan(plainYield(defects));
  expect(worse.capexDollars).toBe(base.capexDollars);
  expect(worse.silicon!.dieSquareMetres).toBe(base.silicon!.dieSquareMetres);
});

test("a chip that differs moves by the laws as set, its published base too", async () => {
  const n5 = { "chip.process": "n5" };
  const [base, cheap] = [await arch(n5), await arch({ ...n5, "process.n5.wafer.prices.1.price": "$10000" })];
  expect(cheap.capexDollars).toBeLessThan(base.capexDollars!);
  const [twice] = [await arch({ ...n5, "silicon.challengerMargin": "5.4" })];
  const published = (await arch()).capexDollars!;
  expect(twice.capexDollars! - published).toBeCloseTo(2 * (base.capexDollars! - published), 6);
});

test("numbers of silicon that are known within a range are inputs of the system that reads them, others are not", async () => {
  const { provenance } = await specs.arch("bow-pod16");
  const paths = provenance.map(({ path }) => path);
  for (const path of ["process.n7.defects.density", "process.n7.leakage.logic", "silicon.bondYield"])
    expect(paths).toContain(path);
  for (const path of ["process.n5.defects.density", "silicon.hbm3Price", "silicon.challengerMargin"])
    expect(paths).not.toContain(path);
  const told = await specs.arch("bow-pod16", { "silicon.bondYield": 0.98 });
  expect(told.provenance.map(({ path }) => path)).not.toContain("silicon.bondYield");
  const derived = await specs.arch("bow-pod16", { "chip.process": "n5" });
  expect(derived.provenance.map(({ path }) => path)).toContain("silicon.challengerMargin");
  expect((await specs.arch("a100-gpus")).provenance.some(({ path }) => /^(process|silicon)/.test(path))).toBe(
    false,
  );
});

test("as it is stated again gives the same system to the last bit", async () => {
  const { provenance, spec } = await specs.arch("bow-pod16", { "chip.process": "n5" });
  for (const { path, value } of provenance.filter(({ path: one }) => /^(process|silicon)[.]/.test(one)))
    expect((await specs.arch("bow-pod16", { "chip.process": "n5", [path]: value })).spec, path).toEqual(spec);
});

test.each([
  ["process.n7.defects.densty", "0.1 /cm^2", /did you mean "process.n7.defects.density"/],
  ["process.n5.defects.density", "0.1 /cm^2", /the path of a value in a spec/],
  ["process.n7.defects.density", "-1 /cm^2", /no less than 0/],
  ["silicon.bondYeild", "0.9", /did you mean "silicon.bondYield"/],
  ["silicon.bondYield", "much", /a number above 0/],
  ["silicon.uncore", "3 s", /a quantity in m\^2/],
  ["silicon.hbm3Price", "1e-8", /one without effect/],
])(
  "%s = %s is refused",
  async (path, value, says) => await expect(specs.arch("bow-pod16", { [path]: value })).rejects.toThrow(says),
);

test("a system without a die that laws know has nothing of silicon to set", async () =>
  await expect(specs.arch("a100-gpus", { "silicon.bondYield": "0.9" })).rejects.toThrow(/without effect/));
