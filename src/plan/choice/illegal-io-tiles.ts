import type { Arch } from "../../arch/arch.ts";
import { infeasible } from "../infeasible.ts";
import type { Infeasible, PlanChoice } from "../plan.ts";

/** Tiles set aside for I/O leave at least one to compute; a chip without tiles has none to set aside. */
export function illegalIoTiles({ chip }: Arch, choice: PlanChoice): Infeasible | undefined {
  const most = chip.architecture === "tiled" ? chip.tiles - 1 : 0;
  if (choice.ioTiles <= most) return undefined;
  return infeasible({
    resource:
      chip.architecture === "tiled"
        ? `tiles for I/O beside one that computes (a chip has ${chip.tiles})`
        : `tiles for I/O (${chip.id} has no tiles)`,
    demand: choice.ioTiles,
    bound: most,
    unit: "",
    levers: [most === 0 ? "ioTiles: 0" : `ioTiles of at most ${most}`],
    choice,
  });
}
