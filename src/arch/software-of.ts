import type { RooflineChip, Software } from "./arch.ts";

/** The profile that a chip runs a phase with: that of training, or that of inference. */
export const softwareOf = ({ software }: RooflineChip, phase: string): Software =>
  phase === "training" ? software.training : software.inference;
