import { formatCount } from "../../units/format-count.ts";
import type { Allocation, FittedSpan, LawDescription } from "./scaling-law.ts";

/** A size outside of what a law was fitted to. */
export interface BeyondFit extends FittedSpan {
  readonly value: number;
  /** How many times above the most, or below the least. */
  readonly factor: number;
}

/** Where an allocation, or the model that a law is asked about, lies outside of the law's fit. */
export function beyondFit(
  { fitted, model }: LawDescription,
  { parameters, tokens }: Allocation,
): readonly BeyondFit[] {
  const asked: Readonly<Record<FittedSpan["of"], number | undefined>> = {
    parameters,
    tokens,
    experts: model?.experts,
    density: model?.density,
  };
  return fitted.flatMap((span) => {
    const value = asked[span.of];
    if (value === undefined || (value >= span.low && value <= span.high)) return [];
    return [{ ...span, value, factor: value > span.high ? value / span.high : span.low / value }];
  });
}

/** "140 G tokens are 6.1 times the most that it was fitted to (23 G)". */
export function beyondFitText({ of, low, high, value, factor }: BeyondFit): string {
  const text = (number: number): string =>
    of === "density" ? `${formatCount(number * 100)} %` : formatCount(number);
  const above = value > high;
  const what = of === "density" ? "a density of " : "";
  const unit = of === "density" ? "" : ` ${of}`;
  const verb = of === "density" ? "is" : "are";
  const times = `${Number(factor.toPrecision(3))} times`;
  return above
    ? `${what}${text(value)}${unit} ${verb} ${times} the most that it was fitted to (${text(high)})`
    : `${what}${text(value)}${unit} ${verb} ${times} below the least that it was fitted to (${text(low)})`;
}
