import { z } from "zod";
import { quantity } from "../yaml/quantity.ts";

/** Words that name something else where a memory may be named: the chip's own memory, places in it, parts of a machine. */
export const NOT_MEMORIES: readonly string[] = [
  "sram",
  "sharded",
  "sharded-gradients",
  "sharded-weights",
  "none",
  "as-weights",
  "tiles",
  "links",
  "gateway",
  "host",
  "chip",
];

/** Where a plan puts something: the id of a memory, or what else the choice allows. */
export const memoryId = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "the id of a memory, such as sram, streaming or hbm");

const figures = {
  id: memoryId.describe(
    "What plans call it, as in `weights: hbm`; `streaming`, the DRAM of a machine, is one",
  ),
  capacity: quantity("bytes", { positive: true }).describe("Size of the memory"),
  bandwidth: quantity("bytesPerSecond", { positive: true }).describe(
    "Attained by all that share it together",
  ),
  energy: quantity("joulesPerByte").describe("A byte moved between it and the chip"),
  latency: quantity("seconds")
    .optional()
    .describe(
      "Fixed cost of a transfer; default: none, of a machine's memory the fitted cost of its gateway",
    ),
  price: quantity("dollarsPerByte")
    .optional()
    .describe("Of the memory by itself; absent: in the price of its chip or machine"),
};

const chipMemory = z.strictObject(figures);
const memoryOfTiles = z.strictObject({
  ...figures,
  stacks: z
    .strictObject({
      count: quantity("count", { min: 1, max: 64 }).describe("Stacks beside one die"),
      generation: z.enum(["hbm2e", "hbm3", "hbm3e", "hbm4"]).describe("Generation of HBM"),
    })
    .optional()
    .describe("Stacks of HBM beside the die: they take PHYs, edge and an interposer, cost and emit"),
});
const machineMemory = z.strictObject({
  ...figures,
  chipBandwidth: quantity("bytesPerSecond", { positive: true })
    .optional()
    .describe("Attained by one chip while the others are idle; default: as all together"),
});

/** Lists in a spec whose items have an `id`: maps by id inside, so that a spec that extends another may change one. */
const listsById = new WeakSet<z.core.$ZodType>();

export const isListById = (schema: z.core.$ZodType): boolean => listsById.has(schema);

function listById<T extends z.core.$ZodType>(item: T): z.ZodRecord<typeof memoryId, T> {
  const map = z.record(memoryId, item);
  listsById.add(map);
  return map;
}

/** Memories beside the one a chip computes from: each chip has its own. */
export const chipMemories = listById(chipMemory)
  .optional()
  .describe("Memories of each chip beside the one it computes from, each with an id");

/** The same of a chip of tiles, whose die the laws of silicon know. */
export const memoriesOfTiles = listById(memoryOfTiles)
  .optional()
  .describe("Memories of each chip beside its SRAM, each with an id");

/** Memories that the chips of a machine share. */
export const machineMemories = listById(machineMemory)
  .optional()
  .describe("Memories that the chips of a machine share, each with an id");

export type MemorySpec = z.output<typeof machineMemory>;
