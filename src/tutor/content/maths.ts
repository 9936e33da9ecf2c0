import {
  add,
  divide,
  multiply,
  percent,
  share,
  story,
  subtract,
  type MathsItem,
} from './maths-items.js';

/** Mental maths by level, easiest first, asked in this order. */
export const mathsLevels: readonly (readonly MathsItem[])[] = [
  // Adding and taking away within twenty.
  [
    add(3, 4),
    add(5, 3),
    subtract(9, 4),
    add(6, 6),
    subtract(10, 7),
    story(
      'You have five mangoes. Your friend gives you four. How many do you have?',
      9,
      'Start at five and count four more.',
    ),
    add(8, 5),
    subtract(14, 6),
    add(9, 7),
    subtract(17, 9),
    story(
      'There are twelve goats. Three run away. How many are left?',
      9,
      'Start at twelve and count back three.',
    ),
    add(11, 8),
    subtract(20, 5),
  ],
  // Adding and taking away within a hundred.
  [
    add(20, 30),
    add(25, 10),
    subtract(50, 20),
    add(34, 25),
    subtract(48, 15),
    add(47, 8),
    subtract(62, 7),
    story(
      'A bus has thirty people. Fifteen more get on. How many people are on the bus?',
      45,
      'Thirty and ten is forty. Five more are left to add.',
    ),
    add(36, 27),
    subtract(80, 35),
    add(58, 24),
    subtract(91, 46),
    story(
      'A book has ninety pages. You have read sixty. How many pages are left?',
      30,
      'Nine tens, take away six tens.',
    ),
  ],
  // Times tables and sharing.
  [
    multiply(2, 6),
    multiply(5, 4),
    divide(20, 5),
    multiply(3, 7),
    divide(18, 3),
    multiply(4, 8),
    divide(42, 6),
    story(
      'Four children share twenty-four sweets. How many sweets does each child get?',
      6,
      'Think: four times what makes twenty-four?',
    ),
    multiply(6, 7),
    divide(56, 8),
    multiply(9, 6),
    divide(81, 9),
    multiply(12, 5),
    story(
      'A farmer plants seven rows of eight beans. How many beans is that?',
      56,
      'Seven times seven is forty-nine. Add one more row of seven.',
    ),
  ],
  // Parts of a whole, and money.
  [
    share(2, 10),
    share(2, 30),
    story(
      'A pen costs two hundred francs. How many francs do two pens cost?',
      400,
      'Two hundred and two hundred more.',
    ),
    share(4, 20),
    share(3, 12),
    story(
      'You pay five hundred francs for bread that costs three hundred. How many francs do you get back?',
      200,
      'Think: three hundred and how much more make five hundred?',
    ),
    share(5, 100),
    share(4, 80),
    story(
      'One egg costs one hundred and fifty francs. How many francs do four eggs cost?',
      600,
      'Two eggs cost three hundred francs. Now double it.',
    ),
    share(10, 70),
    story(
      'Three friends share nine hundred francs equally. How many francs does each one get?',
      300,
      'Think: three times what makes nine?',
    ),
    share(3, 90),
    story(
      'A bus ticket costs three hundred and fifty francs. How many francs do two tickets cost?',
      700,
      'Three hundred twice is six hundred. Then fifty twice.',
    ),
  ],
  // Percent, and steps in the head.
  [
    percent(50, 60),
    percent(10, 200),
    multiply(15, 4),
    percent(25, 80),
    story(
      'A shirt costs four thousand francs. It is half price today. How many francs do you pay?',
      2000,
      'Share four thousand into two equal parts.',
    ),
    divide(144, 12),
    percent(20, 150),
    add(275, 125),
    story(
      'You save five hundred francs every week. How many francs do you have after eight weeks?',
      4000,
      'Five times eight, and then hundreds.',
    ),
    subtract(1000, 350),
    percent(75, 400),
    multiply(25, 8),
    story(
      'A phone costs twenty thousand francs. The price goes down by ten percent. How many francs do you pay?',
      18000,
      'Ten percent of twenty thousand is two thousand. Take it away.',
    ),
  ],
];
