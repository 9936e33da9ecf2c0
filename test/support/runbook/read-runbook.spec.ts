import { patternOf, readRunbook } from './read-runbook.js';

const text = `# Title

Some words, and \`inline\`.

## Look

\`\`\`sh needs=jq,curl exit=0|1
curl x |
  jq .
\`\`\`

prints

\`\`\`text
not for the block before
\`\`\`

\`\`\`sql
SELECT 1;
\`\`\`

\`\`\`text
one … two
\`\`\`

\`\`\`json
{}
\`\`\`

\`\`\`sh unrun
docker compose up
\`\`\`
`;

describe('reading a runbook', () => {
  it('finds every block to type, with its marks and what it shows', () => {
    expect(readRunbook(text)).toEqual([
      {
        language: 'sh',
        code: 'curl x |\n  jq .',
        section: 'Look',
        line: 7,
        needs: ['jq', 'curl'],
        exitCodes: [0, 1],
        isUnrun: false,
        expected: undefined,
      },
      expect.objectContaining({ language: 'sql', code: 'SELECT 1;', expected: 'one … two' }),
      expect.objectContaining({ code: 'docker compose up', isUnrun: true, needs: [] }),
    ]);
  });

  it('refuses a mark that it does not know, and a block without an end', () => {
    expect(() => readRunbook('```sh need=jq\nx\n```')).toThrow('Line 1: "need" is no mark');
    expect(() => readRunbook('```sh\nx')).toThrow('The block of line 1 does not end.');
  });

  it('compares words, whatever stands between them and in place of an ellipsis', () => {
    const pattern = patternOf('{"status":"healthy", … }\nhour | turns\n…');
    expect('{"status":"healthy", "a": 1 }\n  hour  | turns\n  x').toMatch(pattern);
    expect('{"status":"unhealthy", "a": 1 }\n  hour  | turns\n  x').not.toMatch(pattern);
  });
});
