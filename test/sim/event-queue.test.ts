import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventQueue } from "../../src/sim/event-queue.ts";
import { createRandom } from "../../src/sim/random.ts";

function drain(queue: EventQueue): readonly (readonly [time: number, subject: number, stamp: number])[] {
  const popped: [number, number, number][] = [];
  while (queue.pop()) popped.push([queue.time, queue.subject, queue.stamp]);
  return popped;
}
const times = fc.array(fc.nat({ max: 20 }), { maxLength: 300 });

describe("the event queue", () => {
  test("gives events back by time, with what they carry", () => {
    const queue = new EventQueue();
    queue.push(30, 3, 7);
    queue.push(10, 1);
    queue.push(20, 2);
    expect(queue.size).toBe(3);
    expect(drain(queue)).toEqual([
      [10, 1, 0],
      [20, 2, 0],
      [30, 3, 7],
    ]);
    expect(queue.pop()).toBe(false);
  });

  test("equal times come out first in, first out, as from a sorted array", () =>
    fc.assert(
      fc.property(times, (all) => {
        const queue = new EventQueue();
        all.forEach((time, index) => queue.push(time, index));
        const sorted = all
          .map((time, index) => [time, index, 0] as const)
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(drain(queue)).toEqual(sorted);
      }),
    ));

  test("pushes and pops may be mixed: it behaves as a sorted list does", () =>
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.nat({ max: 9 }), { nil: undefined }), { maxLength: 400 }),
        (steps) => {
          const queue = new EventQueue();
          const list: { time: number; subject: number }[] = [];
          steps.forEach((delay, subject) => {
            if (delay !== undefined) {
              const time = queue.time + delay;
              queue.push(time, subject);
              list.push({ time, subject });
              return;
            }
            const first = list.reduce<(typeof list)[number] | undefined>(
              (least, event) => (least === undefined || event.time < least.time ? event : least),
              undefined,
            );
            if (first !== undefined) list.splice(list.indexOf(first), 1);
            expect(queue.pop()).toBe(first !== undefined);
            if (first !== undefined) expect({ time: queue.time, subject: queue.subject }).toEqual(first);
          });
          expect(queue.size).toBe(list.length);
        },
      ),
    ));

  /** Spread evenly; most at once; few clusters far apart; some far off; ever denser. */
  const delays: Readonly<Record<string, (random: () => number) => number>> = {
    even: (random) => 1 + Math.floor(random() * 1000),
    lockstep: (random) => (random() < 0.9 ? 1000 : 999),
    clusters: (random) => Math.floor(random() * 3) * 1e9 + Math.floor(random() * 4),
    outliers: (random) => (random() < 0.01 ? 1e12 : Math.floor(random() * 100)),
    together: () => 0,
    skewed: (random) => Math.floor(Math.exp(30 * random())),
  };
  for (const [name, delay] of Object.entries(delays))
    test(`${name}: growing to 3,000 events, held there and emptied, heap and calendar give the order of a sort`, () => {
      const random = createRandom(5);
      const queue = new EventQueue();
      const pushed: (readonly [time: number, subject: number])[] = [];
      const popped: (readonly [time: number, subject: number])[] = [];
      const push = (): void => {
        const time = queue.time + delay(random);
        queue.push(time, pushed.length);
        pushed.push([time, pushed.length]);
      };
      const pop = (): void => {
        queue.pop();
        popped.push([queue.time, queue.subject]);
      };
      for (let at = 0; at < 3000; at++) push();
      for (let at = 0; at < 6000; at++) {
        pop();
        push();
      }
      for (let at = 0; at < 1500; at++) pop();
      for (let at = 0; at < 200; at++) push();
      while (queue.size > 0) pop();
      expect(popped).toEqual([...pushed].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    });

  test("no event may be in the past", () => {
    const queue = new EventQueue();
    queue.push(5, 0);
    queue.pop();
    queue.push(5, 1);
    expect(() => queue.push(4, 2)).toThrow("an event at tick 4 would be in the past: it is 5");
  });

  test("shuffled, times are still in order and nothing is lost, but equal times are not in order of arrival", () => {
    const queue = new EventQueue(createRandom(1));
    for (let subject = 0; subject < 100; subject++) queue.push(subject % 2, subject);
    const popped = drain(queue);
    expect(popped.map(([time]) => time)).toEqual([...Array(50).fill(0), ...Array(50).fill(1)]);
    const subjects = popped.map(([, subject]) => subject);
    expect([...subjects].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, subject) => subject));
    expect(subjects.slice(0, 50)).not.toEqual([...subjects.slice(0, 50)].sort((a, b) => a - b));
  });

  test("a time beyond 2^53 ticks, or none, is refused: it would no longer be exact", () => {
    const queue = new EventQueue();
    queue.push(2 ** 53 - 1, 0);
    expect(() => queue.push(2 ** 53, 0)).toThrow(RangeError);
    expect(() => queue.push(NaN, 0)).toThrow(RangeError);
  });

  test("cleared, it is empty and starts anew", () => {
    const queue = new EventQueue();
    queue.push(1, 1);
    queue.clear();
    expect(queue.pop()).toBe(false);
  });
});
