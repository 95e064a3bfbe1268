/** What a written unit is in base units. */
const UNITS = { "": 1, us: 1e-6, ms: 1e-3, "GB/s": 1e9, "TB/s": 1e12 };

/**
 * A spec's text with value, low, high and source of one constant put in, in the unit that is there; its status becomes
 * calibrated. Keys of a path are looked for one below the other, two more spaces in.
 */
export function writtenConstant(text, path, fitted) {
  const lines = text.split("\n");
  let at = 0;
  path.split(".").forEach((key, depth) => {
    const head = `${"  ".repeat(depth)}${key}:`;
    at = lines.findIndex((line, index) => index >= at && line.startsWith(head));
    if (at < 0) throw new Error(`no ${path} in the spec`);
  });
  const indent = /^ */.exec(lines[at])[0].length;
  for (let index = at + 1; index < lines.length && /^ */.exec(lines[index])[0].length > indent; index++) {
    const [, head, field, rest] = /^( *(value|low|high|source|status): )(.*)$/.exec(lines[index]) ?? [];
    if (field === "source") lines[index] = `${head}${JSON.stringify(fitted.source)}`;
    else if (field === "status") lines[index] = `${head}calibrated`;
    else if (field !== undefined) lines[index] = head + inUnit(fitted[field], rest);
  }
  return lines.join("\n");
}

function inUnit(value, old) {
  const unit = /[A-Za-z][A-Za-z/]*$/.exec(old)?.[0] ?? "";
  const scale = UNITS[unit];
  if (scale === undefined) throw new Error(`unit ${unit} of a fitted constant`);
  return `${Number((value / scale).toPrecision(3))}${unit === "" ? "" : ` ${unit}`}`;
}
