/** Number formats of the matrix units: input format, then partials (accumulation) format. */
export const ARITHMETICS = ["fp8_16", "fp16_16", "fp16_32", "fp32"] as const;
export type Arithmetic = (typeof ARITHMETICS)[number];

/** What a chip says of them. */
export const ARITHMETIC =
  "Matrix products by number format: of the inputs, then of the sums (fp16_32: half in, single summed)";
