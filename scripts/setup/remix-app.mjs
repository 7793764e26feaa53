import { existsSync } from 'node:fs'
import { fingerprint } from '../lib/fingerprint.mjs'
import { inRoot } from '../lib/paths.mjs'
import { runOrFail } from '../lib/run.mjs'
import { findStamp, writeStamp } from '../lib/stamp.mjs'

const STAMP = inRoot('build', '.remix-app')
// Of the server, app/ uses the domain's code only; types leave no trace in a build.
const INPUTS = ['app', 'server/domain', 'remix.config.js', 'tsconfig.json', 'package-lock.json']
const OUTPUTS = ['build/index.js', 'build/metafile.js.json', 'public/build']

/**
 * Builds the Remix app for production where a source has changed. The classic compiler writes source maps, which
 * show the server's code to the browser, only when asked.
 * @param {import('../lib/report.mjs').Doing} doing
 */
export async function ensureRemixApp(doing) {
  const wanted = fingerprint(INPUTS)
  if (findStamp(STAMP) === wanted && OUTPUTS.every((path) => existsSync(inRoot(path)))) return 'up to date'
  doing('remix build')
  await runOrFail(
    'remix build',
    process.execPath,
    [inRoot('node_modules/@remix-run/dev/dist/cli.js'), 'build'],
    {
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
      silenceMs: 5 * 60_000,
    },
  )
  writeStamp(STAMP, wanted)
  return 'built'
}
