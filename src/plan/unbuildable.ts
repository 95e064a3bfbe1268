import type { Arch, ArchSilicon, Chip } from "../arch/arch.ts";
import { infeasible } from "./infeasible.ts";
import type { Infeasible } from "./plan.ts";

type Limit = (silicon: ArchSilicon, chip: Chip) => Infeasible | undefined;

/** The die is exposed at once: it is no larger than the field of the reticle. */
const reticle: Limit = ({ footprintSquareMetres, reticleSquareMetres }) =>
  over(footprintSquareMetres, reticleSquareMetres, {
    resource: "reticle (a die is exposed at once)",
    unit: "m^2",
    levers: [
      "less chip.sramPerTile, chip.tiles or links",
      "a denser chip.process",
      "chip.floorplan.logicWafers: one more",
    ],
  });

/** PHYs of stacked memory stand at the edge of the die. */
const edge: Limit = ({ memoryEdgeMetres, freeEdgeMetres }) =>
  over(memoryEdgeMetres, freeEdgeMetres, {
    resource: "edge of the die for the PHYs of stacked memory",
    unit: "m",
    levers: ["fewer stacks", "a larger die"],
  });

/** What a chip is said to draw must leave it through the footprint of its die; one that is not said to slows down. */
const cooling: Limit = ({ coolableWatts, statedCapWatts }) =>
  over(statedCapWatts, coolableWatts, {
    resource: "cooling of the die (chip.power.cap)",
    unit: "W",
    levers: ["machine.cooling: tallAir or coldPlate", "a lower chip.power.cap", "a larger die"],
  });

/** No supply that the process allows makes it faster. */
const clock: Limit = ({ highestHertz }, chip) =>
  over(chip.architecture === "tiled" ? chip.clockHertz : 0, highestHertz, {
    resource: "clock at the highest supply of the process",
    unit: "Hz",
    levers: [
      "a lower chip.clock",
      "chip.floorplan.capacitorWafer: true, where it is not",
      "a faster chip.process",
    ],
  });

const LIMITS: readonly Limit[] = [reticle, edge, cooling, clock];

/** Work needs power beside what the chip draws at rest. */
function standing({ idleWatts, capWatts }: Chip["power"]): Infeasible | undefined {
  if (idleWatts < capWatts) return undefined;
  return infeasible({
    resource: "power of a chip at rest",
    unit: "W",
    demand: idleWatts,
    bound: Math.max(0, capWatts),
    levers: ["a higher chip.power.cap or machine.power.cap", "machine.cooling: tallAir or coldPlate"],
  });
}

/** Why the chip of a system cannot be made or run, whatever it is to compute; undefined where nothing is known against it. */
export function unbuildable({ silicon, chip }: Arch): Infeasible | undefined {
  for (const limit of silicon === undefined ? [] : LIMITS) {
    const refused = limit(silicon!, chip);
    if (refused !== undefined) return refused;
  }
  return standing(chip.power);
}

/** Sums of the same parts in another order are the same limit. */
const ROUNDING = 1 + 1e-9;

function over(
  demand: number,
  bound: number,
  told: { readonly resource: string; readonly unit: string; readonly levers: readonly string[] },
): Infeasible | undefined {
  return demand > bound * ROUNDING ? infeasible({ ...told, demand, bound }) : undefined;
}
