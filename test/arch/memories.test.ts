import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { offChipMemories } from "../../src/arch/memory.ts";
import { openSpecs, shippedFolders } from "../../src/spec/load.ts";
import { SpecProblems } from "../../src/spec/yaml/spec-error.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const shipped = await openShippedSpecs();
const memoriesOf = async (id: string) => buildArch(await shipped.arch(id)).memories;

describe("memories of shipped machines", () => {
  test("a Bow-2000: the SRAM of each chip, and DRAM that four chips share", async () => {
    const { sram, streaming } = await memoriesOf("bow-pod16");
    expect(sram).toMatchObject({ id: "sram", sharedBy: "chip", bytes: 1472 * 624 * 1024 });
    expect(sram.bytesPerSecond).toBeCloseTo(1472 * 24 * 1.85e9, -3);
    expect(streaming).toMatchObject({
      ...{ id: "streaming", sharedBy: "machine", bytes: 256e9 },
      ...{ bytesPerSecond: 23e9, chipBytesPerSecond: 6.9e9, joulesPerByte: 160e-12 },
    });
  });

  test("a GPU computes from its HBM, at the attainable part of its rate, and has no other", async () => {
    const loaded = await shipped.arch("a100-gpus8");
    const arch = buildArch(loaded);
    const { chip } = loaded.spec;
    if (chip.architecture !== "roofline") throw new Error("an A100 has no tiles");
    const { capacity, bandwidth, efficiency } = chip.memory;
    expect(arch.memories.sram).toMatchObject({ bytes: capacity, bytesPerSecond: bandwidth * efficiency });
    expect(offChipMemories(arch)).toEqual([]);
  });
});

/** Specs of a chip and its machine, each with its `memories`, as a pod of four chips. */
async function withSpecs<T>(
  { chip, machine }: { readonly chip: string; readonly machine: string },
  use: (specs: ReturnType<typeof openSpecs>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "dse-memories-"));
  const own = join(folder, "arch-specs");
  mkdirSync(own);
  const head = (kind: string, id: string, base: string): string =>
    `kind: ${kind}\nid: ${id}\nname: ${id}\nextends: ${base}\nsource: a test\nstatus: assumed\n`;
  try {
    writeFileSync(join(own, "own-chip.arch.yaml"), `${head("chip", "own-chip", "bow")}${chip}`);
    writeFileSync(
      join(own, "own-machine.arch.yaml"),
      `${head("machine", "own-machine", "bow-2000")}chip: own-chip\n${machine}`,
    );
    writeFileSync(
      join(own, "own-pod.arch.yaml"),
      `${head("system", "own-pod", "bow-pod")}machine: own-machine\n`,
    );
    return await use(openSpecs({ folders: [...shippedFolders(), own] }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const HBM = "{ id: hbm, capacity: 16 GB, bandwidth: 400 GB/s, energy: 30 pJ/B, latency: 1 us }";
const FLASH = "{ id: flash, capacity: 8 TB, bandwidth: 24 GB/s, chipBandwidth: 7 GB/s, energy: 250 pJ/B }";

async function problemsOf(specs: { readonly chip: string; readonly machine: string }): Promise<string> {
  return withSpecs(specs, async (own) => {
    try {
      await own.arch("own-pod4");
      return "";
    } catch (error) {
      if (!(error instanceof SpecProblems)) throw error;
      return error.errors
        .map(({ path, message, expected }) => `${path}: ${expected}, not ${message}`)
        .join("\n");
    }
  });
}

describe("memories that a spec lists", () => {
  test("of a chip are its own, of a machine shared; the machine's come first, streaming before all", () =>
    withSpecs({ chip: `memories: [${HBM}]`, machine: `memories: [${FLASH}]` }, async (specs) => {
      const arch = buildArch(await specs.arch("own-pod4"));
      expect(offChipMemories(arch).map(({ id }) => id)).toEqual(["streaming", "flash", "hbm"]);
      expect(arch.memories["hbm"]).toEqual({
        ...{ id: "hbm", sharedBy: "chip", bytes: 16e9, latencySeconds: 1e-6 },
        ...{ bytesPerSecond: 400e9, chipBytesPerSecond: 400e9, joulesPerByte: 30e-12 },
      });
      expect(arch.memories["flash"]).toEqual({
        ...{ id: "flash", sharedBy: "machine", bytes: 8e12, joulesPerByte: 250e-12 },
        ...{ bytesPerSecond: 24e9, chipBytesPerSecond: 7e9 },
      });
    }));

  test("can be overridden by id, one number at a time", () =>
    withSpecs({ chip: `memories: [${HBM}]`, machine: "" }, async (specs) => {
      const { memories } = buildArch(
        await specs.arch("own-pod4", { "chip.memories.hbm.bandwidth": "1 TB/s" }),
      );
      expect(memories["hbm"]).toMatchObject({ bytes: 16e9, bytesPerSecond: 1e12, chipBytesPerSecond: 1e12 });
    }));

  test("streaming memory may be one of them, where the machine has no other", async () => {
    const list = "memories: [{ id: streaming, capacity: 1 TB, bandwidth: 20 GB/s, energy: 1 pJ/B }]";
    await withSpecs({ chip: "", machine: `streaming: null\n${list}` }, async (specs) => {
      const { streaming } = buildArch(await specs.arch("own-pod4")).memories;
      expect(streaming).toMatchObject({ sharedBy: "machine", bytes: 1e12, chipBytesPerSecond: 20e9 });
    });
    const own =
      "streaming: { capacity: 1 TB, peakBandwidth: 1 GB/s, bandwidth: 1 GB/s, chipBandwidth: 1 GB/s, energy: 1 pJ/B }";
    expect(await problemsOf({ chip: "", machine: `${own}\n${list}` })).toMatch(/"streaming" a second time/);
  });

  test("of a chip and of its machine have different ids", async () =>
    expect(await problemsOf({ chip: `memories: [${HBM}]`, machine: `memories: [${HBM}]` })).toMatch(
      /another id for each memory of a machine and its chips, not "hbm" a second time/,
    ));

  test("each have an id of their own that means nothing else", async () => {
    expect(await problemsOf({ chip: `memories: [${HBM}, ${HBM}]`, machine: "" })).toMatch(
      /"hbm" a second time/,
    );
    expect(await problemsOf({ chip: `memories: [${HBM.replace("hbm", "sram")}]`, machine: "" })).toMatch(
      /"sram", which names something else/,
    );
    expect(await problemsOf({ chip: `memories: [${HBM.replace("id: hbm, ", "")}]`, machine: "" })).toMatch(
      /the id of the memory/,
    );
  });
});
