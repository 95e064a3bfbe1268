import type { NoPlan } from "../plan/choice/illegal.ts";
import { prepareService, type Service, type ServiceInput } from "./prepare-service.ts";

/** A service and the requests in flight that it was planned for. */
export interface SizedService {
  readonly batch: number;
  readonly service: Service;
  /** Answers' tokens a second with all places taken. */
  readonly tokensPerSecond: number;
}

export interface BatchLimits {
  /** Longest time of a token with all places taken. */
  readonly perTokenSeconds: number;
  /** No more requests than this come. */
  readonly requests: number;
}

/** Requests in flight that are tried: each costs a search for a plan, and four times the work shows what batching does. */
const BATCHES = [8, 32, 128, 512, 2048, 8192] as const;
const SMALL_BATCHES = [4, 2, 1] as const;

/**
 * The service that generates most tokens a second among those that fit and keep the time of a token within the limit
 * with all places taken; where none keeps it, the one with the shortest; where none fits, why the smallest does not.
 */
export function chooseBatch(input: Omit<ServiceInput, "batch">, limits: BatchLimits): SizedService | NoPlan {
  const most = BATCHES.find((batch) => batch >= limits.requests) ?? BATCHES.at(-1)!;
  const sized: SizedService[] = [];
  for (const batch of BATCHES.filter((one) => one <= most)) {
    const service = prepareService({ ...input, batch });
    if (service.kind !== "service") break;
    sized.push(sizedService(batch, service));
    if (service.tokenSeconds > limits.perTokenSeconds) break;
  }
  let misfit: NoPlan | undefined;
  const keeps = ({ service }: SizedService): boolean => service.tokenSeconds <= limits.perTokenSeconds;
  for (const batch of SMALL_BATCHES) {
    if (sized.some(keeps)) break;
    const service = prepareService({ ...input, batch });
    if (service.kind === "service") sized.push(sizedService(batch, service));
    else misfit = service;
  }
  if (sized.length === 0 && misfit !== undefined) return misfit;
  const within = sized.filter(keeps);
  const [best] =
    within.length > 0
      ? within.toSorted((a, b) => b.tokensPerSecond - a.tokensPerSecond)
      : sized.toSorted((a, b) => a.service.tokenSeconds - b.service.tokenSeconds);
  if (best === undefined) throw new Error("no batch was tried");
  return best;
}

export function sizedService(batch: number, service: Service): SizedService {
  return { batch, service, tokensPerSecond: batch / service.tokenSeconds };
}
