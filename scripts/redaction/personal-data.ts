import type { Chance } from './chance.js';

/** Digits of a number, with what a writer would set in front of them. */
export interface Phone {
  readonly digits: string;
  /** '+' or '00', for an international number. */
  readonly prefix: '' | '+' | '00';
  readonly isRwandan: boolean;
}

/** Mobile ranges as their regulators publish them: calling code, opening, digits that follow. */
const abroad = [
  ['254', '7', 8],
  ['256', '77', 7],
  ['255', '75', 7],
  ['257', '79', 6],
  ['243', '99', 7],
  ['33', '6', 8],
  ['44', '77', 8],
  ['32', '47', 7],
  ['49', '151', 8],
  ['91', '98', 8],
  ['234', '803', 7],
  ['1', '415', 0],
  ['27', '82', 7],
] as const;

export function rwandanMobile(chance: Chance): Phone {
  const national = `7${chance.pick(['2', '3', '8', '9'])}${chance.digits(7)}`;
  switch (chance.int(0, 9)) {
    case 0:
    case 1:
      return { digits: `250${national}`, prefix: '+', isRwandan: true };
    case 2:
      return { digits: `250${national}`, prefix: '', isRwandan: true };
    case 3:
      return { digits: `250${national}`, prefix: '00', isRwandan: true };
    default:
      return { digits: `0${national}`, prefix: '', isRwandan: true };
  }
}

export function foreignMobile(chance: Chance): Phone {
  const [code, opening, rest] = chance.pick(abroad);
  // North America: an exchange begins with 2 to 9 and is not x11.
  const line =
    code === '1'
      ? `${chance.int(2, 9)}${chance.int(2, 9)}${chance.digits(5)}`
      : chance.digits(rest);
  const prefix = chance.happens(0.75) ? '+' : '00';
  return { digits: `${code}${opening}${line}`, prefix, isRwandan: false };
}

/** Status, year of birth, gender, serial, issue and check digits. */
export function nationalId(chance: Chance): string {
  const status = chance.pick(['1', '1', '1', '1', '2', '3']);
  return `${status}${chance.int(1945, 2019)}${chance.pick(['7', '8'])}${chance.digits(7)}${chance.int(0, 3)}${chance.digits(2)}`;
}

const issuers = [
  ['4', 16],
  ['4', 16],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['37', 15],
  ['6011', 16],
] as const;

/** With the right check digit. */
export function cardNumber(chance: Chance): string {
  const [opening, length] = chance.pick(issuers);
  const body = opening + chance.digits(length - opening.length - 1);
  const sum = Array.from(body, Number)
    .reverse()
    .map((digit, index) => (index % 2 === 0 ? digit * 2 : digit))
    .reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

const firstNames = [
  ...[
    'jane',
    'eric',
    'aline',
    'claude',
    'diane',
    'patrick',
    'solange',
    'innocent',
    'grace',
    'olivier',
  ],
  ...[
    'chantal',
    'kevin',
    'yvonne',
    'moses',
    'esther',
    'samuel',
    'divine',
    'fabrice',
    'joy',
    'emmanuel',
  ],
];
const lastNames = [
  ...[
    'doe',
    'uwase',
    'mugisha',
    'habimana',
    'ingabire',
    'nshuti',
    'keza',
    'mutesi',
    'gasana',
    'umutoni',
  ],
  ...[
    'ndayisaba',
    'kagabo',
    'iradukunda',
    'murenzi',
    'bizimana',
    'uwimana',
    'manzi',
    'teta',
    'ishimwe',
    'rugamba',
  ],
];
const hosts = [
  ...[
    'gmail.com',
    'gmail.com',
    'gmail.com',
    'yahoo.com',
    'yahoo.fr',
    'hotmail.com',
    'outlook.com',
    'icloud.com',
  ],
  ...[
    'school.ac.rw',
    'mineduc.gov.rw',
    'example.org',
    'kigali.co.rw',
    'students.example.com',
    'proton.me',
  ],
];

/** The parts of an address: what stands before the sign, joined by marks, and the host. */
export interface Email {
  readonly parts: readonly string[];
  readonly mark: '.' | '_' | '-' | '';
  readonly number: string;
  readonly host: string;
}

export function emailAddress(chance: Chance): Email {
  const first = chance.pick(firstNames);
  const parts = chance.happens(0.6) ? [first, chance.pick(lastNames)] : [first];
  return {
    parts,
    mark: parts.length === 1 ? '' : chance.pick(['.', '.', '_', '-', '']),
    number: chance.happens(0.35) ? chance.digits(chance.int(1, 4)) : '',
    host: chance.pick(hosts),
  };
}
