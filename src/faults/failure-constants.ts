import type { ModelConstant } from "../plan/memory/memory-constants.ts";

const LLAMA_HOURS = 54 * 24;
const LLAMA_CHIPS = 16_384;
const LLAMA_FAILURES = 419;
/** Faults of a chip, its memory or its links inside the machine: 58.7 % of all. */
const LLAMA_CHIP_SHARE = 0.587;

/** Hours that one chip works until something stops the run, everything that does charged to the chips. */
export const CHIP_HOURS_PER_FAILURE: ModelConstant = {
  id: "chipHoursPerFailure",
  value: (LLAMA_CHIPS * LLAMA_HOURS) / LLAMA_FAILURES,
  unit: "h",
  status: "published",
  source:
    "Llama 3 (Meta 2024): 419 unexpected interruptions of 16,384 H100 in 54 days, one in 50,700 chip hours; no rate of IPUs is published, so take a range of a third to three times around it",
};

/** Of these failures, those after which a machine leaves for repair; the others need a restart alone. */
export const REPAIR_SHARE: ModelConstant = {
  id: "failuresThatNeedRepair",
  value: LLAMA_CHIP_SHARE,
  unit: "",
  status: "derived",
  source:
    "Llama 3: 58.7 % of its interruptions were faults of a chip; cables, switches, hosts and software (the rest) are taken to be back with the restart",
};

/** From a failure until all chips are loaded again, beside reading the checkpoint. */
export const RESTART_SECONDS: ModelConstant = {
  id: "restartSeconds",
  value: 600,
  unit: "s",
  status: "assumed",
  source: "detection, a new allocation and loading the program, without a human in the loop",
};

export const REPAIR_SECONDS: ModelConstant = {
  id: "repairSeconds",
  value: 86_400,
  unit: "s",
  status: "assumed",
  source: "a machine is replaced on the next working day",
};

/** State that a checkpoint holds of each parameter: half weights, single-precision master copy and two moments. */
export const CHECKPOINT_BYTES_PER_PARAMETER: ModelConstant = {
  id: "checkpointBytesPerParameter",
  value: 2 + 3 * 4,
  unit: "B",
  status: "published",
  source: "Rajbhandari et al. 2020 (ZeRO), §3.1: mixed-precision Adam",
};
