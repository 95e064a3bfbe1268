import type { SimulatedActivity, SimulatedSegment } from "./simulated-activity.ts";
import type { TimeCategory } from "../priced-plan.ts";

/** Reserved colour names of the trace viewer (catapult tracing/base/color_scheme.html). */
const COLOURS: Readonly<Record<TimeCategory, string>> = {
  matmul: "thread_state_running",
  vector: "rail_response",
  exchange: "rail_animation",
  sync: "grey",
  throttling: "terrible",
  layout: "rail_idle",
  tensorParallel: "thread_state_iowait",
  pipelineCopy: "rail_load",
  bubble: "white",
  gradientReduction: "bad",
  weightGather: "bad",
  expertExchange: "bad",
  imbalance: "grey",
  optimizer: "good",
  streaming: "yellow",
  host: "olive",
  fixed: "black",
};

/**
 * Chrome trace-event JSON (Perfetto, speedscope): a process a machine, a thread a row. Slices are B/E pairs whose
 * shared boundaries are the same number, since duration events round apart in viewers. Timestamps are microseconds
 * written to the nanosecond's thousandth. Source: Trace Event Format (Google, 2016), "Duration Events".
 */
export function chromeTrace(activities: readonly SimulatedActivity[], name: string): string {
  const threads = threadsOf(activities);
  const events: string[] = [];
  const machines = new Set([...threads.values()].map(({ machine }) => machine));
  for (const machine of machines) events.push(metadata("process_name", machine, 0, `machine ${machine - 1}`));
  for (const { machine, row, thread } of threads.values())
    events.push(metadata("thread_name", machine, thread, row));
  for (const { machine, thread, activities: own } of threads.values())
    for (const activity of own) addActivity(events, activity, machine, thread);
  const other = JSON.stringify({ name });
  return `{"displayTimeUnit":"ns","otherData":${other},"traceEvents":[\n${events.join(",\n")}\n]}\n`;
}

interface Thread {
  readonly machine: number;
  readonly row: string;
  readonly thread: number;
  readonly activities: SimulatedActivity[];
}

function threadsOf(activities: readonly SimulatedActivity[]): ReadonlyMap<string, Thread> {
  const threads = new Map<string, Thread>();
  for (const activity of activities) {
    const key = `${activity.machine} ${activity.row}`;
    const thread = threads.get(key) ?? {
      machine: activity.machine + 1,
      row: activity.row,
      thread: threads.size + 1,
      activities: [],
    };
    threads.set(key, thread);
    thread.activities.push(activity);
  }
  return threads;
}

function addActivity(events: string[], activity: SimulatedActivity, machine: number, thread: number): void {
  begin(events, activity, machine, thread);
  for (const segment of activity.segments) {
    begin(events, segment, machine, thread);
    events.push(`{"ph":"E","pid":${machine},"tid":${thread},"ts":${microseconds(segment.end)}}`);
  }
  events.push(`{"ph":"E","pid":${machine},"tid":${thread},"ts":${microseconds(activity.end)}}`);
}

function begin(
  events: string[],
  { label, category, start }: SimulatedActivity | SimulatedSegment,
  machine: number,
  thread: number,
): void {
  events.push(
    `{"ph":"B","pid":${machine},"tid":${thread},"ts":${microseconds(start)},` +
      `"name":${JSON.stringify(label)},"cat":"${category}","cname":"${COLOURS[category]}"}`,
  );
}

/** Whole picoseconds, so that equal times are equal numbers. */
function microseconds(seconds: number): number {
  return Math.round(seconds * 1e12) / 1e6;
}

function metadata(name: string, machine: number, thread: number, value: string): string {
  return JSON.stringify({ ph: "M", name, pid: machine, tid: thread, args: { name: value } });
}
