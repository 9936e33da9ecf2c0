import { TestEnvironment } from 'jest-environment-node';

/**
 * onnxruntime-node checks tensors with `instanceof` against the typed arrays of the main realm;
 * jest's sandbox has its own, so tests borrow the real ones.
 */
const borrowed = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Uint8Array',
  'Int16Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
];

export default class NativeArraysEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of borrowed) this.global[name] = globalThis[name];
  }
}
