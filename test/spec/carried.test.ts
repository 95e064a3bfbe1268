import { describe, expect, test } from "vitest";
import { openSpecs, shippedFolders } from "../../src/spec/load.ts";
import { openArch, openWorkload } from "../../src/spec/carried/open-carried.ts";

const specs = openSpecs({ folders: shippedFolders() });

/** As it is once it has gone through a file. */
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const CASES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["bow-pod64", {}],
  ["bow-pod64", { "chip.clock": "1.6 GHz" }],
  ["bow-pod64", { "chip.clock": "2.2 GHz", "chip.sramPerTile": "936 KiB" }],
  ["bow-pod64", { "chip.links.bandwidth": "64 GB/s", "system.economics.electricityPrice": "0.31 USD/kWh" }],
  ["mk2-pod16", { "chip.clock": "1.85 GHz", "system.economics.utilisation": "0.35" }],
  ["good-computer", { "chip.sramPerTile": "1 MiB" }],
  ["good-computer", { "chip.clock": "2 GHz" }],
  ["a100-gpus64", { "chip.memory.bandwidth": "3 TB/s" }],
  ["h100-gpus64", { "chip.clock": "2 GHz" }],
  ["tpu-v4-chips64", { "chip.links.bandwidth": "90 GB/s" }],
];

describe("a system that is carried and opened again is what the loader gives", () => {
  test.each(CASES)("%s %j", async (id, settings) => {
    const known = await specs.arch(id, settings).catch(() => undefined);
    const opened = openArch(throughJson(await specs.carriedArch(id)))(settings);
    if (known === undefined) expect(opened).toHaveProperty("wrong");
    else expect("spec" in opened && throughJson(opened.spec.spec)).toEqual(throughJson(known.spec));
  });

  test("of another size, and with what a study set before", async () => {
    const set = { "chip.process": "n5", "chip.power.cap": "300 W" };
    const open = openArch(throughJson(await specs.carriedArch("bow-pod64", set)));
    const opened = open({ "chip.clock": "2 GHz" }, { pod: 256 });
    const known = await specs.arch("bow-pod256", { ...set, "chip.clock": "2 GHz" });
    const { id: _id, name: _name, ...system } = known.spec.system;
    expect("spec" in opened && opened.spec.spec).toMatchObject({ ...known.spec, system });
  });

  test("what the loader refuses is refused", async () => {
    const open = openArch(await specs.carriedArch("bow-pod64"));
    expect(open({ "chip.clock": "-1 GHz" })).toHaveProperty("wrong");
    expect(open({ "chip.power.cap": "1 W" })).toHaveProperty("wrong");
  });
});

test.each([
  ["bert-large", { "task.globalBatch": "512" }],
  ["gpt-3-175b-few-shot", { "task.batch": "16" }],
  ["llama-13b", {}],
])("a workload that is carried and opened again is what the loader gives: %s %j", async (id, settings) => {
  const file = `workloads/${id}.workload.yaml`;
  const opened = openWorkload(throughJson(await specs.carriedWorkload(file)))(settings);
  const known = await specs.workload(file, settings);
  expect("spec" in opened && throughJson(opened.spec)).toEqual(throughJson(known.spec));
});
