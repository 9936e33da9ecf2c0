import { setTimeout as pause } from 'node:timers/promises';
import type { Person, PersonalData } from './personal-data.js';

/** Longer than a record takes from one place to the next while all stores are up. */
const settleMs = 2000;
const mostPasses = 6;

/** How much was found or erased, by place. */
export type Counts = Readonly<Record<string, number>>;

/** Everything kept about a person, by place. */
export async function exportPerson(
  places: readonly PersonalData[],
  person: Person,
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const found: [string, readonly unknown[]][] = [];
  for (const place of places) found.push([place.name, await place.find(person)]);
  return Object.fromEntries(found);
}

/**
 * Erases everything kept about a person, again and again until nothing more turns up: records are on
 * their way from place to place while servers run.
 */
export async function erasePerson(
  places: readonly PersonalData[],
  person: Person,
): Promise<Counts> {
  const counts = new Map(places.map(({ name }) => [name, 0]));
  for (let pass = 1; pass <= mostPasses; pass++) {
    if (pass > 1) await pause(settleMs);
    let erased = 0;
    for (const place of places) {
      const count = await place.erase(person);
      counts.set(place.name, (counts.get(place.name) ?? 0) + count);
      erased += count;
    }
    if (erased === 0 && pass > 1) return Object.fromEntries(counts);
  }
  throw new Error(
    'Records of this caller still turn up after everything was erased: a call of theirs may be running. ' +
      'Run the command again.',
  );
}
