import { anyOf, applied, type Rule } from '../rule.js';
import { NUMBER, NUMBER_START } from './number-pattern.js';

interface Currency {
  readonly name: string;
  readonly plural?: string;
  /** The hundredth part, where prices are written with it. */
  readonly part?: readonly [one: string, many: string];
}

const cents = ['cent', 'cents'] as const;

const signs: Readonly<Record<string, Currency>> = {
  $: { name: 'dollar', part: cents },
  US$: { name: 'US dollar', part: cents },
  '€': { name: 'euro', part: cents },
  '£': { name: 'pound', part: ['penny', 'pence'] },
  '₦': { name: 'naira', plural: 'naira' },
  '₹': { name: 'rupee' },
  '¥': { name: 'yen', plural: 'yen' },
};

const codes: Readonly<Record<string, Currency>> = {
  rwf: { name: 'Rwandan franc' },
  frw: { name: 'Rwandan franc' },
  kes: { name: 'Kenyan shilling' },
  ksh: { name: 'Kenyan shilling' },
  kshs: { name: 'Kenyan shilling' },
  ugx: { name: 'Ugandan shilling' },
  ush: { name: 'Ugandan shilling' },
  tzs: { name: 'Tanzanian shilling' },
  tsh: { name: 'Tanzanian shilling' },
  bif: { name: 'Burundian franc' },
  cdf: { name: 'Congolese franc' },
  usd: { name: 'US dollar', part: cents },
  eur: { name: 'euro', part: cents },
  gbp: { name: 'pound', part: ['penny', 'pence'] },
};

const scales: Readonly<Record<string, string>> = { k: 'thousand', m: 'million', bn: 'billion' };

const SIGN = anyOf(Object.keys(signs));
const CODE = anyOf(Object.keys(codes));
const AMOUNT = `${NUMBER}(?: ?[-–] ?${NUMBER})?`;
const SCALE = String.raw`(?: ?(thousand|million|billion|trillion|k|bn|m)(?![\p{L}\d]))?`;

const rules: readonly Rule[] = [
  [
    rule(
      `([-−]?)(?:(${SIGN})|(?<!\\p{L})(${CODE})[.:]?) ?([-−]?)(${AMOUNT})(?: ?/[=-](?![=\\d]))?${SCALE}`,
    ),
    (_, ...parts) => {
      const [minus = '', sign = '', code = '', inner = '', amount = '', scale = ''] = parts;
      return (minus || inner) + money(sign + code, amount, scale);
    },
  ],
  [
    rule(`${NUMBER_START}(${AMOUNT})${SCALE} ?(?:(${SIGN})|(${CODE})(?!\\p{L}))`),
    (_, amount = '', scale = '', sign = '', code = '') => money(sign + code, amount, scale),
  ],
  [/(?<=\d) ?\/[=-](?![\d=])/g, ' shillings'],
  [/(?<=\d) ?¢/g, ' cents'],
];

/** Amounts of money with their currency in words; the amounts themselves stay in digits. */
export function spokenMoney(text: string): string {
  return applied(rules, text);
}

function money(symbol: string, amount: string, scale: string): string {
  const named = currency(symbol);
  const [whole = '', decimals] = amount.split('.');
  if (scale) return `${amount} ${scales[scale.toLowerCase()] ?? scale} ${nameOf(named)}`;
  if (named.part && decimals?.length === 2) return withPart(named, whole, Number(decimals));
  return `${amount} ${amount === '1' ? named.name : nameOf(named)}`;
}

/** $3.50 is three dollars and fifty cents; $0.50 is fifty cents. */
function withPart(
  { part: names = cents, ...named }: Currency,
  whole: string,
  parts: number,
): string {
  const wholes = `${whole} ${whole === '1' ? named.name : nameOf(named)}`;
  if (parts === 0) return wholes;
  const rest = `${parts} ${names[parts === 1 ? 0 : 1]}`;
  return whole === '0' ? rest : `${wholes} and ${rest}`;
}

function currency(symbol: string): Currency {
  return signs[symbol.toUpperCase()] ?? codes[symbol.toLowerCase()] ?? { name: symbol };
}

function nameOf({ name, plural = `${name}s` }: Currency): string {
  return plural;
}

function rule(source: string): RegExp {
  return new RegExp(source, 'giu');
}
