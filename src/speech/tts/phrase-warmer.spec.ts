import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../test/support/eventually.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { VirtualClock } from '../../common/virtual-clock.js';
import { PhraseCache } from './phrase-cache.js';
import { PhraseWarmer } from './phrase-warmer.js';
import { collect } from './testing/collect.js';
import { ScriptedSynthesizer, type ScriptedStep } from './testing/scripted-synthesizer.js';

const phrases = ['Are you there?', 'Please say it again.'];
const audio = Uint8Array.of(1, 2, 3);

describe('PhraseWarmer', () => {
  let home: string;
  let clock: VirtualClock;
  let log: MemoryLog;
  let voice: ScriptedSynthesizer;
  let steps: ScriptedStep[];
  let cache: PhraseCache;
  let warmer: PhraseWarmer;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'warm-'));
    clock = new VirtualClock();
    log = new MemoryLog();
    steps = [audio];
    voice = new ScriptedSynthesizer(steps);
    cache = await PhraseCache.open(voice, home, log);
    warmer = new PhraseWarmer(cache, clock, log);
  });

  const files = async (): Promise<number> => (await readdir(join(home, 'phrases'))).length;

  /** Lets time pass until the warmer waits again, or has done its work. */
  async function pass(ms: number): Promise<void> {
    await eventually(() => {
      expect(clock.pendingTimers).toBe(1);
    });
    clock.advance(ms);
  }

  it('has the phrases on disk, so that they play when the voice is down', async () => {
    warmer.warm(phrases);
    await pass(2000);
    await pass(2000);
    await eventually(async () => {
      expect(await files()).toBe(2);
    });
    steps[0] = new Error('down');
    expect(await collect(cache, { text: 'Are you there?', fixed: true })).toEqual(audio);
    expect(log.lines).toEqual([]);
  });

  it('does not speak what is kept already', async () => {
    await collect(cache, { text: 'Are you there?', fixed: true });
    warmer.warm(phrases);
    await pass(2000);
    await eventually(async () => {
      expect(await files()).toBe(2);
    });
    expect(voice.spoken).toEqual(phrases);
  });

  it('leaves the voice to calls, but not for ever', async () => {
    warmer.warm(phrases);
    for (let wait = 0; wait < 10; wait++) {
      expect(voice.spoken).toHaveLength(wait);
      await collect(cache, { text: 'A clause of a call.' });
      await pass(2000);
    }
    await eventually(() => {
      expect(voice.spoken.at(-1)).toBe('Are you there?');
    });
    await warmer.close();
  });

  it('tries again what could not be made, ever more rarely', async () => {
    steps[0] = new Error('down');
    warmer.warm(phrases);
    for (const ms of [2000, 2000, 5000, 2000, 2000, 9999]) await pass(ms);
    expect(voice.spoken).toHaveLength(4);
    steps[0] = audio;
    clock.advance(1);
    for (const ms of [2000, 2000]) await pass(ms);
    await eventually(async () => {
      expect(await files()).toBe(2);
    });
    expect(log.messages('warn')).toHaveLength(2);
  });

  it('leaves no timer when it is closed', async () => {
    steps[0] = new Error('down');
    warmer.warm(phrases);
    await pass(2000);
    await warmer.close();
    expect(clock.pendingTimers).toBe(0);
    expect(log.lines).toEqual([]);
  });
});
