import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { answerStore } from "../../../src/cli/kept/kept-answers.ts";

const root = mkdtempSync(join(tmpdir(), "dse-kept-"));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(root, "cache-"))));

test("an answer outlives its process, under the same code and the same question alone", () => {
  answerStore(folder, "code").keep("question", { seconds: 1 / 3, text: "µ" });
  const later = answerStore(folder, "code");
  expect(later.get("question")).toEqual({ seconds: 1 / 3, text: "µ" });
  expect(later.get("another")).toBeUndefined();
  expect(answerStore(folder, "other code").get("question")).toBeUndefined();
  expect(later.taken()).toBe(1);
});

test("a file that was cut short or changed is not there", () => {
  const store = answerStore(folder, "code");
  store.keep("question", { seconds: 1 });
  const [name = ""] = readdirSync(folder);
  const whole = readFileSync(join(folder, name));
  for (const broken of [whole.subarray(0, -1), Buffer.from(whole).fill(0, 40, 41), Buffer.alloc(0)]) {
    writeFileSync(join(folder, name), broken);
    expect(store.get("question")).toBeUndefined();
  }
  writeFileSync(join(folder, name), whole);
  expect(store.get("question")).toEqual({ seconds: 1 });
});

test("where nothing can be written, nothing is kept and nothing is said", () => {
  const store = answerStore("/dev/null/dse", "code");
  store.keep("question", 1);
  store.tidy();
  expect(store.get("question")).toBeUndefined();
});

test("numbers that JSON cannot hold are not kept", () => {
  const store = answerStore(folder, "code");
  store.keep("question", { seconds: Infinity });
  expect(store.get("question")).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test("beyond the room what was used longest ago goes, and what was asked for stays", () => {
  const store = answerStore(folder, "code", { files: 2 });
  const names: string[] = [];
  for (const [at, question] of ["first", "second", "third"].entries()) {
    store.keep(question, at);
    const name = readdirSync(folder).find((one) => !names.includes(one))!;
    names.push(name);
    utimesSync(join(folder, name), at + 1, at + 1);
  }
  expect(store.get("first")).toBe(0);
  store.tidy();
  expect(["first", "second", "third"].map(store.get)).toEqual([0, undefined, 2]);
});

test("the room is one of bytes too", () => {
  const store = answerStore(folder, "code", { bytes: 100 });
  store.keep("question", "a text");
  store.keep("another", "a text");
  store.tidy();
  expect(readdirSync(folder)).toHaveLength(1);
});
