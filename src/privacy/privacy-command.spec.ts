import { runPrivacy } from './testing/run-privacy.js';

const number = '+250788123456';

describe('npm run privacy', () => {
  it.each(['0788123456', '+250', 'anonymous', 'jane@example.com'])(
    'answers %j with one clear line, and asks no store',
    async (text) => {
      expect(await runPrivacy(['erase', text, '--yes'], {})).toEqual({
        code: 2,
        output: '',
        errors: 'That is not a telephone number in international form, such as +250788123456.\n',
      });
    },
  );

  it.each([
    { args: [] },
    { args: ['export'] },
    { args: ['erase', number, 'more'] },
    { args: ['forget', number] },
    { args: ['erase', number, '--force'] },
  ])('shows how it is used for $args', async ({ args }) => {
    const { code, errors } = await runPrivacy(args, {});
    expect(code).toBe(2);
    expect(errors).toContain('npm run privacy -- erase NUMBER');
  });

  it('names what is missing in the environment', async () => {
    const { code, errors } = await runPrivacy(['export', number], {});
    expect(code).toBe(1);
    expect(errors).toContain('DATABASE_URL');
  });
});
