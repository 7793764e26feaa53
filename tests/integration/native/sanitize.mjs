// node tests/integration/native/sanitize.mjs [address|thread]: runs the thread, leak and fuzz processes with the addons
// compiled under AddressSanitizer and UndefinedBehaviorSanitizer, or the thread process under ThreadSanitizer. Not part
// of the tests: it takes minutes, and needs g++'s libasan and libtsan. FAISS itself is not instrumented, but what it
// allocates, copies and frees is watched.
//
// address leaves three things out: detect_leaks, since Node frees little at exit and FAISS's reader leaks what it
// refuses (native-leak.int.test.ts looks for leaks); -fsanitize=vptr, because Debian's FAISS carries no type information
// for it; and -fsanitize=enum, because FAISS's reader stores a metric before we can look whether there is such a one.
//
// thread suppresses what is in tsan.supp, each with its reason.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildAddon } from '../../../scripts/build-native.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const COMMON = ['-g', '-O1', '-fno-omit-frame-pointer']
const SANITIZERS = {
  address: {
    flags: ['-fsanitize=address,undefined', '-fno-sanitize=vptr,enum'],
    library: 'libasan.so',
    env: {
      ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
      UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
    },
    runs: (/** @type {string} */ addons) => [
      ['threads-process.mjs', addons],
      ['fuzz-process.mjs', addons, '500'],
      ['--expose-gc', 'leak-process.mjs', addons, '5000', '5'],
    ],
  },
  thread: {
    flags: ['-fsanitize=thread'],
    library: 'libtsan.so',
    // A report makes the process end with 66, and with it this one.
    env: { TSAN_OPTIONS: `suppressions=${join(here, 'tsan.supp')}` },
    runs: (/** @type {string} */ addons) => [['threads-process.mjs', addons]],
  },
}

const name = process.argv[2] ?? 'address'
if (name !== 'address' && name !== 'thread') throw new Error('Say "address" or "thread".')
const { flags, library, env, runs } = SANITIZERS[name]
const folder = mkdtempSync(join(tmpdir(), 'segue-sanitize-'))
try {
  for (const addon of /** @type {const} */ (['faiss-node', 'vector-index'])) {
    await buildAddon(addon, join(folder, `${addon}.node`), { extraFlags: [...COMMON, ...flags] })
  }
  const preloaded = execFileSync('g++', [`-print-file-name=${library}`], { encoding: 'utf8' }).trim()
  for (const args of runs(folder)) {
    process.stdout.write(`${args.join(' ')}\n`)
    execFileSync(process.execPath, args, {
      cwd: here,
      env: { ...process.env, LD_PRELOAD: preloaded, ...env },
      stdio: 'inherit',
    })
  }
} finally {
  rmSync(folder, { recursive: true })
}
