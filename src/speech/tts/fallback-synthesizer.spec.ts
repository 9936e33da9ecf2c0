import { MemoryLog } from '../../../test/support/memory-log.js';
import { isAbort, ProviderError } from '../../common/errors.js';
import { silentMeter } from '../../common/meter.js';
import { FallbackSynthesizer } from './fallback-synthesizer.js';
import { collect } from './testing/collect.js';
import { ScriptedSynthesizer, type ScriptedStep } from './testing/scripted-synthesizer.js';

const request = { text: 'Hello.' };
const firstVoice = Uint8Array.of(1);
const secondVoice = Uint8Array.of(2);
const failure = new ProviderError('scripted', 'unavailable', 'down');

function pair(first: readonly ScriptedStep[], second: readonly ScriptedStep[] = [secondVoice]) {
  const voices = { first: new ScriptedSynthesizer(first), second: new ScriptedSynthesizer(second) };
  const log = new MemoryLog();
  return {
    ...voices,
    log,
    synthesizer: new FallbackSynthesizer(voices.first, voices.second, log, silentMeter),
  };
}

describe('FallbackSynthesizer', () => {
  it('leaves the second voice alone while the first one speaks', async () => {
    const { synthesizer, second } = pair([firstVoice]);
    expect(await collect(synthesizer, request)).toEqual(firstVoice);
    expect(second.spoken).toEqual([]);
  });

  it('speaks the clause with the second voice when the first fails before audio, and logs it', async () => {
    const { synthesizer, log } = pair([failure]);
    expect(await collect(synthesizer, request)).toEqual(secondVoice);
    expect(log.lines).toMatchObject([
      { level: 'warn', message: 'The voice failed; another one speaks', fallback: 'scripted' },
    ]);
  });

  it('never says the beginning of a clause twice', async () => {
    const { synthesizer, second } = pair([firstVoice, failure]);
    await expect(collect(synthesizer, request)).rejects.toBe(failure);
    expect(second.spoken).toEqual([]);
  });

  it.each([
    ['before a clause', [failure]],
    ['in the middle of a clause', [firstVoice, failure]],
  ])(
    'goes on in the second voice for the rest of a reply that failed %s',
    async (_when, script) => {
      const { synthesizer, first } = pair(script);
      const reply = new AbortController().signal;
      await collect(synthesizer, request, reply).catch(() => undefined);
      expect(await collect(synthesizer, { text: 'Next.' }, reply)).toEqual(secondVoice);
      expect(first.spoken).toEqual(['Hello.']);
    },
  );

  it('begins the next reply with the first voice again', async () => {
    const { synthesizer, first } = pair([failure]);
    await collect(synthesizer, request);
    await collect(synthesizer, request);
    expect(first.spoken).toHaveLength(2);
  });

  it('turns back to the first voice when the second one cannot speak', async () => {
    const steps: ScriptedStep[] = [failure];
    const { synthesizer } = pair(steps, [failure]);
    const reply = new AbortController().signal;
    await expect(collect(synthesizer, request, reply)).rejects.toBe(failure);
    steps[0] = firstVoice;
    expect(await collect(synthesizer, request, reply)).toEqual(firstVoice);
  });

  it('does not take an abort for a failure', async () => {
    const { synthesizer, second } = pair([firstVoice]);
    const work = collect(synthesizer, request, AbortSignal.abort());
    expect(isAbort(await work.catch((error: unknown) => error))).toBe(true);
    expect(second.spoken).toEqual([]);
  });

  it('closes both', async () => {
    const { synthesizer, first, second } = pair([]);
    await synthesizer.close();
    expect([first.closed, second.closed]).toEqual([true, true]);
  });

  it.each([
    ['the first voice', [firstVoice], 'first'],
    ['the second voice', [failure], 'second'],
  ])('tells who asks that they hear %s', async (_who, script, name) => {
    const { synthesizer, first, second } = pair(script);
    Object.assign(first, { name: 'first' });
    Object.assign(second, { name: 'second' });
    const heard = new Set<string>();
    const spokenBy = heard.add.bind(heard);
    await collect(synthesizer, { ...request, spokenBy });
    expect([...heard]).toEqual([name]);
  });
});
