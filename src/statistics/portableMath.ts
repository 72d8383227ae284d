/**
 * What Math leaves to each engine, whose last bits differ between versions, made of +, -, *, / and sqrt, which do not: the same bits
 * everywhere.
 */

const bits = new DataView(new ArrayBuffer(8));

/** The e of |x| = m 2^e with 1 <= m < 2, of a finite number other than 0. */
export function exponentOf(x: number): number {
  bits.setFloat64(0, x);
  const exponent = (bits.getUint16(0) >> 4) & 0x7ff;
  // Subnormal numbers have no exponent of their own.
  return exponent === 0 ? exponentOf(x * 2 ** 64) - 64 : exponent - 1023;
}

/** x 2^e, in steps that neither overflow nor lose bits before the end. */
export function timesPowerOfTwo(x: number, e: number): number {
  let [value, left] = [x, e];
  for (; left > 1023; left -= 1023) value *= powerOfTwo(1023);
  for (; left < -1022; left += 1022) value *= powerOfTwo(-1022);
  return value * powerOfTwo(left);
}

/** 2^e, -1022 <= e <= 1023. */
function powerOfTwo(e: number): number {
  bits.setUint32(0, (e + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** 10^e for a whole number e, correctly rounded. */
export function powerOfTen(e: number): number {
  return Number(`1e${e}`);
}

/** The e of |x| = m 10^e with 1 <= m < 10, of a finite number other than 0. */
export function decimalExponent(x: number): number {
  return Number(x.toExponential().split('e')[1]);
}

/** sqrt(sum x^2), whatever the size of the numbers. */
export function euclideanNorm(x: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i]));
  if (most === 0 || !Number.isFinite(most)) return most;
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += (x[i] / most) * (x[i] / most);
  return most * Math.sqrt(squares);
}

/** ln 2 in two parts, the first of which leaves room for a factor of 2^20. */
const [LN2_HIGH, LN2_LOW] = [0.6931471803691238, 1.9082149292705877e-10];

/** e^x, to about an ulp. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 710) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  const k = Math.round(x / (LN2_HIGH + LN2_LOW));
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  return timesPowerOfTwo(1 + taylor(r), k);
}

/** tanh(x), to about an ulp. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size > 20) return Math.sign(x);
  // Near 0 the series keeps the digits that a difference of exponentials would lose.
  if (size < 0.17) {
    const t = taylor(2 * x);
    return t / (t + 2);
  }
  const value = 1 - 2 / (exp(2 * size) + 1);
  return x < 0 ? -value : value;
}

/** cos(pi a / b) of whole numbers a >= 0 and b > 0, to about an ulp; a must be exact. */
export function cosineOfPi(a: number, b: number): number {
  const turn = a % (2 * b);
  const half = Math.min(turn, 2 * b - turn);
  const [sign, quarter] = 2 * half > b ? [-1, b - half] : [1, half];
  const x = (Math.PI * quarter) / b;
  let sum = 0;
  for (let n = 22; n >= 2; n -= 2) sum = ((1 + sum) * -x * x) / (n * (n - 1));
  return sign * (1 + sum);
}

/** e^r - 1 for |r| below about .35, by its series. */
function taylor(r: number): number {
  let sum = 0;
  for (let n = 16; n >= 1; n--) sum = ((1 + sum) * r) / n;
  return sum;
}
