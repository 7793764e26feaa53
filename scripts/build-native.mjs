import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inRoot } from './lib/paths.mjs'
import { StepError } from './lib/report.mjs'
import { lastLines, run, runOrFail } from './lib/run.mjs'
import { findStamp, writeStamp } from './lib/stamp.mjs'

const OUT = inRoot('build', 'native')
const STAMP = join(OUT, 'stamp')
const PATCH = inRoot('patches', 'faiss-node+0.5.1.patch')
const PACKAGE = inRoot('node_modules', 'faiss-node')
const OWN_SOURCE = inRoot('workers', 'native', 'src')

/**
 * The addons: faiss-node from its own source with our patch builds index files, vector-index from workers/native/src
 * searches in them.
 */
const ADDONS = /** @type {const} */ (['faiss-node', 'vector-index'])
/** @typedef {typeof ADDONS[number]} AddonName */
/** @param {AddonName} name */
const fileOf = (name) => join(OUT, `${name}.node`)
/** @param {string} folder */
const listFiles = (folder) =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))

const SYSTEM_PREFIXES = ['/usr/local', '/usr']
const TRIPLET = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`

/** FAISS needs BLAS and LAPACK; OpenBLAS brings both and trains twice as fast as the reference libraries. */
const BLAS_CHOICES = [['-lopenblas'], ['-llapack', '-lblas']]

/** @param {string[]} candidates */
const findFile = (candidates) => candidates.find((path) => existsSync(path))

/** @param {string} name */
const findHeader = (name) => findFile(SYSTEM_PREFIXES.map((prefix) => join(prefix, 'include', name)))

/** @param {string} name */
const findLibrary = (name) =>
  findFile(
    SYSTEM_PREFIXES.flatMap((prefix) => [
      join(prefix, 'lib', name),
      join(prefix, 'lib', TRIPLET, name),
      join(prefix, 'lib64', name),
    ]),
  )

/**
 * Folders with the headers of Node-API: those of the npm package if it is there, because a Node from a tarball may
 * have lost its own. Any version will do, Node-API does not change what it has.
 */
function findNodeHeaders() {
  const prefix = dirname(dirname(process.execPath))
  const variables = /** @type {Record<string, unknown>} */ (process.config.variables)
  const nodedirs = [process.env.npm_config_nodedir, variables.nodedir].filter(
    (value) => typeof value === 'string',
  )
  return [
    inRoot('node_modules', 'node-api-headers', 'include'),
    ...nodedirs.map((folder) => join(folder, 'include', 'node')),
    join(prefix, 'include', 'node'),
    ...SYSTEM_PREFIXES.map((folder) => join(folder, 'include', 'node')),
  ].find((folder) => existsSync(join(folder, 'node_api.h')))
}

/** What the build reads, or a sentence about what is missing. */
function getInputs() {
  const faissHeader = findHeader('faiss/Index.h')
  const faissLibrary = findLibrary('libfaiss.a') ?? findLibrary('libfaiss.so')
  if (!faissHeader || !faissLibrary) {
    throw new StepError(
      'FAISS is missing: install libfaiss-dev (Debian, Ubuntu) or FAISS 1.7.3 or later under /usr/local.',
    )
  }
  const nodeHeaders = findNodeHeaders()
  if (!nodeHeaders) {
    throw new StepError(
      'The headers of Node-API are missing: npm ci brings them in the package node-api-headers.',
    )
  }
  if (!existsSync(join(PACKAGE, 'src', 'faiss.cc'))) {
    throw new StepError('The package faiss-node is missing: run npm ci first.')
  }
  return { faissHeader, faissLibrary, nodeHeaders }
}

/**
 * A hash over all that the binary depends on; libraries by version and place, to be quick.
 * @param {ReturnType<typeof getInputs>} inputs
 */
function getFingerprint({ faissHeader, faissLibrary, nodeHeaders }) {
  const hash = createHash('sha256')
  const files = [
    PATCH,
    inRoot('scripts', 'build-native.mjs'),
    faissHeader,
    inRoot('node_modules', 'node-addon-api', 'package.json'),
    join(PACKAGE, 'package.json'),
    ...listFiles(join(PACKAGE, 'src')),
    ...listFiles(OWN_SOURCE),
  ]
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  hash.update(
    [faissLibrary, nodeHeaders, process.versions.modules, process.platform, process.arch].join('\0'),
  )
  return hash.digest('hex')
}

/** Copies the source of faiss-node and applies the patch. @param {string} scratch @returns {Promise<string[]>} */
async function preparePatched(scratch) {
  for (const name of ['package.json', 'src', 'lib']) {
    cpSync(join(PACKAGE, name), join(scratch, name), { recursive: true })
  }
  const applied = await run('patch', ['-p1', '--batch', '--forward', '-i', PATCH], { cwd: scratch })
  if (applied.code === 127) throw new StepError('The program patch is missing: install build-essential.')
  if (applied.code !== 0) {
    throw new StepError(`The patch does not fit faiss-node's source.\n${lastLines(applied.output)}`)
  }
  return [join(scratch, 'src', 'faiss.cc')]
}

