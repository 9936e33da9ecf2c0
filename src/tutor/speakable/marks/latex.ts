import { applied, type Rule } from '../rule.js';

const signs: Readonly<Record<string, string>> = {
  times: '×',
  cdot: '·',
  div: '÷',
  pm: '±',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  lt: '<',
  gt: '>',
  ne: '≠',
  neq: '≠',
  approx: '≈',
  infty: '∞',
  circ: '°',
  degree: '°',
  to: '→',
  rightarrow: '→',
  Rightarrow: '⇒',
  implies: '⇒',
  therefore: '∴',
  angle: '∠',
  triangle: '△',
  ldots: '…',
  dots: '…',
  cdots: '…',
  sum: '∑',
  int: '∫',
  in: '∈',
  cup: '∪',
  cap: '∩',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  Delta: 'Δ',
  theta: 'θ',
  lambda: 'λ',
  mu: 'μ',
  pi: 'π',
  sigma: 'σ',
  phi: 'φ',
  omega: 'ω',
  Omega: 'Ω',
  sin: 'sine ',
  cos: 'cosine ',
  tan: 'tangent ',
  log: 'log ',
};

const ARGUMENT = String.raw`\{([^{}\\]{0,120})\}`;

/** Commands with arguments, from the inside out. */
const commands: readonly Rule[] = [
  [rule(String.raw`\\(?:text\w{0,4}|math\w{1,4}|operatorname|boxed|overline) ?${ARGUMENT}`), '$1'],
  [
    rule(String.raw`\\[dtc]?frac ?${ARGUMENT} ?${ARGUMENT}`),
    (_, above = '', below = '') => ` ${grouped(above)}/${grouped(below)} `,
  ],
  [rule(String.raw`\\sqrt\[3\] ?${ARGUMENT}`), (_, inner = '') => `∛${grouped(inner)}`],
  [rule(String.raw`\\sqrt ?${ARGUMENT}`), (_, inner = '') => `√${grouped(inner)}`],
  [rule(String.raw`\^${ARGUMENT}`), (_, inner = '') => `^${grouped(inner)}`],
  [rule(`_${ARGUMENT}`), ' $1 '],
];

const wrapping: readonly Rule[] = [
  [/\$\$|\\[()[\]{}]/g, ' '],
  [/(?<!\\)\$(?! )([^$\n]{1,200})(?<! )\$(?!\d)/g, ' $1 '],
  [/\\(?:left|right|[bB]igg?|displaystyle|q?quad|,|;|!|\\)(?![a-z])/g, ' '],
  [/\\([%#&_])/g, '$1'],
  [/\\frac ?(\d)(\d)(?!\d)/g, ' $1/$2 '],
  [/\^?\\circ(?![a-z])/g, '°'],
  [/\\sqrt ?(\d)/g, '√$1'],
];

const leaving: readonly Rule[] = [
  [/\\([A-Za-z]{1,20})(?![A-Za-z])/g, (_, name = '') => signs[name] ?? ' '],
  [/\\\$/g, '$'],
];

/** How deep fractions and roots may stand in one another and still be read. */
const DEPTH = 3;

/** LaTeX in the notation of a blackboard: \frac{1}{2} is 1/2, \times is ×. */
export function withoutLatex(text: string): string {
  if (!/[\\$]|[_^]\{/.test(text)) return text;
  let plain = applied(wrapping, text);
  for (let depth = 0; depth < DEPTH; depth++) plain = applied([...naming, ...commands], plain);
  return applied(leaving, plain);
}

/** Signs inside an argument must be plain before the command around them is read. */
const naming: readonly Rule[] = [
  [/\\([A-Za-z]{1,20})(?![A-Za-z])/g, (command, name = '') => signs[name] ?? command],
];

/** An argument of more than one part keeps brackets around it. */
function grouped(argument: string): string {
  const inner = argument.trim();
  return /^-?(?:[\d.,]{1,20}|[\p{L}]{1,20})$/u.test(inner) ? inner : `(${inner})`;
}

function rule(source: string): RegExp {
  return new RegExp(source, 'g');
}
