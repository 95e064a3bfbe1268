import type { ChipSilicon } from "../../silicon/chip-silicon.ts";
import type { Process } from "../../silicon/process.ts";
import { buildProcess } from "../../spec/anchor/build-process.ts";
import type { Specs } from "../../spec/open-specs.ts";
import { machineOfChip } from "../predict/measured-chip.ts";
import type { DieRecord } from "./die-record.ts";

/** What predictions of dies read: processes by id, and the die of a shipped chip by what a record calls it. */
export interface DieContext {
  readonly process: (id: string) => Promise<Process>;
  readonly shipped: (record: DieRecord) => Promise<ShippedDie | undefined>;
}

export interface ShippedDie {
  readonly silicon: ChipSilicon;
  /** Constants of the law were set on this very die. */
  readonly calibrates: boolean;
}

/** Machines whose chip is GC200's logic die, on which the constants of tiles are set. */
const CALIBRATING = new Set(["m2000", "bow-2000"]);

export function dieContext(specs: Specs): DieContext {
  const processes = new Map<string, Promise<Process>>();
  return {
    process: (id) => {
      const known = processes.get(id) ?? specs.process(id).then(({ spec }) => buildProcess(spec));
      processes.set(id, known);
      return known;
    },
    shipped: async ({ chip, vendor }) => {
      const machine = /graphcore/i.test(vendor) ? machineOfChip(chip) : undefined;
      if (machine === undefined) return undefined;
      const { silicon } = (await specs.arch(machine)).spec;
      return silicon && { silicon, calibrates: CALIBRATING.has(machine) };
    },
  };
}
