import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const processEnv = {
  object: 'process',
  property: 'env',
  message: 'Only src/config reads the environment; take typed settings instead.',
};

const assembledLogMessage = {
  selector:
    'CallExpression[callee.property.name=/^(debug|info|warn|error)$/]' +
    ":matches([callee.object.name='log'], [callee.object.property.name='log'])" +
    ' > :matches(TemplateLiteral[expressions.length>0], BinaryExpression, MemberExpression, CallExpression):first-child',
  message: 'Log messages are static text; put what varies into the fields.',
};

const mockOfOurs = {
  selector: "CallExpression[callee.object.name='jest'][callee.property.name='mock']",
  message: 'Replace at a token or at the socket; our own modules are never mocked.',
};

export default defineConfig(
  globalIgnores(['dist', 'coverage', 'node_modules', '.bakame', '**/*.cjs', '**/*.mjs']),
  comments.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@eslint-community/eslint-comments/require-description': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Nest types its option bags as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/promise-function-async': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // A switch over a union counts once, however many cases it has.
      complexity: ['error', { max: 10, variant: 'modified' }],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      'no-console': 'error',
      'no-restricted-properties': ['error', processEnv],
      'no-restricted-syntax': ['error', assembledLogMessage],
    },
  },
  { files: ['src/config/**'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.e2e-spec.ts', '**/testing/**'],
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', assembledLogMessage, mockOfOurs],
    },
  },
  {
    // Tools a person runs: they read their own environment and print.
    files: ['scripts/**', 'test/**'],
    rules: { 'no-console': 'off', 'no-restricted-properties': 'off' },
  },
  { files: ['**/*.entity.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
);
