import { Chance } from './chance.js';
import { formatLine, label } from './labelled-text.js';
import {
  cardNumber,
  emailAddress,
  foreignMobile,
  nationalId,
  rwandanMobile,
  type Email,
  type Phone,
} from './personal-data.js';
import { oneByOne, writtenGroups, type Manner } from './say-digits.js';
import type { AddressWords, Source } from './source.js';

/** How many lines of each sort a set has. */
const shares = {
  phone: 600,
  foreign: 150,
  id: 200,
  card: 150,
  email: 300,
  split: 100,
  lesson: 900,
};

/** A labelled set, the same for the same seed. */
export function makeSet(source: Source, seed: number): string[] {
  const chance = new Chance(seed);
  const lines = (count: number, make: () => string): string[] =>
    Array.from({ length: count }, make);
  const one = (topic: string, templates: readonly string[], marked: string): string =>
    formatLine(topic, [chance.fill(templates, marked)]);
  return [
    ...lines(shares.phone, () =>
      one('phone', source.phone, phone(chance, source, rwandanMobile(chance))),
    ),
    ...lines(shares.foreign, () =>
      one('phone', source.phone, phone(chance, source, foreignMobile(chance))),
    ),
    ...lines(shares.id, () =>
      one('id', source.id, label('id', chance.pick(source.idManners)(nationalId(chance), chance))),
    ),
    ...lines(shares.card, () =>
      one(
        'card',
        source.card,
        label('card', chance.pick(source.cardManners)(cardNumber(chance), chance)),
      ),
    ),
    ...lines(shares.email, () => one('email', source.email, label('email', email(chance, source)))),
    ...lines(shares.split, () => formatLine('split', split(chance, source))),
    ...lines(shares.lesson, () => lesson(chance, source)),
  ];
}

function phone(chance: Chance, source: Source, { digits, prefix, isRwandan }: Phone): string {
  const manner = chance.pick(source.phoneManners);
  if (prefix === '') {
    const isBracketed = isRwandan && digits.startsWith('0') && manner === writtenGroups;
    if (isBracketed && chance.happens(0.15))
      return label('phone', `(${digits.slice(0, 4)}) ${digits.slice(4, 7)} ${digits.slice(7)}`);
    return label('phone', manner(digits, chance));
  }
  if (prefix === '00') return label('phone', manner(`00${digits}`, chance));
  if (isRwandan && manner === writtenGroups && chance.happens(0.2))
    return label(
      'phone',
      `+250 (0) ${digits.slice(3, 6)} ${digits.slice(6, 9)} ${digits.slice(9)}`,
    );
  return label('phone', withPlus(manner, digits, chance));
}

function withPlus(manner: Manner, digits: string, chance: Chance): string {
  const said = manner(digits, chance);
  return /^\d/.test(said) ? `+${said}` : `plus ${said}`;
}

function email(chance: Chance, source: Source): string {
  const address = emailAddress(chance);
  const words = chance.pick(source.addresses);
  const isWritten = words.dot === '.';
  return localPart(address, words, chance) + words.at + host(address, words, isWritten);
}

function localPart({ parts, mark, number }: Email, words: AddressWords, chance: Chance): string {
  if (words.dot === '.') return parts.join(mark) + number;
  const marks = { '.': words.dot, _: words.underscore, '-': words.dash, '': '' };
  const name = words.spells ? Array.from(parts[0] ?? '').join(' ') : parts.join(marks[mark]);
  if (number === '') return name;
  return `${name} ${chance.happens(0.5) ? number : oneByOne(number, chance)}`;
}

const greatServices = /^(?:gmail|yahoo|hotmail|outlook|icloud)\./;

function host({ host: name }: Email, words: AddressWords, isWritten: boolean): string {
  if (words.short && greatServices.test(name)) return name.replace(/\..*/, '');
  return isWritten ? name : name.replaceAll('.', words.dot);
}

/** A number in pieces: `{4}` is its next four digits, in words. */
function split(chance: Chance, source: Source): string[] {
  const digits = `07${chance.pick(['2', '3', '8', '9'])}${chance.digits(7)}`;
  const isWritten = chance.happens(0.3);
  let next = 0;
  return chance.pick(source.splits).map((turn) =>
    turn.replace(/\{(\d)\}(?: \{(\d)\})?/g, (_, first: string, second: string | undefined) => {
      const pieces = [first, second ?? '0'].map((count) => {
        next += Number(count);
        return digits.slice(next - Number(count), next);
      });
      const said = pieces
        .filter((piece) => piece !== '')
        .map((piece) => (isWritten ? piece : oneByOne(piece, chance)));
      return label('phone', said.join(' '));
    }),
  );
}

function lesson(chance: Chance, source: Source): string {
  const { topic, say } = chance.pick(source.lessons);
  return formatLine(topic, [say(chance)]);
}
