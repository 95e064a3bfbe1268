import type { MemoryId } from "../arch/memory.ts";
import type { Segment } from "../estimate/priced-plan.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import { specInputs } from "./explanation-inputs.ts";
import { law, type ExplanationNode } from "./explanation-node.ts";

interface SegmentLaw {
  readonly formula: string;
  readonly inputs: readonly string[];
}

/** What the time of a segment follows from, by the resource it occupies. */
const LAWS: Readonly<Record<string, SegmentLaw>> = {
  tiles: { formula: "cycles / clock", inputs: ["chip.clock"] },
  links: {
    formula: "bytes / rate of the rings + hops · latency",
    inputs: ["chip.links.count", "chip.links.bandwidth", "chip.links.efficiency", "chip.links.latency"],
  },
  gateway: {
    formula: "bytes / rate of the gateways + hops · latency",
    inputs: ["machine.gateway.bandwidth", "machine.gateway.latency"],
  },
  host: { formula: "bytes / rate of the host connection", inputs: ["machine.host.bandwidth"] },
};

/** Transfers from and to an off-chip memory. */
function memoryLaw(id: MemoryId): SegmentLaw {
  const rate = id === "streaming" ? "the machine" : "the memory";
  const figures = ["latency", "bandwidth", "chipBandwidth"];
  return {
    formula: `latency + bytes / min(rate of a chip, rate of ${rate} / ranks that stream together)`,
    inputs: memoryPaths(id, figures),
  };
}

/** Where specs give such figures of an off-chip memory. */
export function memoryPaths(id: MemoryId, figures: readonly string[]): readonly string[] {
  const places = [`machine.memories.${id}`, `chip.memories.${id}`];
  if (id === "streaming") places.unshift("machine.streaming");
  return places.flatMap((place) => figures.map((figure) => `${place}.${figure}`));
}

/** One use of one resource: bytes and rates it follows from. */
export function explainSegment(segment: Segment, inputs: readonly Provenance[]): ExplanationNode {
  const { formula, inputs: paths } = LAWS[segment.resource] ?? memoryLaw(segment.resource);
  const bytes: readonly ExplanationNode[] =
    segment.bytes > 0
      ? [law({ label: "bytes", value: segment.bytes, unit: "B", formula: "sent by, or moved for, one chip" })]
      : [];
  return law({ label: segment.label, value: segment.seconds, unit: "s", formula }, [
    ...bytes,
    ...specInputs(inputs, ...paths),
  ]);
}

/** Equal segments in a row count as one, `n` times. */
export function explainSegments(
  segments: readonly Segment[],
  inputs: readonly Provenance[],
): readonly ExplanationNode[] {
  return segments.map((segment) => explainSegment(segment, inputs));
}
