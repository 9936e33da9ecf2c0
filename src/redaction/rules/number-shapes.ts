import type { PersonalKind } from '../personal-kind.js';
import type { DigitGroup, DigitRun } from './digit-runs.js';
import {
  isAmount,
  isCounting,
  isDated,
  isDecimal,
  isDictated,
  isGrouped,
  isList,
  isListOfNumbers,
  isRound,
  isVaried,
} from './groupings.js';
import type { NumberingPlans } from './numbering-plans.js';
import { isPaymentCard } from './payment-cards.js';

/** Some groups in a row, and where they stand. */
export interface Window {
  readonly digits: string;
  readonly groups: readonly DigitGroup[];
  readonly run: DigitRun;
  readonly plans: NumberingPlans;
}

/** What a personal number looks like: how it begins, how long it is, and how it must be said. */
export interface NumberShape {
  readonly kind: Exclude<PersonalKind, 'email'>;
  /** Sticky: tried at the first digit. */
  readonly opening: RegExp;
  /** In the order they are tried. */
  readonly lengths: readonly number[];
  readonly fits: (window: Window) => boolean;
  /** Only behind a plus sign. */
  readonly onlyAfterPlus?: true;
  /** It is written in so many groups at most. */
  readonly mostGroups?: number;
}

/** Shapes in the order they are tried, and one pattern that tells in advance whether any can match. */
export interface NumberShapes {
  readonly list: readonly NumberShape[];
  /** The openings of all shapes that need no plus sign. */
  readonly anyOpening: RegExp;
}

const always = (): boolean => true;
const anyDigit = /\d/y;
const cardLengths = [19, 18, 17, 16, 15, 14, 13];
const internationalLengths = [15, 14, 13, 12, 11, 10, 9, 8];

/** Told by a check digit or their structure, when they are all that was said. */
export const wholeShapes = inOrder([
  {
    kind: 'card',
    opening: /[2-68]/y,
    lengths: cardLengths,
    fits: ({ digits, groups }) =>
      groups[0]?.plus === false &&
      !isCounting(groups) &&
      !isListOfNumbers(groups) &&
      isPaymentCard(digits),
  },
]);

/** Numbers that nothing else looks like; they are found anywhere between other digits. */
export const certainShapes = inOrder([
  // Rwandan mobiles: 07 and then 2, 3, 8 or 9, with or without the country code; a zero said twice is one.
  { kind: 'phone', opening: /07[2389]/y, lengths: [10], fits: ({ groups }) => !isDated(groups) },
  { kind: 'phone', opening: /007[2389]/y, lengths: [11], fits: ({ groups }) => !isDated(groups) },
  { kind: 'phone', opening: /2507[2389]/y, lengths: [12], fits: ({ groups }) => !isAmount(groups) },
  { kind: 'phone', opening: /25007[2389]/y, lengths: [13], fits: always },
  { kind: 'phone', opening: /002507[2389]/y, lengths: [14], fits: always },
  { kind: 'phone', opening: /0025007[2389]/y, lengths: [15], fits: always },
  // The neighbours' mobiles: Kenya, Tanzania, Uganda, Burundi, DR Congo.
  {
    kind: 'phone',
    opening: /254[17]|255[67]|256[347]|257[67]|243[89]/y,
    lengths: [12],
    fits: (window) => !isRound(window.digits) && !isAmount(window.groups),
  },
  // Rwandan identity: status, year of birth, 8 for men or 7 for women, and ten more digits.
  {
    kind: 'id',
    opening: /[123](?:19|20)\d\d[78]/y,
    lengths: [16],
    fits: ({ groups }) => !isCounting(groups),
  },
  // E.164, with the plus sign or the international prefix.
  {
    kind: 'phone',
    onlyAfterPlus: true,
    opening: /[1-9]/y,
    lengths: internationalLengths,
    fits: ({ digits, plans }) => plans.includes(digits),
  },
  {
    kind: 'phone',
    opening: /00[1-9]/y,
    lengths: internationalLengths.map((length) => length + 2),
    fits: ({ digits, plans }) => plans.includes(digits.slice(2)),
  },
]);

/** Numbers that a sum could look like too; the way they are grouped decides. */
export const likelyShapes = inOrder([
  {
    kind: 'phone',
    opening: /[2-9]\d\d[2-9]/y,
    lengths: [10],
    mostGroups: 3,
    fits: ({ groups, run }) => !run.isReckoned && isGrouped(groups, '3-3-4'),
  },
  {
    kind: 'phone',
    opening: /1[2-9]\d\d[2-9]/y,
    lengths: [11],
    mostGroups: 4,
    fits: ({ groups, run }) => !run.isReckoned && isGrouped(groups, '1-3-3-4', '1-10', '11'),
  },
  {
    kind: 'phone',
    opening: /0[1-9]/y,
    lengths: [11, 10],
    mostGroups: 5,
    fits: (window) => isWritten(window) && !isDated(window.groups),
  },
  {
    kind: 'phone',
    opening: /7[2389]/y,
    lengths: [9],
    mostGroups: 4,
    fits: (window) => isWritten(window) && !window.run.isReckoned && !isRound(window.digits),
  },
  {
    kind: 'card',
    opening: /[2-68]/y,
    lengths: cardLengths,
    mostGroups: 6,
    fits: (window) => isWritten(window) && isPaymentCard(window.digits),
  },
]);

/** The same when read out digit by digit; then they must be all that was read out. */
export const dictatedShapes = inOrder([
  { kind: 'phone', opening: /7[2389]/y, lengths: [9], fits: isReadOut },
  { kind: 'phone', opening: /0[1-9]/y, lengths: [10, 11], fits: isReadOut },
]);

/** Digits that are announced: "my phone number is", "my ID". Then they must be all that follows. */
export const announcedShapes = inOrder([
  {
    kind: 'phone',
    opening: anyDigit,
    lengths: [15, 14, 13, 12, 11, 10, 9, 8, 7],
    fits: (window) => isAnnounced('phone', window) && !isDated(window.groups),
  },
  {
    kind: 'id',
    opening: anyDigit,
    lengths: [18, 17, 16, 15, 14, 13, 12, 11, 10],
    fits: (window) => isAnnounced('id', window),
  },
  {
    kind: 'card',
    opening: anyDigit,
    lengths: [...cardLengths, 12],
    fits: (window) => isAnnounced('card', window),
  },
]);

function inOrder(list: readonly NumberShape[]): NumberShapes {
  const openings = list
    .filter((shape) => !shape.onlyAfterPlus)
    .map((shape) => `(?:${shape.opening.source})`);
  return { list, anyOpening: new RegExp(openings.join('|'), 'y') };
}

/** In one piece or in groups of two and more: neither a list, nor counting, nor a decimal. */
function isWritten({ groups }: Window): boolean {
  return (
    groups.every((group) => group.digits.length >= 2) &&
    !isList(groups) &&
    !isCounting(groups) &&
    !isDecimal(groups)
  );
}

function isReadOut({ digits, groups, run }: Window): boolean {
  return (
    isDictated(groups) &&
    !isList(groups) &&
    !isCounting(groups) &&
    !run.isReckoned &&
    isVaried(digits)
  );
}

function isAnnounced(kind: PersonalKind, { digits, groups, run }: Window): boolean {
  return (
    run.cue === kind &&
    !run.isReckoned &&
    !isAmount(groups) &&
    !isCounting(groups) &&
    !isRound(digits)
  );
}