/** Flags of the BLAS that links here. @param {string} scratch A folder to try it in. */
async function getBlas(scratch) {
  for (const flags of BLAS_CHOICES) {
    const probe = ['-shared', '-x', 'c++', '/dev/null', '-o', join(scratch, 'probe.so'), ...flags]
    if ((await run('g++', probe)).code === 0) return flags
  }
  throw new StepError('A BLAS library is missing: install libopenblas-dev.')
}

/**
 * Builds the addons in build/native from the patched npm package, our own source and the system's FAISS; does nothing
 * when they have not changed since. Compiled for the plain architecture: FAISS and our scan choose their SIMD code
 * themselves, and the files must run on other machines than the one that built them.
 * @param {{ log?: (text: string) => void }} [options]
 * @returns {Promise<string | null>} what was done; null when all was up to date
 * @throws {StepError} when a compiler or library is missing, or the build fails
 */
export async function buildNative({ log = () => undefined } = {}) {
  const inputs = getInputs()
  const fingerprint = getFingerprint(inputs)
  if (ADDONS.every((name) => existsSync(fileOf(name))) && findStamp(STAMP) === fingerprint) return null

  log('compiling the native addons')
  if ((await run('g++', ['--version'])).code !== 0) {
    throw new StepError('The compiler g++ is missing: install build-essential.')
  }
  await Promise.all(ADDONS.map((name) => buildAddon(name, fileOf(name))))
  writeStamp(STAMP, fingerprint)
  return 'compiled the native addons'
}

/**
 * Compiles and links an addon into the given file.
 * @param {AddonName} name @param {string} file
 * @param {{ extraFlags?: string[] }} [options] flags of g++ after the usual ones
 */
export async function buildAddon(name, file, { extraFlags = [] } = {}) {
  const inputs = getInputs()
  mkdirSync(dirname(file), { recursive: true })
  // A folder of its own, for two builds may run at once; the last one to finish wins.
  const scratch = mkdtempSync(join(dirname(file), 'unfinished-'))
  try {
    const isOwn = name === 'vector-index'
    const sources = isOwn
      ? listFiles(OWN_SOURCE).filter((source) => source.endsWith('.cc'))
      : await preparePatched(scratch)
    const built = join(scratch, 'addon.node')
    const flags = [
      ...getFlags(inputs),
      `-DNODE_GYP_MODULE_NAME=${name.replace('-', '_')}`,
      ...(isOwn ? ['-Wall', '-Wextra'] : []),
      ...extraFlags,
    ]
    const libraries = [inputs.faissLibrary, ...(await getBlas(scratch))]
    const options = { silenceMs: 10 * 60_000 }
    await runOrFail(`Compiling ${name}`, 'g++', [...flags, ...sources, '-o', built, ...libraries], options)
    // A rename, because a server may have the old file mapped.
    renameSync(built, file)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** @param {ReturnType<typeof getInputs>} inputs */
function getFlags({ faissHeader, nodeHeaders }) {
  return [
    ...['-std=c++17', '-O3', '-fPIC', '-fopenmp', '-fvisibility=hidden', '-shared'],
    ...['-DNAPI_VERSION=8', '-DNDEBUG'],
    ...['-isystem', nodeHeaders, '-isystem', inRoot('node_modules', 'node-addon-api')],
    // Last in the search, for /usr/include has its place there already.
    ...['-idirafter', dirname(dirname(faissHeader))],
    // OpenMP's threads outlive the worker thread that loaded the file, so it must never be unloaded.
    ...['-Wl,-z,nodelete', '-Wl,--gc-sections', '-Wl,--exclude-libs,ALL'],
  ]
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.stdout.write(
      `${(await buildNative({ log: (text) => process.stdout.write(`${text} …\n`) })) ?? 'up to date'}\n`,
    )
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}
