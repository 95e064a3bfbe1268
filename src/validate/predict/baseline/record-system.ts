import type { Arch } from "../../../arch/arch.ts";
import type { Overrides } from "../../../spec/override.ts";
import type { PredictionContext } from "../mapper.ts";
import type { BaselineRecord } from "./baseline-record.ts";
import { profileOf } from "./record-software.ts";

/** A family of systems: where its number of chips goes, and how many its machines hold. */
interface Family {
  readonly chip: RegExp;
  readonly system: string;
  readonly perMachine: number;
}

/** Families by what records call their chip, the particular before the general. */
const FAMILIES: readonly Family[] = [
  { chip: /a100.*40/i, system: "a100-40g-gpus", perMachine: 8 },
  { chip: /a100/i, system: "a100-gpus", perMachine: 8 },
  { chip: /l40s/i, system: "l40s-gpus", perMachine: 8 },
  { chip: /gh200.*(141|144)/i, system: "gh200-144g-gpus", perMachine: 4 },
  { chip: /gh200/i, system: "gh200-gpus", perMachine: 4 },
  { chip: /gb200/i, system: "gb200-gpus", perMachine: 4 },
  { chip: /h100.*(96|hbm2e)/i, system: "h100-96g-gpus", perMachine: 8 },
  { chip: /h100(?!.*(pcie|nvl))/i, system: "h100-gpus", perMachine: 8 },
  { chip: /h200/i, system: "h200-gpus", perMachine: 8 },
  { chip: /h800/i, system: "h800-gpus", perMachine: 8 },
  { chip: /\bb200/i, system: "b200-gpus", perMachine: 8 },
  { chip: /mi300x/i, system: "mi300x-gpus", perMachine: 8 },
  { chip: /mi210/i, system: "mi210-gpus", perMachine: 8 },
  { chip: /gaudi[ -]?2/i, system: "gaudi2-chips", perMachine: 8 },
  { chip: /gaudi[ -]?3/i, system: "gaudi3-chips", perMachine: 8 },
  { chip: /tpu[ -]?v4(?!i)/i, system: "tpu-v4-chips", perMachine: 4 },
  { chip: /tpu[ -]?v5e/i, system: "tpu-v5e-chips", perMachine: 8 },
  { chip: /tpu[ -]?v5p/i, system: "tpu-v5p-chips", perMachine: 4 },
  { chip: /tpu[ -]?v6e|trillium/i, system: "tpu-v6e-chips", perMachine: 8 },
  { chip: /tpu[ -]?v?7x?|ironwood/i, system: "tpu-v7x-chips", perMachine: 4 },
  { chip: /wormhole/i, system: "wormhole-chips", perMachine: 8 },
];

/** Id of the system of so many chips of that name, whole machines or a part of one; undefined without a spec. */
export function systemOf(chip: string, devices: number): string | undefined {
  const family = FAMILIES.find(({ chip: called }) => called.test(chip));
  if (family === undefined) return undefined;
  const { system, perMachine } = family;
  const whole = Math.ceil(devices / perMachine) * perMachine;
  const part = 2 ** Math.ceil(Math.log2(devices));
  return `${system}${devices < perMachine ? part : whole}`;
}

/** The chips a record ran on, of the software it names; a text says why there are none. */
export async function recordArch(
  record: BaselineRecord,
  devices: number,
  context: PredictionContext,
): Promise<Arch | string> {
  const id = systemOf(record.chip ?? "", devices);
  if (id === undefined) return `no spec of ${record.chip ?? "a chip that is not named"}`;
  const task = record.task === "inference" ? "inference" : "training";
  const adapters = adapterOverride(record.system ?? "");
  return context.arch(id, { [`chip.software.${task}`]: profileOf(record), ...adapters });
}

/** Share of an adapter's rate that is attained: as of a DGX (Calculon's InfiniBand). */
const ADAPTER_SHARE = 0.9;

/** Network adapters of a machine where a record counts them: "4x Omni-Path 100 Gb/s per node", "8x HDR200 IB per node". */
function adapterOverride(system: string): Overrides {
  const [, count, , rate] = /(\d+)x ([^,;]*?)(\d{2,4})(?: Gb\/s| IB)[^,;]* per node/i.exec(system) ?? [];
  if (count === undefined || rate === undefined) return {};
  return { "machine.gateway.bandwidth": `${(Number(count) * Number(rate) * ADAPTER_SHARE) / 8} GB/s` };
}
