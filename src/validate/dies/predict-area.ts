import { contentArea, sheetDieBlocks } from "../../silicon/other-die.ts";
import { dieArea, type DieBlocks } from "../../silicon/tiled-die.ts";
import type { DieContext } from "./die-context.ts";
import { dieKind, processId } from "./die-kind.ts";
import type { DieRecord } from "./die-record.ts";
import { sheetOfRecord } from "./sheet-of-record.ts";

export type DiePrediction =
  | {
      readonly predicted: number;
      readonly breakdown?: Readonly<Record<string, number>>;
      /** What had to be assumed, and what of the record is recalled. */
      readonly assumed: readonly string[];
      /** The constants it needs are set on this very die. */
      readonly calibrates: boolean;
    }
  | { readonly notModelled: string };

/**
 * All logic silicon of a record, in m²: of a shipped chip by its floorplan, of a kind that is known by its content by its
 * transistors, of any other by its arithmetic, memory and interfaces.
 */
export async function predictArea(record: DieRecord, context: DieContext): Promise<DiePrediction> {
  const shipped = await context.shipped(record);
  if (shipped !== undefined) {
    const { blocksSquareMetres, lawSquareMetres } = shipped.silicon;
    return {
      predicted: lawSquareMetres,
      breakdown: breakdownOf(blocksSquareMetres),
      assumed: [],
      calibrates: shipped.calibrates,
    };
  }
  const id = processId(record);
  if (id === undefined) return { notModelled: `no process of the node "${record.node}"` };
  const process = await context.process(id);
  const { name, byContent, organisation } = dieKind(record);
  const transistors = record.recalled.includes("transistors") ? undefined : record.transistors;
  const isSramAlone =
    name === "gpu" && Object.keys(record.formats).length === 0 && record.sramMB !== undefined;
  if (byContent !== undefined && transistors !== undefined && !isSramAlone) {
    const from = await context.process(byContent.process);
    return {
      predicted: contentArea(transistors, byContent, { from, to: process }),
      assumed: [`transistors at the density of ${byContent.id}`],
      calibrates: record.anchor,
    };
  }
  const sheet = sheetOfRecord(record, process);
  if (sheet === undefined) return { notModelled: missing(record) };
  const blocks = sheetDieBlocks(sheet.value, organisation, process);
  return {
    predicted: dieArea(blocks),
    breakdown: breakdownOf(blocks),
    assumed: [...sheet.assumed, ...recalledInputs(record)],
    calibrates: record.anchor,
  };
}

function breakdownOf(blocks: DieBlocks): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(blocks).map(([name, area]) => [`${name}SquareMetres`, area as number]),
  );
}

function missing({ sramMB, formats }: DieRecord): string {
  const lacks = [
    ...(sramMB === undefined ? ["SRAM"] : []),
    ...(Object.keys(formats).length === 0 ? ["arithmetic"] : []),
  ];
  return lacks.length === 0 ? "no dense format" : `its ${lacks.join(" and ")} is not known`;
}

const INPUTS = ["sramMB", "clockGHz", "formats"];

export function recalledInputs({ recalled }: DieRecord): readonly string[] {
  const found = recalled.filter((field) => INPUTS.includes(field));
  return found.length === 0 ? [] : [`recalled: ${found.join(", ")}`];
}
