import type { FlopsConventionId } from "../../src/workload/flops/flops-conventions.ts";

/** FLOPs (4 digits), PF/s-days and difference to the published FLOPs, as printed. */
export type ConventionRow = readonly [FlopsConventionId, number, string, string];

export const GPT_3_175B: readonly ConventionRow[] = [
  ["6nd-nominal", 3.15e23, "3,646", "+0.32%"],
  ["6nd", 3.143e23, "3,638", "+0.09%"],
  ["6nd-non-embedding", 3.131e23, "3,624", "-0.29%"],
  ["kaplan", 3.175e23, "3,674", "+1.10%"],
  ["palm", 3.23e23, "3,738", "+2.86%"],
  ["palm-causal", 3.186e23, "3,688", "+1.48%"],
  ["exact-full", 3.229e23, "3,737", "+2.84%"],
  ["exact-causal", 3.186e23, "3,687", "+1.45%"],
  ["chinchilla-f-text", 3.241e23, "3,751", "+3.21%"],
  ["chinchilla-f-table", 3.219e23, "3,725", "+2.50%"],
  ["megatron", 3.229e23, "3,738", "+2.84%"],
  ["narayanan-hardware", 4.302e23, "4,979", "+37.01%"],
  ["selective-recompute", 3.316e23, "3,838", "+5.61%"],
  ["8nd", 4.191e23, "4,850", "+33.46%"],
];

export const CHINCHILLA_70B: readonly ConventionRow[] = [
  ["6nd-nominal", 5.88e23, "6,806", "+2.08%"],
  ["6nd", 5.885e23, "6,812", "+2.18%"],
  ["6nd-non-embedding", 5.412e23, "6,263", "-6.05%"],
  ["kaplan", 5.524e23, "6,394", "-4.09%"],
  ["palm", 6.111e23, "7,073", "+6.09%"],
  ["palm-causal", 5.998e23, "6,942", "+4.14%"],
  ["exact-full", 5.659e23, "6,550", "-1.75%"],
  ["exact-causal", 5.546e23, "6,420", "-3.71%"],
  ["chinchilla-f-text", 5.683e23, "6,577", "-1.35%"],
  ["chinchilla-f-table", 5.638e23, "6,526", "-2.11%"],
  ["megatron", 5.659e23, "6,550", "-1.75%"],
  ["narayanan-hardware", 7.538e23, "8,725", "+30.87%"],
  ["selective-recompute", 5.885e23, "6,811", "+2.16%"],
  ["8nd", 7.847e23, "9,083", "+36.24%"],
];

export const GOPHER_280B: readonly ConventionRow[] = [
  ["6nd-nominal", 5.04e23, "5,833", "-12.50%"],
  ["6nd", 5.035e23, "5,827", "-12.59%"],
  ["6nd-non-embedding", 4.639e23, "5,369", "-19.47%"],
  ["kaplan", 4.687e23, "5,425", "-18.63%"],
  ["palm", 5.132e23, "5,939", "-10.91%"],
  ["palm-causal", 5.083e23, "5,883", "-11.75%"],
  ["exact-full", 4.745e23, "5,491", "-17.63%"],
  ["exact-causal", 4.696e23, "5,436", "-18.47%"],
  ["chinchilla-f-text", 4.755e23, "5,503", "-17.45%"],
  ["chinchilla-f-table", 4.736e23, "5,481", "-17.78%"],
  ["megatron", 4.745e23, "5,491", "-17.63%"],
  ["narayanan-hardware", 6.323e23, "7,318", "+9.77%"],
  ["selective-recompute", 4.841e23, "5,603", "-15.95%"],
  ["8nd", 6.713e23, "7,770", "+16.55%"],
];
