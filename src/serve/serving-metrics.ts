import type { Arch } from "../arch/arch.ts";
import { capexShareDollars, electricityDollars } from "../cost/energy/money.ts";
import { standingWatts, wallWatts } from "../estimate/pipeline/step-account.ts";
import type { Served } from "./request.ts";
import type { ServingTrace } from "./simulate-serving.ts";

/** What a user may be made to wait, and how many of them must be served so. */
export interface LatencyLimits {
  readonly firstTokenSeconds: number;
  readonly perTokenSeconds: number;
}

/** Of all requests: the median, the ninth in ten, the ninety-ninth in a hundred. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

export interface ServingMetrics {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly tokensPerSecond: number;
  /** TTFT: from arrival to the first token. */
  readonly timeToFirstTokenSeconds: Percentiles;
  /** TPOT: mean gap between the tokens of one answer; of answers of two tokens or more. */
  readonly timePerTokenSeconds: Percentiles;
  /** From arrival to the last token. */
  readonly latencySeconds: Percentiles;
  /** Requests a second within both limits, and their share of all. */
  readonly goodputRequestsPerSecond: number;
  readonly attainmentFraction: number;
  /** Share of the time in which a replica had a pass in it. */
  readonly busyFraction: number;
  readonly meanDecodeBatch: number;
  readonly averagePowerWatts: number;
  readonly energyJoulesPerToken: number;
  readonly dollarsPerMillionTokens: number | null;
}

export interface ServingMetricsInput {
  readonly trace: ServingTrace;
  readonly arch: Arch;
  readonly replicas: number;
  readonly limits: LatencyLimits;
}

/** Figures of a simulated service; tokens are those of answers. */
export function servingMetrics({ trace, arch, replicas, limits }: ServingMetricsInput): ServingMetrics {
  const { served, seconds } = trace;
  const tokens = served.reduce((sum, { request }) => sum + request.generatedTokens, 0);
  const within = served.filter((one) => isWithin(one, limits)).length;
  const standing = standingWatts(arch);
  const joules = trace.dynamicJoules * (1 + standing.lossShare) + wallWatts(standing) * seconds;
  const perSecond = (count: number): number => count / seconds;
  return {
    requests: served.length,
    seconds,
    requestsPerSecond: perSecond(served.length),
    tokensPerSecond: perSecond(tokens),
    timeToFirstTokenSeconds: percentiles(served.map(firstTokenWait)),
    timePerTokenSeconds: percentiles(served.filter(hasGaps).map(tokenGap)),
    latencySeconds: percentiles(
      served.map(({ request, doneSeconds }) => doneSeconds - request.arrivalSeconds),
    ),
    goodputRequestsPerSecond: perSecond(within),
    attainmentFraction: within / served.length,
    busyFraction: trace.busySeconds / (replicas * seconds),
    meanDecodeBatch: trace.decodePasses > 0 ? trace.decodedSamples / trace.decodePasses : 0,
    averagePowerWatts: joules / seconds,
    energyJoulesPerToken: joules / tokens,
    dollarsPerMillionTokens: dollars(arch, seconds, joules, tokens),
  };
}

function dollars(arch: Arch, seconds: number, joules: number, tokens: number): number | null {
  const { capexDollars, economics } = arch;
  if (capexDollars === undefined) return null;
  const spent = capexShareDollars(capexDollars, seconds, economics) + electricityDollars(joules, economics);
  return (spent / tokens) * 1e6;
}

const firstTokenWait = ({ request, firstTokenSeconds }: Served): number =>
  firstTokenSeconds - request.arrivalSeconds;

const hasGaps = ({ request }: Served): boolean => request.generatedTokens > 1;

const tokenGap = ({ request, firstTokenSeconds, doneSeconds }: Served): number =>
  (doneSeconds - firstTokenSeconds) / (request.generatedTokens - 1);

function isWithin(one: Served, { firstTokenSeconds, perTokenSeconds }: LatencyLimits): boolean {
  return firstTokenWait(one) <= firstTokenSeconds && (!hasGaps(one) || tokenGap(one) <= perTokenSeconds);
}

/** Nearest-rank percentiles; 0 of nothing. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
