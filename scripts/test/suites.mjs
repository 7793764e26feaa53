import { inRoot } from '../lib/paths.mjs'

const REPORTS = inRoot('.cache', 'test')

/**
 * One line of `npm test`: commands that run one after the other until one fails.
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} what
 * @property {'vitest' | 'playwright' | 'exit code'} kind How its results are counted.
 * @property {string} report Where its runner writes them.
 * @property {[string, ...string[]][]} commands Each a package's program and its arguments.
 * @property {Record<string, string>} [env]
 * @property {import('../setup/index.mjs').Wanted} needs
 */

/** @param {string} path */
const program = (path) => inRoot('node_modules', path)

/**
 * @param {string} name @param {string} what @param {Suite['needs']} [needs]
 * @returns {Suite}
 */
const vitest = (name, what, needs) => ({
  name,
  what,
  kind: 'vitest',
  report: `${REPORTS}/${name}.json`,
  commands: [
    [
      program('vitest/vitest.mjs'),
      // 'unit' is the project of that name and 'unit-mocked'.
      ...['run', '--project', `${name}*`, '--reporter=default', '--reporter=json'],
      `--outputFile.json=${REPORTS}/${name}.json`,
    ],
  ],
  needs: { build: true, ...needs },
})

/** @param {string} name @param {string} what @param {[string, ...string[]][]} commands @returns {Suite} */
const check = (name, what, commands) => ({
  name,
  what,
  kind: 'exit code',
  report: '',
  commands,
  needs: { build: false },
})

/** In the order in which a reader wants to know: cheap and telling first. @type {Suite[]} */
export const suites = [
  check('lint', 'types, rules and formatting', [
    [program('oxlint/bin/oxlint')],
    [program('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
  ]),
  check('knip', 'dead files, exports and packages', [[program('knip/bin/knip.js'), '--no-progress']]),
  vitest('unit', 'beside the sources'),
  vitest('architecture', 'structure, settings and licences'),
  vitest('integration', 'real PostgreSQL, Redis and FAISS', { services: true }),
  vitest('chaos', 'kills, cuts and full disks; longer with npm run test:chaos', { services: true }),
  {
    name: 'e2e',
    what: 'Chromium against npm start',
    kind: 'playwright',
    report: `${REPORTS}/e2e.json`,
    commands: [[program('@playwright/test/cli.js'), 'test', '--reporter=list,json']],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: `${REPORTS}/e2e.json` },
    needs: { build: true, browser: true },
  },
]
