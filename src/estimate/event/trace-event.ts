import type { TimeCategory } from "../priced-plan.ts";

/** Where events are drawn: a process and a thread of the trace. */
export interface Place {
  readonly machine: number;
  readonly thread: number;
}

export interface Slice {
  readonly label: string;
  readonly category: TimeCategory;
  readonly start: number;
  readonly end: number;
  /** What it says of itself, in base units; what is nothing is left out. */
  readonly args?: Readonly<Record<string, number>>;
}

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

export function beginEvent(slice: Slice, { machine, thread }: Place): string {
  const { label, category, start } = slice;
  return (
    `{"ph":"B","pid":${machine},"tid":${thread},"ts":${microseconds(start)},` +
    `"name":${JSON.stringify(label)},"cat":"${category}","cname":"${COLOURS[category]}"${argsText(slice)}}`
  );
}

/** Its end, by name and arguments: by both speedscope tells which slice it is that ends. */
export function endEvent(slice: Slice, { machine, thread }: Place): string {
  const { label, end } = slice;
  return `{"ph":"E","pid":${machine},"tid":${thread},"ts":${microseconds(end)},"name":${JSON.stringify(label)}${argsText(slice)}}`;
}

function argsText({ args = {} }: Slice): string {
  const told = Object.entries(args).filter(([, value]) => value > 0);
  if (told.length === 0) return "";
  const texts = told.map(
    ([name, value]) => `"${name}":${value < 1 ? value.toPrecision(4) : Math.round(value)}`,
  );
  return `,"args":{${texts.join()}}`;
}

export function counterEvent(
  machine: number,
  name: string,
  seconds: number,
  unit: string,
  value: number,
): string {
  return `{"ph":"C","pid":${machine},"ts":${microseconds(seconds)},"name":"${name}","args":{"${unit}":${Math.round(value)}}}`;
}

/** An end of an arrow: `s` where it starts, `f` where it ends, in the slice around it. */
export function flowEvent(
  end: "s" | "f",
  { id, label, seconds }: { readonly id: number; readonly label: string; readonly seconds: number },
  { machine, thread }: Place,
): string {
  const binding = end === "f" ? `"bp":"e",` : "";
  return (
    `{"ph":"${end}",${binding}"cat":"hand-over","name":${JSON.stringify(label)},"id":${id},` +
    `"pid":${machine},"tid":${thread},"ts":${microseconds(seconds)}}`
  );
}

export function nameEvent(name: string, machine: number, thread: number, value: string): string {
  return JSON.stringify({ ph: "M", name, pid: machine, tid: thread, args: { name: value } });
}

/** Whole picoseconds, so that equal times are equal numbers. */
export function microseconds(seconds: number): number {
  return Math.round(seconds * 1e12) / 1e6;
}
