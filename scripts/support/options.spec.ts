import { spawnSync } from 'node:child_process';

const module = new URL('options.ts', import.meta.url).href;
const script = `
  import { readOptions } from '${module}';
  const { values } = readOptions({ options: { times: { type: 'string' }, help: { type: 'boolean' } } });
  console.log(values.times);`;

/** What a script with two options does with these arguments. */
function run(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const command = ['--no-warnings', '--input-type=module', '--eval', script, '--', ...args];
  return spawnSync(process.execPath, command, { encoding: 'utf8' });
}

describe('the options of a script', () => {
  it('are read', () => {
    expect(run(['--times', '3'])).toMatchObject({ status: 0, stdout: '3\n', stderr: '' });
  });

  it.each([
    [['--loud'], "Unknown option '--loud'; --help shows what there is.\n"],
    [['loud'], "Unexpected argument 'loud'; --help shows what there is.\n"],
    [
      ['--times', '--help'],
      "Option '--times' argument is ambiguous; --help shows what there is.\n",
    ],
  ])('that are not understood are told in one line, with exit code 2: %s', (args, line) => {
    expect(run(args)).toMatchObject({ status: 2, stdout: '', stderr: line });
  });
});
