import { once } from 'node:events'
import { ReadableStream as WebStream } from 'node:stream/web'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { DomainError } from '../domain/errors'
import { toFileName, toListName } from '../domain/input/upload-name'

/** The field of the file, and the fields before it: one may name a playlist. */
const FIELD = 'file'
const NAME_FIELD = 'name'
/** A box that is ticked; a browser sends nothing for one that is not. */
const REPLACE_FIELD = 'replace'
/** The form has three fields; a reader who has more is none. */
const LIMITS = {
  ...{ fieldNameSize: 100, fieldSize: 4096, fields: 20, files: 4, parts: 24 },
  ...{ headerPairs: 20, headerSize: 8192 },
}

/**
 * A file of a form while it arrives; `name` as the form had it before the file, null where it was left empty, and
 * `replace` whether its box was ticked before the file.
 */
export type ArrivingFile = {
  filename: string
  name: string | null
  replace: boolean
  body: ReadableStream<Uint8Array>
}

/**
 * Reads a form (multipart/form-data, RFC 7578) chunk by chunk and hands its file on while it arrives: `take` gets it as
 * a stream, and the sender waits for whoever reads that. What `take` leaves unread is read and dropped. `push` resolves
 * when it may be given more; `finish` gives what `take` gave. Throws INPUT_INVALID for what is no such form,
 * IMPORT_FILE_MISSING where it has no file, and what `take` throws.
 */
export function createImportForm<T>(contentType: string | null, take: (file: ArrivingFile) => Promise<T>) {
  const parser = createParser(contentType)
  let name: string | null = null
  let replace = false
  let taken: Promise<T> | null = null
  let failure: unknown = null
  let current: BusboyFileStream | null = null
  const finished = new Promise<void>((resolve) => {
    parser.on('finish', resolve)
    parser.on('error', (error: unknown) => {
      fail(error)
      resolve()
    })
  })
  parser.on('field', (field: string, value: string) => {
    if (field === NAME_FIELD) name = value
    if (field === REPLACE_FIELD) replace = /^(true|on|1)$/i.test(value.trim())
  })
  parser.on('file', (field: string, file: BusboyFileStream, filename: string | undefined) => {
    file.on('error', fail)
    if (field !== FIELD || !filename || taken !== null) {
      file.resume()
      return
    }
    current = file
    const arriving = { replace, body: streamOf(file) }
    const names = { filename, name }
    taken = takeNamed(names, arriving).finally(() => {
      drop(file)
    })
    // Whoever finishes the form hears of it.
    taken.catch(() => undefined)
  })

  return {
    push: async (chunk: Uint8Array): Promise<void> => {
      if (failure !== null || parser.write(chunk)) return
      await Promise.race([once(parser, 'drain').catch(() => undefined), finished])
    },

    /** Ends what is being read where the rest of the form does not come. */
    abort: fail,

    finish: async (): Promise<T> => {
      if (failure === null) parser.end()
      await finished
      if (failure !== null) {
        await taken?.catch(() => undefined)
        throw new DomainError('INPUT_INVALID', 'The form did not arrive whole.', {
          hint: 'Send it again.',
          cause: failure,
        })
      }
      if (taken === null) throw new DomainError('IMPORT_FILE_MISSING', 'No file was chosen.')
      return taken
    },
  }

  async function takeNamed(
    names: Pick<ArrivingFile, 'filename' | 'name'>,
    file: Pick<ArrivingFile, 'replace' | 'body'>,
  ): Promise<T> {
    return take({ filename: toFileName(names.filename), name: toListName(names.name), ...file })
  }

  function fail(error: unknown): void {
    failure ??= error
    current?.destroy(error instanceof Error ? error : new Error('the form broke off'))
  }
}

/** Lets the rest of a file pass, also where whoever read it stopped in the middle and waits to read on. */
function drop(file: BusboyFileStream): void {
  file.removeAllListeners('readable')
  file.resume()
}

/** Pulled chunk by chunk, and left open where its reader stops early: the rest of the form is still to be read. */
function streamOf(file: BusboyFileStream): ReadableStream<Uint8Array> {
  return WebStream.from(file.iterator({ destroyOnReturn: false })) as ReadableStream<Uint8Array>
}

function createParser(contentType: string | null): BusboyInstance {
  try {
    if (contentType === null || !/^multipart\/form-data\b/i.test(contentType)) throw new Error('no form')
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS })
  } catch (cause) {
    throw new DomainError('INPUT_INVALID', 'This is not a form with a file.', {
      hint: `Send multipart/form-data with the file in its field "${FIELD}", as a form of HTML does.`,
      cause,
    })
  }
}
