/** Somebody who called, as they are known here. */
export interface Person {
  /** E.164. */
  readonly number: string;
  /** What the number is called in every record; the current one first. */
  readonly pseudonyms: readonly string[];
}

/** A place where something about a person may be kept. */
export interface PersonalData {
  /** Names the place in an export, and in the line about an erasure. */
  readonly name: string;
  /** All that is kept there about the person, as JSON can hold it. */
  find(person: Person): Promise<readonly unknown[]>;
  /** Removes it and returns how much there was; what arrives meanwhile is left to another time. */
  erase(person: Person): Promise<number>;
}

/** Whether a text speaks of the person: by number, or by pseudonym. */
export function mentions(text: string, { number, pseudonyms }: Person): boolean {
  return [number, ...pseudonyms].some((name) => text.includes(name));
}
