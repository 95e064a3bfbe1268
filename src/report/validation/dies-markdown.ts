import { DIE_QUANTITIES, type SavedDieValidation } from "../../validate/validation.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { percent } from "../parts/figures.ts";
import { markdownTable } from "./markdown-validation.ts";
import { remarkOn } from "./terminal-dies.ts";

/** Error by quantity, then each die whose area, power or price is published. */
export function diesMarkdown({ groups, records }: SavedDieValidation): string {
  const summary = DIE_QUANTITIES.flatMap((name) => {
    const group = groups[name];
    if (group === undefined || group.count === 0) return [];
    const { count, modelled, mape, bias, p90 } = group;
    return [[name, `${count}`, `${modelled}`, percent(mape), percent(bias, true), percent(p90)]];
  });
  const rows = records.flatMap((one) => {
    if (one.measured === undefined) return [];
    const { id, group, predicted, measured, error, unit } = one;
    const amount = (value: number | undefined): string =>
      value === undefined ? "–" : formatQuantity(value, unit);
    return [[id, group, amount(predicted), amount(measured), percent(error, true), remarkOn(one)]];
  });
  return [
    markdownTable(["group", "dies", "modelled", "MAPE", "bias", "p90"], summary, 6),
    markdownTable(["die", "quantity", "predicted", "published", "error", ""], rows, 2),
  ].join("\n\n");
}
