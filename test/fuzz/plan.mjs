/** The first seed; each batch has the next. */
export const SEED = 42;

/** What `npm run fuzz` goes through, and when it stops and says how far it came. */
export const FULL = { checked: 95_000, evaluated: 5_000, lines: 20_000, limitMinutes: 240 };

/** The part of it that every test run goes through. */
export const SMALL = { checked: 40, evaluated: 3, lines: 12 };
