import type { GanttSlot, Resource } from "../priced-plan.ts";
import type { SimulatedActivity, SimulatedSegment } from "./simulated-activity.ts";

const MOST_SLOTS = 360;
const LANES = [16, 8, 4];
/** What is drawn with its stage: a chip has it to itself, or its peers use it in lockstep. */
const OF_STAGES: ReadonlySet<Resource> = new Set(["tiles", "links"]);
const FIRST: readonly Resource[] = ["streaming", "gateway", "host"];

/**
 * Slots of a chart of the first `windowSeconds` of a step: a lane for each stage and one for each shared part in
 * use. At most 360 slots: where there are more, whole forward and backward passes instead of segments, then no
 * hand-overs, then fewer stages (evenly chosen), at last only those that start first. Copies that run beside
 * another copy of their stage are left out.
 */
export function ganttSlots(
  activities: readonly SimulatedActivity[],
  windowSeconds: number,
): readonly GanttSlot[] {
  const inWindow = activities.filter(({ row, start }) => !row.endsWith(" back") && start < windowSeconds);
  const rows = [...new Set(inWindow.map(({ row }) => row))].sort(inNaturalOrder);
  let slots: GanttSlot[] = [];
  for (const lanes of LANES) {
    const shown = new Set(evenly(rows, lanes));
    const own = inWindow.filter(({ row }) => shown.has(row));
    const shared = sharedParts(own).flatMap((part) => sharedSlots(part, own));
    for (const detail of DETAILS) {
      slots = [...own.flatMap(detail), ...shared].filter(({ start, end }) => end > start);
      if (slots.length <= MOST_SLOTS) return slots.sort((a, b) => a.start - b.start);
    }
  }
  return slots.sort((a, b) => a.start - b.start).slice(0, MOST_SLOTS);
}

const DETAILS: readonly ((activity: SimulatedActivity) => readonly GanttSlot[])[] = [
  ({ row, segments }) => segments.map((segment) => slot(row, segment)),
  (activity) => [slot(activity.row, activity)],
  (activity) => (activity.category === "pipelineCopy" ? [] : [slot(activity.row, activity)]),
];

function slot(
  lane: string,
  { label, category, start, end }: SimulatedActivity | SimulatedSegment,
): GanttSlot {
  return { lane, label, category, start, end };
}

/** Memories, gateways and the host, those of every machine first. */
function sharedParts(activities: readonly SimulatedActivity[]): readonly Resource[] {
  const used = activities.flatMap(({ segments }) => segments.map(({ resource }) => resource));
  return [...new Set([...FIRST, ...used])].filter((part) => !OF_STAGES.has(part));
}

/** When anybody uses a shared part. */
function sharedSlots(part: Resource, activities: readonly SimulatedActivity[]): readonly GanttSlot[] {
  const uses = activities
    .flatMap(({ segments }) => segments.filter(({ resource }) => resource === part))
    .sort((a, b) => a.start - b.start);
  const slots: GanttSlot[] = [];
  for (const use of uses) {
    const last = slots.at(-1);
    if (last !== undefined && use.start < last.end)
      slots[slots.length - 1] = { ...last, label: part, end: Math.max(last.end, use.end) };
    else slots.push(slot(part, use));
  }
  return slots;
}

function evenly<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values;
  return Array.from(
    { length: most },
    (_, at) => values[Math.round((at * (values.length - 1)) / (most - 1))]!,
  );
}

function inNaturalOrder(a: string, b: string): number {
  const number = (row: string): number => Number(/\d+$/.exec(row)?.[0] ?? 0);
  return number(a) - number(b) || (a < b ? -1 : a > b ? 1 : 0);
}
