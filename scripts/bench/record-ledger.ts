import type { CallerPhone } from '../../test/support/twilio/index.js';

/** A key that a caller pressed; `heard` once the tutor's answer was heard to its end. */
export interface LedgerTurn {
  readonly key: string;
  heard: boolean;
}

/** What the callers of a run did, call by call, in order. */
export class RecordLedger {
  private readonly calls = new Map<string, LedgerTurn[]>();

  get callSids(): string[] {
    return [...this.calls.keys()];
  }

  get heard(): number {
    return [...this.calls.values()].flat().filter((turn) => turn.heard).length;
  }

  turnsOf(callSid: string): LedgerTurn[] {
    const turns = this.calls.get(callSid) ?? [];
    this.calls.set(callSid, turns);
    return turns;
  }
}

/** A call of keys: every turn its own digit, so that a turn lost, doubled or out of order shows. */
export async function pressKeys(
  phone: CallerPhone,
  turns: LedgerTurn[],
  isOver: () => boolean,
): Promise<void> {
  await phone.untilTutorFinishes();
  while (!isOver()) {
    const turn = { key: String((turns.length % 9) + 1), heard: false };
    turns.push(turn);
    await phone.press(turn.key);
    await phone.untilTutorFinishes();
    turn.heard = true;
  }
}

/** A row of the table, as far as the ledger knows it. */
export interface StoredTurn {
  readonly id: string;
  readonly call_id: string;
  readonly turn: number;
  readonly user_input: string;
}

/**
 * What is wrong between a call's ledger and its rows, in the order of the table. A turn whose answer was
 * not heard to its end may be in the table or not.
 */
export function differences(turns: readonly LedgerTurn[], rows: readonly StoredTurn[]): string[] {
  const faults: string[] = [];
  let next = 0;
  rows.forEach((row, index) => {
    if (row.turn <= (rows[index - 1]?.turn ?? 0)) faults.push(`turn ${row.turn} is out of order`);
    const at = turns.findIndex(({ key }, place) => place >= next && key === row.user_input);
    if (at === -1) {
      faults.push(`turn ${row.turn} (key ${row.user_input}) was stored twice, or never happened`);
      return;
    }
    for (const missed of turns.slice(next, at))
      if (missed.heard) faults.push(`a turn (key ${missed.key}) is missing before ${row.turn}`);
    next = at + 1;
  });
  for (const missed of turns.slice(next))
    if (missed.heard) faults.push(`a turn (key ${missed.key}) is missing at the end`);
  return faults;
}
