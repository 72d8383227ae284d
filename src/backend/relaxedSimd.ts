/**
 * Switches relaxed SIMD on where the runtime has it and leaves it off: Node 20, whose V8 takes the flag while it runs. Later
 * versions and browsers need no flag, and take none.
 */
export function switchOnRelaxedSimd(): void {
  // Browsers have no process, whatever the types say.
  const { process } = globalThis as { process?: NodeJS.Process };
  process?.getBuiltinModule?.('v8').setFlagsFromString('--experimental-wasm-relaxed-simd');
}
