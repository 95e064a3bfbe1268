import { expect, test } from "vitest";
import * as library from "../../src/internal.ts";
import type { PartSummary, SweepIdentity } from "../../src/internal.ts";
import type { FileSystem } from "../../src/cli/sweep/file-system.ts";
import { openRunFolder } from "../../src/cli/sweep/run-folder.ts";
import { durationText, inThousands, rateMeter } from "../../src/cli/sweep/rate.ts";
import { linesInOrder } from "../../src/cli/sweep/lines-in-order.ts";
import { readShard } from "../../src/cli/sweep/shard.ts";

const identity: SweepIdentity = {
  schema: "dse.sweep/v1",
  tool: { name: "dse", version: "1.0.0", build: "b" },
  question: {},
  inputs: [],
  seed: 1,
  axes: [],
  objectives: [],
  columns: [],
  points: 8,
  pointsPerPart: 4,
  sampled: 0,
};
const summary = (part: number): PartSummary => ({
  part,
  first: part * 4,
  count: 4,
  peers: [{ points: 4, feasible: 4, front: [], bins: [], ranges: [] }],
  sample: [],
});

/** A disk in memory that has room for so many bytes. */
function diskOf(room: number): FileSystem & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: (file) => files.get(file),
    list: () => (files.size === 0 ? undefined : [...files.keys()].map((file) => file.split("/").at(-1)!)),
    remove: (file) => void files.delete(file),
    writeWhole(file, contents) {
      const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
      const used = [...files.values()].reduce((sum, { length }) => sum + length, 0);
      if (used + bytes.length > room) throw new Error("ENOSPC: no space left on device, write");
      files.set(file, bytes);
    },
  };
}

const open = (files: FileSystem, resume = false) =>
  openRunFolder({ library, path: "runs/a", identity, files, resume });

test("a part that is written reads back", () => {
  const folder = open(diskOf(1e6));
  folder.writePart(summary(1), Uint8Array.of(1, 2, 3));
  expect(folder.readPart(1)).toMatchObject({ part: 1, rows: { bytes: 3 } });
  expect(folder.readPart(0)).toBeUndefined();
});

test("a full disk is told in words; what was finished stays, and there is room again after it was freed", () => {
  const files = diskOf(2_000);
  const folder = open(files);
  folder.writePart(summary(0), new Uint8Array(100));
  expect(() => folder.writePart(summary(1), new Uint8Array(5_000))).toThrow(
    "cannot write runs/a/part-00001.parquet: ENOSPC",
  );
  expect(folder.readPart(0)?.part).toBe(0);
  expect(folder.readPart(1)).toBeUndefined();
});

test("rows without a record are not finished: the disk was full in between", () => {
  const files = diskOf(1e6);
  const folder = open(files);
  folder.writePart(summary(0), Uint8Array.of(1));
  files.remove("runs/a/part-00000.json");
  expect(folder.readPart(0)).toBeUndefined();
});

test("a part taken for another part is not accepted", () => {
  const files = diskOf(1e6);
  const folder = open(files);
  folder.writePart(summary(0), Uint8Array.of(1));
  files.files.set("runs/a/part-00001.json", files.read("runs/a/part-00000.json")!);
  expect(folder.readPart(1)).toBeUndefined();
});

test("a manifest that is no JSON is called damaged", () => {
  const files = diskOf(1e6);
  files.writeWhole("runs/a/manifest.json", "{");
  expect(() => open(files, true)).toThrow("is damaged");
});

test("the share of a job array: the index comes from the batch system, counted from 0", () => {
  expect(readShard("3/8", {})).toEqual({ index: 3, count: 8 });
  expect(readShard("/8", { SLURM_ARRAY_TASK_ID: "3" })).toEqual({ index: 3, count: 8 });
  expect(readShard("/8", { LSB_JOBINDEX: "4" })).toEqual({ index: 3, count: 8 });
  expect(readShard("/8", { PBS_ARRAY_INDEX: "3" })).toEqual({ index: 3, count: 8 });
  expect(readShard("/8", { SGE_TASK_ID: "4" })).toEqual({ index: 3, count: 8 });
  expect(readShard("/8", { SGE_TASK_ID: "undefined", JOB_COMPLETION_INDEX: "3" })).toEqual({
    index: 3,
    count: 8,
  });
  expect(readShard(undefined, { SLURM_ARRAY_TASK_ID: "3" })).toBeUndefined();
  expect(() => readShard("/8", {})).toThrow("no index");
  expect(() => readShard("/8", { SLURM_ARRAY_TASK_ID: "8" })).toThrow("must lie in 0..7");
  expect(() => readShard("three", {})).toThrow("expected i/n");
});

test("lines come out in the order of parts, each as soon as it can", () => {
  let printed = "";
  const print = linesInOrder([4, 7, 9], (lines) => (printed += lines));
  print(9, "c");
  expect(printed).toBe("");
  print(4, "a");
  expect(printed).toBe("a");
  print(7, "b");
  expect(printed).toBe("abc");
});

test("500 of 2,500 points in 10 s: 50 a second, 40 s left", () =>
  expect(rateMeter()(500, 2500, 10)).toBe("points · 50 points/s · about 40 s left at this rate"));

test("the rest is guessed from the later half of what was done, not from the start of threads and caches", () => {
  const rate = rateMeter();
  // 10 s for the first point, then two a second: 100 points take 10 + 99 / 2 = 59.5 s
  const at = (done: number): string => rate(done, 100, 10 + (done - 1) / 2);
  expect(at(1)).toBe("points · 0.10 points/s");
  const left = [10, 20, 40, 60, 80].map((done) => [done, /about (\d+) s/.exec(at(done))?.[1]] as const);
  for (const [done, said] of left) expect(Number(said)).toBeCloseTo((100 - done) / 2, -1);
});

test("rates and durations a person can read", () => {
  expect([inThousands(1_234_567), inThousands(12_345), inThousands(123.4), inThousands(1.234)]).toEqual([
    "1.23 M",
    "12.3 k",
    "123",
    "1.2",
  ]);
  expect([durationText(44.2), durationText(200), durationText(7500)]).toEqual([
    "45 s",
    "3 min 20 s",
    "2 h 5 min",
  ]);
});
