import fc from 'fast-check';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { testSettings } from '../testing/telephony-app.js';
import { CallerId, normaliseNumber } from './caller-id.js';

const key = 'sixteen characters or more';
const callerId = (callerIdKey: string, log = new MemoryLog()): CallerId =>
  new CallerId(testSettings({ CALLER_ID_KEY: callerIdKey }), log);

describe('CallerId', () => {
  it('gives one number one pseudonym, however it is written and whatever the call', () => {
    const id = callerId(key);
    const first = id.identify('+250788123456', 'CA1');
    expect(first).toEqual({ pseudonym: first.pseudonym, number: '+250788123456' });
    expect(id.identify(' +250 788 123-456 ', 'CA2')).toEqual(first);
  });

  it('never lets the number show in the pseudonym', () => {
    const id = callerId(key);
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (number) => {
        const { pseudonym } = id.identify(number, 'CA1');
        expect(pseudonym).toMatch(/^caller_[0-9a-f]{20}$/);
        expect(pseudonym).not.toContain(number.slice(1));
      }),
    );
  });

  it('makes other pseudonyms with another key', () => {
    const one = callerId(key).identify('+250788123456', 'CA1').pseudonym;
    expect(
      callerId('another key of enough length').identify('+250788123456', 'CA1').pseudonym,
    ).not.toBe(one);
  });

  it('knows after a change of the key who a number was before', () => {
    const before = callerId(key).identify('+250788123456', 'CA1');
    const settings = testSettings({
      CALLER_ID_KEY: 'another key of enough length',
      CALLER_ID_KEY_PREVIOUS: key,
    });
    const after = new CallerId(settings, new MemoryLog());
    expect(after.identify('+250788123456', 'CA2')).toEqual({
      pseudonym: callerId('another key of enough length').identify('+250788123456', '').pseudonym,
      formerPseudonym: before.pseudonym,
      number: '+250788123456',
    });
    expect(after.identify('anonymous', 'CA2')).not.toHaveProperty('formerPseudonym');
  });

  it.each([
    undefined,
    '',
    'anonymous',
    'Restricted',
    '+266696687',
    '+7378742833',
    'sip:a@b.example',
  ])('takes the caller %j for somebody new on every call, the same within one', (from) => {
    const id = callerId(key);
    const first = id.identify(from, 'CA1');
    expect(first.number).toBeNull();
    expect(id.identify(from, 'CA1')).toEqual(first);
    expect(id.identify(from, 'CA2').pseudonym).not.toBe(first.pseudonym);
  });

  it('warns at the start that the development key is public', () => {
    const log = new MemoryLog();
    callerId('', log);
    expect(log.messages('warn').join()).toContain('CALLER_ID_KEY');
    const quiet = new MemoryLog();
    callerId(key, quiet);
    expect(quiet.lines).toEqual([]);
  });
});

describe('normaliseNumber', () => {
  it.each([
    ['+250788123456', '+250788123456'],
    ['+1 (415) 555-0100', '+14155550100'],
    ['0788123456', null],
    ['250788123456', null],
    ['+0788123456', null],
    ['+12345', null],
    [`+1${'2'.repeat(15)}`, null],
    ['+250788123456x', null],
    ['+٢٥٠٧٨٨١٢٣٤٥٦', null],
  ])('reads %j as %j', (text, number) => {
    expect(normaliseNumber(text)).toBe(number);
  });
});
