import type { Arch } from "../../arch/arch.ts";
import type { Hop } from "../../plan/placement/hop.ts";
import { placementOf } from "../../plan/placement/placement.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { EqualWidth, Layout, ShapeGroup } from "./plan-space.ts";

/** Where the experts of a plan are, as far as that decides what a layer costs. */
export interface ExpertPlace {
  /** Names all of it: places of one name cost the same. */
  readonly name: string;
  readonly expertParallel: number;
  /** Stages between the replicas that share experts; 1 where none do. */
  readonly pipelineParallel: number;
  readonly last: Pick<PlanChoice, "expertWeights" | "rankOrder">;
}

/** What a price reads of a hop: whom it leads to is for the simulation alone. */
const costOf = ({ members: _m, stride: _s, ...cost }: Hop): Omit<Hop, "members" | "stride"> => cost;

/** More than a pipeline has, to tell pairs of numbers apart by one. */
const MOST_STAGES = 2 ** 24;

export interface ExpertPlaces {
  /**
   * Where the experts of a layout may be: in which memory, and, where replicas share them, over which links. Of a dense
   * model there is one place for none.
   */
  readonly ofLayout: (layout: Layout, tensorParallel: number) => readonly ExpertPlace[];
  /** Where the experts of any layout of a shape may be, one place of each name. */
  readonly ofShape: (group: ShapeGroup) => readonly ExpertPlace[];
}

export function expertPlaces(arch: Arch): ExpertPlaces {
  const known = new Map<string, string>();
  /**
   * Links between the replicas that share experts. Replicas that are a link domain apart are as far from each other
   * however many stages lie between, so that most layouts of a shape are one place.
   */
  const apart = (
    degrees: Pick<PlanChoice, "tensorParallel" | "pipelineParallel" | "expertParallel" | "rankOrder">,
  ): string => {
    const key = `${degrees.tensorParallel}|${degrees.pipelineParallel}|${degrees.expertParallel}|${degrees.rankOrder}`;
    let name = known.get(key);
    if (name === undefined) {
      const { inside, domains, near, far } = placementOf(arch, {
        ...degrees,
        dataParallel: 1,
      }).expertDividers;
      name = JSON.stringify([inside, domains, costOf(near), costOf(far)]);
      known.set(key, name);
    }
    return name;
  };
  const ofLayout: ExpertPlaces["ofLayout"] = ({ degrees, options }, tensorParallel) => {
    const { expertParallel } = degrees;
    const isShared = expertParallel > 1;
    const pipelineParallel = isShared ? degrees.pipelineParallel : 1;
    return options.expertWeights.flatMap((expertWeights) =>
      options.rankOrder.map((rankOrder) => {
        const last = { expertWeights, rankOrder };
        const where = isShared ? apart({ tensorParallel, pipelineParallel, expertParallel, ...last }) : "";
        return {
          name: `${expertParallel}|${expertWeights}|${where}`,
          expertParallel,
          pipelineParallel,
          last,
        };
      }),
    );
  };
  const ofWidths = new WeakMap<readonly EqualWidth[], readonly ExpertPlace[]>();
  return {
    ofLayout,
    // Shapes of the same layouts agree in their tensor-parallel degree.
    ofShape({ shape, widths }) {
      const before = ofWidths.get(widths);
      if (before !== undefined) return before;
      const found = new Map<string, ExpertPlace>();
      const asked = new Map<Layout["options"], Set<number>>();
      for (const { layouts } of widths)
        for (const layout of layouts) {
          const { expertParallel, pipelineParallel } = layout.degrees;
          const key = expertParallel > 1 ? expertParallel * MOST_STAGES + pipelineParallel : 0;
          let keys = asked.get(layout.options);
          if (keys === undefined) asked.set(layout.options, (keys = new Set<number>()));
          if (keys.has(key)) continue;
          keys.add(key);
          for (const place of ofLayout(layout, shape.tensorParallel))
            if (!found.has(place.name)) found.set(place.name, place);
        }
      const places = [...found.values()];
      ofWidths.set(widths, places);
      return places;
    },
  };
}
