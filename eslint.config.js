import eslint from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const scripts = ['bin/*.js', '.ci/*.mjs', 'scripts/*.mjs', 'eslint.config.js'];

export default tseslint.config(
  { ignores: ['dist', 'test/golden/*/expected', '**/.kc-eb'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['bin/*.js', '.ci/*.mjs', 'scripts/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Only reporters print (docs/decisions.md).
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    // A call takes about 125,000 arguments: a longer list ends in "Maximum call stack size exceeded".
    files: ['src/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          // A list that is written out has few items.
          ':matches(CallExpression, NewExpression) > SpreadElement.arguments[argument.type!="ArrayExpression"]',
          'CallExpression[callee.property.name="apply"]',
        ].map((selector) => ({
          selector,
          message: 'A list of any length must not become arguments: loop, or use src/base/extremes.ts.',
        })),
      ],
    },
  },
  {
    // Texts of other programs: the time of a match must grow as the text does.
    files: ['src/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    // Tuples: the arguments of a flag that two commands share.
    files: ['src/command-line/change.ts', 'src/command-line/look.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: scripts,
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['bin/*.js'],
    languageOptions: { globals: { process: 'readonly' } },
  },
  {
    files: ['.ci/*.mjs', 'scripts/*.mjs'],
    languageOptions: {
      globals: { console: 'readonly', fetch: 'readonly', process: 'readonly', URL: 'readonly' },
    },
    rules: { 'no-console': 'off' },
  },
);
