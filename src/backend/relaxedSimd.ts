import { builtinModule } from './builtinModule.js';

/**
 * Switches relaxed SIMD on where the runtime has it and leaves it off: Node 20, whose V8 takes the flag while it runs. Later
 * versions and browsers need no flag, and take none.
 */
export function switchOnRelaxedSimd(): void {
  const v8 = builtinModule<{ setFlagsFromString(flag: string): void }>('v8');
  v8?.setFlagsFromString('--experimental-wasm-relaxed-simd');
}
