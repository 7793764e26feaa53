import { existsSync, readdirSync } from 'node:fs'
import { findChromium } from '../lib/chromium.mjs'
import { StepError, formatDuration } from '../lib/report.mjs'
import { lastLines, run } from '../lib/run.mjs'
import { isUbuntu } from './browser.mjs'

const TRIPLET = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`
const LISTS = '/var/lib/apt/lists'

/**
 * A Debian package, and files that tell it is there: each entry is a list of alternatives. Looking at files takes
 * a tenth of the time of asking dpkg, and finds what somebody installed by other means.
 * @typedef {{ name: string, files: string[][] }} SystemPackage
 */

/** What the build of the native addons needs. @type {SystemPackage[]} */
export const buildPackages = [
  { name: 'build-essential', files: [['/usr/bin/g++'], ['/usr/bin/make']] },
  {
    name: 'libfaiss-dev',
    files: [['/usr/include/faiss/IndexIVFFlat.h', '/usr/local/include/faiss/IndexIVFFlat.h']],
  },
  {
    name: 'libopenblas-dev',
    files: [[`/usr/include/${TRIPLET}/openblas_config.h`, '/usr/include/openblas/openblas_config.h']],
  },
]

/** What the integration tests need. @type {SystemPackage[]} */
export const servicePackages = [
  { name: 'redis-server', files: [['/usr/bin/redis-server', '/usr/local/bin/redis-server']] },
  // What node-web-audio-api is linked against. The library's own package changed its name, this one did not.
  { name: 'libasound2-dev', files: [[`/usr/lib/${TRIPLET}/libasound.so.2`, '/usr/lib/libasound.so.2']] },
]

/** What the browser tests need; where Chromium is no plain package, browser.mjs brings one. */
export function getBrowserPackages() {
  const browser = findChromium()
  /** @type {SystemPackage[]} */
  const packages = [
    {
      name: 'fonts-liberation',
      files: [['/usr/share/fonts/truetype/liberation', '/usr/share/fonts/liberation']],
    },
  ]
  if (!isUbuntu()) packages.push({ name: 'chromium', files: [[browser ?? '/usr/bin/chromium']] })
  return packages
}

/** @param {SystemPackage} wanted */
const hasFiles = (wanted) =>
  wanted.files.every((alternatives) => alternatives.some((path) => existsSync(path)))

/** @param {SystemPackage} wanted */
async function isInstalled(wanted) {
  if (hasFiles(wanted)) return true
  const { code, output } = await run('dpkg-query', ['-W', '-f=${Status}', wanted.name])
  return code === 0 && output.includes('install ok installed')
}

/** @param {string[]} names @param {string} prefix */
const aptCommands = (names, prefix) =>
  `${prefix}apt-get update && ${prefix}apt-get install -y --no-install-recommends ${names.join(' ')}`

/** @param {string[]} words A whole command line. @param {import('../lib/run.mjs').RunOptions} options */
const runAll = ([command = '', ...args], options) => run(command, args, options)

/** How this user may run apt-get: as root, with sudo, or not at all. */
async function findPrivilege() {
  if (process.getuid?.() === 0) return { prefix: [], inherit: false }
  if ((await run('sudo', ['-n', 'true'])).code === 0) return { prefix: ['sudo', '-n'], inherit: false }
  const hasSudo = existsSync('/usr/bin/sudo')
  if (hasSudo && process.stdin.isTTY) return { prefix: ['sudo'], inherit: true }
  return null
}

const hasPackageLists = () =>
  existsSync(LISTS) &&
  readdirSync(LISTS).some((file) => file.endsWith('_Packages') || file.includes('_Packages.'))

/**
 * Installs what is missing with apt, or stops with the one command that would.
 * @param {SystemPackage[]} wanted @param {import('../lib/report.mjs').Doing} doing
 */
export async function ensureSystemPackages(wanted, doing) {
  /** @type {string[]} */
  const missing = []
  for (const one of wanted) if (!(await isInstalled(one))) missing.push(one.name)
  if (missing.length === 0) return 'all there'

  const list = missing.join(', ')
  if (!existsSync('/usr/bin/apt-get')) {
    throw new StepError(
      `Segue needs these system packages, under their Debian names: ${list}.\nThis system has no apt-get: install their counterparts by hand, or use docker compose up.`,
    )
  }
  const privilege = await findPrivilege()
  if (!privilege) {
    const command = existsSync('/usr/bin/sudo')
      ? aptCommands(missing, 'sudo ')
      : `su -c '${aptCommands(missing, '')}'`
    throw new StepError(
      `Segue needs these system packages: ${list}.\nInstalling them takes an administrator. Run this once, then try again:\n\n  ${command}\n`,
    )
  }

  const apt = [...privilege.prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q']
  const options = { inherit: privilege.inherit, silenceMs: 20 * 60_000 }
  const update = () => runAll([...apt, 'update'], options)
  const install = () =>
    runAll(
      [...apt, 'install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...missing],
      options,
    )

  const updated = !hasPackageLists()
  if (updated) {
    doing('apt-get update')
    await update()
  }
  doing(`installing ${list}`)
  let result = await install()
  if (result.code !== 0 && !updated) {
    // Old package lists name files that the mirror has replaced since.
    doing('apt-get update')
    await update()
    doing(`installing ${list}`)
    result = await install()
  }
  if (result.code !== 0) {
    const why = result.silent
      ? `apt-get printed nothing for ${formatDuration(options.silenceMs)}`
      : `apt-get failed (exit code ${result.code})`
    throw new StepError(
      `${why} while installing ${list}.\n${lastLines(result.output, 20)}\nWhen that is mended, this installs them:\n\n  ${aptCommands(missing, privilege.prefix.length > 0 ? 'sudo ' : '')}\n`,
    )
  }
  return `installed ${list}`
}
