import { rmSync } from 'node:fs'
import { root } from './lib/paths.mjs'
import { StepError, createReport } from './lib/report.mjs'
import { lastLines, run } from './lib/run.mjs'
import { runScript, setUp } from './setup/index.mjs'
import { countSuite, formatCounts, sumCounts } from './test/counts.mjs'
import { suites } from './test/suites.mjs'

/** @typedef {import('./test/suites.mjs').Suite} Suite */

const SHOWN_LINES = 400
/** ESLint prints nothing until it has read everything: some two minutes on two cores. */
const SILENCE_MS = 15 * 60_000

/** The suites named on the command line, all of them where none is. @param {string[]} names */
function chooseSuites(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name))
  if (unknown.length > 0) {
    const known = suites.map((suite) => suite.name).join(', ')
    throw new StepError(
      `There is no suite called ${unknown.join(', ')}. Suites: ${known}. Usage: npm test [-- SUITE… [--verbose]]`,
    )
  }
  return names.length > 0 ? suites.filter((suite) => names.includes(suite.name)) : suites
}

/** @param {Suite} suite @param {boolean} verbose */
async function runSuite(suite, verbose) {
  // Some tools take FORCE_COLOR=0 for a wish to have colours, so only one of the two is ever set.
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined }
  let output = ''
  let code = 0
  if (suite.report) rmSync(suite.report, { force: true })
  for (const [file, ...args] of suite.commands) {
    const env = { ...process.env, ...colours, ...suite.env }
    const result = await run(process.execPath, [file, ...args], {
      env,
      echo: verbose,
      silenceMs: SILENCE_MS,
    })
    output += result.output
    if (result.silent) output += `\nStopped: it printed nothing for ${SILENCE_MS / 60_000} minutes.\n`
    code ||= result.silent ? 1 : result.code
  }
  return { output, code }
}

await runScript(async () => {
  process.chdir(root)
  const args = process.argv.slice(2)
  const verbose = args.includes('--verbose')
  const chosen = chooseSuites(args.filter((arg) => arg !== '--verbose'))
  await setUp({
    build: chosen.some((suite) => suite.needs.build),
    services: chosen.some((suite) => suite.needs.services),
    browser: chosen.some((suite) => suite.needs.browser),
  })

  const report = createReport()
  /** @type {import('./test/counts.mjs').Counts[]} */
  const results = []
  for (const suite of chosen) {
    let output = ''
    await report.step(suite.name, async (doing) => {
      doing(suite.what)
      const result = await runSuite(suite, verbose)
      const counts = countSuite(suite.kind, suite.report, result.code)
      results.push(counts)
      if (counts.failed > 0 && !verbose) output = result.output
      return { ok: counts.failed === 0, text: suite.kind === 'exit code' ? suite.what : formatCounts(counts) }
    })
    if (output) report.print(`\n${lastLines(output, SHOWN_LINES)}\n`)
  }
  const sum = sumCounts(results)
  process.stdout.write(`\n${formatCounts(sum)}\n`)
  process.exitCode = sum.failed > 0 ? 1 : 0
})
