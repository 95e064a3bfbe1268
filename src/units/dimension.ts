/**
 * The dimensions a quantity in a spec can have, each with the base unit that code and results use.
 * Names in code end in these units: `sramBytesPerTile`, `clockHertz`, `linkBytesPerSecond`.
 */
export const BASE_UNIT = {
  count: "", // a bare number: tiles, layers, heads
  share: "", // a bare number, usually 0..1: efficiency, sparsity
  bytes: "B",
  seconds: "s",
  hertz: "Hz",
  bytesPerSecond: "B/s",
  flops: "FLOP",
  flopsPerSecond: "FLOP/s",
  watts: "W",
  joules: "J",
  joulesPerFlop: "J/FLOP",
  joulesPerByte: "J/B",
  dollars: "USD",
  dollarsPerJoule: "USD/J",
  dollarsPerSecond: "USD/s",
  dollarsPerByte: "USD/B",
  kilogramsPerJoule: "kg/J",
  metres: "m",
  squareMetres: "m^2",
  perSquareMetre: "/m^2",
  volts: "V",
  kilograms: "kg",
  kilogramsPerByte: "kg/B",
  wattsPerSquareMetre: "W/m^2",
} as const;

export type Dimension = keyof typeof BASE_UNIT;
