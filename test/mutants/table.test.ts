import { expect, test } from "vitest";
import { tableFaults } from "../../scripts/mutation/table-faults.mjs";
import { mirroredTests } from "../../scripts/mutation/mirrored-tests.mjs";
import { LAW_MUTANTS } from "./index.ts";

test("every law mutant is still found in its file, once, and compiles", () =>
  expect(tableFaults(LAW_MUTANTS)).toEqual([]));

test("every law mutant stands in a file that a test of the mirrored folder runs", () => {
  const files = [...new Set(LAW_MUTANTS.map(({ file }) => file))];
  expect(files.filter((file) => mirroredTests(file).length === 0)).toEqual([]);
});

test("a mutant that is not found, is found twice, changes nothing or does not compile is told of", () => {
  const law = { id: "X", file: "src/cost/overlap.ts", find: "export", replace: "", breaks: "" };
  expect(tableFaults([{ ...law, find: "no such text" }])[0]).toMatch(/^X: `no such text` is not in/);
  expect(tableFaults([{ ...law, find: " " }])[0]).toMatch(/times in src\/cost/);
  expect(tableFaults([{ ...law, file: "src/cost/nowhere.ts" }])[0]).toMatch(/does not exist/);
  const once = { ...law, find: "export function exposedSeconds", replace: "export function exposedSeconds" };
  expect(tableFaults([once])[0]).toMatch(/is what it replaces/);
  expect(tableFaults([{ ...once, replace: "export function (" }])[0]).toMatch(/does not compile/);
});
