import { ScriptedCall } from './testing/scripted-call.js';

/** The bytes of "Hm.", the word that bridges a wait, as the scripted voice says it. */
const fillerBytes = 'Hm.'.length * 50 * 8;

describe('a call in trouble', () => {
  it('hears a word while recognition takes long, and then the reply', async () => {
    const call = await new ScriptedCall([{ text: 'Seven.' }], { recognizeMs: 2500 }).greeted();
    const before = call.line.played.length;
    await call.says();
    await call.listens(1100);
    expect(call.line.played.length).toBe(before);
    await call.listens(400);
    expect(call.line.played.length).toBe(before + fillerBytes);
    await call.listens(4000);
    expect(call.records.at(-1)).toMatchObject({ aiResponse: 'Right. And the next?' });
    await call.session.close(true);
  });

  it('is silent at once when the caller speaks into such a word', async () => {
    const call = await new ScriptedCall([{ text: 'I think' }], { recognizeMs: 2500 }).greeted();
    await call.says();
    await call.listens(1350);
    await call.says(96);
    const heard = call.line.played.length;
    await call.says(320);
    expect(call.line.played.length).toBe(heard);
    await call.session.close(true);
  });

  it('is told when nobody can be heard, texted, and ended', async () => {
    const fails = { fails: true } as const;
    const call = await new ScriptedCall([fails, fails, fails], {
      answer: ({ type }) => (type === 'trouble' ? ['We are sorry.', 'Goodbye.'] : ['Again?']),
    }).greeted();
    for (let turn = 0; turn < 3; turn++) {
      await call.says();
      await call.listens(2500);
    }
    expect(call.records.at(-1)).toMatchObject({ aiResponse: 'We are sorry. Goodbye.' });
    expect(call.texts).toEqual(['A tip.']);
    expect(call.hungUp).toBe(true);
    await call.session.close(true);
  });

  it('is texted and ended when nothing at all can be said', async () => {
    const call = await new ScriptedCall([{ text: 'Seven.' }], {
      answer: ({ type }) => {
        if (type === 'connected') return ['Hello there.'];
        return type === 'trouble' ? ['mute', 'Goodbye.'] : ['mute'];
      },
    }).greeted();
    await call.says();
    await call.listens(2000);
    expect(call.texts).toEqual(['A tip.']);
    expect(call.hungUp).toBe(true);
    await call.session.close(true);
  });
});
