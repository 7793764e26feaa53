// node tests/integration/native/sanitize.mjs: runs the thread, leak and fuzz processes with the binding compiled
// under AddressSanitizer and UndefinedBehaviorSanitizer. Not part of the tests: it takes minutes, and needs g++'s
// libasan. FAISS itself is not instrumented, but what it allocates, copies and frees is watched.
//
// Three things are left out: detect_leaks, since Node frees little at exit and FAISS's reader leaks what it refuses
// (native-leak.int.test.ts looks for leaks); -fsanitize=vptr, because Debian's FAISS carries no type information for
// it; and -fsanitize=enum, because FAISS's reader stores a metric before we can look whether there is such a one.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildAddon } from '../../../scripts/build-native.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'segue-sanitize-'))
try {
  const addon = join(folder, 'faiss-node.node')
  await buildAddon(addon, {
    extraFlags: [
      '-g',
      '-O1',
      '-fno-omit-frame-pointer',
      '-fsanitize=address,undefined',
      '-fno-sanitize=vptr,enum',
    ],
  })
  const libasan = execFileSync('g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim()
  const env = {
    ...process.env,
    LD_PRELOAD: libasan,
    ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
    UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  }
  for (const args of [
    ['threads-process.mjs', addon],
    ['fuzz-process.mjs', addon, '500'],
    ['--expose-gc', 'leak-process.mjs', addon, '5000', '5'],
  ]) {
    process.stdout.write(`${args.join(' ')}\n`)
    execFileSync(process.execPath, args, { cwd: here, env, stdio: 'inherit' })
  }
} finally {
  rmSync(folder, { recursive: true })
}
