import type { Arch } from "../arch/arch.ts";
import { ENERGY_CATEGORIES, type EnergyCategory, type PricedPlan, type Segment } from "./priced-plan.ts";

export type Energies = Record<EnergyCategory, number>;

export function noEnergies(): Energies {
  return Object.fromEntries(ENERGY_CATEGORIES.map((category) => [category, 0])) as Energies;
}

/** Dynamic energy of one step over all chips: every segment times how often and on how many chips it runs. */
export function dynamicEnergy({ plan, program, repeats }: PricedPlan): Energies {
  const total = noEnergies();
  const add = (segments: readonly (Segment | undefined)[], count: number): void => {
    for (const segment of segments)
      for (const [category, joules] of Object.entries(segment?.energy ?? {}) as [EnergyCategory, number][])
        total[category] += count * joules;
  };
  if (program.kind === "pipeline")
    for (const stage of program.stages) {
      add([...stage.forward, ...stage.backward], program.microBatches);
      add([stage.copyForward, stage.copyBackward], program.microBatches * (program.interleave ?? 1));
      add(stage.update, 1);
    }
  else {
    for (const phase of program.phases) {
      add(phase.body, phase.repeat * phase.microBatches);
      add([...phase.load, ...phase.store], phase.repeat);
    }
    add(program.update, 1);
  }
  const chips = plan.choice.tensorParallel * plan.choice.dataParallel * repeats;
  for (const category of ENERGY_CATEGORIES) total[category] *= chips;
  return total;
}

/** Power that flows whatever the chips do: their idle share, and machines, hosts and network. */
export function standingWatts(arch: Arch): { readonly idle: number; readonly machine: number } {
  return {
    idle: arch.chips * arch.chip.power.idleWatts,
    machine: arch.machines * arch.machine.overheadWatts + arch.hosts * arch.hostWatts + arch.networkWatts,
  };
}

/** Energy of `seconds` of the whole system: standing power × time + dynamic energy, by category. */
export function systemEnergy(arch: Arch, seconds: number, dynamic: Energies): Energies {
  const standing = standingWatts(arch);
  return {
    ...dynamic,
    idle: dynamic.idle + standing.idle * seconds,
    machine: dynamic.machine + standing.machine * seconds,
  };
}
