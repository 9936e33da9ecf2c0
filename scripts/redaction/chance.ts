import { seededRandom } from '../../test/support/audio/mixing.js';

/** Everything that the sets leave to chance; the same for the same seed. */
export class Chance {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  /** True in this share of all cases. */
  happens(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(from: readonly [T, ...T[]] | readonly T[]): T {
    const picked = from[this.int(0, from.length - 1)];
    if (picked === undefined) throw new Error('There is nothing to pick from.');
    return picked;
  }

  /** `count` digits. */
  digits(count: number): string {
    return Array.from({ length: count }, () => this.int(0, 9)).join('');
  }

  /** A template with its first `{}` filled in. */
  fill(templates: readonly string[], filling: string): string {
    return this.pick(templates).replace('{}', () => filling);
  }
}
