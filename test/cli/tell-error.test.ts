import { expect, test } from "vitest";
import { BadInput } from "../../src/cli/exit-code.ts";
import { toldError } from "../../src/cli/tell-error.ts";
import { SpecProblems } from "../../src/spec/yaml/spec-error.ts";

test("what the user can put right is told in words with exit code 2; a bug is not", async () => {
  expect(await toldError(new BadInput("give one"))).toEqual({ text: "dse: give one\n", code: 2 });
  const problem = { file: "x.yaml", line: 3, column: 5, path: "model", message: "no such key" };
  const told = await toldError(new SpecProblems([problem]));
  expect(told?.code).toBe(2);
  expect(told?.text).toContain("x.yaml:3:5  model: no such key");
  const full = Object.assign(new Error("no"), { code: "ENOSPC", path: "/out", syscall: "write" });
  expect((await toldError(full))?.text).toBe(
    "dse: /out cannot be used: no space is left on the device (ENOSPC)\n",
  );
  expect(await toldError(new TypeError("a bug"))).toBeUndefined();
});
