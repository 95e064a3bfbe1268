import fc from "fast-check";
import { expect, test } from "vitest";
import { boundQueue } from "../../../src/explore/plan-search/bound-queue.ts";

test("items come out by their bounds, equal ones in the order they came in", () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (bounds) => {
      const items = bounds.map((bound, order) => ({ bound, order }));
      const queue = boundQueue<(typeof items)[number]>();
      for (const item of items) queue.push(item);
      const out = items.map(() => queue.pop());
      expect(out).toEqual([...items].sort((a, b) => a.bound - b.bound || a.order - b.order));
      expect(queue.pop()).toBeUndefined();
    }),
  ));
