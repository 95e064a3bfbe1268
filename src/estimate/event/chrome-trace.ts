import type { SimulatedActivity, SimulatedSegment } from "./simulated-activity.ts";
import type { PlanTiming, TimeCategory } from "../priced-plan.ts";

type PowerPoint = PlanTiming["powerTrace"][number];

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
 * Chrome trace-event JSON (Perfetto, speedscope): a process a machine, a thread a row, and a counter of the system's
 * power. A slice's end has its name too, without which speedscope never closes it; transfers say how many bytes. Slices are B/E pairs whose
 * shared boundaries are the same number, since duration events round apart in viewers. Timestamps are microseconds
 * written to the nanosecond's thousandth. Source: Trace Event Format (Google, 2016), "Duration Events".
 */
export function chromeTrace(
  activities: readonly SimulatedActivity[],
  powerTrace: readonly PowerPoint[],
  name: string,
): string {
  const threads = threadsOf(activities);
  const events: string[] = [];
  events.push(metadata("process_name", 0, 0, "system"));
  const machines = new Set([...threads.values()].map(({ machine }) => machine));
  for (const machine of machines) events.push(metadata("process_name", machine, 0, `machine ${machine - 1}`));
  for (const { machine, row, thread } of threads.values())
    events.push(metadata("thread_name", machine, thread, row));
  for (const { machine, thread, activities: own } of threads.values())
    for (const activity of own) addActivity(events, activity, machine, thread);
  for (const { seconds, watts } of powerTrace)
    events.push(
      `{"ph":"C","pid":0,"ts":${microseconds(seconds)},"name":"power","args":{"watts":${Math.round(watts)}}}`,
    );
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
    end(events, segment, machine, thread);
  }
  end(events, activity, machine, thread);
}

function end(
  events: string[],
  slice: SimulatedActivity | SimulatedSegment,
  machine: number,
  thread: number,
): void {
  events.push(
    `{"ph":"E","pid":${machine},"tid":${thread},"ts":${microseconds(slice.end)},"name":${JSON.stringify(slice.label)}}`,
  );
}

function begin(
  events: string[],
  slice: SimulatedActivity | SimulatedSegment,
  machine: number,
  thread: number,
): void {
  const { label, category, start } = slice;
  const moved = "bytes" in slice && slice.bytes > 0 ? `,"args":{"bytes":${Math.round(slice.bytes)}}` : "";
  events.push(
    `{"ph":"B","pid":${machine},"tid":${thread},"ts":${microseconds(start)},` +
      `"name":${JSON.stringify(label)},"cat":"${category}","cname":"${COLOURS[category]}"${moved}}`,
  );
}

/** Whole picoseconds, so that equal times are equal numbers. */
function microseconds(seconds: number): number {
  return Math.round(seconds * 1e12) / 1e6;
}

function metadata(name: string, machine: number, thread: number, value: string): string {
  return JSON.stringify({ ph: "M", name, pid: machine, tid: thread, args: { name: value } });
}
