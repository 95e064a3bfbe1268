import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSpecs, shippedFolders } from "../../src/spec/load.ts";
import type { Provenance } from "../../src/spec/yaml/provenance.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const EIGHT_BITS = "chip.arithmetic.fp8_16.energy";

const of = (provenance: readonly Provenance[], path: string): Provenance | undefined =>
  provenance.find((one) => one.path === path);

test("the range beside a formula is that of its value, and moves with it: half of 0.98 in place of half of 0.49 pJ", async () => {
  const shipped = of((await specs.arch("h100-gpus16")).provenance, EIGHT_BITS);
  const set = { "chip.arithmetic.fp16_32.energy": "0.98 pJ/FLOP", "chip.power.cap": "500 W" };
  const doubled = of((await specs.arch("h100-gpus16", set)).provenance, EIGHT_BITS);
  expect(shipped).toMatchObject({ low: 0.2e-12, high: 0.5e-12 });
  expect(shipped?.value).toBeCloseTo(0.245e-12, 25);
  expect(doubled?.value).toBeCloseTo(0.49e-12, 25);
  expect(doubled?.low).toBeCloseTo(0.4e-12, 25);
  expect(doubled?.high).toBeCloseTo(1e-12, 25);
});

test("a chip that extends another with other values has the ranges of its own", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dse-own-"));
  try {
    mkdirSync(join(folder, "arch-specs"));
    writeFileSync(join(folder, "arch-specs", "own.arch.yaml"), B200);
    writeFileSync(join(folder, "arch-specs", "dgx-own.arch.yaml"), DGX);
    writeFileSync(join(folder, "arch-specs", "own-gpus.arch.yaml"), GPUS);
    const own = openSpecs({ folders: [...shippedFolders(), join(folder, "arch-specs")] });
    const { provenance } = await own.arch("own-gpus16");
    const energy = of(provenance, EIGHT_BITS);
    expect(energy?.value).toBeCloseTo(0.15e-12, 25);
    expect(energy?.high).toBeCloseTo((0.5e-12 * 0.15) / 0.245, 25);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const B200 = `
kind: chip
id: own
name: B200
extends: h100
source: a test
status: assumed
power: { idle: 70 W, cap: 1000 W }
arithmetic:
  fp8_16: { peak: 4500 TFLOP/s }
  fp16_16: { peak: 2250 TFLOP/s }
  fp16_32: { peak: 2250 TFLOP/s, energy: 0.3 pJ/FLOP }
`;
const DGX = `
kind: machine
id: dgx-own
name: DGX B200
extends: dgx-h100
source: a test
status: assumed
chip: own
`;
const GPUS = `
kind: system
id: own-gpus
name: B200
extends: h100-gpus
source: a test
status: assumed
machine: dgx-own
`;
