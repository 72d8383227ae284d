/**
 * How many cases a property draws, of so many in CI: a fifth elsewhere. A seed's first cases are the same.
 *
 * `CI=true npm test` draws all.
 */
export function draws(inCi: number): number {
  return process.env.CI ? inCi : Math.ceil(inCi / 5);
}
