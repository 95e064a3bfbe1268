import type { PlanTiming, Resource, TimeCategory } from "../priced-plan.ts";
import type { LayerRun } from "./layer-runs.ts";
import type { OperatorShares } from "./operator-shares.ts";
import type { SimulatedActivity, SimulatedSegment } from "./simulated-activity.ts";
import type { SramLevels } from "./sram-levels.ts";
import { createSramCounter, linkCounter } from "./trace-counters.ts";
import { beginEvent, counterEvent, endEvent, nameEvent, type Place, type Slice } from "./trace-event.ts";
import { createFlows } from "./trace-flows.ts";

type PowerPoint = PlanTiming["powerTrace"][number];

/** What a trace tells beyond what ran. */
export interface TraceDetail {
  readonly operatorsOf: OperatorShares;
  readonly sramOf: SramLevels;
}
const NO_DETAIL: TraceDetail = { operatorsOf: () => [], sramOf: () => undefined };

/** Pieces of a file are about as long as this. */
const PIECE = 1 << 16;

/**
 * Chrome trace-event JSON (Perfetto, speedscope) in pieces, made while the step is simulated, batch by batch.
 *
 * A process a machine; a thread a row, with passes, layers, segments and operators inside each other, and a lane for each
 * of its compute, exchange, sync, links, memories and hosts; counters of the system's power, of what all links carry and
 * of each row's SRAM; an arrow from each hand-over to what its receiver does next. Slices are B/E pairs whose shared
 * boundaries are the same number, since duration events round apart in viewers. Timestamps are microseconds written to
 * the nanosecond's thousandth. Source: Trace Event Format (Google, 2016), "Duration Events", "Flow Events".
 */
export function* chromeTrace(
  batches: Iterable<readonly SimulatedActivity[]>,
  powerTrace: readonly PowerPoint[],
  name: string,
  detail: TraceDetail = NO_DETAIL,
): Generator<string> {
  yield `{"displayTimeUnit":"ns","otherData":${JSON.stringify({ name })},"traceEvents":[\n`;
  let piece = "";
  for (const event of traceEvents(batches, powerTrace, detail)) {
    piece += piece === "" ? event : `,\n${event}`;
    if (piece.length < PIECE) continue;
    yield `${piece},\n`;
    piece = "";
  }
  // An event that says nothing, so that no piece needs to know whether it is the last.
  yield `${piece}${piece === "" ? "" : ",\n"}${nameEvent("trace_name", 0, 0, name)}\n]}\n`;
}

function* traceEvents(
  batches: Iterable<readonly SimulatedActivity[]>,
  powerTrace: readonly PowerPoint[],
  { operatorsOf, sramOf }: TraceDetail,
): Generator<string> {
  yield nameEvent("process_name", 0, 0, "system");
  const placeOf = createPlaces();
  const flows = createFlows();
  const sram = createSramCounter(sramOf);
  for (const activities of batches) {
    for (const activity of activities) {
      const place = yield* placeOf(activity);
      yield* activityEvents(activity, place, operatorsOf);
      yield* laneEvents(activity, placeOf, operatorsOf);
      yield* flows(activity, place);
      yield* sram(activity, place.machine);
    }
    yield* linkCounter(activities);
  }
  for (const { seconds, watts } of powerTrace) yield counterEvent(0, "power", seconds, "watts", watts);
}

type PlaceOf = (
  activity: Pick<SimulatedActivity, "machine" | "row">,
  lane?: string,
) => Generator<string, Place>;

