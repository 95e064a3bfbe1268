import type { SimulatedActivity } from "./simulated-activity.ts";
import { flowEvent, microseconds, type Place } from "./trace-event.ts";

interface Sent {
  readonly id: number;
  readonly label: string;
  readonly from: Place;
  readonly start: number;
  readonly end: number;
}

/**
 * Arrows from each hand-over between stages to what the receiving stage begins next, told of one activity after the other
 * in order of start. Both ends are drawn when the second is known.
 */
export function createFlows(): (activity: SimulatedActivity, place: Place) => Generator<string> {
  const awaited = new Map<string, Sent[]>();
  let id = 0;
  return function* ({ row, start, end, segments }, place) {
    const sent = awaited.get(row) ?? [];
    const there = sent.filter((one) => microseconds(one.end) <= microseconds(start));
    for (const one of there) {
      yield flowEvent("s", { ...one, seconds: one.start }, one.from);
      yield flowEvent("f", { ...one, seconds: start }, place);
    }
    if (there.length > 0)
      awaited.set(
        row,
        sent.filter((one) => !there.includes(one)),
      );
    const receiver = receiverOf(row, segments[0]?.pattern);
    if (receiver === undefined) return;
    const waiting = awaited.get(receiver) ?? [];
    awaited.set(receiver, waiting);
    waiting.push({ id: ++id, label: segments[0]!.label, from: place, start, end });
  };
}

/** The row of the stage that is sent to: the one after, or the one before. */
function receiverOf(
  row: string,
  pattern: SimulatedActivity["segments"][number]["pattern"],
): string | undefined {
  const place = /^(.*stage )(\d+)/.exec(row);
  if (place === null || (pattern !== "next" && pattern !== "before")) return undefined;
  return `${place[1]!}${Number(place[2]) + (pattern === "next" ? 1 : -1)}`;
}
