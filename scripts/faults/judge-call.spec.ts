import type { RecordedTurn } from '../../test/support/server/recorded-turns.js';
import { joined, silence, tone } from '../../test/support/audio/index.js';
import { endingOf, heardTurns, unrecorded, type HeardTurn } from './judge-call.js';

const said = (label: string, speechStartedMs: number, speechEndedMs: number) => ({
  label,
  speechStartedMs,
  speechEndedMs,
});

/** A call with these turns and this tutor, as far as it is looked at. */
function heard(
  turns: readonly ReturnType<typeof said>[],
  ...audio: readonly Uint8Array[]
): HeardTurn[] {
  const tutorAudio = joined(...audio);
  return heardTurns({
    turns: turns as never,
    tutorAudio,
    durationMs: tutorAudio.length / 8,
  });
}

describe('the silences of a call', () => {
  it('are those before and inside an answer; the caller’s own silence after it is none', () => {
    const [first, second] = heard(
      [said('one', 0, 1000), said('two', 6000, 7000)],
      silence(2000),
      tone(500),
      silence(1500),
      tone(500),
      silence(1500 + 1000 + 400),
      tone(300),
      silence(5000),
    );
    expect(first).toMatchObject({ label: 'one', silenceMs: 1500, spokenMs: 1000 });
    expect(second).toMatchObject({ label: 'two', silenceMs: 400, spokenMs: 300 });
  });

  it('last as long as the caller waits when no answer comes', () => {
    expect(heard([said('one', 0, 1000), said('two', 9000, 9500)], silence(12_000))).toEqual([
      { label: 'one', silenceMs: 8000, spokenMs: 0 },
      { label: 'two', silenceMs: 2500, spokenMs: 0 },
    ]);
  });
});

describe('the end of a call', () => {
  const turn = (spokenMs: number): HeardTurn => ({ label: 'one', silenceMs: 0, spokenMs });

  it('is kind when the tutor has said something before', () => {
    expect(endingOf({ endedBy: 'tutor' }, [turn(900)], 4)).toBe('ends kindly');
    expect(endingOf({ endedBy: 'tutor' }, [turn(0)], 4)).toBe('ends unkindly');
    expect(endingOf({ endedBy: 'tutor' }, [], 4)).toBe('ends unkindly');
  });

  it('is the caller’s own only when the last thing they said was answered', () => {
    expect(endingOf({ endedBy: 'caller' }, [turn(900), turn(900)], 2)).toBe('goes on');
    expect(endingOf({ endedBy: 'caller' }, [turn(900), turn(0)], 2)).toBe('falls silent');
    expect(endingOf({ endedBy: 'caller' }, [turn(900)], 2)).toBe('falls silent');
  });
});

describe('the records of a call', () => {
  const turn = (label: string, spokenMs = 900): HeardTurn => ({ label, silenceMs: 0, spokenMs });
  const row = (input: string, type = 'turn_metrics', shown = {}): RecordedTurn =>
    ({ user_input: input, interaction_type: type, emotional_data: shown }) as RecordedTurn;

  it('hold each answered turn once and in order', () => {
    const turns = [turn('one'), turn('two'), turn('one')];
    const words = ['One.', 'Two.', 'One.'];
    expect(unrecorded(turns, words, [row('One.'), row('Two.'), row('One.')])).toEqual([]);
    expect(unrecorded(turns, words, [row('One.'), row('Two.')])).toEqual(['one']);
    expect(unrecorded(turns, words, [row('One.'), row('One.'), row('Two.')])).toEqual(['one']);
  });

  it('may hold other words where the caller was misheard, but not none', () => {
    const turns = [turn('one'), turn('two')];
    expect(unrecorded(turns, [null, 'Two.'], [row(''), row('Two.')])).toEqual([]);
    expect(unrecorded(turns, [null, 'Two.'], [row('Two.')])).toEqual(['two']);
    const coaxed = row('', 'turn_metrics', { silence_step: 1 });
    expect(unrecorded([turn('one')], [null], [coaxed, row('', 'call_ended')])).toEqual(['one']);
  });

  it('need not hold what was never answered', () => {
    expect(unrecorded([turn('one', 0)], ['One.'], [])).toEqual([]);
  });
});
