import { StepError, createReport, formatDuration, formatLine } from '../lib/report.mjs'
import { ensureBrowser } from './browser.mjs'
import { ensureBundles } from './bundles.mjs'
import { ensureEmbeddedPostgres } from './embedded-postgres.mjs'
import { ensureNodePackages } from './node-packages.mjs'
import { checkNodeVersion } from './node-version.mjs'
import { ensurePatchedPackages } from './patched-packages.mjs'
import { ensureRemixApp } from './remix-app.mjs'
import {
  buildPackages,
  ensureSystemPackages,
  getBrowserPackages,
  servicePackages,
} from './system-packages.mjs'

/**
 * What is wanted of a set-up. Without anything: all that a server needs.
 * @typedef {{ build?: boolean, services?: boolean, browser?: boolean, stream?: NodeJS.WriteStream }} Wanted `build: false` stops after the npm
 *   packages, `services` adds what the integration tests start, `browser` what the browser tests drive.
 */

/**
 * Brings a checkout from bare to ready: system packages, npm packages, native build, bundles. Each step looks first
 * and does only what is missing, so that calling this every time is cheap. Nothing but Node's own modules is used
 * until the npm packages are there.
 * @param {Wanted} [wanted] @throws {StepError}
 */
export async function setUp({
  build = true,
  services = false,
  browser = false,
  stream = process.stdout,
} = {}) {
  const start = performance.now()
  const report = createReport({ stream, lazy: true })
  await report.step('node', () => checkNodeVersion())
  const packages = [
    ...(build ? buildPackages : []),
    ...(services ? servicePackages : []),
    ...(browser ? getBrowserPackages() : []),
  ]
  if (packages.length > 0) {
    await report.step('system packages', (doing) => ensureSystemPackages(packages, doing))
  }
  await report.step('node packages', ensureNodePackages)
  if (browser) await report.step('browser', ensureBrowser)
  if (build) {
    await report.step('patched packages', ensurePatchedPackages)
    await report.step('embedded postgres', ensureEmbeddedPostgres)
    await report.step('native build', async (doing) => {
      const { buildNative } = await import('../build-native.mjs')
      return (await buildNative({ log: doing })) ?? 'up to date'
    })
    await report.step('server bundles', ensureBundles)
    await report.step('web app', ensureRemixApp)
  }
  const took = performance.now() - start
  if (report.isHolding()) createReport({ stream }).print(`${formatLine('✓', 'set-up', 'up to date', took)}\n`)
  else report.print(`  ready after ${formatDuration(took)}\n`)
}

/**
 * Runs a script's main part; an expected failure ends it with its sentence and exit code 1.
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    process.stderr.write(`\n${error.message}\n`)
    process.exit(1)
  }
}
