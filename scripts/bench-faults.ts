import { loadVocabulary } from '../test/support/audio/conversation.js';
import { chooseCells, nameOf, type Cell } from './faults/cells.js';
import { prepareGround, type Ground } from './faults/fault-house.js';
import { playCell, type CellResult } from './faults/play-cell.js';
import { describeCells } from './faults/tables.js';
import { readOptions } from './support/options.js';
import { speechFolder } from './support/rehearsal.js';
import { run } from './support/run.js';
import { wholeNumber } from './support/whole-number.js';

const help = `npm run bench:faults [-- options]

The fault matrix: for each fault of each vendor and store a simulated call, with a server of its own, in
which the caller says three things while the fault holds and one when it is over. Tells the longest silence
that nothing explains, what was said, what is on record and how the call ended. Ends with exit code 1 when a
cell misses the target: at most 2500 ms of silence, a call that goes on or ends kindly, every turn that was
answered on record, nothing left behind.

  --only NAMES   places (asr, tts-alone, redis …), faults (reset, slow …) or cells (llm-both/500), separated
                 by commas
  --lanes N      calls at once (2)
  --list         the names of the cells
  --json         print the results as JSON
  --help         show this text`;

const { values: options } = readOptions({
  options: {
    only: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) console.log(help);
else await run(bench);

async function bench(): Promise<number> {
  const chosen = chooseCells(options.only?.split(',') ?? []);
  const lanes = wholeNumber('--lanes', options.lanes);
  if (options.list) {
    console.log(chosen.map(nameOf).join('\n'));
    return 0;
  }
  const ground = await prepareGround(await loadVocabulary(speechFolder));
  try {
    const results = await playAll(chosen, ground, lanes);
    console.log(options.json ? JSON.stringify(results, null, 2) : describeCells(results));
    const missed = results.filter(({ breaches }) => breaches.length > 0).length;
    console.error(`${results.length - missed} of ${chosen.length} cells hold the target`);
    return missed === 0 && results.length === chosen.length ? 0 : 1;
  } finally {
    await ground.remove();
  }
}

/** The results in the order of the cells. A cell that cannot be played is told and left out. */
async function playAll(
  chosen: readonly Cell[],
  ground: Ground,
  lanes: number,
): Promise<CellResult[]> {
  const results = new Map<Cell, CellResult>();
  const waiting = [...chosen];
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      try {
        const result = await playCell(cell, ground, { turns: 3 });
        results.set(cell, result);
        tell(`${++done} of ${chosen.length}  ${describe(result)}`);
      } catch (error) {
        tell(
          `${++done} of ${chosen.length}  ${nameOf(cell)} could not be played: ${String(error)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return chosen.flatMap((cell) => results.get(cell) ?? []);
}

function describe({ cell, silenceMs, ending, breaches }: CellResult): string {
  return `${cell}: ${silenceMs} ms, ${ending}${breaches.map((breach) => `; ${breach}`).join('')}`;
}

function tell(line: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`);
}
