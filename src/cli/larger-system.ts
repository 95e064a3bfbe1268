import type * as Library from "../internal.ts";
import type { PlanSpec, Specs } from "../internal.ts";

/** Chips beyond which a larger system is another undertaking, not a way to mend a plan. */
const MOST_CHIPS = 4096;

/** The family of a system with its size: bow-pod of bow-pod16. */
const FAMILY = /^(.*\D)(\d+)$/;

const isDoubling = (times: number): boolean => times >= 2 && Number.isInteger(Math.log2(times));

/**
 * The smallest system of the same family, of two, four or more times the chips, on which some plan of the usual kind
 * fits: whoever buys machines can have more of them, and not a chip with more memory. undefined: no family, or none of
 * them up to 4,096 chips holds it.
 */
export async function largerSystem(
  question: {
    readonly system: string;
    readonly workload: string;
    readonly fixed: PlanSpec;
    readonly overrides: Library.Overrides;
    readonly specs: Specs;
    readonly planners: Library.PlannerCache;
  },
  api: typeof Library,
): Promise<string | undefined> {
  const { system, specs, overrides, fixed, planners } = question;
  const [, name = "", size = ""] = FAMILY.exec(system) ?? [];
  if (name === "") return undefined;
  const { spec } = await specs.arch(system, overrides);
  const family = api.familyOf(name, spec.system);
  const sizes = family?.sizes.filter((more) => isDoubling(more / Number(size)) && more <= MOST_CHIPS) ?? [];
  if (family === undefined) return undefined;
  const workload = (await specs.workload(question.workload, overrides)).spec;
  const isShort = async (more: number): Promise<boolean> => {
    const arch = api.buildArch(await specs.arch(family.idOf(more), overrides));
    return api.searchPlan({ arch, workload, fixed, planners, breadth: "usual" }).best === undefined;
  };
  const enough = sizes[(await api.lastThat(sizes, isShort)) + 1];
  return enough === undefined ? undefined : family.idOf(enough);
}
