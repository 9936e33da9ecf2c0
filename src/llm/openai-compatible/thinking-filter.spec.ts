import fc from 'fast-check';
import { ThinkingFilter } from './thinking-filter.js';

function filter(...pieces: readonly string[]): string {
  const filter = new ThinkingFilter();
  return pieces.map((piece) => filter.push(piece)).join('') + filter.end();
}

describe('ThinkingFilter', () => {
  it('passes on text without thinking', () => {
    expect(filter('Two is < three', ' and <b>', 'so on <thin')).toBe(
      'Two is < three and <b>so on <thin',
    );
  });

  it('removes what stands between the tags, more than once', () => {
    expect(filter('<think>Hm.</think>Seven. <think>Sure?</think>Yes.')).toBe('Seven. Yes.');
  });

  it('removes a passage that never ends', () => {
    expect(filter('Well. <think>Let me', ' see')).toBe('Well. ');
  });

  it('gives the same text wherever the pieces are cut', () => {
    const text = 'a<think>b<c</think>d<thin>e</think>f<think>g';
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(filter(...pieces)).toBe('ad<thin>e</think>f');
      }),
    );
  });
});
