import type { Arch } from "../arch/arch.ts";
import { hurried, offeredRate } from "./arrivals.ts";
import { findCapacity } from "./find-capacity.ts";
import type { Service } from "./prepare-service.ts";
import type { Request } from "./request.ts";
import { servingMetrics, type LatencyLimits, type ServingMetrics } from "./serving-metrics.ts";
import type { ServingInput } from "./serving-input.ts";
import { simulateServing } from "./simulate-serving.ts";

export interface ServeInput {
  readonly arch: Arch;
  readonly service: Service;
  readonly requests: readonly Request[];
  readonly batching: ServingInput["batching"];
  readonly promptsPerPass: number;
  readonly limits: LatencyLimits;
  readonly seed: number;
}

/** Serve `requests` and say how it went. */
export function serve({ arch, service, limits, ...rest }: ServeInput): ServingMetrics {
  const { costs, replicas, slots, speculation } = service;
  const trace = simulateServing({ ...rest, costs, replicas, slots, ...(speculation && { speculation }) });
  return servingMetrics({ trace, arch, replicas, limits });
}

/**
 * The same requests at the highest rate at which `share` of them stay within the limits; undefined if no rate does:
 * too few keep them even when each is alone on the machine. All at once, most wait for others: with limits that even
 * this keeps, the rate has no end, and Infinity says so.
 */
export function serveAtCapacity(
  input: ServeInput,
  share: number,
): { readonly requestsPerSecond: number; readonly metrics: ServingMetrics } | undefined {
  const { requests } = input;
  const alone = requests.map((request) => serve({ ...input, requests: [{ ...request, arrivalSeconds: 0 }] }));
  if (alone.filter(({ attainmentFraction }) => attainmentFraction === 1).length < share * requests.length)
    return undefined;
  const atOnce = serve({ ...input, requests: hurried(requests, Infinity) });
  if (atOnce.attainmentFraction >= share) return { requestsPerSecond: Infinity, metrics: atOnce };
  const offered = offeredRate(requests);
  const at = (rate: number): ServingMetrics =>
    serve({ ...input, requests: hurried(requests, rate / offered) });
  const guess = Number.isFinite(offered) ? offered : 1;
  const requestsPerSecond = findCapacity((rate) => at(rate).attainmentFraction, { share, guess });
  return { requestsPerSecond, metrics: at(requestsPerSecond) };
}
