/**
 * IEEE 754 binary16 to float32, exactly: 1 bit sign, 5 bits exponent (bias 15), 10 bits fraction.
 * `bits` holds one number an element; the answer has the same length.
 */
export function float16ToFloat32(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const sign = (bits[i] as number) >> 15 ? -1 : 1;
    const exponent = ((bits[i] as number) >> 10) & 31;
    const fraction = (bits[i] as number) & 1023;
    if (exponent === 0) values[i] = sign * fraction * 2 ** -24;
    else if (exponent === 31) values[i] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    else values[i] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return values;
}

/** bfloat16 to float32, exactly: it is the upper half of a float32. */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
}
