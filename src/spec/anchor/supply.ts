import type { Process } from "../../silicon/process.ts";
import { DROOP_CAPACITOR, DROOP_PLANAR } from "../../silicon/silicon-constants.ts";
import { relativeClock, relativeEnergy, voltsForClock } from "../../silicon/voltage.ts";
import type { ChipSpec, Supply } from "../kinds/arch-spec.ts";
import { evaluateScalar, isFormula, type Evaluation, type Sheet } from "../yaml/sheet.ts";
import { statedElsewhere } from "./lineage.ts";

/** A supply, and what it is told from. */
export interface KnownSupply extends Supply {
  /** By the relative voltage that the spec has; other than `volts` where the clock moved and the voltage was not stated. */
  readonly statedVolts: number;
  readonly nominalVolts: number;
}

/** Supply of the chip that a number was stated for; undefined where it is not known. */
type SupplyOf = (chip: Sheet) => KnownSupply | undefined;

/**
 * The supply of a chip at its clock.
 *
 * A chip that states its voltage has it. One that differs from such a chip needs the voltage at which its process, less
 * what its supply droops, is as much faster as its clock is; on another process the same speed needs the same share of
 * the nominal voltage. A clock within the range that a spec gives for it is one the chip is said to reach.
 */
export function supplyAt(
  sheet: Sheet,
  chip: ChipSpec,
  process: Process,
  scope: { readonly evaluation: Evaluation; readonly supplyOf: SupplyOf },
): KnownSupply | undefined {
  const cell = sheet.cells.get("power.relativeVoltage");
  const curve = process.voltage;
  if (chip.architecture !== "tiled" || cell === undefined || curve === undefined) return undefined;
  const statedVolts = curve.nominalVolts * (chip.power.relativeVoltage ?? 1);
  const droop = (chip.floorplan?.capacitorWafer === true ? DROOP_CAPACITOR : DROOP_PLANAR).value;
  const { clock } = chip;
  const { nominalVolts, highestVolts } = curve;
  const stated = statedElsewhere(sheet, cell);
  const before = stated && scope.supplyOf(stated);
  const speed = (volts: number, less: number): number => relativeClock(curve, volts, less);
  if (stated === undefined || before === undefined || isAsTold(sheet, stated, clock, scope.evaluation)) {
    const highestHertz = Math.max(clock, clock * (speed(highestVolts, droop) / speed(statedVolts, droop)));
    return { volts: statedVolts, droop, clockHertz: clock, highestHertz, statedVolts, nominalVolts };
  }
  const from = before.volts * (nominalVolts / before.nominalVolts);
  const base = speed(from, before.droop);
  const isSame = clock === before.clockHertz && droop === before.droop;
  const volts = isSame ? from : voltsForClock(curve, (clock / before.clockHertz) * base, droop);
  const highestHertz = before.clockHertz * (speed(highestVolts, droop) / base);
  return { volts: volts ?? highestVolts, droop, clockHertz: clock, highestHertz, statedVolts, nominalVolts };
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
export function energyOfSupply({ voltage }: Process, supply: KnownSupply | undefined): number {
  if (voltage === undefined || supply === undefined || supply.volts === supply.statedVolts) return 1;
  return relativeEnergy(voltage, supply.volts) / relativeEnergy(voltage, supply.statedVolts);
}
