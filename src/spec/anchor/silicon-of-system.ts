import type { ChipSpec } from "../kinds/arch-spec.ts";
import { normalize } from "../normalize.ts";
import { MARGINS } from "../../silicon/package-constants.ts";
import type { SiliconConstant } from "../../silicon/silicon-constants.ts";
import type { Provenance } from "../yaml/provenance.ts";
import type { Evaluation, Sheet } from "../yaml/sheet.ts";
import { anchorArch, type Anchored } from "./anchor-arch.ts";
import { lawsByChip } from "./chip-laws.ts";
import { processNamed, type Processes } from "./chip-processes.ts";
import { constantInputs, reads, type ToldConstants } from "./silicon-settings.ts";

/** What the laws of silicon know of a system: processes of its chip and those before it, and what was told for a run. */
export interface SiliconScope {
  readonly processes: Processes;
  /** What was set of the processes; empty for nothing. */
  readonly ofProcesses: string;
  readonly told: ToldConstants;
  readonly evaluation: Evaluation;
}

/**
 * A system with what is published moved by the laws (`anchorArch`). Numbers of its processes and constants of its laws
 * that are known within a range alone are inputs of it too: `process.n7.defects.density`, `silicon.bondYield`. `unread`
 * are constants that were told and that no law of this chip reads; the margin is read where a price moves.
 */
export function siliconOfSystem(
  stated: Anchored,
  system: Sheet,
  { processes, ofProcesses, told, evaluation }: SiliconScope,
): Anchored & { readonly unread: readonly string[] } {
  const chip = system.references["chip"];
  const settings = told.size === 0 && ofProcesses === "" ? "" : JSON.stringify([ofProcesses, ...told]);
  const read = reads(told);
  const lawsOf = lawsByChip({
    evaluation,
    specOf: (sheet) =>
      sheet === chip
        ? stated.spec.chip
        : (normalize(sheet, evaluation, ["chip"]).spec as ChipSpec | undefined),
    processOf: (id) => processNamed(id, processes, evaluation)?.process,
    ...{ read, settings },
  });
  const laws = chip && lawsOf(chip);
  if (laws === undefined) return { ...stated, unread: [...told.keys()] };
  const asked = new Set<SiliconConstant>(laws.read);
  const noting = (constant: SiliconConstant): number => {
    asked.add(constant);
    return read(constant);
  };
  const { spec, provenance } = anchorArch(stated, system, { lawsOf, read: noting });
  const uncertain = uncertainProcesses(processes, evaluation);
  const isRead = new Set([...asked, MARGINS.challenger].map(({ id }) => id));
  return {
    spec,
    provenance: [...provenance, ...uncertain, ...constantInputs(asked, told)],
    unread: [...told.keys()].filter((id) => !isRead.has(id)),
  };
}

function uncertainProcesses(processes: Processes, evaluation: Evaluation): readonly Provenance[] {
  const known = [...processes.keys()].map((id) => processNamed(id, processes, evaluation));
  return [...new Set(known)].flatMap((one) => one?.uncertain ?? []);
}
