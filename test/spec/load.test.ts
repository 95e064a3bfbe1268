import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openSpecs } from "../../src/spec/load.ts";
import type { Loaded } from "../../src/spec/yaml/provenance.ts";
import { SpecProblems } from "../../src/spec/yaml/spec-error.ts";

const FIXTURES = "test/spec/fixtures";
const open = () =>
  openSpecs({
    folders: [
      { path: `${FIXTURES}/arch-specs`, label: "arch-specs" },
      `${FIXTURES}/workloads`,
      `${FIXTURES}/reports`,
    ],
  });

function origin(loaded: Loaded<unknown>, path: string) {
  const found = loaded.provenance.find((one) => one.path === path);
  if (found === undefined) throw new Error(`no provenance of ${path}`);
  return found;
}

async function problemsOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SpecProblems)) throw new Error("no SpecProblems", { cause: error });
  return error.message;
}

describe("a system", () => {
  test("comes with its machine and chip, in base units", async () => {
    const { chip, machine, system } = (await open().arch("tiny-pod")).spec;
    expect(chip).toMatchObject({ id: "tiny", clock: 100e6, sramPerTile: 1024, power: { linkEnergy: 8e-12 } });
    expect(machine).toMatchObject({ id: "tiny-box", streaming: { peakBandwidth: 2 * 2400e6 * 8 } });
    expect(system).toMatchObject({
      id: "tiny-pod",
      name: "Tiny Pod16",
      hostPrice: 10_000,
      networkPrice: 10_000,
    });
  });

  test("takes a parameter from its id: tiny-pod64 is 64 chips in 64/4 machines, min(64, 16) linked, ceil(64/16) hosts", async () => {
    const { system } = (await open().arch("tiny-pod64")).spec;
    const expected = { machines: 64 / 4, linkDomainChips: 16, hosts: 4, networkPower: 100 };
    expect(system).toMatchObject({ id: "tiny-pod64", name: "Tiny Pod64", ...expected });
  });

  test("has the size it was given in its id, also where that is the default", async () => {
    expect((await open().arch("tiny-pod16")).spec.system).toMatchObject({
      id: "tiny-pod16",
      name: "Tiny Pod16",
    });
    expect((await open().arch("tiny-pod")).spec.system).toMatchObject({ id: "tiny-pod", name: "Tiny Pod16" });
  });

  test("of one machine is what a machine's id means", async () => {
    const { system } = (await open().arch("tiny-box")).spec;
    expect(system).toMatchObject({ id: "tiny-pod4", machines: 1, networkPower: 0 });
  });

  test("is not what a chip's id means", async () => {
    expect(await problemsOf(open().arch("tiny"))).toBe(
      'tiny  expected the id of a system (tiny-pod), got "tiny", which is a chip',
    );
  });

  test("that is unknown suggests the nearest", async () => {
    expect(await problemsOf(open().arch("tiny-pdo"))).toBe(
      'tiny-pdo  expected the id of a system, got "tiny-pdo", did you mean "tiny-pod"?',
    );
  });

  test("with a size it cannot have suggests one it can", async () => {
    expect(await problemsOf(open().arch("tiny-pod12"))).toBe(
      'tiny-pod12  expected a power of two for "pod", got 12, did you mean "tiny-pod16"?',
    );
  });

  test("the same input gives the same output, also from the same specs", async () => {
    const specs = open();
    const first = JSON.stringify(await specs.arch("tiny-pod64"));
    await specs.arch("tiny-pod4", { "chip.clock": "1 GHz" });
    expect(JSON.stringify(await specs.arch("tiny-pod64"))).toBe(first);
    expect(JSON.stringify(await open().arch("tiny-pod64"))).toBe(first);
  });
});

