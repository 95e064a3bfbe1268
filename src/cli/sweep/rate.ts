/** "12.3 k points/s · 1 min 20 s left", from what was done since the start. */
export function rateText(done: number, total: number, seconds: number): string {
  if (done === 0 || seconds === 0) return "starting";
  const perSecond = done / seconds;
  return `points · ${inThousands(perSecond)} points/s · ${durationText((total - done) / perSecond)} left`;
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
