import { Learner } from './testing/learner.js';

describe('silence', () => {
  it('is answered more simply each time, and then with a goodbye', async () => {
    const learner = new Learner();
    await learner.connect();
    await learner.say('maths');
    expect((await learner.stayQuiet(1)).text).toBe('Take your time. What is three plus four?');
    expect((await learner.stayQuiet(2)).text).toBe(
      'You can also press the answer on your phone. Start at four and count three more. What is three plus four?',
    );
    const last = await learner.stayQuiet(3);
    expect(last.endsCall).toBe(true);
    expect(last.text).toContain('goodbye');
  });

  it('ends with a tip by text message where one can be sent, and promises none otherwise', async () => {
    const texted = await new Learner().stayQuiet(3, true);
    expect(texted.text).toMatch(/text you a tip/);
    expect(texted.message).toMatch(/^BAKAME tip: [ -~]{1,150}$/);
    const untexted = await new Learner().stayQuiet(3);
    expect(untexted.text).not.toMatch(/text/);
    expect(untexted.message).toBeNull();
  });

  it('in the menu leads to the keys', async () => {
    const learner = new Learner();
    await learner.connect();
    expect((await learner.stayQuiet(1)).text).toBe('Are you there? Say maths, or say English.');
    expect((await learner.stayQuiet(2)).text).toContain('Press one for maths');
  });
});
