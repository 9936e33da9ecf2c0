/**
 * The rooms import one way (ARCHITECTURE.md):
 * streaming → telephony → tutor → {speech, llm} → {redaction, metrics} → persistence → {config, common};
 * upkeep stands before metrics, which nothing but the house needs.
 * health, telemetry, logs, doctor, privacy and backup look on; of these the product imports logs alone.
 */
const order = [
  ['streaming'],
  ['telephony'],
  ['tutor'],
  ['speech', 'llm'],
  ['upkeep'],
  ['redaction', 'metrics'],
  ['persistence'],
  ['config'],
  ['common'],
];

const rooms = (names) => `^src/(${names.join('|')})/`;

/** A room may import the rooms to its right, and no others. */
const oneWay = order.slice(1).map((names, index) => ({
  name: `${names.join('-and-')}-does-not-look-back`,
  severity: 'error',
  from: { path: rooms(names) },
  to: { path: rooms(order.slice(0, index + 1).flat()) },
}));

module.exports = {
  forbidden: [
    ...oneWay,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: ['\\.spec\\.ts$', '^src/main\\.ts$'] },
      to: {},
    },
    {
      name: 'speech-and-llm-are-neighbours-not-friends',
      severity: 'error',
      from: { path: '^src/(speech|llm)/' },
      to: { path: '^src/(speech|llm)/', pathNot: '^src/$1/' },
    },
    {
      name: 'metrics-redacts-but-redaction-knows-nobody',
      severity: 'error',
      from: { path: '^src/redaction/' },
      to: { path: '^src/metrics/' },
    },
    {
      name: 'public-face-only',
      comment: 'Another room is entered through its index.ts.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/[^/]+/.+',
        pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', '^src/common/'],
      },
    },
    {
      name: 'nobody-enters-those-who-look-on',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '^src/(health|telemetry|doctor|privacy|backup)/',
          '^src/app\\.module\\.ts$',
          '^src/doctor\\.ts$',
        ],
      },
      to: { path: '^src/(health|telemetry|doctor|privacy|backup)/' },
    },
    {
      name: 'providers-are-leaves',
      comment: 'A provider knows its contract, never another provider.',
      severity: 'error',
      from: { path: '^src/(.+)/providers/([^/]+)/' },
      to: { path: '^src/.+/providers/', pathNot: '^src/$1/providers/$2/' },
    },
    {
      name: 'only-the-list-enters-providers',
      severity: 'error',
      from: { path: '^src/', pathNot: ['/providers/'] },
      to: { path: '/providers/[^/]+/', pathNot: '/providers/index\\.ts$' },
    },
    {
      name: 'no-test-code-in-production',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.spec\\.ts$', '/testing/'] },
      to: { path: ['/testing/', '^test/', '^scripts/', '\\.spec\\.ts$'] },
    },
    {
      name: 'pure-rooms-know-no-framework',
      comment: 'The turn engine, the audio arithmetic and the redaction rules are plain functions.',
      severity: 'error',
      from: {
        path: ['^src/speech/audio/', '^src/streaming/engine/', '^src/redaction/rules/'],
        pathNot: '\\.spec\\.ts$',
      },
      to: { path: ['node_modules/@nestjs', 'node_modules/ws/', '^node:'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