describe("provenance", () => {
  test("names value, source, status, range and place of every number", async () => {
    expect(origin(await open().arch("tiny-pod"), "chip.clock")).toEqual({
      path: "chip.clock",
      value: 100e6,
      unit: "Hz",
      written: "100 MHz",
      source: "clock sheet",
      status: "published",
      low: 90e6,
      high: 110e6,
      file: "arch-specs/tiny.arch.yaml",
      line: 11,
      column: 17,
    });
  });

  test("takes source and status of the file where a number has none; a formula is its own source", async () => {
    const loaded = await open().arch("tiny-pod");
    expect(origin(loaded, "chip.tiles")).toMatchObject({ source: "test", status: "assumed" });
    expect(origin(loaded, "system.machines")).toMatchObject({
      source: "= pod / machine.chips",
      status: "derived",
    });
  });

  test("keeps the base's file and line for what is inherited", async () => {
    const loaded = await open().arch("tiny-pod", { "machine.chip": "tiny-fast" });
    expect(loaded.spec.chip.id).toBe("tiny-fast");
    expect(origin(loaded, "chip.tiles")).toMatchObject({ file: "arch-specs/tiny.arch.yaml", line: 8 });
    expect(origin(loaded, "chip.power.idle")).toMatchObject({
      file: "arch-specs/tiny-fast.arch.yaml",
      line: 8,
    });
  });

  test("lists every file that was read, with its hash", async () => {
    const { inputs } = await open().arch("tiny-pod", { "machine.chip": "tiny-fast" });
    const names = ["tiny-pod", "tiny-box", "tiny-fast", "tiny"].map((id) => `arch-specs/${id}.arch.yaml`);
    expect(inputs.map(({ file }) => file)).toEqual(names);
    const text = readFileSync(`${FIXTURES}/arch-specs/tiny.arch.yaml`);
    expect(inputs[3]?.sha256).toBe(createHash("sha256").update(text).digest("hex"));
  });
});

describe("extends", () => {
  test("overrides only what differs, and `base` is the spec that is extended", async () => {
    const { chip } = (await open().arch("tiny-pod", { "machine.chip": "tiny-fast" })).spec;
    expect(chip).toMatchObject({ clock: 140e6, tiles: 4, power: { idle: 10 * 1.1 ** 2, cap: 30 } });
  });
});

describe("a formula that is inherited", () => {
  const folder = mkdtempSync(join(tmpdir(), "dse-inherit-"));
  const chip = (id: string, base: string, power: string): void =>
    writeFileSync(
      join(folder, `${id}.arch.yaml`),
      `kind: chip\nid: ${id}\nname: Chip\nextends: ${base}\npower: { ${power} }\n`,
    );
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is evaluated anew in each spec, and its `base` stays the base of the file it stands in", async () => {
    chip("a", "tiny", "idle: 20 W, cap: = 3 * power.idle, sramEnergy: = 2 * base.power.sramEnergy");
    chip("b", "a", "idle: = base.power.cap");
    const specs = openSpecs({ folders: [`${FIXTURES}/arch-specs`, folder] });
    const { chip: built } = (await specs.arch("tiny-pod", { "machine.chip": "b" })).spec;
    expect(built.power).toMatchObject({ idle: 3 * 20, cap: 3 * (3 * 20), sramEnergy: 2 * 1e-12 });
  });
});

