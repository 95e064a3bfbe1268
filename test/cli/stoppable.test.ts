import { describe, expect, test } from "vitest";
import { limitOf, runStoppable } from "../../src/cli/stoppable.ts";
import type { SearchProgress } from "../../src/explore/plan-search/search-state.ts";
import { fakeShell } from "./fake-shell.ts";

const progress = { best: [], counts: {}, bound: 0 } as unknown as SearchProgress;

/** Counts its steps, up to `most` or until it is told to stop. */
function* counting(most: number): Generator<SearchProgress, number, "stop" | undefined> {
  for (let step = 1; step < most; step++) if ((yield progress) === "stop") return step;
  return most;
}

const run = (steps: Generator<SearchProgress, number, "stop" | undefined>, limitSeconds?: number) =>
  runStoppable(steps, { shell: fakeShell(), quiet: true, limitSeconds });

describe("a search", () => {
  test("that is not stopped ends with a proof", async () =>
    expect(await run(counting(5))).toEqual({ value: 5, ended: "proven" }));

  test("whose time is over is told so at its next step, and keeps what it has", async () =>
    expect(await run(counting(1e9), 1e-9)).toEqual({ value: 1, ended: "limit" }));

  test("leaves the handlers of signals as they were, also where it fails", async () => {
    const before = process.rawListeners("SIGINT");
    await run(counting(2));
    const failing = (function* (): Generator<SearchProgress, number, "stop" | undefined> {
      yield progress;
      throw new Error("broken");
    })();
    await expect(run(failing)).rejects.toThrow("broken");
    expect(process.rawListeners("SIGINT")).toEqual(before);
  });
});

test("a limit is a number of seconds above 0, or not given", () => {
  expect(limitOf({})).toBeUndefined();
  expect(limitOf({ "limit-seconds": 2.5 })).toBe(2.5);
  for (const wrong of [0, -1, Number.NaN, Infinity, "2"])
    expect(() => limitOf({ "limit-seconds": wrong })).toThrow("expected a number of seconds above 0");
});