/** Processes and threads, named when first used. */
function createPlaces(): PlaceOf {
  const places = new Map<string, Place>();
  const machines = new Set<number>();
  return function* ({ machine, row }, lane) {
    const key = `${machine} ${row} ${lane ?? ""}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = { machine: machine + 1, thread: places.size + 1 };
    places.set(key, place);
    if (!machines.has(machine)) yield nameEvent("process_name", place.machine, 0, `machine ${machine}`);
    machines.add(machine);
    const name = lane === undefined ? row : `${row} · ${lane}`;
    yield nameEvent("thread_name", place.machine, place.thread, name);
    return place;
  };
}

function* activityEvents(
  activity: SimulatedActivity,
  place: Place,
  operatorsOf: OperatorShares,
): Generator<string> {
  const { segments, layers } = activity;
  yield beginEvent(activity, place);
  let layer = 0;
  for (const [at, segment] of segments.entries()) {
    const run = layers[layer];
    const [first, last] = [run?.from === at, run?.to === at + 1];
    const alone = run !== undefined && first && last;
    if (run !== undefined && first && !last) yield beginEvent(layerSlice(run, segments), place);
    const slice = { ...segmentSlice(segment), ...(alone && { label: run.label }) };
    yield beginEvent(slice, place);
    for (const operator of operatorSlices(segment, operatorsOf)) {
      yield beginEvent(operator, place);
      yield endEvent(operator, place);
    }
    yield endEvent(slice, place);
    if (run === undefined || !last) continue;
    if (!first) yield endEvent(layerSlice(run, segments), place);
    layer++;
  }
  yield endEvent(activity, place);
}

function layerSlice({ label, from, to }: LayerRun, segments: SimulatedActivity["segments"]): Slice {
  const { category, start } = segments[from]!;
  return { label, category, start, end: segments[to - 1]!.end };
}

function segmentSlice({ label, category, start, end, bytes }: SimulatedSegment): Slice {
  return { label, category, start, end, args: { bytes } };
}

interface OperatorSlice extends Slice {
  readonly exchangeShare: number;
  readonly syncShare: number;
}

/** Operators of a segment of the tiles, stretched with it where it was late. */
function operatorSlices(segment: SimulatedSegment, operatorsOf: OperatorShares): readonly OperatorSlice[] {
  const operators = segment.resource === "tiles" ? operatorsOf(segment) : [];
  const seconds = segment.end - segment.start;
  let share = 0;
  return operators.map(({ label, share: own, exchangeShare, syncShare, ...told }, at) => {
    const { flops, outputBytes, tileShare } = told;
    const start = segment.start + seconds * share;
    share += own;
    const end = at === operators.length - 1 ? segment.end : segment.start + seconds * share;
    const args = { flops, outputBytes, tileShare };
    return { label, category: segment.category, start, end, args, exchangeShare, syncShare };
  });
}

/** What a row's chip does on each of its parts. */
function* laneEvents(
  activity: SimulatedActivity,
  placeOf: PlaceOf,
  operatorsOf: OperatorShares,
): Generator<string> {
  for (const segment of activity.segments)
    if (segment.resource === "tiles")
      for (const { lane, ...slice } of supersteps(segment, operatorsOf)) {
        const place = yield* placeOf(activity, lane);
        yield beginEvent(slice, place);
        yield endEvent(slice, place);
      }
    else {
      const place = yield* placeOf(activity, laneOf(segment.resource));
      const slice = segmentSlice(segment);
      yield beginEvent(slice, place);
      yield endEvent(slice, place);
    }
}

const laneOf = (resource: Resource): string => (resource === "gateway" ? "links" : resource);

/**
 * Sync, exchange and compute of each operator, in the order of a superstep that first gathers its operands; those of an
 * operator's several supersteps together.
 */
function* supersteps(
  segment: SimulatedSegment,
  operatorsOf: OperatorShares,
): Generator<Slice & { readonly lane: string }> {
  const operators = operatorSlices(segment, operatorsOf);
  const { time, priced } = segment;
  const shareOf = (seconds = 0): number => (priced > 0 ? seconds / priced : 0);
  const whole = { ...segment, exchangeShare: shareOf(time.exchange), syncShare: shareOf(time.sync) };
  for (const { label, start, end, exchangeShare, syncShare } of operators.length > 0 ? operators : [whole]) {
    const synced = start + (end - start) * syncShare;
    const exchanged = start + (end - start) * (syncShare + exchangeShare);
    const parts: readonly (readonly [string, TimeCategory, number, number])[] = [
      ["sync", "sync", start, synced],
      ["exchange", "exchange", synced, exchanged],
      ["compute", segment.category, exchanged, end],
    ];
    for (const [lane, category, from, to] of parts)
      if (to > from) yield { lane, label, category, start: from, end: to };
  }
}
