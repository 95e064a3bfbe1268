import type { Segment } from "../estimate/priced-plan.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import { specInputs } from "./explanation-inputs.ts";
import { law, type ExplanationNode } from "./explanation-node.ts";

/** What the time of a segment follows from, by the resource it occupies. */
const LAWS: Readonly<
  Record<Segment["resource"], { readonly formula: string; readonly inputs: readonly string[] }>
> = {
  tiles: { formula: "cycles / clock", inputs: ["chip.clock"] },
  links: {
    formula: "bytes / rate of the rings + hops · latency",
    inputs: ["chip.links.count", "chip.links.bandwidth", "chip.links.efficiency", "chip.links.latency"],
  },
  gateway: {
    formula: "bytes / rate of the gateways + hops · latency",
    inputs: ["machine.gateway.bandwidth", "machine.gateway.latency"],
  },
  streaming: {
    formula: "latency + bytes / min(rate of a chip, rate of the machine / ranks that stream together)",
    inputs: ["machine.streaming.bandwidth", "machine.streaming.chipBandwidth"],
  },
  host: { formula: "bytes / rate of the host connection", inputs: ["machine.host.bandwidth"] },
};

/** One use of one resource: bytes and rates it follows from. */
export function explainSegment(segment: Segment, inputs: readonly Provenance[]): ExplanationNode {
  const { formula, inputs: paths } = LAWS[segment.resource];
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
