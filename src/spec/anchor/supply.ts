import type { Process, VoltageCurve } from "../../silicon/process.ts";
import { DROOP_CAPACITOR, DROOP_PLANAR, type ReadConstant } from "../../silicon/silicon-constants.ts";
import { relativeClock, relativeEnergy, voltsForClock } from "../../silicon/voltage.ts";
import type { ChipSpec, Supply } from "../kinds/arch-spec.ts";
import { evaluateScalar, isFormula, type Evaluation, type Sheet } from "../yaml/sheet.ts";
import { statedElsewhere } from "./lineage.ts";

/** A supply, and how it differs from the one of the chip that its spec is told from; `volts` NaN where unknown. */
export interface KnownSupply extends Supply {
  /** `volts` by the voltage that the spec states, on this process. */
  readonly relativeVolts: number;
  /** Of the same switching, beside what the process saves. */
  readonly relativeEnergy: number;
}

/** Process and supply of the chip that a number was stated for; undefined where they are not known. */
type Known = { readonly process: Process; readonly supply: KnownSupply | undefined } | undefined;

interface Scope {
  readonly evaluation: Evaluation;
  readonly lawsOf: (chip: Sheet) => Known;
  readonly read: ReadConstant;
}

/**
 * The supply of a chip at its clock.
 *
 * A chip that states its voltage has it. One that differs from such a chip needs the voltage at which its process, less
 * what its supply droops, is as much faster as its clock is; a faster process needs less for the same clock, a slower
 * one more. A clock within the range that a spec gives for it is one the chip is said to reach.
 */
export function supplyAt(
  sheet: Sheet,
  chip: ChipSpec,
  process: Process,
  { evaluation, lawsOf, read }: Scope,
): KnownSupply | undefined {
  const cell = sheet.cells.get("power.relativeVoltage");
  if (chip.architecture !== "tiled" || cell === undefined) return undefined;
  const droop = read(chip.floorplan?.capacitorWafer === true ? DROOP_CAPACITOR : DROOP_PLANAR);
  const { clock } = chip;
  const share = chip.power.relativeVoltage ?? 1;
  const stated = statedElsewhere(sheet, cell);
  const before = stated && lawsOf(stated);
  if (stated === undefined || before?.supply === undefined || isAsTold(sheet, stated, clock, evaluation))
    return process.voltage && toldSupply(process.voltage, { clock, droop, share });
  return movedSupply({ process, clock, droop, share }, before.process, before.supply);
}

function toldSupply(
  curve: VoltageCurve,
  { clock, droop, share }: { readonly clock: number; readonly droop: number; readonly share: number },
): KnownSupply {
  const volts = curve.nominalVolts * share;
  const faster = relativeClock(curve, curve.highestVolts, droop) / relativeClock(curve, volts, droop);
  const highestHertz = clock * Math.max(1, faster);
  return { volts, droop, clockHertz: clock, highestHertz, relativeVolts: 1, relativeEnergy: 1 };
}

interface Moved {
  readonly process: Process;
  readonly clock: number;
  readonly droop: number;
  /** Stated voltage by nominal. */
  readonly share: number;
}

/** The supply of a chip that was derived from another one, by the voltage curves of both processes. */
function movedSupply(
  { process, clock, droop, share }: Moved,
  old: Process,
  before: KnownSupply,
): KnownSupply {
  const [curve, oldCurve] = [process.voltage, old.voltage];
  const gain = process.relativeSpeed / old.relativeSpeed;
  if (curve === undefined || oldCurve === undefined) {
    // Without a curve nothing but the speed of its process is known.
    const highestHertz = before.clockHertz * gain;
    return { volts: Number.NaN, droop, clockHertz: clock, highestHertz, relativeVolts: 1, relativeEnergy: 1 };
  }
  const reduced = before.volts / oldCurve.nominalVolts;
  const from = reduced * curve.nominalVolts;
  const base = relativeClock(curve, from, before.droop) / gain;
  const isSame = clock === before.clockHertz && droop === before.droop && gain === 1;
  const needed = isSame ? from : voltsForClock(curve, (clock / before.clockHertz) * base, droop);
  const volts = needed ?? curve.highestVolts;
  return {
    volts,
    droop,
    clockHertz: clock,
    highestHertz: before.clockHertz * (relativeClock(curve, curve.highestVolts, droop) / base),
    relativeVolts: volts / (curve.nominalVolts * share),
    relativeEnergy:
      before.relativeEnergy *
      (energyAt(process, curve, { volts, reduced, droop: before.droop }) /
        energyAt(old, oldCurve, { volts: before.volts, reduced, droop: before.droop })),
  };
}

/**
 * Energy of the same switching by that to which the energy of the process refers: at the speed of N7 where the process
 * is faster, as vendors give it, at the same share of its nominal voltage where it is slower.
 */
function energyAt(
  { relativeSpeed }: Process,
  curve: VoltageCurve,
  { volts, reduced, droop }: { readonly volts: number; readonly reduced: number; readonly droop: number },
): number {
  const same = reduced * curve.nominalVolts;
  const speed = relativeClock(curve, same, droop) / relativeSpeed;
  const reference = relativeSpeed > 1 ? (voltsForClock(curve, speed, droop) ?? same) : same;
  return relativeEnergy(curve, volts) / relativeEnergy(curve, reference);
}

/** A clock that a formula of the stated chip gives, however its parts were set, or in the range that chip has for it. */
function isAsTold(sheet: Sheet, stated: Sheet, clock: number, evaluation: Evaluation): boolean {
  const cell = sheet.cells.get("clock");
  if (cell !== undefined && isFormula(cell.value) && cell.value.place.source === stated.source) return true;
  const told = stated.cells.get("clock");
  if (told?.low === undefined || told.high === undefined) return false;
  const [low, high] = [told.low, told.high].map((end) => evaluateScalar(stated, told, end, evaluation));
  return low !== undefined && high !== undefined && low <= clock && clock <= high;
}

/** Energy of the same switching at the voltage that the clock needs, by that at the voltage the spec has. */
export function energyOfSupply(supply: KnownSupply | undefined): number {
  return supply?.relativeEnergy ?? 1;
}
