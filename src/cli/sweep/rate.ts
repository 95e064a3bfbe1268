/** How many points must be done before the rest can be guessed from them. */
const LEAST_DONE = 4;

/**
 * "12.3 k points/s · about 2 min left at this rate": the rate of the later half of what was done. The first points
 * start threads and fill caches that the others use, so that their rate says little of the rest.
 */
export function rateMeter(): (done: number, total: number, seconds: number) => string {
  const seen = [{ done: 0, seconds: 0 }];
  return (done, total, seconds) => {
    if (done === 0 || seconds <= 0) return "starting";
    while (seen.length > 1 && seen[1]!.done <= done / 2) seen.shift();
    const [half] = seen;
    if (seen.at(-1)!.done < done) seen.push({ done, seconds });
    const perSecond = (done - half!.done) / Math.max(1e-9, seconds - half!.seconds);
    const left = done < LEAST_DONE ? "" : ` · ${aboutText((total - done) / perSecond)} left at this rate`;
    return `points · ${inThousands(perSecond)} points/s${left}`;
  };
}

/** A guess, no finer than it can be known: "about 5 min". */
function aboutText(seconds: number): string {
  if (seconds < 60) return `about ${Math.max(1, Math.ceil(seconds / 5) * 5)} s`;
  if (seconds < 3600) return `about ${Math.ceil(seconds / 60)} min`;
  return `about ${durationText(Math.ceil(seconds / 600) * 600)}`;
}

/** Three digits, and k or M for thousands and millions. */
export function inThousands(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 1e3) return `${(value / 1e3).toPrecision(3)} k`;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

/** "45 s", "3 min 20 s", "2 h 5 min". */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
