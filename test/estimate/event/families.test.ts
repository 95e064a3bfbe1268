import { expect, test } from "vitest";
import { familiesOf } from "../../../src/estimate/event/families.ts";

test("copies of an activity share its family, by their segments; each has ended only with its own", () => {
  const [forward, backward] = [[{ label: "a" }], [{ label: "a" }]];
  const copies = [forward, backward, forward, forward].map((segments) => ({ activity: { segments } }));
  const families = familiesOf(copies as never);
  expect(families.size).toBe(2);
  expect(families.get(forward)).toMatchObject({ left: 3, arrived: 0 });
  expect(families.get(backward)).toMatchObject({ left: 1, arrived: 0 });
  expect(families.get(forward)!.gangs).not.toBe(families.get(backward)!.gangs);
});
