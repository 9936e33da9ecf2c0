import { setImmediate } from 'node:timers/promises';
import { ScriptedCall } from './testing/scripted-call.js';

describe('a call', () => {
  it('greets, answers what the caller said, and records the turn with its times', async () => {
    const call = await new ScriptedCall([{ text: 'Seven.' }]).greeted();
    await call.says();
    await call.listens(3000);
    await call.session.close(true);
    expect(call.records.map(({ type, turn }) => [type, turn])).toEqual([
      ['call_started', 0],
      ['turn_metrics', 1],
      ['call_ended', 0],
    ]);
    const [greeting, turn] = call.records;
    expect(greeting?.aiResponse).toBe('Hello there.');
    expect(turn).toMatchObject({
      userInput: 'Seven.',
      aiResponse: 'Right. And the next?',
      interrupted: false,
      asrConfidence: 0.9,
    });
    expect(turn?.times.asrMs).toBeGreaterThanOrEqual(160 + 150);
    expect(turn?.times.totalMs).toBeGreaterThanOrEqual(400);
    expect(turn?.times.totalMs).toBeLessThanOrEqual(520);
  });

  it('lets nothing be heard before the turn is over', async () => {
    const call = await new ScriptedCall([
      { text: 'I think' },
      { text: 'I think seven.' },
    ]).greeted();
    const heardBefore = call.line.played.length;
    await call.says();
    await call.listens(352);
    await call.says(320);
    expect(call.line.played.length).toBe(heardBefore);
    await call.listens(3000);
    expect(call.records.at(-1)).toMatchObject({ userInput: 'I think seven.', turn: 1 });
    expect(call.records.at(-1)?.emotional).toEqual({ pauses: 1 });
    await call.session.close(true);
  });

  it('keeps only what was heard when the caller interrupts', async () => {
    const call = await new ScriptedCall([{ text: 'Seven.' }, { text: 'Wait, stop.' }]).greeted();
    await call.says();
    await call.listens(1056);
    await call.says(320);
    await call.listens(3000);
    await call.session.close(true);
    const turns = call.records.filter(({ type }) => type === 'turn_metrics');
    expect(turns[0]).toMatchObject({ aiResponse: 'Right.', interrupted: true });
    expect(turns[1]).toMatchObject({ userInput: 'Wait, stop.', interrupted: false });
    expect(call.snapshots.at(-1)?.bargeIns).toEqual({ active: false, real: 1, falseAlarms: 0 });
  });

  it('goes on after a backchannel, and shows the false alarm', async () => {
    const call = await new ScriptedCall([{ text: 'Seven.' }, { text: 'mm-hm' }]).greeted();
    await call.says();
    await call.listens(1056);
    await call.says(224);
    expect(call.snapshots.at(-1)?.bargeIns.active).toBe(true);
    await call.listens(3000);
    await call.session.close(true);
    const turns = call.records.filter(({ type }) => type === 'turn_metrics');
    expect(turns).toHaveLength(1);
    expect(turns[0]).toMatchObject({ aiResponse: 'Right. And the next?', interrupted: false });
    expect(call.snapshots.at(-1)?.bargeIns).toEqual({ active: false, real: 0, falseAlarms: 1 });
  });

  it('hangs up after a goodbye that was heard', async () => {
    const call = await new ScriptedCall([{ text: 'Bye.' }], {
      answer: () => ['Goodbye.'],
    }).greeted();
    expect(call.hungUp).toBe(true);
    expect(call.records.map(({ type }) => type)).toEqual(['call_started']);
  });

  it('reprompts a silent caller', async () => {
    const call = await new ScriptedCall([], {
      answer: (input) =>
        input.type === 'silence' ? [`Are you there? ${input.step}`] : ['Hello there.'],
    }).greeted();
    await call.listens(8500);
    expect(call.records.at(-1)).toMatchObject({
      aiResponse: 'Are you there? 1',
      emotional: { silence_step: 1 },
      times: { totalMs: null },
    });
    await call.session.close(true);
  });

  it('texts the caller what the reply promised, once it was heard', async () => {
    const call = await new ScriptedCall([], { answer: () => ['Are you there?'] }).greeted();
    await call.listens(6000);
    expect(call.texts).toEqual([]);
    await call.listens(2500);
    expect(call.texts).toEqual(['A tip.']);
    await call.session.close(true);
  });

  it('goes on after a fault in one of its steps', async () => {
    const call = new ScriptedCall([{ text: 'Seven.' }]);
    let faults = 1;
    const { rooms } = call.house;
    const record = rooms.recorder.record.bind(rooms.recorder);
    rooms.recorder.record = (one) => {
      if (faults-- > 0) throw new Error('out of order');
      record(one);
    };
    await call.greeted();
    await call.says();
    await call.listens(3000);
    expect(call.records.at(-1)).toMatchObject({ userInput: 'Seven.', turn: 1 });
    await call.session.close(true);
  });

  it('asks again when recognition fails', async () => {
    const inputs: string[] = [];
    const call = await new ScriptedCall([{ fails: true }], {
      answer: (input) => {
        inputs.push(input.type === 'speech' ? `speech "${input.text}"` : input.type);
        return ['Sorry?'];
      },
    }).greeted();
    await call.says();
    await call.listens(1500);
    expect(inputs).toEqual(['connected', 'speech ""']);
    await call.session.close(true);
  });

  it('says what it has when the tutor or the voice fails in the middle, and records the failure', async () => {
    for (const words of [
      ['Right.', '!'],
      ['Right.', 'mute'],
    ]) {
      const call = await new ScriptedCall([{ text: 'Seven.' }], {
        answer: (input) => (input.type === 'connected' ? ['Hello there.'] : words),
      }).greeted();
      await call.says();
      await call.listens(2500);
      expect(call.records.at(-1)).toMatchObject({
        type: 'turn_metrics',
        error: 'PROVIDER_UNAVAILABLE',
      });
      expect(call.records.at(-1)?.aiResponse).toMatch(/^Right\./);
      await call.session.close(true);
    }
  });

  it('goes on with the next clause when one breaks off, and begins none twice', async () => {
    const call = await new ScriptedCall([{ text: 'Seven.' }], {
      answer: (input) =>
        input.type === 'connected' ? ['Hello there.'] : ['Right.', 'hoarse', 'Next one.'],
    }).greeted();
    await call.says();
    await call.listens(3500);
    expect(call.records.at(-1)).toMatchObject({
      aiResponse: 'Right. hoarse Next one.',
      error: 'PROVIDER_UNAVAILABLE',
    });
    await call.session.close(true);
  });

  it('answers a key in the middle of a reply', async () => {
    const call = new ScriptedCall([], {
      answer: (input) =>
        input.type === 'key' ? [`You pressed ${input.digit}.`] : ['A long greeting.'],
    });
    call.session.start();
    await call.listens(320);
    call.session.key('2');
    await call.listens(2000);
    expect(call.records.map(({ userInput, interrupted }) => [userInput, interrupted])).toEqual([
      ['', true],
      ['2', false],
    ]);
    await call.session.close(true);
  });

  it('leaves no timer and no task when the line goes dead at any moment', async () => {
    for (const aliveMs of [0, 96, 700, 900, 1100, 1300, 1800]) {
      const call = await new ScriptedCall([{ text: 'Seven.' }]).greeted();
      await call.says(320);
      await call.listens(aliveMs);
      await call.session.close(true);
      const recorded = call.records.length;
      const played = call.line.played.length;
      call.house.clock.advance(3_600_000);
      await setImmediate();
      expect(call.records).toHaveLength(recorded);
      expect(call.line.played.length).toBe(played);
      expect(call.records.at(-1)?.type).toBe('call_ended');
      expect(call.house.clock.pendingTimers).toBe(0);
    }
  });
});
