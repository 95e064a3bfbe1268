import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fileError } from "../../src/cli/file-error.ts";

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

test("a path that cannot be used is named, with the reason in words and as the system has it", () => {
  expect(fileError(caught(() => readFileSync("/no/such/file")))).toBe(
    "/no/such/file cannot be used: there is no such file or folder (ENOENT)",
  );
  expect(fileError(caught(() => readFileSync("/")))).toContain("it is a folder (EISDIR)");
});

test("where the system names no path, what was to be used is said", () => {
  const closed = Object.assign(new Error("read"), { code: "EBADF", syscall: "read" });
  expect(fileError(closed, "stdin")).toBe("stdin cannot be used: it is closed (EBADF)");
});

test("any other error is none of a file", () => {
  expect(fileError(new Error("broken"))).toBeUndefined();
  expect(fileError(Object.assign(new Error(), { code: "ENOENT" }))).toBeUndefined();
  expect(fileError(Object.assign(new Error(), { code: "toString", syscall: "open" }))).toBeUndefined();
  expect(fileError("ENOENT")).toBeUndefined();
});
