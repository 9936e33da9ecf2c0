import type { Chance } from './chance.js';
import type { Manner } from './say-digits.js';

/** The sentences and manners that a set is made of. Each template has one `{}`. */
export interface Source {
  /** Sentences around something personal, by what it is. */
  readonly phone: readonly string[];
  readonly id: readonly string[];
  readonly card: readonly string[];
  readonly email: readonly string[];
  /** How digits are said or written. */
  readonly phoneManners: readonly Manner[];
  readonly idManners: readonly Manner[];
  readonly cardManners: readonly Manner[];
  /** How the sign, the dots and the other marks of an address are said. */
  readonly addresses: readonly AddressWords[];
  /** Conversations in which a number comes in pieces: each list is one conversation's turns. */
  readonly splits: readonly (readonly string[])[];
  /** What must stay, by topic. */
  readonly lessons: readonly Lesson[];
}

/** Words for the marks of an address; `spells`: the name is spelled out. */
export interface AddressWords {
  readonly at: string;
  readonly dot: string;
  readonly underscore: string;
  readonly dash: string;
  readonly spells?: true;
  /** The host without its ending: "jane at gmail". Only for the great services. */
  readonly short?: true;
}

export interface Lesson {
  readonly topic: 'maths' | 'talk';
  readonly say: (chance: Chance) => string;
}
