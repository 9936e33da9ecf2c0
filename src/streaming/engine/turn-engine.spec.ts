import { EngineTable, greeted, names } from '../testing/engine-table.js';

/** The caller has spoken, and the tutor's answer is being heard. */
function answering(): EngineTable {
  const table = greeted();
  table.say();
  table.pause(160);
  table.words('Seven.');
  table.send({ type: 'timer', timer: 'wait' });
  table.play();
  table.effects = [];
  return table;
}

describe('the start of a call', () => {
  it('greets at once and then waits for the caller', () => {
    const table = new EngineTable();
    expect(names(table.send({ type: 'started' }))).toEqual([
      'set-timer',
      'cancel-timer',
      'prepare',
      'cancel-timer',
      'release',
    ]);
    expect(table.play(true)).toContainEqual({ type: 'set-timer', timer: 'silence', delayMs: 7000 });
  });
});

describe('listening', () => {
  it('does not take a click for speech', () => {
    const table = greeted();
    table.hear(0.9, 32);
    table.pause(320);
    expect(names(table.effects)).not.toContain('recognize');
  });

  it('recognises as soon as a pause reaches the trigger, with the audio before the first voice', () => {
    const table = greeted();
    table.pause(1024);
    table.say(640);
    expect(names(table.pause(128))).toEqual([]);
    expect(table.pause(32)).toMatchObject([
      { type: 'recognize', generation: 2, fromMs: 724, toMs: 1824 },
      { type: 'set-timer', timer: 'filler', delayMs: 1040 },
    ]);
  });

  it('prepares the reply while it waits, and releases it when the wait is over', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    const effects = table.words('Seven.');
    expect(names(effects)).toEqual(['cancel-timer', 'prepare', 'set-timer']);
    expect(effects).toContainEqual({ type: 'set-timer', timer: 'wait', delayMs: 240 });
    expect(names(table.send({ type: 'timer', timer: 'wait' }))).toContain('release');
  });

  it('waits longer when the words trail off', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    expect(table.words('I think it is the')).toContainEqual({
      type: 'set-timer',
      timer: 'wait',
      delayMs: 1440,
    });
  });

  it('answers at once when recognition took longer than the wait', () => {
    const table = greeted();
    table.say();
    table.pause(480);
    expect(names(table.words('Seven.'))).toContain('release');
  });

  it('throws the prepared reply away when the caller goes on, and recognises the whole again', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('I think');
    expect(names(table.say(64))).toEqual(['cancel-timer', 'abort-recognition', 'abort-reply']);
    table.say(320);
    const [again] = table.pause(160);
    expect(again).toMatchObject({ type: 'recognize', fromMs: 0 });
  });

  it('drops a transcript of audio that the caller has added to', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    const stale = table.state.generation;
    table.say(64);
    const late = { type: 'transcript', generation: stale, text: 'I', confidence: 1 } as const;
    expect(table.send({ ...late, fit: { answer: null, patience: 1 } })).toEqual([]);
  });

  it('goes on listening when there were no words', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    expect(names(table.words(''))).toEqual(['set-timer']);
    expect(table.state.caller.phase).toBe('quiet');
  });

  it('asks again when speech could not be recognised', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    const effects = table.send({ type: 'recognition-failed', generation: table.state.generation });
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'prepare', input: { type: 'speech', text: '' } }),
    );
  });

  it('takes the floor from a caller who never pauses', () => {
    const table = greeted();
    expect(names(table.say(11_000))).toEqual(['cancel-timer', 'recognize', 'set-timer']);
    expect(names(table.words('and then and then and'))).toContain('release');
  });

  it('continues the utterance when the caller speaks after the commit but before any reply', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('Seven.');
    table.send({ type: 'timer', timer: 'wait' });
    expect(names(table.say(64))).toEqual(['abort-reply']);
    table.say(320);
    expect(table.pause(160)).toContainEqual(
      expect.objectContaining({ type: 'recognize', fromMs: 0 }),
    );
  });

  it('answers after all when what stopped the unheard reply was only a noise', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('Seven.');
    table.send({ type: 'timer', timer: 'wait' });
    table.say(96);
    table.pause(160);
    const effects = table.words('');
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'prepare', input: { type: 'speech', text: 'Seven.' } }),
    );
    expect(names(effects)).toContain('release');
  });
});

