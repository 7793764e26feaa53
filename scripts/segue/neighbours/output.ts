import { once } from 'node:events'
import { open, rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { Failure } from '../failure'

/** A place to write text to, piece by piece; it is whole after `finish`, and nothing is left of it after `discard`. */
export type Output = {
  write: (text: string) => Promise<void>
  finish: () => Promise<void>
  discard: () => Promise<void>
}

/** A stream, or a file that appears under its name only when it is whole. Throws a Failure if it cannot be written. */
export async function openOutput(target: Writable | string): Promise<Output> {
  return typeof target === 'string' ? openFile(target) : toStream(target)
}

async function openFile(file: string): Promise<Output> {
  const part = `${file}.part`
  const handle = await open(part, 'w').catch((cause: unknown) => {
    throw new Failure(
      'OUTPUT_NOT_WRITABLE',
      `${file} cannot be written.`,
      'Check that the folder exists and is yours.',
      {
        cause,
      },
    )
  })
  return {
    write: async (text) => {
      await handle.write(text)
    },
    finish: async () => {
      await handle.close()
      await rename(part, file)
    },
    discard: async () => {
      await handle.close().catch(() => undefined)
      await rm(part, { force: true })
    },
  }
}

function toStream(stream: Writable): Output {
  return {
    write: async (text) => {
      if (!stream.write(text)) await once(stream, 'drain')
    },
    finish: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  }
}