describe("overrides", () => {
  test("reach chip, machine, system and parameters, and formulas follow them", async () => {
    const loaded = await open().arch("tiny-pod", {
      "chip.clock": "50 MHz",
      "chip.power.vectorEnergy": "4 pJ/FLOP",
      "machine.chips": 2,
      "system.pod": "64",
    });
    const { chip, machine, system } = loaded.spec;
    expect([chip.power, machine.chips]).toMatchObject([{ vectorEnergy: 4e-12 }, 2]);
    expect(system).toMatchObject({ id: "tiny-pod64", machines: 64 / 2 });
    expect(origin(loaded, "chip.clock")).toMatchObject({
      value: 50e6,
      source: "set for this run",
      status: "assumed",
    });
  });

  test("that are numbers are in base units, to the last bit, as corner runs need", async () => {
    for (const clock of [90e6, 1.23456789012345e9, 1e9 / 3])
      expect((await open().arch("tiny-pod", { "chip.clock": clock })).spec.chip).toMatchObject({ clock });
    const price = 0.123 / 3.6e6;
    const { system } = (await open().arch("tiny-pod", { "system.economics.electricityPrice": price })).spec;
    expect(system.economics.electricityPrice).toBe(price);
  });

  test("reach words and switches of a workload too", async () => {
    const overrides = { "model.norm": "rmsnorm", "model.tiedEmbeddings": "false", "model.hidden": 128 };
    const { model } = (await open().workload("tiny-net", overrides)).spec;
    expect(model).toMatchObject({ norm: "rmsnorm", tiedEmbeddings: false, hidden: 128, ffn: 4 * 128 });
  });

  test("of a workload do not disturb a system, nor the other way round", async () => {
    const overrides = { "chip.clock": "1 GHz", "task.globalBatch": 8 };
    expect((await open().arch("tiny-pod", overrides)).spec.chip).toMatchObject({ clock: 1e9 });
    expect((await open().workload("tiny-net", overrides)).spec.task).toMatchObject({ globalBatch: 8 });
  });

  test.each([
    [
      { "chip.clok": "1 GHz" },
      '--set:1:1  expected the path of a value in a spec, got "chip.clok", did you mean "chip.clock"?',
    ],
    [{ "chip.power": "1 W" }, '--set:1:1  expected the path of a value in a spec, got "chip.power"'],
    [
      { "ship.clock": "1 GHz" },
      '--set:1:1  expected the path of a value in a spec, got "ship.clock", did you mean "chip.clock"?',
    ],
    [
      { "chip.clock": "1 GB" },
      '--set:1:12  clock: expected frequency, such as "1.85 GHz", got "1 GB" (bytes)',
    ],
    [{ "system.pod": 5 }, '--set:1:12  system.pod: expected a power of two, got 5, did you mean "4"?'],
    [
      { "machine.chip": "tinny" },
      '--set:1:14  chip: expected the id of a chip spec, got "tinny", did you mean "tiny"?',
    ],
  ])("%j is refused", async (overrides, message) => {
    expect(await problemsOf(open().arch("tiny-pod", overrides))).toBe(message);
  });
});

describe("finding specs", () => {
  test("by alias, in any letter case, and by path", async () => {
    const byAlias = await open().arch("tiny-pod", { "machine.chip": "tiny mk1" });
    expect(byAlias.spec.chip.id).toBe("tiny");
    expect((await open().arch(`${FIXTURES}/arch-specs/tiny-pod.arch.yaml`)).spec.system.id).toBe("tiny-pod");
    expect((await open().study(`${FIXTURES}/reports/tiny/study.yaml`)).spec.id).toBe("tiny");
  });

  test("all of them are listed by kind and id", () => {
    expect(
      open()
        .list()
        .map(({ kind, id }) => `${kind} ${id}`),
    ).toEqual([
      "chip tiny",
      "chip tiny-fast",
      "machine tiny-box",
      "study tiny",
      "system tiny-pod",
      "workload tiny-net",
    ]);
  });

  test("a workload is no system", async () => {
    expect(await problemsOf(open().arch("tiny-net"))).toContain(
      'tiny-net  expected the id of a system, got "tiny-net"',
    );
  });
});

describe("a study", () => {
  test("has plans with numbers, and defaults for what it leaves out", async () => {
    const { spec } = await open().study("tiny");
    expect(spec).toMatchObject({ fidelity: "both", plan: "auto", systems: ["tiny-pod4", "tiny-pod16"] });
    expect(spec.plans[0]?.plan).toEqual({ microBatch: 4, availableMemoryProportion: 0.6 });
  });
});

describe("check", () => {
  test("finds nothing wrong here, and warns of the two numbers without a source", async () => {
    const { errors, warnings } = await open().check();
    expect(errors).toEqual([]);
    expect(warnings.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      "arch-specs/tiny-fast.arch.yaml:5 140 MHz has no source and no status",
      "arch-specs/tiny-fast.arch.yaml:7 1.1 has no source and no status",
    ]);
  });

  test("takes ids with parameters", async () => {
    expect(await open().check(["tiny-pod64"])).toEqual({ errors: [], warnings: [] });
    const { errors } = await open().check(["tiny-pdo64"]);
    expect(errors).toMatchObject([{ file: "tiny-pdo64", expected: "the id of a spec" }]);
  });
});