describe('barge-in', () => {
  it('silences the reply as soon as the caller speaks', () => {
    const table = answering();
    expect(names(table.say(96))).toEqual([]);
    expect(names(table.say(32))).toEqual(['hold']);
  });

  it('silences the reply for a voice that begins clearly and then wavers', () => {
    const table = answering();
    table.hear(0.64, 32);
    expect(names(table.hear(0.4, 96))).toEqual(['hold']);
    expect(answering().hear(0.4, 320)).toEqual([]);
  });

  it('goes on with the reply after a backchannel or a noise', () => {
    for (const text of ['Mm-hmm.', 'Yego.', 'Okay, yes.', '']) {
      const table = answering();
      table.say(256);
      table.pause(160);
      expect(names(table.words(text))).toEqual(['resume']);
      expect(table.state.tutor.phase).toBe('playing');
    }
  });

  it('takes "yes" for an answer when the question it interrupts asks for one', () => {
    const table = answering();
    table.say(256);
    table.send({ type: 'held', generation: 2, clause: 'Do you want another one?' });
    table.pause(160);
    expect(names(table.words('Yes.'))).toContain('cut');
  });

  it('cuts the reply for words, and answers them', () => {
    const table = answering();
    table.say(256);
    table.pause(160);
    expect(names(table.words('Wait, stop.'))).toEqual([
      'cut',
      'cancel-timer',
      'prepare',
      'set-timer',
    ]);
  });

  it('cuts the reply for a long voice without waiting for words', () => {
    const table = answering();
    expect(names(table.say(800))).toEqual(['hold', 'cut']);
  });

  it('goes on with the reply when the interruption cannot be recognised', () => {
    const table = answering();
    table.say(256);
    table.pause(160);
    const { generation } = table.state;
    expect(names(table.send({ type: 'recognition-failed', generation }))).toEqual(['resume']);
  });

  it('knows the end of a reply that was resumed', () => {
    const table = answering();
    table.say(256);
    table.pause(160);
    table.words('Mm.');
    const { tutor } = table.state;
    const generation = tutor.phase === 'playing' ? tutor.generation : 0;
    expect(
      names(table.send({ type: 'playback-ended', generation, endsCall: false, mute: false })),
    ).toContain('settle');
  });
});

describe('silence, keys and the end', () => {
  it('reprompts with growing steps until the caller is heard', () => {
    const table = greeted();
    for (const silentStep of [1, 2]) {
      expect(table.send({ type: 'timer', timer: 'silence' })).toContainEqual(
        expect.objectContaining({ type: 'prepare', input: { type: 'silence', step: silentStep } }),
      );
      table.play(true);
    }
    table.say();
    table.pause(160);
    table.words('Seven.');
    expect(table.state.silenceSteps).toBe(0);
  });

  it('hangs up after a reply that ends the call', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('Goodbye.');
    table.send({ type: 'timer', timer: 'wait' });
    expect(names(table.play(true, true)).slice(0, 2)).toEqual(['settle', 'hang-up']);
    expect(table.state.ended).toBe(true);
  });

  it('answers a key at once, whatever is going on', () => {
    const table = answering();
    expect(names(table.send({ type: 'key', digit: '1' }))).toEqual([
      'cut',
      'cancel-timer',
      'cancel-timer',
      'prepare',
      'cancel-timer',
      'release',
    ]);
  });

  it('keeps what was heard when the line goes dead in the middle of a reply', () => {
    const table = answering();
    expect(table.send({ type: 'closed' })).toContainEqual({
      type: 'cut',
      generation: 2,
      cause: 'end',
    });
    expect(table.send({ type: 'started' })).toEqual([]);
  });

  it('ends a call that has reached its limit', () => {
    const table = answering();
    expect(names(table.send({ type: 'timer', timer: 'limit' })).slice(0, 2)).toEqual([
      'cut',
      'hang-up',
    ]);
  });
});
