import { capexShareDollars } from "../cost/energy/money.ts";
import { specInputs, valueInput } from "./explanation-inputs.ts";
import { law, product, quotient, sum, type ExplanationNode } from "./explanation-node.ts";
import { stepEnergy } from "./explain-energy.ts";
import { stepsPerRun, stepTime, type ExplainScope } from "./explain-scope.ts";

/** Cost of the run: its share of the price, and electricity; undefined where price or length is not known. */
export function explainCost(scope: ExplainScope): ExplanationNode | undefined {
  const { capexDollars } = scope.evaluation.arch;
  const steps = stepsPerRun(scope);
  if (steps === undefined || capexDollars === undefined) return undefined;
  return product({ label: "cost", unit: "USD" }, [
    steps,
    sum({ label: "cost of a step", unit: "USD" }, [depreciation(scope, capexDollars), electricity(scope)]),
  ]);
}

/** Straight line over the seconds of its life in which the system does paid work, or what it loses of its value. */
function depreciation(scope: ExplainScope, capexDollars: number): ExplanationNode {
  const { inputs, evaluation } = scope;
  const { economics } = evaluation.arch;
  const { lifetimeSeconds, utilisationFraction } = economics;
  const price = law(
    {
      label: "price of the system",
      value: capexDollars,
      unit: "USD",
      formula: "announced, or machines + hosts + network",
    },
    specInputs(inputs, "system.price", "machine.price", "system.hostPrice", "system.networkPrice"),
  );
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
  const { inputs, evaluation } = scope;
  const { pue, electricityDollarsPerJoule } = evaluation.arch.economics;
  return product({ label: "electricity", unit: "USD" }, [
    stepEnergy(scope),
    valueInput(inputs, "system.economics.pue", { value: pue, unit: "" }),
    valueInput(inputs, "system.economics.electricityPrice", {
      value: electricityDollarsPerJoule,
      unit: "USD/J",
    }),
  ]);
}
