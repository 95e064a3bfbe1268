/**
 * Factor by which work takes longer where its power would exceed a cap.
 *
 * Power is idle + dynamic · s at clock share s; s is the greatest share ≤ 1 with idle + dynamic · s ≤ cap, and the
 * time stretch is 1/s. The dynamic energy of the work stays (voltage does not follow the clock); idle energy grows
 * with the time. Infinity where idle power alone reaches the cap. Source: gc-monitor help, HC33 ("a power virus slows
 * the clock"); the law itself is assumed.
 */
export function throttleStretch(idleWatts: number, dynamicWatts: number, capWatts: number): number {
  if (idleWatts + dynamicWatts <= capWatts) return 1;
  return capWatts <= idleWatts ? Infinity : dynamicWatts / (capWatts - idleWatts);
}
