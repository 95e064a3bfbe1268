import { expect, test } from "vitest";
import { createGangs } from "../../../src/estimate/event/gangs.ts";

test("members begin together when the last is there, and go on together when the last is done", () => {
  const gangs = createGangs();
  const [one, other] = [
    { id: 1, members: 3 },
    { id: 2, members: 2 },
  ];
  expect([gangs.arrive(one, 0), gangs.arrive(other, 5), gangs.arrive(one, 1)]).toEqual([[], [], []]);
  expect(gangs.arrive(one, 2)).toEqual([0, 1, 2]);
  expect(gangs.arrive(other, 6)).toEqual([5, 6]);
  expect([gangs.leave(one, 2), gangs.leave(one, 0)]).toEqual([[], []]);
  expect(gangs.leave(one, 1)).toEqual([2, 0, 1]);
  // The next repetition meets anew.
  expect(gangs.arrive(one, 0)).toEqual([]);
});
