import { EventQueue } from "../sim/event-queue.ts";
import { createRandom } from "../sim/random.ts";
import { tickSecondsFor, toTicks } from "../sim/ticks.ts";
import { createReplica, type Replica } from "./replica.ts";
import type { Request, Served } from "./request.ts";
import type { ServingInput } from "./serving-input.ts";

/** Time that a service may go on after the last arrival, for the length of a tick: 12 days, at 0.23 ns. */
const AFTERWARDS_SECONDS = 2 ** 20;

export interface ServingTrace {
  /** In the order of completion. */
  readonly served: readonly Served[];
  /** Until the last answer is complete. */
  readonly seconds: number;
  /** Dynamic energy of all passes. */
  readonly dynamicJoules: number;
  /** Time that replicas spent in cycles with a pass in them, over all replicas. */
  readonly busySeconds: number;
  readonly prefillPasses: number;
  readonly decodePasses: number;
  /** Answers advanced by decode passes: over `decodePasses` the mean batch. */
  readonly decodedSamples: number;
}

/**
 * Serve requests on replicas of a pipeline, pass by pass.
 *
 * One queue, first come first served: a replica with a free place takes the next request when its pipeline can take
 * a pass (a replica holds as many groups of requests as it has stages; each cycle the next group enters). A prompt
 * goes before answers under way. A cycle lasts as long as its busiest chip. Same input, same output.
 */
export function simulateServing(input: ServingInput): ServingTrace {
  const { requests } = input;
  const last = requests.at(-1)?.arrivalSeconds ?? 0;
  const tickSeconds = tickSecondsFor(last + AFTERWARDS_SECONDS);
  const events = new EventQueue();
  const waiting: Request[] = [];
  const random = createRandom(input.seed, 4);
  const replicas = Array.from({ length: input.replicas }, () => createReplica(input, waiting, random));
  const arrival = replicas.length;
  const start = (index: number, now: number): void => {
    const replica = replicas[index]!;
    const seconds = replica.begin();
    if (seconds !== undefined) events.push(now + toTicks(seconds, tickSeconds), index);
  };
  requests.forEach(({ arrivalSeconds }, index) =>
    events.push(toTicks(arrivalSeconds, tickSeconds), arrival, index),
  );
  let now = 0;
  while (events.pop()) {
    now = events.time;
    if (events.subject === arrival) {
      waiting.push(requests[events.stamp]!);
      const idle = replicas.findIndex(({ idle: free }) => free());
      if (idle >= 0) start(idle, now);
      continue;
    }
    replicas[events.subject]!.end(now * tickSeconds);
    start(events.subject, now);
  }
  return collect(replicas, now * tickSeconds);
}

function collect(replicas: readonly Replica[], seconds: number): ServingTrace {
  const sum = (of: (replica: Replica) => number): number =>
    replicas.reduce((total, replica) => total + of(replica), 0);
  return {
    served: replicas
      .flatMap(({ served }) => served)
      .toSorted(
        (a, b) => a.doneSeconds - b.doneSeconds || a.request.arrivalSeconds - b.request.arrivalSeconds,
      ),
    seconds,
    dynamicJoules: sum(({ counts }) => counts.joules),
    busySeconds: sum(({ counts }) => counts.busySeconds),
    prefillPasses: sum(({ counts }) => counts.prefillPasses),
    decodePasses: sum(({ counts }) => counts.decodePasses),
    decodedSamples: sum(({ counts }) => counts.decodedSamples),
  };
}
