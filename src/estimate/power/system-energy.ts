import { stageChips } from "../../plan/choice/chips-of.ts";
import { addJoules, joulesByName, noJoules, type Joules } from "./joules.ts";
import type { EnergyCategory, PricedPlan } from "../priced-plan.ts";
import { programAccount } from "../pipeline/program-account.ts";
import { addStanding, standingWatts } from "../pipeline/step-account.ts";

export type Energies = Record<EnergyCategory, number>;

/** Dynamic energy of one step over all chips: every segment times how often and on how many chips it runs. */
export function dynamicEnergy(priced: PricedPlan): Energies {
  return joulesByName(dynamicJoules(priced));
}

/** Energy of the whole system while a step takes `seconds`: standing power × time + dynamic energy, by category. */
export function systemEnergy(priced: PricedPlan, seconds: number): Energies {
  const joules = dynamicJoules(priced);
  addStanding(joules, standingWatts(priced.plan.arch), seconds);
  return joulesByName(joules);
}

function dynamicJoules({ plan, program, repeats }: PricedPlan): Joules {
  const total = noJoules();
  addJoules(total, programAccount(program).joules, stageChips(plan.choice) * repeats);
  return total;
}
