import { EventQueue } from "./event-queue.ts";

/** What happens at an event: told whom it is about, and a number that the one who scheduled it chose. */
export type Handler = (subject: number, stamp: number) => void;

/** Time that goes from event to event. It knows nothing of what is simulated. */
export interface Simulation {
  /** Tick of the event being handled. */
  readonly now: () => number;
  /** Let a handler, by its number, run at a tick that is not past. */
  readonly at: (tick: number, handler: number, subject: number, stamp?: number) => void;
  /** Handle events in order of (tick, arrival) until there are none or a handler stops it; how many it were. */
  readonly run: () => number;
  /** Handle no further event: those that are left stay. */
  readonly stop: () => void;
  /** No events, and tick 0 again. */
  readonly reset: () => void;
}

/**
 * Events call handlers by number, so that scheduling one makes no object and no closure. Same handlers, same calls:
 * the same run. With a random source, events of the same tick come in random order: an answer that then changes has
 * relied on an order that nobody promised.
 */
export function createSimulation(handlers: readonly Handler[], shuffle?: () => number): Simulation {
  const queue = new EventQueue(shuffle);
  let stopped = false;
  return {
    now: () => queue.time,
    at: (tick, handler, subject, stamp = 0) => queue.push(tick, subject, stamp, handler),
    run: () => {
      stopped = false;
      let handled = 0;
      while (!stopped && queue.pop()) {
        handled++;
        handlers[queue.handler]!(queue.subject, queue.stamp);
      }
      return handled;
    },
    stop: () => {
      stopped = true;
    },
    reset: () => queue.clear(),
  };
}
