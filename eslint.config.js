import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import regexp from 'eslint-plugin-regexp'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const sources = ['{app,server,workers,db}/**/*.{ts,tsx}']
/** Tests, and what stands beside a source for them only. */
const tests = ['**/*.test.{ts,tsx,mjs}', '**/testing/**', 'tests/**']

const envDoor = 'Only server/wiring/env.ts reads the environment: take the value as an option.'
const signalDoor =
  'request.signal is lost when Remix copies the request (nodejs/node#55428): take the signal from the load context.'

/** Rules of the house that look at syntax; a later block for the same files replaces the whole list. */
const signalSyntax = [
  { selector: "MemberExpression[object.name='request'][property.name='signal']", message: signalDoor },
  {
    selector: "VariableDeclarator[init.name='request'] > ObjectPattern > Property[key.name='signal']",
    message: signalDoor,
  },
]
const envSyntax = [
  { selector: "MemberExpression[object.name='process'][property.name='env']", message: envDoor },
  {
    selector: "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']",
    message: envDoor,
  },
  {
    selector: "ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name='env']",
    message: envDoor,
  },
]

export default defineConfig(
  globalIgnores([
    'build/',
    'public/build/',
    'node_modules/',
    '.data/',
    '.cache/',
    'coverage/',
    'test-results/',
    'playwright-report/',
  ]),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'no-constant-binary-expression': 'error',
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      'no-fallthrough': 'error',
      'no-irregular-whitespace': 'error',
      'no-self-compare': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-unreachable-loop': 'error',
      'no-useless-assignment': 'error',
      'no-useless-rename': 'error',
      'object-shorthand': 'error',
      'prefer-template': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      // Types describe shapes here and are composed as often as extended; either word is fine.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'lib', name: 'Response' }] }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    // What comes from outside is matched with these: a pattern takes time in proportion to the text.
    files: ['{app,server,workers,db,scripts,bench}/**/*.{ts,tsx,mjs}'],
    ignores: tests,
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      'regexp/optimal-quantifier-concatenation': 'error',
    },
  },
  {
    files: sources,
    ignores: tests,
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...signalSyntax, ...envSyntax],
    },
  },
  { files: ['server/wiring/env.ts'], rules: { 'no-restricted-syntax': ['error', ...signalSyntax] } },
  {
    files: ['app/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat.recommended,
  },
  {
    files: ['app/**/*.tsx'],
    ...jsxA11y.flatConfigs.strict,
  },
  {
    files: ['app/**/*.{ts,tsx}'],
    rules: {
      'react-hooks/exhaustive-deps': 'error',
      // A React event handler may be async: React ignores what it returns.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: tests,
    rules: {
      // A fake of an asynchronous port often has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // A loop may wait for what a callback changes.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      'no-unmodified-loop-condition': 'off',
    },
  },
  {
    // Small programs that a test runs as a process or thread, with whatever it is handed.
    files: ['tests/**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
)
