import { existsSync, readFileSync } from 'node:fs'
import { findChromium } from '../lib/chromium.mjs'
import { inRoot } from '../lib/paths.mjs'
import { runOrFail } from '../lib/run.mjs'

/** Ubuntu's package of Chromium is a snap, which many containers and users cannot install. */
export function isUbuntu() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  return /^ID(_LIKE)?=.*ubuntu/m.test(release)
}

/**
 * A Chromium for the browser tests where the system has none to offer: the one that Playwright downloads.
 * @param {import('../lib/report.mjs').Doing} doing
 */
export async function ensureBrowser(doing) {
  const found = findChromium()
  if (found) return found
  doing('playwright install chromium')
  const cli = inRoot('node_modules', '@playwright', 'test', 'cli.js')
  await runOrFail('playwright install', process.execPath, [cli, 'install', '--with-deps', 'chromium'])
  return "Playwright's own"
}
