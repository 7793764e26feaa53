import { Writable } from 'node:stream'
import type { Io } from './io'
import { run } from './run'

/** A stream that keeps what is written to it. */
export function createSink(): Writable & { text: () => string } {
  const chunks: Buffer[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  return Object.assign(sink, { text: () => Buffer.concat(chunks).toString('utf8') })
}

export type Ran = { code: number; out: string; err: string }

/** Runs a command line of the tools in this process. */
export async function segue(args: string[], options: Partial<Pick<Io, 'env' | 'cwd'>> = {}): Promise<Ran> {
  const stdout = createSink()
  const stderr = createSink()
  const code = await run(args, { stdout, stderr, env: {}, cwd: process.cwd(), ...options })
  return { code, out: stdout.text(), err: stderr.text() }
}
