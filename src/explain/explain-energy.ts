import { offChipMemories } from "../arch/memory.ts";
import type { Plan } from "../plan/plan.ts";
import { memoryPaths } from "./explain-segment.ts";
import type { PhaseEvaluation } from "../evaluate.ts";
import type { EnergyCategory } from "../estimate/priced-plan.ts";
import { energyOf } from "../result/metric-context.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import { specInputs, valueInput } from "./explanation-inputs.ts";
import { count, elsewhere, law, product, sum, type ExplanationNode } from "./explanation-node.ts";
import type { ExplainScope } from "./explain-scope.ts";

/** Energy of one step, phase by phase. */
export function stepEnergy({ evaluation, inputs }: ExplainScope): ExplanationNode {
  return sum(
    { label: "energy of a step", unit: "J" },
    evaluation.phases.map((phase) => phaseEnergy(phase, inputs)),
  );
}

function phaseEnergy(phase: PhaseEvaluation, inputs: readonly Provenance[]): ExplanationNode {
  const { energy } = phase.timing;
  const categories = Object.keys(energy) as EnergyCategory[];
  return sum(
    { label: phase.plan.graph.phase, unit: "J", value: energyOf(phase.timing) },
    categories.map((category) =>
      category === "idle"
        ? idleEnergy(phase, inputs)
        : category === "machine"
          ? machineEnergy(phase, inputs)
          : dynamicPart(category, phase, inputs),
    ),
  );
}

const duration = ({ timing }: PhaseEvaluation): ExplanationNode =>
  elsewhere({ label: "step time", value: timing.seconds, unit: "s", formula: "dse explain stepTimeSeconds" });

function idleEnergy(phase: PhaseEvaluation, inputs: readonly Provenance[]): ExplanationNode {
  const { arch } = phase.plan;
  return product({ label: "idle", unit: "J" }, [
    count("chips", arch.chips, "system"),
    valueInput(inputs, "chip.power.idle", { value: arch.chip.power.idleWatts, unit: "W" }),
    duration(phase),
  ]);
}

/** Machines, hosts and network draw their power whatever the chips do; what chips draw loses a share on its way. */
function machineEnergy(phase: PhaseEvaluation, inputs: readonly Provenance[]): ExplanationNode {
  const { timing, plan } = phase;
  const { lossShare } = plan.arch.machine;
  const standing = standingEnergy(phase, inputs);
  if (lossShare === 0) return standing;
  return sum({ label: "machine", unit: "J", value: timing.energy.machine }, [
    { ...standing, label: "standing" },
    law(
      {
        label: "supply and regulators",
        value: (energyOf(timing) - timing.energy.machine) * lossShare,
        unit: "J",
        formula: "what chips and memories draw · (1 / conversion − 1)",
      },
      specInputs(inputs, "machine.power.conversion"),
    ),
  ]);
}

function standingEnergy(phase: PhaseEvaluation, inputs: readonly Provenance[]): ExplanationNode {
  const { arch } = phase.plan;
  const standing = sum({ label: "standing power", unit: "W" }, [
    product({ label: "machines", unit: "W" }, [
      count("machines", arch.machines, "system"),
      valueInput(inputs, "machine.power.overhead", { value: arch.machine.overheadWatts, unit: "W" }),
    ]),
    product({ label: "hosts", unit: "W" }, [
      count("hosts", arch.hosts, "system"),
      valueInput(inputs, "system.hostPower", { value: arch.hostWatts, unit: "W" }),
    ]),
    valueInput(inputs, "system.networkPower", { value: arch.networkWatts, unit: "W" }),
  ]);
  return product({ label: "machine", unit: "J" }, [standing, duration(phase)]);
}

const DYNAMIC: Readonly<Record<string, { readonly formula: string; readonly paths: readonly string[] }>> = {
  matmul: { formula: "FLOPs · energy of a FLOP, recompute included", paths: [] },
  vector: { formula: "elements · FLOPs an element · energy of a FLOP", paths: ["chip.power.vectorEnergy"] },
  sram: {
    formula: "bytes loaded and stored · energy of a byte",
    paths: ["chip.power.sramEnergy", "chip.memory.energy"],
  },
  exchange: {
    formula: "bytes exchanged on the chip · energy of a byte",
    paths: ["chip.power.exchangeEnergy"],
  },
  links: { formula: "bytes sent · energy of a byte", paths: ["chip.power.linkEnergy"] },
  streaming: { formula: "bytes moved · energy of a byte", paths: [] },
};

/** Energies of a unit that depend on the plan and the machine: of the arithmetic, of each off-chip memory. */
function chosenPaths(category: EnergyCategory, { arch, choice }: Plan): readonly string[] {
  if (category === "matmul") return [`chip.arithmetic.${choice.arithmetic}.energy`];
  if (category !== "streaming") return [];
  return offChipMemories(arch).flatMap(({ id }) => memoryPaths(id, ["energy"]));
}

/** Energy of work: the same whatever time it takes. Summed over all chips and segments of the step. */
function dynamicPart(
  category: EnergyCategory,
  { plan, timing }: PhaseEvaluation,
  inputs: readonly Provenance[],
): ExplanationNode {
  const { formula, paths } = DYNAMIC[category] ?? { formula: "amount · energy each", paths: [] };
  const own = [...paths, ...chosenPaths(category, plan)];
  return law(
    { label: category, value: timing.energy[category], unit: "J", formula },
    specInputs(inputs, ...own),
  );
}
