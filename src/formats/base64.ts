/** Bytes that one call of String.fromCharCode takes. */
const CHUNK = 0x8000;

/** Bytes as base64. */
export function encodeBase64Bytes(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  }
  return btoa(text);
}

/** The inverse of `encodeBase64Bytes`. */
export function decodeBase64Bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** float32 values as base64, little-endian. */
export function encodeBase64(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return encodeBase64Bytes(bytes);
}

/** The inverse of `encodeBase64`; bytes beyond the last whole value are dropped. */
export function decodeBase64(text: string): Float32Array {
  const bytes = decodeBase64Bytes(text);
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getFloat32(4 * i, true));
}
