import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { studyKeeper } from "../../../src/cli/kept/kept-study.ts";
import type { AnswerStore } from "../../../src/cli/kept/kept-answers.ts";
import type { SavedResults } from "../../../src/internal.ts";

const root = mkdtempSync(join(tmpdir(), "dse-kept-study-"));
afterAll(() => rmSync(root, { recursive: true }));

const results = { metrics: [] } as unknown as SavedResults;
const answer = { results, carried: { systems: [], workloads: [], fixed: {}, plans: {} } };
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
let folder: string;
let spec: string;
let store: AnswerStore;

beforeEach(() => {
  folder = mkdtempSync(join(root, "specs-"));
  spec = join(folder, "chip.arch.yaml");
  writeFileSync(spec, "clock: 1 GHz");
  const known = new Map<string, unknown>();
  const [get, keep] = [known.get.bind(known), known.set.bind(known)];
  store = { get, keep, taken: () => 0, tidy: () => undefined };
});

const keeper = (question = {}) => studyKeeper(store, question, [{ path: folder, label: "own" }]);

function answered(): void {
  const first = keeper();
  expect(first.find()).toBeUndefined();
  first.onRead(spec, sha256("clock: 1 GHz"));
  first.keep(answer);
}

test("the same question of the same files has its answer, another question has none", () => {
  answered();
  expect(keeper().find()).toBe(answer);
  expect(keeper({ fidelity: "event" }).find()).toBeUndefined();
});

test("a file that was read and has changed, or is gone, is another question", () => {
  answered();
  writeFileSync(spec, "clock: 2 GHz");
  expect(keeper().find()).toBeUndefined();
  writeFileSync(spec, "clock: 1 GHz");
  expect(keeper().find()).toBe(answer);
});

test("so is a new file or a new study in a folder: the name may lead there now", () => {
  answered();
  mkdirSync(join(folder, "mine"));
  writeFileSync(join(folder, "mine", "study.yaml"), "kind: study");
  expect(keeper().find()).toBeUndefined();
  rmSync(join(folder, "mine"), { recursive: true });
  expect(keeper().find()).toBe(answer);
  rmSync(spec);
  expect(keeper().find()).toBeUndefined();
});
