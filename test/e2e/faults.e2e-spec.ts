import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { chooseCells, nameOf } from '../../scripts/faults/cells.js';
import { prepareGround } from '../../scripts/faults/fault-house.js';
import { playCell, type CellResult } from '../../scripts/faults/play-cell.js';
import { loadVocabulary } from '../support/audio/conversation.js';

jest.setTimeout(120_000);

const speechFolder = fileURLToPath(new URL('../fixtures/speech', import.meta.url));

/** The worst of the matrix that `npm run bench:faults` plays whole. */
const worst = chooseCells([
  'llm-primary/keep-alives',
  'llm-both/hang-before-headers',
  'tts/hang-after-first-chunk',
  'tts-alone/500',
  'redis/frozen',
]);

describe('a call through a fault', () => {
  let results: Map<string, CellResult>;

  beforeAll(async () => {
    const ground = await prepareGround(await loadVocabulary(speechFolder));
    const played = worst.map(async (cell) => playCell(cell, ground, { turns: 1 }));
    results = new Map((await Promise.all(played)).map((result) => [result.cell, result]));
    await ground.remove();
  });

  it.each(worst.map(nameOf))('%s is bridged, recorded and left behind', (cell) => {
    expect(results.get(cell)?.breaches).toEqual([]);
  });
});
