import { expect, test } from "vitest";
import { rememberedByReads } from "../../../src/explore/plan-search/remembered-by-reads.ts";

interface Sizes {
  readonly width: number;
  readonly depth: number;
  readonly colour: string;
}

test("records that agree in the fields a function reads share one computation", () => {
  let computed = 0;
  const area = rememberedByReads(({ width, depth }: Sizes) => {
    computed += 1;
    return width * depth;
  });
  expect(area({ width: 2, depth: 3, colour: "red" })).toBe(6);
  expect(area({ width: 2, depth: 3, colour: "blue" })).toBe(6);
  expect(computed).toBe(1);
  expect(area({ width: 2, depth: 4, colour: "red" })).toBe(8);
  expect(computed).toBe(2);
});

test("a field that is read for some values only distinguishes those alone", () => {
  let computed = 0;
  const painted = rememberedByReads((sizes: Sizes) => {
    computed += 1;
    return sizes.width === 1 ? "line" : `${sizes.colour} box`;
  });
  expect(painted({ width: 1, depth: 9, colour: "red" })).toBe("line");
  expect(painted({ width: 1, depth: 9, colour: "blue" })).toBe("line");
  expect(painted({ width: 2, depth: 9, colour: "red" })).toBe("red box");
  expect(painted({ width: 2, depth: 9, colour: "blue" })).toBe("blue box");
  expect(computed).toBe(3);
});

test("what is remembered inside another computation belongs to it too", () => {
  const inner = rememberedByReads(({ depth }: Sizes) => depth);
  const outer = rememberedByReads((sizes: Sizes) => inner(sizes) + sizes.width);
  const sizes = { width: 1, depth: 1, colour: "red" };
  expect([outer(sizes), outer({ ...sizes, depth: 5 }), outer(sizes)]).toEqual([2, 6, 2]);
});

test("a function that spreads its record is refused: what it depends on cannot be told", () => {
  const spread = rememberedByReads((sizes: Sizes) => ({ ...sizes }));
  expect(() => spread({ width: 1, depth: 1, colour: "red" })).toThrow(/by name/);
});
