import fc from "fast-check";

/** Numbers at which arithmetic, loops and arrays go wrong. */
const NUMBERS = [
  ...[0, -0, -1, 1, 2, 3, 5, 7, 0.5, 1.5, 1e-300, 1e-30, 1e-9, 1e-3, 17, 31, 64, 257, 1000, 1023, 4096],
  ...[65_537, 1e6, 1e9, 1e12, 1e15, 2 ** 53, 1e18, 1e21, 1e30, 1e100, 1e300, 1e308, -1e308, -0.1, 1 / 3],
];

const UNITS = [
  "",
  "B",
  "KiB",
  "GB",
  "GB/s",
  "TB/s",
  "GHz",
  "Hz",
  "s",
  "us",
  "h",
  "years",
  "W",
  "kW",
  "%",
  "USD",
];

const TEXTS = [
  ...["", " ", "true", "null", "auto", "fp8", "0x10", "1,472", "1-2 GHz", "NaN", ".inf", "-.inf", "Infinity"],
  ...[
    "= 1",
    "= pod",
    "= chip.clock",
    "= base.clock * 2",
    "= 1/0",
    "= 0/0",
    "= 2 GHz + 1 W",
    "= clock",
    "= )",
  ],
  ...[
    "= import('fs')",
    "= constructor",
    "__proto__",
    "constructor",
    "toString",
    "../../etc/passwd",
    "/dev/null",
  ],
  ...[
    "a\u2028b",
    "\u001b[31mred",
    "\u0007",
    "é",
    "日本",
    "x".repeat(3000),
    "=".repeat(100),
    "${HOME}",
    "`id`",
  ],
];

/** A value that a person would not write where it stands. */
export const hostileValue = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...NUMBERS), fc.constantFrom(...UNITS))
      .map(([n, unit]) => `${n} ${unit}`),
  },
  { weight: 2, arbitrary: fc.constantFrom(...TEXTS) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, true, false, [], {}, [1, 2], { value: 1 }, { a: { b: {} } }),
  },
);

/** A text for a command line. */
export const hostileText = hostileValue.map((value) =>
  (typeof value === "object" ? JSON.stringify(value) : String(value)).replaceAll("\0", ""),
);

export const hostileKey = fc.constantFrom(
  ...[
    "__proto__",
    "constructor",
    "toString",
    "extends",
    "id",
    "kind",
    "",
    "a.b",
    "clok",
    "value",
    "model",
    "task",
  ],
);
