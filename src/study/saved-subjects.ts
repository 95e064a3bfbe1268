import type { ArchSilicon } from "../arch/arch.ts";
import type { SavedDie, SavedResults } from "../result/saved/result.ts";
import { savedInput } from "../result/saved/saved-input.ts";
import { exactParameters } from "../workload/graph/parameters.ts";
import { compareConventions } from "../workload/flops/training-flops.ts";
import type { SystemSubject, WorkloadSubject } from "./subject.ts";

/** A system of the study with every number it was built from. */
export function savedSystem({ id, arch, loaded }: SystemSubject): SavedResults["systems"][number] {
  return {
    id,
    name: arch.name,
    chips: arch.chips,
    capexDollars: arch.capexDollars ?? null,
    ...(arch.silicon && { die: savedDie(arch.silicon) }),
    inputs: loaded.provenance.map(savedInput),
  };
}

function savedDie({ process, dieSquareMetres, lawSquareMetres, blocksSquareMetres }: ArchSilicon): SavedDie {
  return {
    process,
    squareMetres: dieSquareMetres,
    lawSquareMetres,
    blocksSquareMetres: { ...blocksSquareMetres },
  };
}

/** A workload of the study: exact parameters, and its training FLOPs by every convention that applies. */
export function savedWorkload({ id, loaded }: WorkloadSubject): SavedResults["workloads"][number] {
  return {
    id,
    name: loaded.spec.name,
    parameters: exactParameters(loaded.spec),
    flops: compareConventions(loaded.spec).map(({ convention, flops, difference }) => ({
      convention,
      flops,
      differenceToPublished: difference ?? null,
    })),
    inputs: loaded.provenance.map(savedInput),
  };
}
