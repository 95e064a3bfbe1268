import type { TiledChip } from "../arch/arch.ts";
import { FITTED } from "../estimate/fitted-constants.ts";
import { priceBackward, priceForward } from "../estimate/price/price-operator.ts";
import type { PricingContext } from "../estimate/price/pricing-context.ts";
import { workSeconds, type WorkPrice } from "../estimate/price/work-price.ts";
import { matmulWork, operatorPlacement } from "../plan/memory/operator-shapes.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import type { MatmulOperator, OfKind, Operator, OperatorKind } from "../workload/graph/operator-graph.ts";
import { constantInput, specInputs, valueInput } from "./explanation-inputs.ts";
import { explainTilePlan } from "./explain-tile-plan.ts";
import {
  count,
  elsewhere,
  law,
  product,
  quotient,
  sum,
  type ExplanationNode,
  type NodeSource,
} from "./explanation-node.ts";

export type Direction = "forward" | "backward";

export interface OperatorScope {
  readonly context: PricingContext;
  readonly inputs: readonly Provenance[];
}

/** One operator for one micro-batch on one chip, before throttling. */
export function explainOperator(op: Operator, direction: Direction, scope: OperatorScope): ExplanationNode {
  const { context } = scope;
  const price = direction === "forward" ? priceForward(op, context) : priceBackward(op, context);
  const { chip } = context.arch;
  const named = { label: `${op.id} ${direction}`, unit: "s", value: workSeconds(price) };
  if (chip.architecture === "roofline") return sum(named, rooflineParts(price, scope));
  const parts: TileParts<Operator> = TILE_PARTS[op.kind];
  return sum(named, parts.explain(op, { direction, price, chip, scope }));
}

/** What the time of an operator of one kind on tiles is made of, in words. */
interface TileParts<O extends Operator> {
  explain(op: O, matter: OperatorMatter): readonly ExplanationNode[];
}

const TILE_PARTS: { readonly [K in OperatorKind]: TileParts<OfKind<K>> } = {
  matmul: { explain: matmulParts },
  convolution: { explain: (_, matter) => kernelParts("", matter) },
  vector: { explain: (op, matter) => kernelParts(` (${op.function})`, matter) },
  gather: { explain: (_, matter) => kernelParts("", matter) },
  scan: { explain: (_, matter) => kernelParts(" (selective scan, cost/tile/selective-scan.ts)", matter) },
};

interface OperatorMatter {
  readonly direction: Direction;
  readonly price: WorkPrice;
  readonly chip: TiledChip;
  readonly scope: OperatorScope;
}

/** Its matmuls as planned over the tiles; layout work around them; copies into the layout of an attention's product. */
function matmulParts(
  op: MatmulOperator,
  { direction, price, chip, scope }: OperatorMatter,
): readonly ExplanationNode[] {
  const { context, inputs } = scope;
  const { choice, planMatmul } = context;
  const work = matmulWork(op, choice.microBatch, choice.tensorParallel, operatorPlacement(op, choice));
  const shapes = direction === "forward" ? [work.forward] : work.backward;
  const plans = shapes.map((shape) =>
    explainTilePlan({ shape, plan: planMatmul(shape), chip, arithmetic: choice.arithmetic, inputs }),
  );
  const planned = work.times * plans.reduce((total, { value }) => total + value, 0);
  const layout = layoutNode(planned, context);
  const around = workSeconds(price) - planned - layout.value;
  const bare = op.weight || around <= 1e-9 * workSeconds(price);
  const done =
    work.times === 1
      ? plans
      : plans.map((plan) =>
          product({ label: `${plan.label}, expert by expert`, unit: "s" }, [
            count("experts at work", work.times, "experts that the micro-batch meets, on this chip"),
            plan,
          ]),
        );
  return [...done, layout, ...(bare ? [] : [aroundCore(around, scope)])];
}

/** Operands of a product between activations, which nobody placed beforehand, and what the product leaves to do. */
const aroundCore = (seconds: number, { inputs }: OperatorScope): ExplanationNode =>
  law(
    {
      label: "around the product of an attention",
      value: seconds,
      unit: "s",
      formula:
        "copies into its layout (phase start + bytes a tile / exchange width + regrouping), scale and mask of the scores",
      source: { status: "derived", source: "the law of decode attention, cost/attention-decode.ts" },
    },
    specInputs(inputs, "chip.clock", "chip.exchange.bytesPerCycle", "chip.exchange.phaseCycles"),
  );

