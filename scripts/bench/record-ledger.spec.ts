import { differences, type LedgerTurn, type StoredTurn } from './record-ledger.js';

const ledger = (...keys: string[]): LedgerTurn[] =>
  keys.map((key) => ({ key: key.charAt(0), heard: !key.endsWith('?') }));
const rows = (...keys: string[]): StoredTurn[] =>
  keys.map((key, n) => ({ id: String(n), call_id: 'CA1', turn: n + 1, user_input: key }));

describe('a ledger against the table', () => {
  it('agrees when every heard turn is there once and in order', () => {
    expect(differences(ledger('1', '2', '3'), rows('1', '2', '3'))).toEqual([]);
  });

  it('lets a turn that was not heard to its end be there or not', () => {
    expect(differences(ledger('1', '2', '3?'), rows('1', '2'))).toEqual([]);
    expect(differences(ledger('1', '2', '3?'), rows('1', '2', '3'))).toEqual([]);
  });

  it.each([
    ['lost at the end', rows('1', '2')],
    ['lost in between', rows('1', '3')],
    ['stored twice', rows('1', '2', '2', '3')],
    ['out of order', rows('2', '1', '3')],
    ['never heard', rows('1', '2', '3', '7')],
    ['numbered twice', rows('1', '2', '3').map((row) => ({ ...row, turn: 1 }))],
  ])('tells of a turn that was %s', (_, stored) => {
    expect(differences(ledger('1', '2', '3'), stored)).not.toEqual([]);
  });
});
