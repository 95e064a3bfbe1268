import type { LawMutant } from "./law-mutant.ts";

export const SIMULATION_MUTANTS: readonly LawMutant[] = [
  {
    id: "S1",
    file: "src/sim/calendar-index.ts",
    find: "return time < other || (time === other && order < doubles[slot * 4 + ORDER]!);",
    replace: "return time <= other;",
    breaks: "of equal times the last to arrive comes first",
  },
  {
    id: "S2",
    file: "src/sim/calendar-index.ts",
    find: "if (slot >= 0 && doubles[slot * 4 + TIME]! < dayEnd) {",
    replace: "if (slot >= 0) {",
    breaks: "an event of a later year is taken on the same day of this one",
  },
  {
    id: "S3",
    file: "src/sim/heap-index.ts",
    find: "time < leastTime || (time === leastTime && order < orderOf(doubles, slots[least]!))",
    replace: "time <= leastTime",
    breaks: "a heap forgets the order of equal times",
  },
  {
    id: "S4",
    file: "src/sim/event-queue.ts",
    find: "if (!(time >= this.time && time <= Number.MAX_SAFE_INTEGER)) this.refuse(time);",
    replace: "if (!(time <= Number.MAX_SAFE_INTEGER)) this.refuse(time);",
    breaks: "events may be in the past",
  },
  {
    id: "S5",
    file: "src/sim/fair-share.ts",
    find: "jobs.remaining[job]! -= jobs.speeds[job]! * (now - jobs.since[job]!);",
    replace: "",
    breaks: "a job whose speed changes begins anew",
  },
  {
    id: "S6",
    file: "src/sim/credits.ts",
    find: "if (jobs.length() === 0 && count <= free) {",
    replace: "if (count <= free) {",
    breaks: "small demands overtake a large one for ever",
  },
  {
    id: "F1",
    file: "src/faults/checkpoint-laws.ts",
    find: "(1 + Math.sqrt(ratio) / 3 + ratio / 9) - writeSeconds",
    replace: "(1 + Math.sqrt(ratio) / 3 + ratio / 9)",
    breaks: "the interval holds the writing of its checkpoint",
  },
  {
    id: "F2",
    file: "src/faults/checkpoint-laws.ts",
    find: "meanSeconds * Math.exp(restartSeconds / meanSeconds) * attempt",
    replace: "meanSeconds * attempt",
    breaks: "restarts take no time",
  },
  {
    id: "F3",
    file: "src/faults/run-with-faults.ts",
    find: "run.failuresPerSecond * run.machines * (replicas / run.replicas)",
    replace: "run.failuresPerSecond * (replicas / run.replicas)",
    breaks: "one machine fails, whatever their number",
  },
  {
    id: "F4",
    file: "src/faults/run-with-faults.ts",
    find: "running.unsaved += (seconds * replicas) / run.replicas;",
    replace: "running.unsaved += seconds;",
    breaks: "absent replicas train",
  },
];
