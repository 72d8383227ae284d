import type { Engine } from '../../backend/engine.js';

/** SPM's canonical parameters, in seconds: delays of response and undershoot, their ratio, and the length. */
const RESPONSE = 6;
const UNDERSHOOT = 16;
const RATIO = 6;
const LENGTH = 32;

/**
 * The canonical haemodynamic response, a difference of two gamma densities of dispersion 1 (SPM's `spm_hrf` with its default
 * parameters; Friston et al. 1998):
 *
 *     h(t) = t^5 exp(-t) / 5! - t^15 exp(-t) / 15! / 6          t in seconds, 0 to 32
 *
 * scaled to the sum 1. The delays are whole, so the gamma functions are factorials; the powers are products and the exponential is
 * the kernels', so that it has the same bits on every machine.
 *
 * @param step Seconds from one value to the next.
 * @returns [1 + 32 / step]
 */
export function haemodynamicResponse(engine: Engine, step: number): Float64Array {
  const count = Math.floor(LENGTH / step) + 1;
  const decay = engine.scope(() => {
    const times = engine.put(Float32Array.from({ length: Math.ceil(count / 4) * 4 }, (_, i) => -i * step));
    engine.kernels.expInPlace(times, Math.ceil(count / 4) * 4);
    return engine.floats(times, count).slice();
  });
  const response = Float64Array.from(
    decay,
    (e, i) => e * (powerOverFactorial(i * step, RESPONSE - 1) - powerOverFactorial(i * step, UNDERSHOOT - 1) / RATIO),
  );
  const sum = response.reduce((total, value) => total + value, 0);
  return response.map((value) => value / sum);
}

/** t^n / n! */
function powerOverFactorial(t: number, n: number): number {
  let value = 1;
  for (let k = 1; k <= n; k++) value *= t / k;
  return value;
}
