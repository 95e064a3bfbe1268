import type { SavedClaim, SavedResults } from "../../../result/saved/result.ts";
import { feasibleOutcomes, VERDICT } from "../reading.ts";
import { contrastsSaid } from "./contrasts.ts";
import { loneSaid } from "./lone.ts";
import { machinesSaid, trustSaid } from "./machines.ts";
import { counted, listed, type Said } from "./said.ts";

/**
 * The answer to the study's question in a few sentences, each generated from saved figures: of workloads where the study
 * contrasts them, of the machine that stands alone, or of machines that are compared; then how far to trust it, and what
 * became of the claims.
 */
export function answerOf(results: SavedResults): readonly Said[] {
  const standing = [...trustSaid(results), ...claimsSaid(results.claims)].map(({ text }) => text);
  return [...findingsSaid(results), ...(standing.length === 0 ? [] : [{ text: standing.join(" ") }])];
}

function findingsSaid(results: SavedResults): readonly Said[] {
  const machines = new Set(feasibleOutcomes(results).map(({ system }) => system.id));
  if (machines.size === 0) return [{ text: "Nothing that was asked fits." }, ...loneSaid(results)];
  const contrasted = contrastsSaid(results);
  if (contrasted.length > 0) return contrasted;
  return machines.size === 1 ? loneSaid(results) : machinesSaid(results);
}

function claimsSaid(claims: readonly SavedClaim[]): readonly Said[] {
  if (claims.length === 0) return [];
  const verdicts = (["held", "refuted", "undecided"] as const)
    .map((verdict) => ({ verdict, count: claims.filter((claim) => claim.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${VERDICT[verdict].word}`);
  return [{ text: `Of ${counted(claims.length, "claim")}: ${listed(verdicts)}.` }];
}