/** (uplift − 1) × the time of the work it stands beside. */
function layoutNode(seconds: number, { choice, fitted }: PricingContext): ExplanationNode {
  const constant = choice.software === "framework" ? FITTED.layoutUpliftFramework : FITTED.layoutUpliftTuned;
  const uplift = { ...constant, value: fitted[constant.id as keyof typeof FITTED] };
  const share = law(
    { label: "layout uplift − 1", value: uplift.value - 1, unit: "", formula: "uplift − 1" },
    [constantInput(uplift)],
  );
  return product({ label: "layout work around it", unit: "s" }, [
    share,
    elsewhere({ label: "time of the work itself", value: seconds, unit: "s" }),
  ]);
}

const VERTICES: NodeSource = {
  status: "published",
  source: "PopLibs popopsCycleEstimators.hpp, PerformanceEstimation.hpp (cost/vector.ts)",
};

/** Elementwise, row-wise, gathers and convolutions: cycles by cause over the clock. */
function kernelParts(
  kernel: string,
  { price, chip, scope: { context, inputs } }: OperatorMatter,
): readonly ExplanationNode[] {
  const overClock = (label: string, seconds: number, formula: string, source: NodeSource, path?: string) =>
    quotient({ label, unit: "s", formula: "cycles / clock" }, [
      law(
        { label: `${label} cycles`, value: seconds * chip.clockHertz, unit: "cycles", formula, source },
        path === undefined ? [] : specInputs(inputs, path),
      ),
      valueInput(inputs, "chip.clock", { value: chip.clockHertz, unit: "Hz" }),
    ]);
  const { matmulSeconds, vectorSeconds, exchangeSeconds, syncSeconds, layoutSeconds } = price;
  const bare = matmulSeconds + vectorSeconds + exchangeSeconds + syncSeconds;
  const uplift = layoutNode(bare, context);
  const layout =
    Math.abs(layoutSeconds - uplift.value) <= 1e-9 * (layoutSeconds + bare)
      ? uplift
      : overClock("layout", layoutSeconds, "rearrangement around the work", VERTICES);
  return [
    overClock("AMP", matmulSeconds, "convolution as planned over the tiles", {
      status: "published",
      source: "PopLibs PerformanceEstimation.hpp 397-491",
    }),
    overClock(
      "vector units",
      vectorSeconds,
      `launch + cycles an element · elements on the fullest tile${kernel}`,
      VERTICES,
    ),
    overClock("exchange", exchangeSeconds, "bytes received by the fullest tile / exchange width", {
      status: "published",
      source: "PopLibs popops/ExchangeEstimator.cpp",
    }),
    overClock(
      "sync and phase starts",
      syncSeconds,
      "supersteps · cycles of a phase start",
      VERTICES,
      "chip.exchange.phaseCycles",
    ),
    layout,
  ];
}

const ROOFLINE: NodeSource = {
  status: "derived",
  source: "roofline with efficiency by size, cost/roofline.ts",
};

/** A chip known by peak and bandwidth: the longer of arithmetic and memory. */
function rooflineParts(price: WorkPrice, { context, inputs }: OperatorScope): readonly ExplanationNode[] {
  const part = (label: string, value: number, ...paths: readonly string[]): ExplanationNode =>
    law(
      {
        label,
        value,
        unit: "s",
        formula: "kernel launch + max(FLOPs / attained rate, bytes / bandwidth)",
        source: ROOFLINE,
      },
      specInputs(inputs, ...paths),
    );
  const { arithmetic } = context.choice;
  return [
    part("matmul", price.matmulSeconds, `chip.arithmetic.${arithmetic}.peak`, "chip.memory.bandwidth"),
    part("vector", price.vectorSeconds, "chip.memory.bandwidth"),
    part("exchange", price.exchangeSeconds),
    part("sync", price.syncSeconds),
    part("layout", price.layoutSeconds),
  ];
}
