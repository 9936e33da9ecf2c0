/** What one minimum wait costs and spares. */
export interface SweepPoint {
  readonly waitMs: number;
  /** Complete sentences, as heard. */
  readonly delayP50Ms: number;
  readonly delayP95Ms: number;
  readonly shortP50Ms: number | null;
  /** Turns with a pause that a tutor should bear, answered too early, per 100. */
  readonly cutOffsPer100: number;
  /** The same for longer pauses. */
  readonly cutOffsOfLongPer100: number;
}

interface Series {
  readonly name: string;
  readonly colour: string;
  readonly dash: string;
  readonly valueOf: (point: SweepPoint) => number;
}

const width = 720;
const height = 420;
const frame = { left: 70, right: 20, top: 60, bottom: 60 };
const gridSteps = 5;

const series: readonly Series[] = [
  {
    name: 'pauses up to 1.2 s',
    colour: '#2f81f7',
    dash: '',
    valueOf: ({ cutOffsPer100 }) => cutOffsPer100,
  },
  {
    name: 'pauses of 1.5 to 3 s',
    colour: '#d1602a',
    dash: '6 4',
    valueOf: ({ cutOffsOfLongPer100 }) => cutOffsOfLongPer100,
  },
];

interface Scale {
  readonly x: (delayMs: number) => number;
  readonly y: (per100: number) => number;
  readonly delaysMs: readonly number[];
  readonly shares: readonly number[];
}

/** Cut-offs against delay as SVG, for a light page or a dark one. */
export function endpointingPlot(points: readonly SweepPoint[]): string {
  const scale = scaleOf(points);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="13">`,
    '<title>Callers cut off against delay, over ENDPOINT_MIN_MS</title>',
    '<style>text{fill:#1f2328}.grid{stroke:#8b949e;stroke-opacity:.35}.axis{stroke:#8b949e}' +
      '@media (prefers-color-scheme:dark){text{fill:#e6edf3}}</style>',
    ...grid(scale),
    ...series.map((one) => curve(one, points, scale)),
    ...legend(),
    '</svg>',
    '',
  ].join('\n');
}

function scaleOf(points: readonly SweepPoint[]): Scale {
  const delays = points.map(({ delayP50Ms }) => delayP50Ms);
  const from = Math.floor(Math.min(...delays) / 100) * 100;
  const until = Math.max(from + 100, Math.ceil(Math.max(...delays) / 100) * 100);
  const most = Math.max(
    10,
    ...points.flatMap((point) => series.map(({ valueOf }) => valueOf(point))),
  );
  const top = Math.min(100, Math.ceil(most / 10) * 10);
  const innerWidth = width - frame.left - frame.right;
  const innerHeight = height - frame.top - frame.bottom;
  const steps = (low: number, high: number): number[] =>
    Array.from({ length: gridSteps + 1 }, (_, step) => low + ((high - low) * step) / gridSteps);
  return {
    x: (delayMs) => frame.left + ((delayMs - from) / (until - from)) * innerWidth,
    y: (per100) => frame.top + (1 - per100 / top) * innerHeight,
    delaysMs: steps(from, until),
    shares: steps(0, top),
  };
}

function grid({ x, y, delaysMs, shares }: Scale): string[] {
  const bottom = height - frame.bottom;
  const right = width - frame.right;
  return [
    ...shares.flatMap((share) => [
      `<line class="grid" x1="${frame.left}" y1="${px(y(share))}" x2="${right}" y2="${px(y(share))}"/>`,
      `<text x="${frame.left - 8}" y="${px(y(share) + 4)}" text-anchor="end">${round(share)}</text>`,
    ]),
    ...delaysMs.map(
      (delayMs) =>
        `<text x="${px(x(delayMs))}" y="${bottom + 20}" text-anchor="middle">${round(delayMs)}</text>`,
    ),
    `<path class="axis" fill="none" d="M${frame.left} ${frame.top}V${bottom}H${right}"/>`,
    `<text x="${(frame.left + right) / 2}" y="${height - 14}" text-anchor="middle">delay on complete sentences, p50 as heard, ms</text>`,
    `<text x="16" y="${(frame.top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 16 ${(frame.top + bottom) / 2})">cut off per 100 turns</text>`,
  ];
}

function curve(
  { colour, dash, valueOf }: Series,
  points: readonly SweepPoint[],
  scale: Scale,
): string {
  const at = points.map((point) => ({
    x: px(scale.x(point.delayP50Ms)),
    y: px(scale.y(valueOf(point))),
    waitMs: point.waitMs,
  }));
  const line = at.map(({ x, y }) => `${x},${y}`).join(' ');
  const dots = at.map(
    ({ x, y, waitMs }) =>
      `<circle cx="${x}" cy="${y}" r="4" fill="${colour}"/>` +
      `<text x="${x}" y="${round(Number(y) - 9)}" text-anchor="middle" font-size="11">${waitMs}</text>`,
  );
  return `<polyline fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}" points="${line}"/>${dots.join('')}`;
}

function legend(): string[] {
  return [
    `<text x="${frame.left}" y="20">Callers cut off in mid-sentence; each dot is one ENDPOINT_MIN_MS</text>`,
    ...series.map(({ name, colour, dash }, index) => {
      const x = frame.left + index * 200;
      return (
        `<line x1="${x}" y1="40" x2="${x + 30}" y2="40" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>` +
        `<text x="${x + 38}" y="44">${name}</text>`
      );
    }),
  ];
}

function px(value: number): string {
  return value.toFixed(1);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
