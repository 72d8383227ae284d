/** A copy in memory that threads share, where there is such memory (Node; pages that are cross-origin isolated). */
export function inSharedMemory<Values extends Float32Array | Int32Array>(values: Values): Values | undefined {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? true;
  if (typeof SharedArrayBuffer === 'undefined' || !isolated) return undefined;
  const Kind = values.constructor as new (buffer: SharedArrayBuffer) => Values;
  const copy = new Kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
