export type Intent =
  'maths' | 'repeat' | 'ask' | 'menu' | 'again' | 'help' | 'wait' | 'skip' | 'stuck' | 'goodbye';

/** Words around a wish that do not change it. */
const COURTESIES =
  /\b(?:please|okay|ok|teacher|sir|madam|bakame|hello|hi|hey|um|uh|er|now|then|just|yes|yego)\b/g;

const WISH =
  '(?:(?:i (?:want|would like|need|like)|id like|let us|lets|can we|could we|may we|we can)(?: to)? )?' +
  '(?:(?:go|switch|change|move|come) (?:back )?to |do |try |start |learn |study |practi[sc]e |have |play )?' +
  '(?:some |the |my |a |more |another )?';
const LESSON = '(?: lesson| lessons| practice| exercises| questions)?(?: instead)?';

/** A whole utterance each, so that a sentence about English is not a wish for English. */
const patterns: readonly (readonly [Intent, RegExp])[] = [
  ['maths', whole(`${WISH}(?:maths?|mats|mass|mathematics|arithmetic|numbers|imibare)${LESSON}`)],
  ['repeat', whole(`${WISH}(?:speaking )?(?:english|icyongereza)${LESSON}`)],
  ['repeat', whole(`${WISH}(?:repeat after me|speaking|sentences)${LESSON}`)],
  [
    'ask',
    whole(
      '(?:i (?:want|would like|have) (?:to )?)?ask(?: you)?(?: anything| something| a question)?',
    ),
  ],
  [
    'ask',
    whole('(?:i have )?(?:a )?question|(?:can|may) i ask(?: you)?(?: something| a question)?'),
  ],
  [
    'menu',
    whole(
      `${WISH}(?:menu|main menu|something else|other things?|another lesson|change|stop|choose again)`,
    ),
  ],
  [
    'again',
    whole(
      '(?:can you |could you )?(?:repeat|say)(?: (?:that|it|this|the question))?(?: again| once more)?' +
        '|again|once again|once more|one more time|pardon(?: me)?|what|sorry|excuse me|come again' +
        '|what did you say|i did not (?:hear|understand|catch)(?: you| that| it)?' +
        '|i (?:didnt|dont|do not) (?:hear|understand|catch)(?: you| that| it)?|subiramo|ongera',
    ),
  ],
  ['help', whole('help(?: me)?|what can i (?:do|say)|what do i do|how does this work|mfasha')],
  [
    'wait',
    whole(
      'wait(?: a (?:moment|minute|second|bit))?|(?:one|a) (?:moment|minute|second)|hold on|tegereza' +
        '|let me (?:think|see)|i am thinking|im thinking|hmm+',
    ),
  ],
  ['skip', whole('skip(?: it| this| that)?(?: one)?|pass|next(?: one| question| sentence)?')],
  [
    'stuck',
    whole(
      'i (?:dont|do not) know(?: it| that| the answer)?|no idea|i have no idea|(?:a |give me a )?hint' +
        '|i (?:cant|cannot|can not)|it is (?:too )?(?:hard|difficult)|its (?:too )?(?:hard|difficult)|simbizi',
    ),
  ],
  [
    'goodbye',
    whole(
      '(?:(?:thank you|thanks)(?: (?:very|so) much)? )?(?:and )?(?:good ?bye|bye)(?: bye)?(?: (?:good ?bye|bye|for today))?' +
        '|murabeho|see you(?: (?:later|soon|tomorrow|again))?' +
        '|i (?:have|need|want|must)(?: to)? (?:go|leave|stop|end)(?: home| here| the call)?|im done|i am done|i am finished' +
        '|(?:stop|end|finish) (?:the )?(?:call|lesson|talking)|hang up|that is all(?: for today)?|thats all(?: for today)?',
    ),
  ],
  ['goodbye', /\b(?:good ?bye|bye bye|murabeho)$/],
];

/** What the caller wishes, when the whole utterance says so; null when it says something else. */
export function intentOf(text: string): Intent | null {
  const words = plainWords(text);
  const without = squeezed(words.replace(COURTESIES, ' '));
  for (const utterance of [words, without]) {
    const match = patterns.find(([, pattern]) => pattern.test(utterance));
    if (match) return match[0];
  }
  return null;
}

/** The choice of a number from the menu: "one", "number two", "the first". */
export function menuChoice(text: string): 1 | 2 | 3 | null {
  const words = squeezed(plainWords(text).replace(COURTESIES, ' '));
  const match =
    /^(?:i choose )?(?:number |the )?(?:(1|one|first|won)|(2|two|second|to|too)|(3|three|third))$/.exec(
      words,
    );
  if (!match) return null;
  if (match[1] !== undefined) return 1;
  return match[2] === undefined ? 3 : 2;
}

function plainWords(text: string): string {
  return squeezed(
    text
      .toLowerCase()
      .replace(/['’]/g, '')
      .replace(/[^\p{L}\p{N}]+/gu, ' '),
  );
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function whole(alternatives: string): RegExp {
  return new RegExp(`^(?:${alternatives})$`);
}
