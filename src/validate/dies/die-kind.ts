import { CONTENT_ANCHORS, DISTRIBUTED, GPU, SCRATCHPAD } from "../../silicon/other-die-constants.ts";
import type { ContentAnchor, Organisation } from "../../silicon/other-die-constants.ts";
import type { DieRecord } from "./die-record.ts";

/** How dies of a vendor are made, as far as their data sheets tell: which constants apply. */
export interface DieKind {
  readonly name: "gpu" | "scratchpad" | "distributed" | "wafer";
  readonly organisation: Organisation;
  /** Dies are known by their transistors, where those are known: a peak says little of a GPU's or a wafer's content. */
  readonly byContent: ContentAnchor | undefined;
}

const GPU_OF = (byContent: ContentAnchor): DieKind => ({ name: "gpu", organisation: GPU, byContent });

/** A vendor counts transistors in its own way, so a die is held against the anchor of its own vendor where there is one. */
const KINDS: readonly (readonly [RegExp, DieKind])[] = [
  [/nvidia/i, GPU_OF(CONTENT_ANCHORS.a100)],
  [/\bamd\b|xilinx/i, GPU_OF(CONTENT_ANCHORS.aldebaran)],
  [/apple|biren|moore threads|intel(?! habana)/i, GPU_OF(CONTENT_ANCHORS.a100)],
  [/cerebras/i, { name: "wafer", organisation: DISTRIBUTED, byContent: CONTENT_ANCHORS.wse2 }],
  [
    /graphcore|tenstorrent|groq|esperanto|sambanova|tesla|untether|d-matrix/i,
    { name: "distributed", organisation: DISTRIBUTED, byContent: undefined },
  ],
];

export function dieKind({ vendor }: DieRecord): DieKind {
  const known = KINDS.find(([name]) => name.test(vendor))?.[1];
  return known ?? { name: "scratchpad", organisation: SCRATCHPAD, byContent: undefined };
}

/** Nanometres that a node's name begins with, by the process whose class it is of. */
const NODES: Readonly<Record<string, string>> = {
  28: "n28",
  22: "n28",
  20: "n28",
  16: "n16",
  14: "n16",
  12: "n16",
  10: "n10",
  8: "n10",
  7: "n7",
  6: "n6",
  5: "n5",
  4: "n4",
  3: "n3",
  2: "n2",
};

/** Id of the process that a node belongs to ("TSMC N7", "Samsung 8N", "12 nm"); undefined for one that is not shipped. */
export function processId({ node }: DieRecord): string | undefined {
  return NODES[/\d+/.exec(node)?.[0] ?? ""];
}
