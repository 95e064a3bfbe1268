import type { NoPlan } from "../internal.ts";
import { BadInput, EXIT, type ExitCode } from "./exit-code.ts";
import type { Shell } from "./shell.ts";

/** Choices that break a rule are bad input: what they are, the rule, and what would be legal. */
export function refuseIllegal(illegal: {
  readonly choices: Readonly<Record<string, unknown>>;
  readonly rule: string;
  readonly legal: readonly string[];
}): never {
  const choices = Object.entries(illegal.choices).map(
    ([name, value]) => `plan.${name}=${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}`,
  );
  const made = choices.length > 0 ? `${choices.join(", ")}: ` : "";
  throw new BadInput(`${made}${illegal.rule}\n  legal: ${illegal.legal.join(", or ")}`);
}

/** Says why there is no plan for a pair: illegal choices are bad input, a memory that is short is an answer. */
export function tellNoPlan(
  why: NoPlan | undefined,
  { system, workload }: { readonly system: string; readonly workload: string },
  shell: Shell,
): ExitCode {
  if (why?.kind === "illegal") refuseIllegal({ choices: why.made, rule: why.rule, legal: why.legal });
  const resource = why === undefined ? "" : `: ${why.resource}`;
  shell.err(
    `dse: ${system} · ${workload} does not fit${resource}. Try: dse plan --system ${system} --workload ${workload}\n`,
  );
  return EXIT.refuted;
}
