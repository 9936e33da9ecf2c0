import { readFileSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { missingPrograms, OperatorHouse } from '../support/runbook/operator-house.js';
import { patternOf, readRunbook, type RunbookBlock } from '../support/runbook/read-runbook.js';
import { readBlock, runBlock, type BlockOutcome } from '../support/runbook/run-block.js';

jest.setTimeout(120_000);

const runbook = textOf('docs/runbook.md');
const blocks = readRunbook(runbook);
const plantedNumber = '+250788999000';

describe('docs/runbook.md, typed from top to bottom', () => {
  let house: OperatorHouse;
  let serverPid: number | undefined;

  beforeAll(async () => {
    house = await OperatorHouse.open();
    await writeFile(setting('LOG_TO_CLEAN'), `call from ${plantedNumber}\n`);
  });

  afterAll(async () => {
    endServer();
    await house.close();
  });

  const setting = (name: string): string => house.environment[name] ?? '';

  /** Also where a block failed before the runbook's own end of the server. */
  function endServer(): void {
    try {
      if (serverPid !== undefined) process.kill(serverPid, 'SIGKILL');
    } catch {
      // It has ended, as it should have.
    }
  }

  /** A test for a block; one that cannot run here is skipped and says why. */
  function follow(block: RunbookBlock): void {
    const title = `line ${block.line}, ${block.section}: ${block.code.split('\n')[0] ?? ''}`;
    const missing = missingPrograms(block.needs);
    if (block.isUnrun)
      it(`${title} (read, not run)`, async () => {
        expect(await readBlock(block, house)).toEqual({ exitCode: 0, output: '' });
      });
    else if (missing.length > 0) it.skip(`${title} (there is no ${missing.join(', ')} here)`, noop);
    else
      it(title, async () => {
        expectOutcome(block, await runBlock(block, house));
      });
  }

  for (const block of blocks.filter(({ section }) => section === 'Start')) follow(block);

  it('and while people call,', async () => {
    serverPid = Number(await readFile(join(house.folder, 'bakame.pid'), 'utf8'));
    await eventually(async () => {
      expect((await fetch(`${setting('BAKAME_URL')}/readyz`)).status).toBe(200);
    }, 30_000);
    await house.placeCalls();
  });

  for (const block of blocks.filter(({ section }) => section !== 'Start')) follow(block);

  it('leaves no server behind, and no number in what was cleaned', async () => {
    await expect(fetch(`${setting('BAKAME_URL')}/livez`)).rejects.toThrow();
    expect(await readFile(setting('LOG_TO_CLEAN'), 'utf8')).toBe('call from [PHONE_REDACTED]\n');
  });

  it('finds a number that is there by the commands that look for one', async () => {
    await appendFile(setting('LOG_FILE'), `{"msg":"call from ${plantedNumber}"}\n`);
    const searches = blocks.filter(({ exitCodes }) => String(exitCodes) === '1');
    expect(searches).toHaveLength(2);
    for (const block of searches) {
      const { exitCode, output } = await runBlock(block, house);
      expect([exitCode, output]).toEqual([0, expect.stringMatching(/250788999000|PHONE_REDACTED/)]);
    }
  });
});

describe('the alerts in docs/runbook.md', () => {
  it('are those that Prometheus knows, in the same order', () => {
    const rules = textOf('deploy/prometheus/alerts.yml').matchAll(/- alert: (\w+)/g);
    const table = runbook.slice(runbook.indexOf('## Alerts')).matchAll(/^\| `(\w+)` /gm);
    const names = (found: Iterable<RegExpMatchArray>): string[] =>
      [...found].map(([, name]) => name ?? '');
    expect(names(table)).toEqual(names(rules));
  });
});

function expectOutcome(block: RunbookBlock, { exitCode, output }: BlockOutcome): void {
  if (!block.exitCodes.includes(exitCode))
    throw new Error(`It ended with exit code ${exitCode}.\n${block.code}\n\n${output}`);
  if (block.expected !== undefined) expect(output).toMatch(patternOf(block.expected));
}

function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

function noop(): void {
  // A skipped test has no body.
}
