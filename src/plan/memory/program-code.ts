import { operatorMemory } from "./operator-memory.ts";
import type { Block, Operator } from "../../workload/graph/operator-graph.ts";
import {
  CODE_BASE_BYTES_PER_TILE,
  CODE_BYTES_PER_CODELET,
  EXCHANGE_CODE_BYTES_PER_PHASE,
} from "./memory-constants.ts";
import type { Stage } from "../plan.ts";
import { rememberedByBlock, type KnownByBlock } from "./remembered-by-block.ts";

export interface CodeBytes {
  /** Vertices, control program, stacks, host exchange. */
  readonly code: number;
  /** Exchange sequences. */
  readonly exchangeCode: number;
}

/**
 * Code on each tile of the chip that runs these stages follows its program: a codelet is there once for all vertices
 * that run it, forward and backward apart, and one more updates weights; control and exchange of an operator are shared
 * by those of one shape, in whichever layer they are (outlining). A matmul or convolution has a forward and two
 * gradients, other operators a forward and a gradient.
 */
export function codeBytesPerTile(stages: readonly Stage[], training: boolean): CodeBytes {
  const kept = training ? ofTraining : ofInference;
  let bytes = kept.get(stages);
  if (bytes === undefined) kept.set(stages, (bytes = codeOfStages(stages, training)));
  return bytes;
}

/** A search asks about the same stages under many choices. */
const ofTraining = new WeakMap<readonly Stage[], CodeBytes>();
const ofInference = new WeakMap<readonly Stage[], CodeBytes>();

function codeOfStages(stages: readonly Stage[], training: boolean): CodeBytes {
  const [first, ...others] = stages.flatMap(({ blocks }) => blocks.map(({ block }) => block));
  if (first === undefined) return codeBytesOf([], training);
  // Blocks of one graph are told apart by their names.
  const key = [training, ...others.map(({ id }) => id)].join("|");
  return rememberedByBlock(known, first, key, () => codeBytesOf([first, ...others], training));
}

const known: KnownByBlock<string, CodeBytes> = new WeakMap();

function codeBytesOf(blocks: readonly Block[], training: boolean): CodeBytes {
  const distinct = new Map<string, Operator>();
  for (const { operators } of blocks) for (const op of operators) distinct.set(shapeKey(op), op);
  const codelets = new Map<string, number>();
  let bytes = 0;
  let phases = 0;
  for (const op of distinct.values()) {
    const { program } = operatorMemory(op);
    const directions = training ? program.directions : 1;
    codelets.set(program.codelet(op), directions);
    bytes += directions * program.bytes;
    phases += directions * program.phases;
  }
  const updates = training && codelets.size > 0 ? 1 : 0;
  const shared = [...codelets.values()].reduce((sum, directions) => sum + directions, updates);
  const exchangeCode = phases * EXCHANGE_CODE_BYTES_PER_PHASE.value;
  const vertices = shared * CODE_BYTES_PER_CODELET.value;
  return { code: CODE_BASE_BYTES_PER_TILE.value + vertices + bytes - exchangeCode, exchangeCode };
}

const keys = new WeakMap<Operator, string>();

/** What the program of an operator depends on: all but its name, what it owns and where it stands in its block. */
function shapeKey(op: Operator): string {
  let key = keys.get(op);
  if (key === undefined) {
    const { id: _id, parameters: _owned, reads: _r, writes: _w, keeps: _k, inPlace: _p, ...rest } = op;
    const { sublayer: _s, residual: _joins, core: _core, added: _added, ...shape } = rest;
    keys.set(op, (key = Object.values(shape).join("|")));
  }
  return key;
}
