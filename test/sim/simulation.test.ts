import { describe, expect, test } from "vitest";
import { createSimulation } from "../../src/sim/simulation.ts";

describe("a simulation", () => {
  test("calls handlers by number in the order of time, then of arrival, and counts events", () => {
    const seen: string[] = [];
    const simulation = createSimulation([
      (subject, stamp) => seen.push(`a${subject}.${stamp}@${simulation.now()}`),
      (subject) => {
        seen.push(`b${subject}@${simulation.now()}`);
        if (subject < 3) simulation.at(simulation.now() + 5, 1, subject + 1);
      },
    ]);
    simulation.at(6, 0, 7, 2);
    simulation.at(1, 1, 1);
    simulation.at(6, 0, 8);
    expect(simulation.run()).toBe(5);
    expect(seen).toEqual(["b1@1", "a7.2@6", "a8.0@6", "b2@6", "b3@11"]);
  });
  test("stops when a handler says so, goes on where it was, and begins anew when it is reset", () => {
    const seen: number[] = [];
    const simulation = createSimulation([
      (subject) => {
        seen.push(subject);
        if (subject === 1) simulation.stop();
      },
    ]);
    for (const tick of [0, 1, 2, 3]) simulation.at(tick, 0, tick);
    expect([simulation.run(), simulation.run(), simulation.run()]).toEqual([2, 2, 0]);
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(() => simulation.at(2, 0, 0)).toThrow(RangeError);
    simulation.reset();
    expect(simulation.now()).toBe(0);
    simulation.at(2, 0, 9);
    simulation.run();
    expect(seen.at(-1)).toBe(9);
  });
});
