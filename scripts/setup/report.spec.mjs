import { createReport } from './report.mjs';

function reporting(isTTY) {
  const clock = { ms: 0 };
  const written = [];
  const stream = { isTTY, write: (text) => written.push(text) };
  return { clock, written, report: createReport(stream, () => clock.ms) };
}

it('draws a bar that moves on a terminal', () => {
  const { clock, written, report } = reporting(true);
  const progress = report.progress('Fetching');
  clock.ms = 150;
  progress.bytes(25_000_000, 100_000_000);
  progress.end('100 MB');
  expect(written).toEqual([
    'Fetching …',
    '\r\x1b[2KFetching [======                  ]  25 % of 100 MB',
    '\r\x1b[2KFetching: 100 MB\n',
  ]);
});

it('draws no more often than the eye can follow', () => {
  const { clock, written, report } = reporting(true);
  const progress = report.progress('Fetching');
  for (; clock.ms < 1000; clock.ms++) progress.bytes(clock.ms, 1000);
  expect(written.length).toBeLessThanOrEqual(11);
});

it('writes a plain line now and then where there is no terminal', () => {
  const { clock, written, report } = reporting(false);
  const progress = report.progress('Fetching');
  for (; clock.ms < 25_000; clock.ms += 100) progress.bytes(clock.ms * 100, 2_500_000);
  progress.end('2.5 MB');
  expect(written).toEqual([
    'Fetching …\n',
    'Fetching  40 % of 2.5 MB\n',
    'Fetching  80 % of 2.5 MB\n',
    'Fetching: 2.5 MB\n',
  ]);
});
