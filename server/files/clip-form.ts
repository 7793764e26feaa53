import { once } from 'node:events'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { DomainError } from '../domain/errors'
import { createByteCollector } from './collect-bytes'

/** The field of the file. */
const FIELD = 'clip'
/** A form has a few dozen fields of a few letters; whoever sends more is no reader. */
const LIMITS = {
  ...{ fieldNameSize: 100, fieldSize: 4096, fields: 1100, files: 4, parts: 1104 },
  ...{ headerPairs: 20, headerSize: 8192 },
}

/** What a form held: its text fields in order, and the file or why there is none. */
export type ClipForm = {
  fields: [name: string, value: string][]
  file: Uint8Array<ArrayBuffer> | DomainError
}

/**
 * Reads a form (multipart/form-data, RFC 7578) chunk by chunk; `push` resolves when it may be given more. Throws
 * INPUT_INVALID for what is no such form.
 */
export function createClipForm(contentType: string | null, maxBytes: number) {
  const parser = createParser(contentType)
  const fields: ClipForm['fields'] = []
  const collector = createByteCollector(maxBytes)
  let state: 'nothing' | 'text' | 'elsewhere' | 'unnamed' | 'file' = 'nothing'
  let failure: unknown = null
  const finished = new Promise<void>((resolve) => {
    parser.on('finish', resolve)
    parser.on('error', (error: unknown) => {
      failure ??= error
      resolve()
    })
  })
  parser.on('field', (name: string, value: string) => {
    if (name === FIELD) state = state === 'nothing' ? 'text' : state
    else fields.push([name, value])
  })
  parser.on('file', (name: string, file: BusboyFileStream, filename: string | undefined) => {
    const isClip = name === FIELD && state !== 'file'
    if (isClip) state = filename ? 'file' : 'unnamed'
    else if (state === 'nothing') state = 'elsewhere'
    file.on('data', (chunk: Buffer) => {
      if (isClip) collector.push(chunk)
    })
    file.on('error', (error: unknown) => (failure ??= error))
  })

  return {
    push: async (chunk: Uint8Array): Promise<void> => {
      if (failure !== null || parser.write(chunk)) return
      await Promise.race([once(parser, 'drain').catch(() => undefined), finished])
    },

    finish: async (): Promise<ClipForm> => {
      if (failure === null) parser.end()
      await finished
      if (failure !== null) {
        throw new DomainError('INPUT_INVALID', 'The form did not arrive whole.', {
          hint: 'Send it again.',
          cause: failure,
        })
      }
      try {
        return { fields, file: getFile() }
      } catch (error) {
        if (error instanceof DomainError) return { fields, file: error }
        throw error
      }
    },
  }

  function getFile(): Uint8Array<ArrayBuffer> {
    if (state === 'file') return collector.finish()
    if (state === 'text' || state === 'elsewhere') {
      throw new DomainError('INPUT_INVALID', `The form has no file in its field "${FIELD}".`, {
        hint: `Send the audio file itself in the field "${FIELD}".`,
      })
    }
    throw new DomainError('CLIP_MISSING', 'No file was chosen.')
  }
}

function createParser(contentType: string | null): BusboyInstance {
  try {
    if (contentType === null || !/^multipart\/form-data\b/i.test(contentType)) throw new Error('no form')
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS })
  } catch (cause) {
    throw new DomainError('INPUT_INVALID', 'This is not a form with a file.', {
      hint: 'Send multipart/form-data, as a form of HTML does.',
      cause,
    })
  }
}
