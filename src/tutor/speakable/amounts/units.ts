import { anyOf, applied, type Rule } from '../rule.js';
import { NUMBER } from './number-pattern.js';

/** Symbols are written as they are here; capitals matter, but for the common slips. */
const units: Readonly<Record<string, string>> = {
  ...{ km: 'kilometre', Km: 'kilometre', KM: 'kilometre', m: 'metre', dm: 'decimetre' },
  ...{ cm: 'centimetre', CM: 'centimetre', mm: 'millimetre', µm: 'micrometre', nm: 'nanometre' },
  ...{ ft: 'foot', yd: 'yard', mi: 'mile', ha: 'hectare', mph: 'mile per hour' },
  ...{ kg: 'kilogram', Kg: 'kilogram', KG: 'kilogram', g: 'gram', mg: 'milligram', t: 'tonne' },
  ...{ lb: 'pound', lbs: 'pound', oz: 'ounce' },
  ...{
    l: 'litre',
    L: 'litre',
    dl: 'decilitre',
    cl: 'centilitre',
    ml: 'millilitre',
    mL: 'millilitre',
  },
  ...{ h: 'hour', hr: 'hour', hrs: 'hour', min: 'minute', mins: 'minute', s: 'second' },
  ...{ sec: 'second', secs: 'second', ms: 'millisecond', kmh: 'kilometre per hour' },
  ...{ kph: 'kilometre per hour', 'km/hr': 'kilometre per hour' },
  ...{ kB: 'kilobyte', KB: 'kilobyte', MB: 'megabyte', GB: 'gigabyte', TB: 'terabyte' },
  ...{
    Mbps: 'megabit per second',
    W: 'watt',
    kW: 'kilowatt',
    MW: 'megawatt',
    kWh: 'kilowatt hour',
  },
  ...{ V: 'volt', N: 'newton', J: 'joule', kJ: 'kilojoule', cal: 'calorie', kcal: 'kilocalorie' },
  ...{ Pa: 'pascal', kPa: 'kilopascal', Hz: 'hertz', kHz: 'kilohertz', MHz: 'megahertz' },
  ...{ GHz: 'gigahertz', Ω: 'ohm', '°C': 'degree Celsius', '° C': 'degree Celsius' },
  ...{ '°F': 'degree Fahrenheit', '° F': 'degree Fahrenheit', '°': 'degree', '%': 'percent' },
};

const plurals: Readonly<Record<string, string>> = {
  foot: 'feet',
  hertz: 'hertz',
  kilohertz: 'kilohertz',
  megahertz: 'megahertz',
  gigahertz: 'gigahertz',
  percent: 'percent',
  'kilowatt hour': 'kilowatt hours',
};

const powers: Readonly<Record<string, string>> = { '2': 'square ', '3': 'cubic ' };

const UNIT = anyOf(Object.keys(units));
const LENGTH = '(?:[kcmd]?m|ft)';
const FRACTION = String.raw`(?:\d{1,6} )?\d{1,6}\/\d{1,6}`;
const PER = String.raw`(?: ?\/ ?(${UNIT})(?:\^?([23]))?)?`;
const END = String.raw`(?![\p{L}\d^]|'\p{L})`;
/** "3m = 12" and "2t + 1" are algebra, "1m = 100cm" is not. */
const NOT_ALGEBRA = String.raw`(?![a-zN] ?[-+=−] ?[\d.,]{1,20}(?![\d.,]| ?[a-zA-Z]))`;

const rules: readonly Rule[] = [
  [/(?<=\d)'(?=\d{1,2}")/g, ' feet '],
  [/(?<=feet \d{1,2})"/g, ' inches'],
  [
    rule(
      `(?<![\\d/]|\\d[.,])(${FRACTION}|${NUMBER})(?!\\d)${NOT_ALGEBRA} ?(?:(${LENGTH})\\^?([23])|(${UNIT}))${PER}${END}`,
    ),
    (_, amount = '', ...unit) => quantity(amount, unit),
  ],
  [
    rule(
      `(?<![\\p{L}\\d])(?:(${LENGTH})\\^([23])|(km|m|cm|g|kg))(?:\\/(h|s|l|L|km|cm|m)(?:\\^?([23]))?)?${END}`,
    ),
    (written, ...unit) => unitAlone(unit) ?? written,
  ],
  [
    rule(
      `(?<=\\p{L}{3}) ?\\/ ?(kg|g|km|m|cm|l|L|ml|ha|h|hr|min|day|week|month|year|person|child|hour)(?!\\p{L})`,
    ),
    (_, unit = '') => ` per ${units[unit] ?? unit}`,
  ],
];

/** Amounts with their units in words; the amounts themselves stay in digits. */
export function spokenUnits(text: string): string {
  return applied(rules, text);
}

function quantity(
  amount: string,
  [length = '', power = '', unit = '', per, perPower]: string[],
): string {
  const one = name(length || unit, power, per, perPower);
  if (amount === '1') return `1 ${one}`;
  return isShare(amount) ? `${amount} of ${withArticle(one)}` : `${amount} ${manyOf(one)}`;
}

/** A unit without an amount; null for what may be a word or an unknown. */
function unitAlone([length = '', power = '', unit = '', per = '', perPower = '']: string[]):
  string | null {
  return power || per ? manyOf(name(length || unit, power, per, perPower)) : null;
}

/** "square metre", "kilometre per hour", "gram per cubic centimetre". */
function name(unit: string, power = '', per = '', perPower = ''): string {
  const one = (powers[power] ?? '') + (units[unit] ?? unit);
  return per ? `${one} per ${powers[perPower] ?? ''}${units[per] ?? per}` : one;
}

/** Less than one whole, written as a fraction: three quarters of a kilometre. */
function isShare(amount: string): boolean {
  const [above, below] = amount.split('/').map(Number);
  return below !== undefined && !amount.includes(' ') && Number(above) < below;
}

function withArticle(one: string): string {
  return `${/^(?:[aeio]|hour)/.test(one) ? 'an' : 'a'} ${one}`;
}

function manyOf(one: string): string {
  const whole = plurals[one];
  if (whole !== undefined) return whole;
  const [, power = '', head = '', rest = ''] = /^(square |cubic )?(\S+)(.*)$/.exec(one) ?? [];
  return `${power}${plurals[head] ?? `${head}s`}${rest}`;
}

function rule(source: string): RegExp {
  return new RegExp(source, 'gu');
}
