import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { designFolder } from "../../../src/cli/design/folder.ts";
import type { DesignMemory } from "../../../src/explore/design/design-memory.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-design-folder-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const memory: DesignMemory = {
  priced: new Map([['{"pod":4}', { workloads: [] }]]),
  plans: new Map([
    ["a", { seconds: 2, isSettled: true, frontier: { nodes: [], room: 0.6, laws: [] } }],
    ["b", { seconds: Infinity, isSettled: true }],
  ]),
  contenders: new Map(),
  planners: new Map(),
};

test("what was found is known again for the same question, but for where a search stood", () => {
  const path = join(folder, "a");
  const first = designFolder(path, { question: 1 }, false);
  expect(first.known().plans.size).toBe(0);
  first.keep(memory);
  first.write("design.json", "{}");
  expect(readFileSync(join(path, "design.json"), "utf8")).toBe("{}");
  const again = designFolder(path, { question: 1 }, true).known();
  expect([...again.priced]).toEqual([...memory.priced]);
  expect([...again.plans]).toEqual([["a", { seconds: 2, isSettled: true }]]);
});

test("another question, a folder that holds one, and one that holds none are refused", () => {
  const path = join(folder, "b");
  designFolder(path, { question: 1 }, false).keep(memory);
  expect(() => designFolder(path, { question: 1 }, false)).toThrow("add --resume");
  expect(() => designFolder(path, { question: 2 }, true).known()).toThrow("of another question");
  expect(() => designFolder(join(folder, "c"), {}, true)).toThrow("no design to go on with");
});
