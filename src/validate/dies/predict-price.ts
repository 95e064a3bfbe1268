import { goodDieDollars, goodStackDollars } from "../../silicon/die-cost.ts";
import { MARGINS } from "../../silicon/package-constants.ts";
import { packageDollars } from "../../silicon/package-cost.ts";
import { capacitorWafer } from "../../silicon/chip-silicon.ts";
import type { DieContext } from "./die-context.ts";
import { processId } from "./die-kind.ts";
import type { DieRecord } from "./die-record.ts";
import { HBM_STACKS, readInterfaces } from "./interfaces.ts";
import type { DiePrediction } from "./predict-area.ts";

/** Spare parts that no data sheet tells: one of eight, of three quarters of the die, as CAPA has it of A100's like. */
const REDUNDANCY = { groups: 1, units: 8, needed: 7, repairableFraction: 0.75 };

/** Products follow a process by about two years. */
const YEARS_AFTER = 2;

/** Cost of a packaged chip where a bill of materials is told, else its price at its vendor's margin; dollars. */
export async function predictPrice(
  record: DieRecord,
  squareMetres: number | undefined,
  context: DieContext,
): Promise<DiePrediction> {
  const kind = record.priceOrCost?.kind ?? "";
  const isCost = /\b(BOM|bill of materials|cost)\b/i.test(kind);
  if (!isCost && /system|card|board|server|box/i.test(kind))
    return { notModelled: `a price of more than the chip (${kind})` };
  const id = processId(record);
  if (id === undefined) return { notModelled: `no process of the node "${record.node}"` };
  if (squareMetres === undefined) return { notModelled: "its area is neither known nor modelled" };
  const process = await context.process(id);
  const stacked = /\bDTC\b/.test(record.node);
  const dies = stacked ? 1 : record.dies;
  const die = { squareMetres: squareMetres / dies, process, redundancy: REDUNDANCY };
  const year = process.year + YEARS_AFTER;
  const dollars = stacked ? goodStackDollars(die, [capacitorWafer()], year) : goodDieDollars(die, year);
  const { hbm, usedStacks: stacks, memory } = readInterfaces(record.interfaces);
  const bill = packageDollars({
    dies: Array.from({ length: dies }, () => ({ squareMetres: die.squareMetres, dollars })),
    ...(memory === "hbm" && {
      memory: { generation: hbm, stacks, bytes: stacks * stackBytes(record, hbm) },
    }),
  });
  const { total, ...parts } = bill;
  const margin = isCost ? 1 : marginOf(record);
  return {
    predicted: total * margin,
    breakdown: {
      ...Object.fromEntries(Object.entries(parts).map(([part, usd]) => [`${part}Dollars`, usd])),
      margin,
    },
    assumed: ["one spare part of eight", ...(isCost ? [] : [`sold at ${margin} times its cost`])],
    calibrates: false,
  };
}

/** Stacks of the first two generations held 4 to 8 GB. */
function stackBytes({ interfaces }: DieRecord, generation: keyof typeof HBM_STACKS): number {
  return /HBM2?(?![\w])/.test(interfaces) ? 8e9 : HBM_STACKS[generation].bytes;
}

function marginOf({ vendor }: DieRecord): number {
  return (/nvidia/i.test(vendor) ? MARGINS.leader : MARGINS.challenger).value;
}
