/** Headers hold float32, sidecars decimals with few digits. */
const ROUNDING = 1e-3;

/** Whether two time steps are the same but for rounding. */
export function isSameTimeStep(one: number, other: number): boolean {
  return Math.abs(one - other) <= ROUNDING * other;
}
