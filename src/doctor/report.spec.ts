import { fault, ok, skipped, warning } from './finding.js';
import { asJson, asTable, exitCode } from './report.js';

const well = [ok('Redis', '7.2.4, noeviction'), skipped('signature', 'start the server')];
const soso = [...well, warning('clock', '30 s ahead: keep it right with NTP')];
const bad = [...soso, fault('OpenAI', 'refuses the key (HTTP 401): correct OPENAI_API_KEY')];

describe('the report', () => {
  it('has an exit code for scripts: well, worth a look, broken', () => {
    expect([well, soso, bad].map(exitCode)).toEqual([0, 1, 2]);
  });

  it('is a table with a line each, and a last one for the whole', () => {
    expect(asTable(bad, false)).toBe(
      [
        '✓ Redis      7.2.4, noeviction',
        '– signature  start the server',
        '! clock      30 s ahead: keep it right with NTP',
        '✗ OpenAI     refuses the key (HTTP 401): correct OPENAI_API_KEY',
        '',
        'Not all is well: 1 to mend, 1 to keep in mind, 1 not looked at.',
      ].join('\n'),
    );
    expect(asTable(well.slice(0, 1), false)).toMatch(/\nAll is well\.$/);
  });

  it('is coloured only when asked', () => {
    expect(asTable(bad, false)).not.toContain('\u001b');
    expect(asTable(bad, true)).toContain('\u001b[31m✗');
  });

  it('is JSON for programs', () => {
    expect(JSON.parse(asJson(bad))).toEqual({ status: 'fault', findings: bad });
    expect(JSON.parse(asJson(well))).toMatchObject({ status: 'ok' });
  });
});
