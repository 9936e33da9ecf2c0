import { numberWords } from '../../src/tutor/speakable/number-words.js';
import type { Chance } from './chance.js';
import { amount, data, decimal, sequence, sum } from './number-phrases.js';
import * as say from './say-digits.js';
import type { Source } from './source.js';

/** What the rules are judged on: other sentences, more manners, other lessons. */
export const heldOutSource: Source = {
  phone: [
    '{}',
    'Hello teacher, this is Aline, {}.',
    'so the phone is {} and my name is Eric',
    'can you ring {} after school',
    'send it by SMS to {}!',
    "That's {}, right?",
    'if I am late tell my uncle, {}, he will come',
    'we changed it, now we use {}',
    'WhatsApp: {}',
    'um {} is the one for mobile money',
    'hamagara {} ejo',
    "appelez-moi au {} s'il vous plaît",
    'my brother is 14 and his contact is {}',
    'okay okay {} yes',
    '{} that is where you find me',
  ],
  id: [
    '{}',
    'The identity number they gave me is {}.',
    'nomero y’indangamuntu ni {}',
    'on my card it is written {}',
    'I was born in 2001 and the ID says {}',
    'for the exam I registered with {} last week',
  ],
  card: [
    '{}',
    "my father's Visa is {}",
    'it asks a long number, {}, is that good?',
    'ikarita ya banki ni {}',
    'so the digits on the front are {}',
  ],
  email: [
    '{}',
    'the address is {}',
    'Teacher, my mail is {}, okay?',
    'send me the notes at home, {}',
    'I use {} for school',
    "it's {} no capital letters",
    'imeyili yanjye ni {}',
    'mon adresse est {} merci',
  ],
  phoneManners: [
    say.plain,
    say.writtenGroups,
    say.writtenPairs,
    say.writtenAmerican,
    say.oneByOne,
    say.withRepeats,
    say.inBreaths,
    say.inPairs,
    say.inHundreds,
    say.inFrench,
    say.inKinyarwanda,
    say.mixed,
    say.halfWritten,
    say.listed,
    say.listedWords,
    say.hyphenated,
  ],
  idManners: [
    say.plain,
    say.writtenFours,
    say.oneByOne,
    say.withRepeats,
    say.listed,
    say.listedWords,
    say.inKinyarwanda,
    say.halfWritten,
    say.inPairs,
    say.foursInBreaths,
  ],
  cardManners: [
    say.plain,
    say.writtenFours,
    say.oneByOne,
    say.withRepeats,
    say.foursInBreaths,
    say.halfWritten,
    say.listedWords,
  ],
  addresses: [
    { at: '@', dot: '.', underscore: '_', dash: '-' },
    { at: ' @ ', dot: '.', underscore: '_', dash: '-' },
    { at: ' at ', dot: ' dot ', underscore: ' underscore ', dash: ' dash ' },
    { at: ' At ', dot: ' Dot ', underscore: ' Underscore ', dash: ' Hyphen ' },
    { at: ' at ', dot: '.', underscore: '_', dash: '-' },
    { at: ' arobase ', dot: ' point ', underscore: ' underscore ', dash: ' tiret ' },
    { at: ' at ', dot: ' dot ', underscore: ' underscore ', dash: ' dash ', spells: true },
    { at: ' at ', dot: ' dot ', underscore: ' underscore ', dash: ' dash ', short: true },
  ],
  splits: [
    ['okay my phone', '{3}', '{3}', '{4}'],
    ['so it is {4}', 'um {2} {2}', '{2} thank you'],
    ['{4}', 'wait', '{3}', 'yes and {3}'],
    ['you can call {4}', '{6}'],
    ['yes {5}', '{5}'],
  ],
  lessons: [
    { topic: 'maths', say: (chance) => amount(chance, 144) },
    { topic: 'maths', say: (chance) => `um, ${amount(chance, 10_000)}?` },
    { topic: 'maths', say: (chance) => `Is it ${amount(chance, 99_999_999)}` },
    { topic: 'maths', say: (chance) => `because ${sum(chance, 1000)}, and ${sum(chance, 50)}` },
    { topic: 'maths', say: (chance) => sum(chance, 9_000_000) },
    { topic: 'maths', say: (chance) => `I counted ${sequence(chance)} and stopped` },
    { topic: 'maths', say: (chance) => `put ${data(chance)} in order` },
    { topic: 'maths', say: (chance) => `the numbers ${data(chance)}` },
    {
      topic: 'maths',
      say: (chance) =>
        `pi is ${chance.pick(['3.14159265', '3.1415926535', 'three point one four one five nine two six five'])}`,
    },
    { topic: 'maths', say: (chance) => `it comes to ${decimal(chance)} metres` },
    { topic: 'maths', say: (chance) => digitAnswer(chance) },
    {
      topic: 'maths',
      say: (chance) =>
        `${numberWords(chance.int(1, 20))} over ${numberWords(chance.int(2, 20))} is ${decimal(chance)}`,
    },
    {
      topic: 'maths',
      say: (chance) =>
        `${chance.int(2, 99)} squared is ${chance.int(2, 99) ** 2}, cubed ${chance.int(2, 99) ** 3}`,
    },
    {
      topic: 'maths',
      say: (chance) =>
        `x = ${chance.int(1, 99)}, y = ${chance.int(1, 999)} so x + y = ${chance.int(1, 1098)}`,
    },
    {
      topic: 'maths',
      say: (chance) =>
        `${chance.int(1000, 99_999)} divided by ${chance.int(2, 99)} leaves ${chance.int(0, 98)}`,
    },
    {
      topic: 'maths',
      say: (chance) =>
        `the population was ${chance.int(1_000_000, 99_000_000).toLocaleString('en').replaceAll(',', ' ')} people`,
    },
    {
      topic: 'maths',
      say: (chance) =>
        `${chance.pick(['zero point', 'nought point', '0.'])} ${chance.digits(2)} is smaller than ${decimal(chance)}`,
    },
    {
      topic: 'talk',
      say: (chance) =>
        `my grandfather lived ${chance.int(1900, 1950)} ${chance.pick(['-', 'until', 'to'])} ${chance.int(1951, 2020)}`,
    },
    {
      topic: 'talk',
      say: (chance) =>
        `a phone costs ${chance.int(20, 900)} 000 francs, a radio ${chance.int(5, 50)} 000`,
    },
    {
      topic: 'talk',
      say: (chance) =>
        `the bus leaves at ${chance.int(0, 1)}${chance.int(1, 9)}.${chance.int(10, 59)} and ${chance.int(10, 23)}h${chance.int(10, 59)}`,
    },
    {
      topic: 'talk',
      say: (chance) =>
        `born ${chance.int(1, 28)} ${chance.pick(['March', 'July', 'August'])} ${chance.int(1990, 2015)}`,
    },
    {
      topic: 'talk',
      say: (chance) =>
        `on 0${chance.int(1, 9)}-0${chance.int(1, 9)}-${chance.int(1990, 2026)} at 0${chance.int(1, 9)}:${chance.int(10, 59)}`,
    },
    {
      topic: 'talk',
      say: (chance) =>
        `the score was ${chance.int(20, 99)}-${chance.int(20, 99)}, then ${chance.int(20, 99)}-${chance.int(20, 99)}`,
    },
    {
      topic: 'talk',
      say: (chance) => `I have one phone, two books and ${numberWords(chance.int(3, 20))} pens`,
    },
    { topic: 'talk', say: () => 'I looked at wikipedia dot org and it was good' },
    { topic: 'talk', say: () => 'we arrived at school, the dot com is a website' },
    {
      topic: 'talk',
      say: (chance) =>
        `two thousand ${numberWords(chance.int(1, 26))} or nineteen ${numberWords(chance.int(60, 99))}`,
    },
    { topic: 'talk', say: (chance) => `dial *182*8*1*${chance.digits(5)}# to pay` },
  ],
};

/** A short answer said digit by digit: "three one two". */
function digitAnswer(chance: Chance): string {
  const digits = chance.digits(chance.int(2, 5));
  return chance.pick([say.oneByOne, say.listed, say.withRepeats])(digits, chance);
}
