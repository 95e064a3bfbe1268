import { capexShareDollars } from "../cost/energy/money.ts";
import { specInputs, valueInput } from "./explanation-inputs.ts";
import { law, product, quotient, sum, type ExplanationNode } from "./explanation-node.ts";
import { stepEnergy } from "./explain-energy.ts";
import { stepTime, type ExplainScope } from "./explain-scope.ts";

/** Cost of one step: its share of the price, and electricity. */
export function explainStepDollars(scope: ExplainScope): ExplanationNode {
  return sum({ label: "cost of a step", unit: "USD" }, [depreciation(scope), electricity(scope)]);
}

/** Purchase price of the whole system; NaN where a part has no price, and no metric of it applies. */
export function explainSystemPrice({ inputs, totals }: ExplainScope): ExplanationNode {
  return law(
    {
      label: "price of the system",
      value: totals.capexDollars,
      unit: "USD",
      formula: "announced, or machines + hosts + network",
    },
    specInputs(inputs, "system.price", "machine.price", "system.hostPrice", "system.networkPrice"),
  );
}

/** The owner's figures that metrics read: path and unit in a spec of a system. */
const OWNERS = {
  pue: ["system.economics.pue", ""],
  electricityDollarsPerJoule: ["system.economics.electricityPrice", "USD/J"],
  gridKilogramsPerJoule: ["system.economics.gridIntensity", "kg/J"],
} as const;

export type EconomicsName = keyof typeof OWNERS;

const ownersFigure =
  (name: EconomicsName) =>
  ({ inputs, totals }: ExplainScope): ExplanationNode => {
    const [path, unit] = OWNERS[name];
    return valueInput(inputs, path, { value: totals.economics[name], unit });
  };

/** How each of them came about. */
export const ECONOMICS: Readonly<Record<EconomicsName, (scope: ExplainScope) => ExplanationNode>> = {
  pue: ownersFigure("pue"),
  electricityDollarsPerJoule: ownersFigure("electricityDollarsPerJoule"),
  gridKilogramsPerJoule: ownersFigure("gridKilogramsPerJoule"),
};

/** Straight line over the seconds of its life in which the system does paid work, or what it loses of its value. */
function depreciation(scope: ExplainScope): ExplanationNode {
  const { inputs, totals } = scope;
  const { economics, capexDollars } = totals;
  const { lifetimeSeconds, utilisationFraction } = economics;
  const price = explainSystemPrice(scope);
  if (economics.depreciation === "declining") {
    const time = stepTime(scope);
    return law(
      {
        label: "depreciation",
        value: capexShareDollars(capexDollars, time.value, economics),
        unit: "USD",
        formula: "price · years · orders of magnitude a year · ln 10 (Cottier 2024)",
      },
      [
        price,
        time,
        valueInput(inputs, "system.economics.declineOrders", {
          value: economics.declineOrdersPerYear,
          unit: "",
        }),
      ],
    );
  }
  return quotient(
    { label: "depreciation", unit: "USD", formula: "price · time / (lifetime · utilisation)" },
    [
      product({ label: "price · step time", unit: "USD·s" }, [price, stepTime(scope)]),
      valueInput(inputs, "system.economics.lifetime", { value: lifetimeSeconds, unit: "s" }),
      valueInput(inputs, "system.economics.utilisation", { value: utilisationFraction, unit: "" }),
    ],
  );
}

function electricity(scope: ExplainScope): ExplanationNode {
  return product({ label: "electricity", unit: "USD" }, [
    stepEnergy(scope),
    ECONOMICS.pue(scope),
    ECONOMICS.electricityDollarsPerJoule(scope),
  ]);
}
