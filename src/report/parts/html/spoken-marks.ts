interface Mark {
  readonly marks?: readonly Mark[];
  readonly description?: string;
  readonly encode?: { readonly update?: Readonly<Record<string, unknown>> };
}

/** A row of the tooltip that Vega-Lite writes for a text: its title, and the field that the text stands in. */
const ROW =
  /("(?:[^"\\]|\\.)*"): isValid\(datum\[("(?:[^"\\]|\\.)*")\]\) \? isArray\(datum\[\2\]\) \? join\(datum\[\2\], '\\n'\) : datum\[\2\] : ""\+datum\[\2\]/g;

/**
 * A chart compiled to Vega whose marks say to a screen reader what their tooltips say, in the words of the page. Vega-Lite
 * has them say raw values ("Duration: 110868.754426"), and every mark of every layer. A mark without a tooltip says
 * nothing; one that stands for others does.
 */
export function withSpokenMarks<Spec extends Mark>(spec: Spec): Spec {
  return spec.marks === undefined ? spec : { ...spec, marks: spec.marks.map(spoken) };
}

function spoken(mark: Mark): Mark {
  if (mark.marks !== undefined) return withSpokenMarks(mark);
  const { update } = mark.encode ?? {};
  if (update === undefined) return mark;
  const { description: _, ariaRoleDescription: __, ...drawn } = update;
  const signal = (update["tooltip"] as { readonly signal?: string } | undefined)?.signal ?? "";
  if (signal === "") return { ...mark, encode: { ...mark.encode, update: drawn }, ...{ aria: false } };
  const rows = [...signal.matchAll(ROW)].map(([, title = "", field = ""]) => ({ title, field }));
  if (signal.replace(ROW, "").replace(/[{}, ]/g, "") !== "") return mark;
  const tooltip = { signal: `{${rows.map(({ title, field }) => `${title}: datum[${field}]`).join(", ")}}` };
  const said = rows.map(({ title, field }) => `${title} + ": " + datum[${field}]`).join(' + "; " + ');
  return {
    ...mark,
    // Of a group of marks, which may be empty, and then still is a picture to a screen reader.
    description: rows.map(({ title }) => JSON.parse(title) as string).join(", "),
    encode: { ...mark.encode, update: { ...drawn, tooltip, description: { signal: said } } },
  };
}
