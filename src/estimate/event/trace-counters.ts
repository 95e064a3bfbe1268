import type { Resource } from "../priced-plan.ts";
import type { SimulatedActivity } from "./simulated-activity.ts";
import type { SramLevels } from "./sram-levels.ts";
import { counterEvent } from "./trace-event.ts";

const OVER_LINKS: ReadonlySet<Resource> = new Set(["links", "gateway"]);

/** Bytes a second that the rows which are shown send over links and gateways together, of what ran between two barriers. */
export function* linkCounter(activities: readonly SimulatedActivity[]): Generator<string> {
  const changes = new Map<number, number>();
  const change = (seconds: number, rate: number): void =>
    void changes.set(seconds, (changes.get(seconds) ?? 0) + rate);
  for (const { segments } of activities)
    for (const { resource, bytes, start, end } of segments) {
      if (!OVER_LINKS.has(resource) || bytes <= 0 || end <= start) continue;
      change(start, bytes / (end - start));
      change(end, -bytes / (end - start));
    }
  const sorted = [...changes].sort(([a], [b]) => a - b);
  let rate = 0;
  for (const [at, [seconds, by]] of sorted.entries()) {
    rate += by;
    yield counterEvent(
      0,
      "links",
      seconds,
      "bytesPerSecond",
      at === sorted.length - 1 ? 0 : Math.max(0, rate),
    );
  }
}

/** What the memory of each row's chip holds, where that changes. */
export function createSramCounter(
  levels: SramLevels,
): (activity: SimulatedActivity, machine: number) => Generator<string> {
  const last = new Map<string, number>();
  return function* ({ row, stage = 0, label, segments }, machine) {
    const backward = label.includes("backward");
    for (const segment of segments) {
      const bytes = levels(stage, segment.label, backward);
      if (bytes === undefined || last.get(row) === bytes) continue;
      last.set(row, bytes);
      yield counterEvent(machine, `SRAM of ${row}`, segment.start, "bytes", bytes);
    }
  };
}
