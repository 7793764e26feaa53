import type { Writable } from 'node:stream'

/** What a command may touch of its process; a test passes its own. */
export type Io = {
  stdout: Writable
  stderr: Writable & { isTTY?: boolean }
  env: Record<string, string | undefined>
  /** Folder that file arguments are relative to. */
  cwd: string
  /** Calls back at Ctrl-C in place of ending the process, until the function that it gives is called. */
  onInterrupt?: (listener: () => void) => () => void
}

/** Writes a result: one JSON document with --json, else text for people. */
export function print(io: Io, json: boolean, document: unknown, text: string): void {
  io.stdout.write(json ? `${JSON.stringify(document)}\n` : `${text}\n`)
}

/** A note beside the result. */
export function note(io: Io, text: string): void {
  io.stderr.write(`${text}\n`)
}
